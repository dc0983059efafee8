"""When an office is open, told the way people ask: "open now?", "until when?", "and otherwise?"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from notices.calendar import is_national_holiday
from villages.enums import Weekday
from villages.names import in_language

if TYPE_CHECKING:
    from villages.models import Office

# How far ahead to look for the next opening; longer closures are announced as special days.
HORIZON_DAYS = 14


class Span(NamedTuple):
    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


class WeekRow(NamedTuple):
    """One line of the table of the week."""

    weekday: str
    spans: list[Span]
    is_today: bool


class SpecialRow(NamedTuple):
    """A day on which the usual hours do not apply."""

    day: date
    spans: list[Span]
    reason: str


@dataclass(frozen=True)
class Timetable:
    """An office's week, its special days, and what they mean at ``moment`` (Seoul)."""

    weekly: dict[int, list[Span]]
    special: list[SpecialRow]
    moment: datetime

    @classmethod
    def of(cls, office: Office, moment: datetime | None = None) -> Timetable:
        """The timetable of an office from ``queries.with_hours``."""
        rows: Any = office
        weekly: dict[int, list[Span]] = {day: [] for day in Weekday.values}
        for row in rows.week_rows:
            weekly[row["weekday"]].append(_span(row))
        special = [
            SpecialRow(
                date.fromisoformat(row["day"]),
                [_span(row)] if row["opens"] else [],
                in_language(row["ko"], row["en"]),
            )
            for row in rows.special_rows
        ]
        return cls(weekly, special, timezone.localtime(moment))

    @property
    def is_known(self) -> bool:
        return any(self.weekly.values())

    @cached_property
    def until(self) -> time | None:
        """The time until which the office is open now, or ``None`` where it is closed."""
        now = self.moment.time()
        return next((span.closes for span in self.spans(self.moment.date()) if span.opens <= now < span.closes), None)

    @property
    def sentence(self) -> str:
        """ "Open now until 18:00", or when it opens next."""
        if self.until:
            return _("Open now until %(time)s") % {"time": f"{self.until:%H:%M}"}
        following = self._next()
        if following is None:
            return _("Please call before you come")
        day, opens = following
        away = (day - self.moment.date()).days
        values = {
            "time": f"{opens:%H:%M}",
            "weekday": Weekday(day.weekday()).label,
            "day": date_format(day, "MONTH_DAY_FORMAT"),
        }
        if away == 0:
            return _("Closed now, opens today at %(time)s") % values
        if away == 1:
            return _("Closed now, opens tomorrow at %(time)s") % values
        if away < 7:
            return _("Closed now, opens on %(weekday)s at %(time)s") % values
        return _("Closed now, opens on %(day)s at %(time)s") % values

    def week(self) -> list[WeekRow]:
        """Monday to Sunday, without holidays and special days."""
        today = self.moment.weekday()
        return [WeekRow(str(Weekday(day).label), spans, day == today) for day, spans in self.weekly.items()]

    def spans(self, day: date) -> list[Span]:
        """When the office is open on ``day``: its special hours, nothing on a national holiday, else the weekday's."""
        for row in self.special:
            if row.day == day:
                return row.spans
        return [] if is_national_holiday(day) else self.weekly[day.weekday()]

    def _next(self) -> tuple[date, time] | None:
        for away in range(HORIZON_DAYS):
            day = self.moment.date() + timedelta(days=away)
            for span in self.spans(day):
                if away or span.opens > self.moment.time():
                    return day, span.opens
        return None


def _span(row: dict[str, Any]) -> Span:
    return Span(time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"]))
