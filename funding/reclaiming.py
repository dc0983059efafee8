"""What can be reclaimed from an award, and how a sum is divided into instalments. Pure reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from funding.enums import ExpenseState, ReportState, Source
from funding.models import Award, Expense, Settlement

MOST_INSTALMENTS = 24
# The first instalment is never due sooner than this after the signature.
DAYS_TO_FIRST = 15


@dataclass(frozen=True)
class Unaccounted:
    """What a group holds and has not accounted for, in won. ``undecided``: on receipts that nobody has decided on."""

    paid: int
    returned: int
    accepted: int
    undecided: int
    interest: int

    @property
    def grant(self) -> int:
        return max(self.paid - self.returned - self.accepted, 0)

    @property
    def most(self) -> int:
        """No more than this can be reclaimed."""
        return self.grant + self.interest


def unaccounted(award: Award) -> Unaccounted:
    """As receipts, ledger and settlement say. ``award`` must be read anew before."""
    own = Expense.objects.standing().filter(award=award, source=Source.GRANT)
    sums = {
        state: own.filter(state=state).aggregate(total=Sum("amount"))["total"] or 0
        for state in (ExpenseState.ACCEPTED, ExpenseState.RECORDED)
    }
    paper = Settlement.objects.filter(award=award, state=ReportState.ACCEPTED).first()
    interest = paper.interest - paper.interest_returned if paper else 0
    accepted, recorded = sums[ExpenseState.ACCEPTED], sums[ExpenseState.RECORDED]
    return Unaccounted(award.paid, award.returned, accepted, recorded, interest)


def divided(amount: int, count: int, first_on: date) -> list[tuple[int, date]]:
    """``amount`` won in ``count`` instalments, a month apart, which add up to the won; the first takes the rest."""
    if not amount:
        return []
    count = min(count, amount)
    part, rest = divmod(amount, count)
    return [(part + (rest if number == 0 else 0), months_after(first_on, number)) for number in range(count)]


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    number = day.month - 1 + months
    year, month = day.year + number // 12, number % 12 + 1
    for last in (day.day, 30, 29):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, 28)
