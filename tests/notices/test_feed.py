"""The calendar feed: what is in it, who can read it, what it costs."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from notices import feed
from notices.models import CalendarFeed, Message
from tests.notices.conftest import owe

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(jiwoo):
    return reverse("notices:feed", args=[feed.token(CalendarFeed.objects.create(user=jiwoo))])


def events(response):
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_the_feed_holds_own_deadlines_as_whole_days(client, jiwoo, outsider, obligations, address):
    owed = owe(jiwoo, date(2026, 12, 10), "최종 보고; 2차, 정산")
    owe(outsider, date(2026, 12, 11))
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = events(response)
    assert event["UID"] == f"obligation-{owed.pk}@threecitizens.example"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 10), date(2026, 12, 11))
    assert b"DTSTART;VALUE=DATE:20261210" in response.content
    assert event["SUMMARY"] == "Report: 최종 보고; 2차, 정산"
    assert event["URL"].endswith(f"/inbox/{owed.pk}/")


def test_the_feed_speaks_the_language_of_its_person(client, minjun, obligations):
    made = CalendarFeed.objects.create(user=minjun)
    response = client.get(reverse("notices:feed", args=[feed.token(made)]), headers={"Accept-Language": "ko"})
    assert "Three Citizens: my deadlines" in response.text


def test_a_moved_deadline_keeps_its_uid_and_changes_the_tag(client, jiwoo, obligations, address):
    with time_machine.travel("2026-11-22 09:00+09:00"):
        owe(jiwoo, date(2026, 12, 10))
        before = client.get(address)
        Message.objects.filter(kind="obligation").update(due=date(2026, 12, 24))
        after = client.get(address)
    assert events(before)[0]["UID"] == events(after)[0]["UID"]
    assert before["ETag"] != after["ETag"]


def test_an_unchanged_feed_answers_in_a_few_bytes(client, jiwoo, obligations, address):
    owe(jiwoo, date(2026, 12, 10))
    with time_machine.travel("2026-11-22 09:00+09:00"):
        tag = client.get(address)["ETag"]
    with time_machine.travel("2026-11-22 21:00+09:00"):
        again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_the_feed_costs_the_same_at_any_size(client, jiwoo, obligations, address, django_assert_num_queries):
    for count in (1, 30):
        for number in range(count):
            owe(jiwoo, date(2026, 12, 10), f"{count} {number}")
        with django_assert_num_queries(3):  # whose it is, what is due, and the one sort of it that there is
            client.get(address)


def test_a_made_up_address_does_not_exist(client, jiwoo, address):
    pk = CalendarFeed.objects.get().pk
    for token in ("nonsense", f"{pk}-", f"{pk}-{'A' * 43}", f"{pk + 1}-{'A' * 43}", "9" * 30 + "-x", "²-x"):
        assert client.get(reverse("notices:feed", args=[token])).status_code == 404


def test_the_feed_of_a_closed_account_does_not_exist(client, jiwoo, address):
    jiwoo.is_active = False
    jiwoo.save()
    assert client.get(address).status_code == 404


def test_an_address_survives_the_change_of_the_portals_key(client, jiwoo, address, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" + "y" * 50
    assert client.get(address).status_code == 200
