"""Moving money: promise it, give a promise back, pay it, take it back. Nothing else in the portal changes a balance.

Each function checks first, so that people read a sentence; the triggers and constraints below have the last word.
The round is locked before anything else, always, so two movements wait for each other and never deadlock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.constraints import kindly
from casework.lifecycle import Refused
from funding import emails
from funding.enums import EntryKind, RoundState
from funding.models import Award, FundingRound, LedgerEntry, Reconciliation, RoundCeiling
from funding.queries.ledger import compare
from funding.queries.people import directors
from notices import workflow as notices
from seoul_portal.templatetags.portal import money

Check = Callable[[FundingRound, Award, int], list[str]]


def lock(round_id: int) -> FundingRound:
    """The round, locked until the transaction ends: what comes after sees every won moved before."""
    return FundingRound.objects.select_for_update(no_key=True).get(pk=round_id)


def commit(award: Award, amount: int, *, by: Any, key: str) -> LedgerEntry:
    """Promise ``amount`` won of the pot to ``award``. Raises ``Refused`` with all that would be overspent."""
    return _enter(EntryKind.COMMIT, award, amount, by, key, _what_is_over)


def release(award: Award, amount: int, *, by: Any, key: str) -> LedgerEntry:
    """Give back ``amount`` won of what is promised and not paid. Raises ``Refused``."""
    return _enter(EntryKind.RELEASE, award, amount, by, key, _not_promised)


def pay(award: Award, amount: int, *, by: Any, key: str) -> LedgerEntry:
    """Record that ``amount`` won were paid. Raises ``Refused`` beyond what is promised."""
    return _enter(EntryKind.PAY, award, amount, by, key, _not_promised)


def bounce(award: Award, amount: int, *, by: Any, key: str) -> LedgerEntry:
    """Record that a payment came back from the bank: it is promised still. Raises ``Refused`` beyond what was paid."""
    return _enter(EntryKind.BOUNCE, award, amount, by, key, _never_paid)


def give_back(award: Award, amount: int, *, by: Any, key: str) -> LedgerEntry:
    """Record that the group returned ``amount`` won. Raises ``Refused`` beyond what it was paid."""
    return _enter(EntryKind.RETURN, award, amount, by, key, _never_paid)


def reconcile() -> Reconciliation:
    """Compare every balance with its entries, keep what was found, and tell the directors of a difference."""
    with transaction.atomic():
        found = compare()
        made = Reconciliation.objects.create(
            entries=found.entries, balances=found.balances, differences=[asdict(each) for each in found.differences]
        )
        if found.differences:
            link = reverse("funding:reconciliation")
            count = len(found.differences)
            notices.tell(directors(), emails.LEDGER_DIFFERS, key=f"reconciliation:{made.pk}", count=count, link=link)
    return made


def _enter(kind: EntryKind, award: Award, amount: int, by: Any, key: str, check: Check) -> LedgerEntry:
    if amount <= 0:
        raise Refused([_("An amount must be more than zero won.")])
    with transaction.atomic(), kindly(FundingRound, RoundCeiling, Award):
        pot = lock(award.round_id)
        entered = LedgerEntry.objects.filter(key=key).first()
        if entered is not None:
            return _same(entered, kind, award, amount)
        if pot.state not in (RoundState.SIGNED, RoundState.ANNOUNCED):
            raise Refused([_("No money moves before the round is signed.")])
        now = Award.objects.get(pk=award.pk)
        if reasons := check(pot, now, amount):
            raise Refused(reasons)
        made = LedgerEntry.objects.create(round=pot, award=now, kind=kind, amount=amount, key=key, by=by)
    award.refresh_from_db(fields=["committed", "paid", "returned"])
    return made


def _same(entered: LedgerEntry, kind: EntryKind, award: Award, amount: int) -> LedgerEntry:
    """The entry that stands already. Another fact under the same key is a mistake in the code, not of a person."""
    if (entered.kind, entered.award_id, entered.amount) != (kind, award.pk, amount):
        raise ValueError(f"{entered.key} is entered with other figures")
    return entered


def _what_is_over(pot: FundingRound, award: Award, amount: int) -> list[str]:
    reasons = []
    if amount > pot.left:
        reasons.append(
            _("The pot has %(left)s left; this would need %(amount)s.")
            % {"left": money(pot.left), "amount": money(amount)}
        )
    for each in ceilings_over(pot, award):
        if amount > each.left:
            reasons.append(
                _("%(place)s has %(left)s left under its ceiling; this would need %(amount)s.")
                % {"place": each, "left": money(each.left), "amount": money(amount)}
            )
    if amount > award.amount - award.committed:
        reasons.append(
            _("This award is worth %(worth)s, of which %(left)s are not promised yet.")
            % {"worth": money(award.amount), "left": money(award.amount - award.committed)}
        )
    return reasons


def ceilings_over(pot: FundingRound, about: Any) -> list[RoundCeiling]:
    """The ceilings that an award or allocation counts against."""
    applies = Q(district=about.district_id)
    if about.theme:
        applies |= Q(theme=about.theme)
    return list(pot.ceilings.filter(applies).select_related("district"))


def _not_promised(_pot: FundingRound, award: Award, amount: int) -> list[str]:
    left = award.committed - award.paid
    return [] if amount <= left else [_("Only %(left)s are promised and not paid yet.") % {"left": money(left)}]


def _never_paid(_pot: FundingRound, award: Award, amount: int) -> list[str]:
    left = award.paid - award.returned
    return [] if amount <= left else [_("Only %(left)s were paid and not returned yet.") % {"left": money(left)}]
