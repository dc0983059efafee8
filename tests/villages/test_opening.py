"""When doors are open, at moments in Seoul."""

from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

from villages import queries
from villages.models import Office, OpeningHours, SpecialDay
from villages.opening import Timetable


@pytest.fixture
def office(center):
    """Nine to six on working days with a lunch break, late on Thursday, Saturday morning."""
    rows = [(day, 9, 12) for day in range(5)] + [(day, 13, 18) for day in range(5)] + [(3, 18, 21), (5, 10, 13)]
    OpeningHours.objects.bulk_create(
        OpeningHours(office=center, weekday=day, opens=time(opens), closes=time(closes)) for day, opens, closes in rows
    )
    return center


def at(office, *moment):
    """The sentence at a moment in UTC (Seoul is nine hours ahead)."""
    found = queries.with_hours(Office.objects.filter(pk=office.pk)).get()
    with translation.override("en"):
        return Timetable.of(found, datetime(*moment, tzinfo=UTC)).sentence


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ((2026, 6, 1, 0, 0), "Open now until 12:00"),  # Monday 09:00 in Seoul, Sunday night elsewhere
        ((2026, 5, 31, 23, 59), "Closed now, opens today at 09:00"),
        ((2026, 6, 1, 3, 0), "Closed now, opens today at 13:00"),
        ((2026, 6, 1, 8, 59), "Open now until 18:00"),
        ((2026, 6, 1, 9, 0), "Closed now, opens tomorrow at 09:00"),
        ((2026, 6, 4, 10, 0), "Open now until 21:00"),
        ((2026, 6, 20, 4, 0), "Closed now, opens on Monday at 09:00"),
        # Friday before Memorial Day, a Saturday: the holiday is skipped.
        ((2026, 6, 5, 9, 0), "Closed now, opens on Monday at 09:00"),
        ((2026, 9, 23, 9, 30), "Closed now, opens on Monday at 09:00"),  # the evening before Chuseok
    ],
)
def test_the_sentence_fits_the_moment(office, moment, sentence):
    assert at(office, *moment) == sentence


def test_a_special_day_replaces_the_weekday(office, time_machine):
    time_machine.move_to("2026-06-01T00:00:00Z")
    SpecialDay.objects.create(office=office, day=date(2026, 6, 1), opens=time(14), closes=time(15))
    SpecialDay.objects.create(office=office, day=date(2026, 6, 2))

    assert at(office, 2026, 6, 1, 0, 0) == "Closed now, opens today at 14:00"
    # Wednesday is election day, a public holiday.
    assert at(office, 2026, 6, 1, 6, 30) == "Closed now, opens on Thursday at 09:00"


def test_an_office_without_hours_asks_for_a_call(center):
    assert at(center, 2026, 6, 1, 0, 0) == "Please call before you come"
