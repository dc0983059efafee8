"""Inbox, desk, channels, calendar and the demonstration's mail, as people use them."""

import re
from datetime import date

import pytest
import time_machine
from django.conf import settings as configured
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from casework.models import AuditEvent
from notices import delivery, queries
from notices.models import CalendarFeed, ChannelChoice, Message
from notices.workflow import send_to_address, tell
from tests.cast import sign_in
from tests.notices.conftest import owe

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_kinds")]


@pytest.fixture
def hers(client, jiwoo):
    """A browser in which the first citizen is signed in, in Korean."""
    sign_in(client, jiwoo, second_factor=False)
    client.cookies[configured.LANGUAGE_COOKIE_NAME] = "ko"
    return client


# --- Inbox -----------------------------------------------------------------------------------------


def test_an_empty_inbox_says_what_will_come_here(hers):
    page = hers.get(reverse("inbox"))
    assert "아직 받은 알림이 없어요" in page.text


def test_a_person_sees_their_messages_and_nobody_elses(hers, jiwoo, outsider):
    tell([jiwoo], "news", key="mine", what="mine")
    tell([outsider], "news", key="theirs", what="theirs")
    page = hers.get(reverse("inbox")).text
    assert "mine" in page
    assert "theirs" not in page
    theirs = Message.objects.get(recipient=outsider, channel="inbox")
    assert hers.get(reverse("notices:message", args=[theirs.pk])).status_code == 404


def test_opening_a_message_marks_it_read(hers, jiwoo):
    tell([jiwoo], "task", key="fact", what="<b>", link="/somewhere/")
    message = Message.objects.get(channel="inbox")
    assert "새 알림" in hers.get(reverse("inbox")).text
    page = hers.get(reverse("notices:message", args=[message.pk])).text
    assert "&lt;b&gt;" in page
    assert 'href="/somewhere/"' in page
    message.refresh_from_db()
    assert message.read_at is not None
    assert queries.unread_count(jiwoo) == 0


def test_the_copy_sent_by_email_cannot_be_opened_as_a_message(hers, jiwoo):
    tell([jiwoo], "news", key="fact")
    email = Message.objects.get(channel="email")
    assert hers.get(reverse("notices:message", args=[email.pk])).status_code == 404


def test_the_filter_shows_what_must_be_done_or_is_not_read(hers, jiwoo):
    tell([jiwoo], "task", key="fact", what="task at hand")
    tell([jiwoo], "news", key="fact", what="only news")
    tell([jiwoo], "news", key="old", what="old news")
    Message.objects.filter(dedupe_key__startswith="old").update(read_at="2026-01-01T00:00Z")
    todo, unread, odd = (hers.get(f"{reverse('inbox')}?show={show}").text for show in ("todo", "unread", "nonsense"))
    assert "task at hand" in todo
    assert "news" not in todo.split("<main")[1].split("</main")[0].replace("only news", "news")
    assert "only news" in unread
    assert "old news" not in unread
    assert "old news" in odd


def test_marking_all_as_read_leaves_what_arrived_after_the_page(hers, jiwoo):
    tell([jiwoo], "news", key="seen")
    page = hers.get(reverse("inbox")).text
    newest = re.search(r'name="up_to" value="(\d+)"', page)[1]
    tell([jiwoo], "news", key="unseen")
    hers.post(reverse("notices:read-all"), {"up_to": newest})
    assert list(queries.inbox(jiwoo, show="unread").values_list("dedupe_key", flat=True)) == [
        f"unseen:news:{jiwoo.pk}:inbox"
    ]
    assert hers.get(reverse("notices:read-all")).status_code == 405


def test_pages_of_a_long_inbox_lead_to_every_message_and_back(hers, jiwoo):
    for number in range(45):
        tell([jiwoo], "news", key=str(number), what=f"no{number}.")
    url, pages, shown = reverse("inbox"), 0, []
    while url:
        page = hers.get(url)
        shown += re.findall(r"no(\d+)\.", page.text)
        pages += 1
        found = re.search(r'rel="next" href="([^"]+)"', page.text)
        last, url = url, found and reverse("inbox") + found[1].replace("&amp;", "&")
    assert pages == 3
    assert [int(number) for number in shown] == list(range(44, -1, -1))
    back = re.search(r'rel="prev" href="([^"]+)"', hers.get(last).text)[1].replace("&amp;", "&")
    assert re.findall(r"no(\d+)\.", hers.get(reverse("inbox") + back).text)[0] == "24"


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_inbox_costs_the_same_at_any_size(hers, jiwoo, count, django_assert_max_num_queries):
    for number in range(count):
        tell([jiwoo], "news", key=str(number))
    with django_assert_max_num_queries(8):
        hers.get(reverse("inbox"))


# --- Desk ------------------------------------------------------------------------------------------


def test_an_empty_desk_says_that_nothing_is_waiting(hers, obligations):
    assert "지금 해야 할 일이 없어요" in hers.get(reverse("desk")).text


def test_the_desk_shows_own_deadlines_by_day_and_unread_messages(hers, jiwoo, outsider, obligations):
    with time_machine.travel("2026-11-22 09:00+09:00"):
        owe(jiwoo, date(2026, 12, 10), "Later")
        owe(jiwoo, date(2026, 11, 20), "Late")
        owe(outsider, date(2026, 12, 1), "Not mine")
        tell([jiwoo], "news", key="fact", what="something new")
        sign_in(hers, jiwoo, second_factor=False)
        page = hers.get(reverse("desk")).text
    todo = page[page.index('id="to-do"') : page.index('id="new"')]
    assert todo.index("Late") < todo.index("Later")
    assert "2일 지남" in todo
    assert "18일 남음" in todo
    assert "Not mine" not in page
    assert "something new" in page


def test_the_desk_costs_the_same_at_any_size(hers, jiwoo, obligations):
    """Upper floors put cards there too, so their share is in the number, not the number in the test."""
    hers.get(reverse("desk"))  # the first page of a session notes the session
    costs = set()
    for count in (1, 3, 50):
        for number in range(count):
            owe(jiwoo, date(2026, 12, 10), f"Report {count} {number}")
        with CaptureQueriesContext(connection) as asked:
            hers.get(reverse("desk"))
        costs.add(len(asked))
    assert len(costs) == 1, costs


# --- Channels --------------------------------------------------------------------------------------


def test_a_person_switches_a_group_of_emails_off_and_that_is_recorded(hers, jiwoo):
    page = hers.get(reverse("notices:channels")).text
    assert 'name="progress-email"' in page
    hers.post(reverse("notices:channels"), {"reminders-email": "on"})
    tell([jiwoo], "news", key="fact")
    assert not Message.objects.filter(channel="email").exists()
    event = AuditEvent.objects.get(verb="person.channels_chosen")
    assert event.changes["progress email"] == [None, False]
    hers.post(reverse("notices:channels"), {"progress-email": "on", "reminders-email": "on"})
    tell([jiwoo], "news", key="another")
    assert Message.objects.filter(channel="email").exists()


def test_saving_the_same_choices_again_records_nothing(hers):
    for _ in range(2):
        hers.post(reverse("notices:channels"), {"progress-email": "on"})
    assert AuditEvent.objects.filter(verb="person.channels_chosen").count() == 1


def test_what_cannot_be_switched_off_is_said_and_not_offered(hers):
    page = hers.get(reverse("notices:channels")).text
    assert "항상 이메일로 보내 드리는" in page
    assert 'name="account-email"' not in page


def test_text_messages_need_a_telephone_number(hers, jiwoo):
    hers.post(reverse("notices:channels"), {"progress-text": "on"})
    assert not ChannelChoice.objects.filter(channel="text", wanted=True).exists()
    assert "먼저 내 정보에 전화번호를 넣어 주세요" in hers.get(reverse("notices:channels")).text
    jiwoo.phone = "010-0000-0000"
    jiwoo.save()
    hers.post(reverse("notices:channels"), {"progress-text": "on"})
    assert ChannelChoice.objects.filter(channel="text", wanted=True, group="progress").exists()


def test_one_click_in_an_email_switches_its_sort_off_without_signing_in(client, jiwoo):
    tell([jiwoo], "news", key="fact")
    delivery.deliver()
    address = re.search(r"https?://[^/]+(/unsubscribe/[^\s>]+)", mail.outbox[0].extra_headers["List-Unsubscribe"])[1]
    with translation.override("ko"):
        assert client.get(address).status_code == 200
    assert not ChannelChoice.objects.exists()
    client.handler.enforce_csrf_checks = True
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    choice = ChannelChoice.objects.get()
    assert (choice.user, choice.group, choice.channel, choice.wanted) == (jiwoo, "progress", "email", False)


@pytest.mark.parametrize("token", ["nonsense", "WzEsImEiXQ:x:y"])
def test_a_made_up_unsubscribe_address_does_not_exist(client, token):
    assert client.post(reverse("notices:unsubscribe", args=[token])).status_code == 404


# --- Calendar --------------------------------------------------------------------------------------


def test_a_person_makes_renews_and_removes_their_calendar_address(hers, client, jiwoo):
    page = reverse("notices:calendar")

    def shown() -> str | None:
        found = re.search(r'value="https?://[^/]+(/calendar/[^"]+\.ics)"', hers.get(page).text)
        return found and found[1]

    assert shown() is None
    hers.post(page, {"do": "make"})
    first = shown()
    assert client.get(first).status_code == 200
    hers.post(page, {"do": "renew"})
    second = shown()
    assert second != first
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    hers.post(page, {"do": "revoke"})
    assert client.get(second).status_code == 404
    assert list(AuditEvent.objects.order_by("id").values_list("verb", flat=True)) == [
        "person.calendar_made",
        "person.calendar_renewed",
        "person.calendar_revoked",
    ]


def test_removing_an_address_that_is_not_there_changes_nothing(hers):
    hers.post(reverse("notices:calendar"), {"do": "revoke"})
    assert not AuditEvent.objects.exists()
    assert not CalendarFeed.objects.exists()


# --- Mail of the demonstration ---------------------------------------------------------------------


def test_a_stranger_finds_the_mail_to_an_address_with_its_link(client, settings):
    settings.SHOW_MAIL = True
    send_to_address("new@example.kr", "secret", language="ko", key="a", link="/confirm/abc/")
    send_to_address("other@example.kr", "secret", language="ko", key="b", what="other")
    page = client.get(reverse("demo-mail"), {"address": "NEW@"}).text
    assert re.search(r'href="https?://[^"]+/confirm/abc/"', page)
    assert "other@example.kr" not in page
    assert "other@example.kr" in client.get(reverse("demo-mail")).text


def test_outside_a_demonstration_nobody_sees_mail(client, settings):
    settings.SHOW_MAIL = False
    assert client.get(reverse("demo-mail")).status_code == 404
    with pytest.raises(RuntimeError):
        queries.outgoing_mail()
