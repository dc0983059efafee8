"""The accepted settlement on paper: by the same press as proposals and decision letters, tagged PDF/UA-1."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from funding.enums import ExpenseState
from funding.models import Expense, Settlement
from funding.settling import Account, account_from, fingerprint
from proposals import paper
from proposals.enums import Item
from seoul_portal.templatetags.portal import money

_ITEMS = dict(Item.choices)


def named(account: Account) -> list[tuple[str, Any]]:
    """Each line with its name in the reader's language."""
    return [(f"{label}: {line.detail}" if line.detail else label, line) for label, line in _labelled(account)]


def paper_of(settlement: Settlement) -> bytes:
    """The confirmed account: sums, lines, what was disallowed and why; always the same bytes for one language."""
    award = settlement.award
    account = account_from(settlement.figures)
    document = {
        "language": (get_language() or "ko")[:2],
        "title": _("Settlement of “%(title)s”") % {"title": award},
        "mark": "",
        "facts": [
            (_("Number"), str(award.proposal.number)),
            (_("Residents' group"), str(award.group)),
            (_("Period"), f"{_day(award.starts_on)} – {_day(award.ends_on)}"),
            (_("Accepted"), _day(timezone.localdate(settlement.decided_at))),
            (_("Fingerprint"), fingerprint(settlement.figures)),
        ],
        "empty": _("No words"),
        "page": _("Page"),
        "parts": [
            {"title": _("In total"), "answers": _sums(settlement, account)},
            {"title": _("By budget line"), "answers": [_lines(account)]},
            *_disallowed(settlement),
        ],
    }
    return paper.render(document, at=settlement.decided_at)


def _sums(settlement: Settlement, account: Account) -> list[dict[str, Any]]:
    rows = [
        (_("Paid to the group"), account.paid),
        (_("Spent and accepted"), account.accepted),
        (_("Disallowed"), account.disallowed),
        (_("Not spent"), account.unspent),
        (_("Interest of the bank"), settlement.interest),
        (_("To return"), account.disallowed + account.unspent + settlement.interest),
        (_("Own contribution spent"), account.own_spent),
    ]
    return [_table(_("By source"), [_("What"), _("Won")], [[label, money(won)] for label, won in rows])]


def _lines(account: Account) -> dict[str, Any]:
    left = pgettext("money", "Left")
    head = [_("Line"), _("Grant"), _("Spent"), _("Disallowed"), left, _("Own part"), _("Own part spent")]
    rows = [
        [name, *(money(won) for won in (
            line.grant, line.spent_grant, line.disallowed_grant, line.left, line.own, line.spent_own
        ))]
        for name, line in named(account)
    ]  # fmt: skip
    return _table(_("Budget and spending"), head, rows)


def _disallowed(settlement: Settlement) -> list[dict[str, Any]]:
    found = Expense.objects.standing().filter(award=settlement.award_id, state=ExpenseState.DISALLOWED)
    rows = [[_day(each.spent_on), each.payee, money(each.amount), each.reason] for each in found]
    if not rows:
        return []
    head = [_("Day"), _("Paid to"), _("Amount"), _("Why")]
    return [{"title": _("Disallowed"), "answers": [_table(_("Receipts"), head, rows)]}]


def _table(label: str, head: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"label": label, "text": "", "head": head, "rows": rows}


def _labelled(account: Account) -> list[tuple[str, Any]]:
    return [(str(_ITEMS.get(line.item, line.item)), line) for line in account.lines]


def _day(value: Any) -> str:
    return date_format(value) if value else "–"
