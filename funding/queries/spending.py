"""What an award has left, line by line, and what its diary and receipts add up to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from funding.enums import AwardState, ExpenseState, ReportState, Source
from funding.models import Activity, Agreement, Award, BudgetLine, Expense, Settlement
from groups.models import DiaryEntry

# While an award is like this its group enters receipts; in settling, until the account is handed in.
SPENDING = (
    AwardState.AGREED,
    AwardState.RUNNING,
    AwardState.PAUSED,
    AwardState.REPORTING,
    AwardState.ENDED_EARLY,
    AwardState.SETTLING,
)
IN_GROUPS_HANDS = (ReportState.DUE, ReportState.RETURNED)


def lines_of(award: Award, *, but: int | None = None) -> list[Any]:
    """The budget lines with ``spent_grant``, ``spent_own`` and ``left`` (won of the grant), without expense ``but``."""
    lines: list[Any] = list(BudgetLine.objects.filter(award=award).with_spent())
    gone = Expense.objects.filter(pk=but or 0, removed_at=None, source=Source.GRANT).exclude(
        state=ExpenseState.DISALLOWED
    )
    without = dict(gone.values_list("line", "amount")) if but else {}
    for line in lines:
        line.left = line.grant - line.spent_grant + without.get(line.pk, 0)
    return lines


def is_spending_open(award: Award) -> bool:
    """Whether receipts and diary may be entered and corrected."""
    if award.state != AwardState.SETTLING:
        return award.state in SPENDING
    return Settlement.objects.filter(award=award, state__in=IN_GROUPS_HANDS).exists()


def first_day(award: Award) -> Any:
    """The first day on which money may be spent: not before the period, and not before the agreement."""
    agreed = Agreement.objects.filter(award=award.pk).values_list("agreed_at", flat=True).first()
    days = [award.starts_on, timezone.localdate(agreed) if agreed else None]
    return max((each for each in days if each), default=None)


def receipts_of(award: Award) -> QuerySet[Expense]:
    """Its receipts, the newest first, those taken out among them."""
    return Expense.objects.filter(award=award).select_related("line", "by").order_by("-id")


def diary_of(award: Award) -> QuerySet[Activity]:
    return Activity.objects.filter(award=award, removed_at=None).select_related("by")


def to_take_over(award: Award) -> QuerySet[DiaryEntry]:
    """Days in the group's own diary within the period that the award's diary has not taken over."""
    taken = Activity.objects.filter(award=award, taken_from=OuterRef("pk"))
    found = DiaryEntry.objects.filter(~Exists(taken), group=award.group_id, on__lte=timezone.localdate())
    return found.filter(on__range=(award.starts_on or date.max, award.ends_on or date.max)).order_by("on", "id")


def heads(award: Award) -> dict[str, int]:
    """How often people met, how many came in all, and how many different people that were at least."""
    found = diary_of(award).aggregate(activities=Count("pk"), attendance=Sum("attendance"), people=Sum("newcomers"))
    return {name: value or 0 for name, value in found.items()}


def spent_by_line(award: Award) -> list[dict[str, Any]]:
    """By line: what was planned and what was spent, in won, as a report keeps it."""
    return [
        {
            "item": line.item, "detail": line.detail, "grant": line.grant, "own": line.own,
            "spent_grant": line.spent_grant, "spent_own": line.spent_own,
        }
        for line in lines_of(award)
    ]  # fmt: skip


def undecided(award: Award) -> int:
    """Receipts on which nobody has decided."""
    return Expense.objects.standing().filter(award=award, state=ExpenseState.RECORDED).count()


def on_item(award: Award, item: str, *, but: int | None = None) -> int:
    """Won of the grant spent on ``item`` over all lines."""
    counted = Q(award=award, line__item=item, source=Source.GRANT) & ~Q(state=ExpenseState.DISALLOWED)
    found = Expense.objects.standing().filter(counted).exclude(pk=but or 0)
    return found.aggregate(total=Sum("amount"))["total"] or 0
