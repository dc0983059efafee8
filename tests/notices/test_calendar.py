"""Korean business days, against the calendars of 2026 and 2027."""

from datetime import date

import pytest

from notices.calendar import add_business_days, business_days_between, is_business_day, next_business_day
from notices.models import LocalException

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 16), "the day before Seollal"),
        (date(2026, 2, 17), "Seollal"),
        (date(2026, 3, 2), "the substitute for 1 March, a Sunday"),
        (date(2026, 5, 25), "the substitute for Buddha's birthday, a Sunday"),
        (date(2026, 6, 3), "local elections"),
        (date(2026, 8, 17), "the substitute for Liberation Day, a Saturday"),
        (date(2026, 9, 25), "Chuseok"),
        (date(2026, 10, 5), "the substitute for Foundation Day, a Saturday"),
        (date(2026, 10, 9), "Hangul Day"),
        (date(2027, 2, 9), "the substitute for Seollal, a Sunday"),
        (date(2027, 8, 16), "the substitute for Liberation Day, a Sunday"),
        (date(2026, 11, 21), "a Saturday"),
        (date(2026, 11, 22), "a Sunday"),
    ],
)
def test_offices_are_closed_on(day, name):
    assert not is_business_day(day), name


@pytest.mark.parametrize("day", [date(2026, 2, 19), date(2026, 6, 8), date(2026, 11, 23), date(2026, 12, 24)])
def test_offices_are_open_on(day):
    assert is_business_day(day)


def test_the_business_day_after_chuseok_2026_is_the_monday():
    assert next_business_day(date(2026, 9, 23)) == date(2026, 9, 28)


def test_five_business_days_around_seollal_2026_take_ten_days():
    assert add_business_days(date(2026, 2, 13), 3) == date(2026, 2, 23)
    assert add_business_days(date(2026, 2, 23), -3) == date(2026, 2, 13)
    assert add_business_days(date(2026, 2, 14), 0) == date(2026, 2, 19)


def test_business_days_between_leaves_out_the_first_day_and_counts_the_last():
    assert business_days_between(date(2026, 2, 13), date(2026, 2, 23)) == 3
    assert business_days_between(date(2026, 2, 23), date(2026, 2, 13)) == -3
    assert business_days_between(date(2026, 2, 13), date(2026, 2, 13)) == 0


def test_a_local_exception_closes_and_opens_offices():
    LocalException.objects.create(day=date(2026, 11, 23), name="임시 휴무")
    LocalException.objects.create(day=date(2026, 11, 21), working=True, name="대체 근무")
    assert not is_business_day(date(2026, 11, 23))
    assert is_business_day(date(2026, 11, 21))
    assert next_business_day(date(2026, 11, 20)) == date(2026, 11, 21)
