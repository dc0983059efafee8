"""Mid-term checks and final reports: planned, written together, handed in, returned with points, accepted."""

from __future__ import annotations

from datetime import timedelta

from funding.enums import ReportKind
from funding.models import Award, Report
from funding.queries.conditions import conditions_of


def plan(award: Award) -> Report | None:
    """The mid-term check of an award that begins to run: due at half of its period. Calling it again changes nothing.

    Call it in the transaction that makes the award run. Nothing where its conditions ask for no check.
    """
    if not conditions_of(award).midterm or award.starts_on is None or award.ends_on is None:
        return None
    half = award.starts_on + timedelta(days=(award.ends_on - award.starts_on).days // 2)
    return Report.objects.get_or_create(award=award, kind=ReportKind.MIDTERM, defaults={"due_on": half})[0]
