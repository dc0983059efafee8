"""A clock that goes slow, for the demonstration: what its invented people did weeks ago is recorded at that time.

Nothing else may use it. What happens in a portal that people use is dated by the clock of its server, and a day that
is sealed takes no more events, in a demonstration as anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.utils import timezone

from casework.models import Seal


class _SlowClock:
    """Stands in for ``datetime`` where Django asks for the time; everywhere else a datetime is what it was."""

    def __init__(self, by: timedelta) -> None:
        self.by = by

    def now(self, tz: object = None) -> datetime:
        return datetime.now(tz) - self.by  # type: ignore[arg-type]

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, datetime)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let it be ``moment`` for what ``timezone.now()`` dates in this process; the present where that day is sealed."""
    before = timezone.datetime  # type: ignore[attr-defined]
    by = datetime.now(moment.tzinfo) - moment if is_open_since(timezone.localdate(moment)) else timedelta(0)
    timezone.datetime = _SlowClock(max(by, timedelta(0)))  # type: ignore[attr-defined,assignment]
    try:
        yield
    finally:
        timezone.datetime = before  # type: ignore[attr-defined]


def is_open_since(day: date) -> bool:
    """Whether everything from ``day`` on can still be recorded, since no day from then on is sealed."""
    return not Seal.objects.filter(day__gte=day).exists()
