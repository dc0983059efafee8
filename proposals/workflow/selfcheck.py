"""Counting how self-checks end. Who asked is never known."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.utils import timezone

from proposals.models import Call, SelfCheckTally


def count(call: Call, outcomes: Iterable[tuple[str, str]]) -> None:
    """Add one to each of ``outcomes`` (rule, or empty for the whole; outcome) of today, in one statement."""
    rows = sorted(set(outcomes))  # in one order, so that two visitors at once do not wait for each other in a circle
    day = timezone.localdate()
    values = ", ".join(["(%s, %s, %s, %s, 1)"] * len(rows))
    table = SelfCheckTally._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (call_id, day, rule, outcome, count) VALUES {values}"  # noqa: S608 - no text from outside
            f" ON CONFLICT (call_id, day, rule, outcome) DO UPDATE SET count = {table}.count + 1",
            [value for rule, outcome in rows for value in (call.pk, day, rule, outcome)],
        )
