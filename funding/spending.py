"""The rules of spending, each said in a sentence when a receipt is entered.

Hard rules refuse. Soft ones are shown; the person may keep the receipt with a word, and both stay with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.enums import Evidence, Source
from funding.models import Award, BudgetLine, Conditions, Expense, Pause
from funding.queries.spending import first_day, on_item
from funding.receipts import distance
from groups.enums import Role
from proposals.enums import Item
from proposals.models import BudgetItem
from seoul_portal.templatetags.portal import money

# Paid to people: the tax office gets its part. Whoever sends a tax invoice or takes a card pays it on their own.
FEES = (Item.INSTRUCTOR, Item.WRITING)
UNPAID_TO_LEADERS = (Item.INSTRUCTOR, Item.MEETING, Item.WRITING)
LEADERS = (Role.REPRESENTATIVE, Role.OPERATOR)
ALIKE_BITS = 4
# Photographs are compared with those of receipts of about the same day: the same slip carries the same date.
ALIKE_DAYS = timedelta(days=31)

SOFT = {
    "no_file": gettext_lazy("There is no photograph or file of the receipt yet."),
    "paused": gettext_lazy("On this day the project was paused."),
    "same_file": gettext_lazy("The same picture is on another receipt of your group."),
    "same_file_elsewhere": gettext_lazy("The same picture is on a receipt of another group."),
    "alike": gettext_lazy("The picture looks like that of another receipt of your group."),
    "alike_elsewhere": gettext_lazy("The picture looks like that of a receipt of another group."),
    "same_sum": gettext_lazy("Your group has a receipt with this day, payee and amount already."),
    "same_sum_elsewhere": gettext_lazy("Another group has a receipt with this day, payee and amount."),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What somebody wants to enter. ``but`` is the expense that it replaces."""

    line: BudgetLine
    amount: int
    spent_on: date
    payee: str
    source: str = Source.GRANT
    evidence: str = Evidence.CARD
    sha256: str = ""
    likeness: str = ""
    but: int | None = None


def withheld(conditions: Conditions, item: str, amount: int, evidence: str) -> int:
    """Won of a fee that the group passes on to the tax office, as that office counts: in whole tens."""
    if item not in FEES or evidence in (Evidence.INVOICE, Evidence.CARD) or amount <= conditions.fee_tax_from:
        return 0
    return amount * conditions.fee_tax // 10_000 // 10 * 10


def refusals(award: Award, entry: Entry, conditions: Conditions, left: int) -> list[str]:
    """Every sentence that refuses ``entry``. ``left``: won of the grant on its line, read under a lock."""
    return [
        str(each) for each in (*_about_days(award, entry), *_about_money(award, entry, left), *_about(award, entry))
    ]


def doubts(award: Award, entry: Entry) -> list[str]:
    """The soft rules that ``entry`` meets, as keys of ``SOFT``."""
    found = []
    if not entry.sha256:
        found.append("no_file")
    if _is_paused(award, entry.spent_on):
        found.append("paused")
    found += _duplicates(award, entry)
    return found


def said(rules: Iterable[str]) -> list[str]:
    """The sentences of soft rules, in the reader's language."""
    return [str(SOFT[rule]) for rule in rules if rule in SOFT]


# --- Hard --------------------------------------------------------------------------------------------


def _about_days(award: Award, entry: Entry) -> Iterator[str]:
    first = first_day(award)
    if first and entry.spent_on < first:
        yield _("Money may be spent from %(day)s on; this was paid before.") % {"day": date_format(first)}
    if award.ends_on and entry.spent_on > award.ends_on:
        yield _("The project ended on %(day)s; this was paid later.") % {"day": date_format(award.ends_on)}
    if entry.spent_on > timezone.localdate():
        yield _("This day is still to come.")


def _about_money(award: Award, entry: Entry, left: int) -> Iterator[str]:
    if entry.source != Source.GRANT:
        return
    if entry.amount > left:
        yield _("Only %(left)s are left on this line. What is more can be entered as own contribution.") % {
            "left": money(max(left, 0))
        }
    rows = {each.item: each for each in BudgetItem.objects.filter(call=award.proposal.call_id)}
    row = rows.get(entry.line.item)
    if row is None:
        yield _("The call does not allow “%(item)s”.") % {"item": entry.line.get_item_display()}
        return
    caps = [row.cap, award.amount * row.cap_percent // 100 if row.cap_percent is not None else None]
    cap = min((each for each in caps if each is not None), default=None)
    if cap is not None and on_item(award, entry.line.item, but=entry.but) + entry.amount > cap:
        yield _("The call allows at most %(cap)s for “%(item)s”.") % {
            "cap": money(cap), "item": entry.line.get_item_display()
        }  # fmt: skip


def _about(award: Award, entry: Entry) -> Iterator[str]:
    if entry.line.item not in UNPAID_TO_LEADERS or not award.proposal.call.leaders_unpaid:
        return
    leaders = [each.user.name for each in award.group.members if each.role in LEADERS]
    if _plain(entry.payee) in {_plain(name) for name in leaders}:
        yield _("The representative and the operator are not paid for “%(item)s”.") % {
            "item": entry.line.get_item_display()
        }


# --- Soft --------------------------------------------------------------------------------------------


def _is_paused(award: Award, on: date) -> bool:
    during = Q(ended_on=None) | Q(ended_on__gt=on)
    return Pause.objects.filter(during, award=award, from_on__lte=on).exists()


def _duplicates(award: Award, entry: Entry) -> list[str]:
    """At most one finding about pictures and one about sums; the group's own receipts come first."""
    others = Expense.objects.standing().exclude(pk=entry.but or 0)
    pictures = []
    if entry.sha256:
        same = others.filter(sha256=entry.sha256).values_list("award__group", flat=True)[:20]
        pictures = [("same_file", group) for group in same]
    if entry.likeness and not pictures:
        near = (entry.spent_on - ALIKE_DAYS, entry.spent_on + ALIKE_DAYS)
        known = others.exclude(likeness="").filter(spent_on__range=near).values_list("award__group", "likeness")
        pictures = [("alike", group) for group, other in known if distance(entry.likeness, other) <= ALIKE_BITS]
    same_day = others.filter(spent_on=entry.spent_on, amount=entry.amount).values_list("award__group", "payee")[:200]
    sums = [("same_sum", group) for group, payee in same_day if _plain(payee) == _plain(entry.payee)]
    return [rule for found in (pictures, sums) if (rule := _whose(award, found))]


def _whose(award: Award, found: list[tuple[str, Any]]) -> str:
    """Whose receipt it is like: one's own, or another group's, which is never named."""
    if not found:
        return ""
    own = next((rule for rule, group in found if group == award.group_id), "")
    return own or f"{found[0][0]}_elsewhere"


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
