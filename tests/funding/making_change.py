"""Moving the clock and reading what is due, for tests about pauses, changes and cancellation."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from notices import deadlines
from tests.groups.making import fresh

# Obligations of these models belong to an award; the path leads to its id.
PATHS = ("award_id", "clawback.award_id")


def in_days(days):
    """The clock, so many days from now at the same hour."""
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def due_of(award):
    """By (source, id) the day of everything that is open about ``award``, for the group or an office."""
    found = {}
    for source in deadlines.sources():
        for row in source.open():
            if _award_of(row) == award.pk:
                found[source.name, row.pk] = row.due_on
    return found


def _award_of(row):
    if type(row).__name__ == "Award":
        return row.pk
    if hasattr(row, "clawback"):
        return row.clawback.award_id
    return getattr(row, "award_id", None)


def balances(award):
    now = fresh(award)
    return now.amount, now.committed, now.paid, now.returned
