"""A batch as the bank and the city's accounts want it: one line per payment."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from funding import banks
from funding.bank_files import Row
from funding.models import Payment
from funding.queries.accounts import number_of


def rows_of(payments: list[Payment]) -> list[Row]:
    """Heading and lines, with full account numbers: whoever calls this records who gets them."""
    head: Row = [
        _("Number"),
        _("Purpose"),
        _("Payee"),
        _("Bank"),
        _("Bank code"),
        _("Account number"),
        _("Amount"),
        _("Budget sub-item"),
    ]
    return [head, *[_row(each) for each in payments]]


def _row(payment: Payment) -> Row:
    tranche: Any = payment.tranche
    award, account = tranche.award, payment.account
    purpose = f"{award.proposal} ({tranche.position}/{payment.parts})"  # type: ignore[attr-defined]
    code = award.agreement.content["conditions"].get("budget_item", "")
    return [
        str(tranche.pk),
        purpose,
        account.holder,
        banks.name_of(account.bank),
        account.bank,
        number_of(account),
        payment.amount,
        code,
    ]
