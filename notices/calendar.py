"""Korean business days: national holidays with their substitute days, and the exceptions that administrators enter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache

import holidays

from notices.enums import Adjustment
from notices.models import LocalException

ONE_DAY = timedelta(days=1)


@cache
def _national() -> holidays.HolidayBase:
    return holidays.country_holidays("KR")


@lru_cache(maxsize=10_000)
def is_national_holiday(day: date) -> bool:
    """Whether ``day`` is a public holiday by law, whatever its weekday."""
    return day in _national()


class BusinessDays:
    """The calendar with a fixed set of exceptions: take one for a piece of work instead of asking for each day."""

    def __init__(self, exceptions: Mapping[date, bool]) -> None:
        self._exceptions = exceptions

    @classmethod
    def load(cls) -> BusinessDays:
        """The calendar as it stands now; one query."""
        return cls(LocalException.by_day())

    def is_business_day(self, day: date) -> bool:
        """Whether offices are open on ``day``."""
        if day in self._exceptions:
            return self._exceptions[day]
        return day.weekday() < 5 and not is_national_holiday(day)

    def next(self, day: date) -> date:
        """``day`` if offices are open on it, else the first day after it on which they are."""
        while not self.is_business_day(day):
            day += ONE_DAY
        return day

    def previous(self, day: date) -> date:
        """``day`` if offices are open on it, else the last day before it on which they were."""
        while not self.is_business_day(day):
            day -= ONE_DAY
        return day

    def add(self, day: date, count: int) -> date:
        """The business day ``count`` business days after ``day`` (before it, if negative); 0 gives ``next(day)``."""
        if count == 0:
            return self.next(day)
        step = ONE_DAY if count > 0 else -ONE_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_business_day(day):
                day += step
        return day

    def between(self, start: date, end: date) -> int:
        """How many business days lie after ``start`` up to and including ``end``; negative if ``end`` comes first."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_business_day(start + ONE_DAY * n) for n in range(1, (end - start).days + 1))

    def adjusted(self, day: date, adjustment: str) -> date:
        """``day``, moved off a closed day as ``adjustment`` says."""
        if adjustment == Adjustment.EARLIER:
            return self.previous(day)
        return self.next(day) if adjustment == Adjustment.LATER else day

    def last_reached(self, today: date, adjustment: str) -> date:
        """The last day whose adjusted day has come by ``today``: the reverse of ``adjusted``.

        On the Friday before a free weekend, "the business day before" has come for Saturday and Sunday too.
        """
        if adjustment == Adjustment.EARLIER:
            while not self.is_business_day(today + ONE_DAY):
                today += ONE_DAY
            return today
        return self.previous(today) if adjustment == Adjustment.LATER else today


def is_business_day(day: date) -> bool:
    """Whether offices are open on ``day``."""
    return BusinessDays.load().is_business_day(day)


def next_business_day(day: date) -> date:
    """The first business day after ``day``."""
    return BusinessDays.load().next(day + ONE_DAY)


def add_business_days(day: date, count: int) -> date:
    """The business day ``count`` business days after ``day``, or before it if negative."""
    return BusinessDays.load().add(day, count)


def business_days_between(start: date, end: date) -> int:
    """How many business days lie after ``start`` up to and including ``end``."""
    return BusinessDays.load().between(start, end)
