"""What is written when somebody is told something."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from notices import kinds
from notices.kinds import Kind
from notices.models import ChannelChoice, Message
from notices.workflow import send_to_address, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_kinds")]


def test_a_person_is_told_in_the_inbox_and_by_email(jiwoo):
    assert tell([jiwoo], "news", key="fact") == 2
    inbox, email = Message.objects.order_by("channel").values("channel", "state", "address")[::-1]
    assert inbox == {"channel": "inbox", "state": "sent", "address": ""}
    assert email == {"channel": "email", "state": "queued", "address": "jiwoo@example.kr"}


def test_the_same_fact_is_told_once(jiwoo, seoyeon):
    assert tell([jiwoo, jiwoo], "news", key="fact") == 2
    assert tell([jiwoo, seoyeon], "news", key="fact") == 2
    assert tell([jiwoo], "news", key="another") == 2
    assert Message.objects.filter(recipient=jiwoo).count() == 4


@time_machine.travel("2026-11-22 09:00+09:00")
def test_each_reads_their_own_language_and_the_subject_says_what_to_do_by_when(jiwoo, minjun):
    tell([jiwoo, minjun], "task", key="fact", due=date(2026, 12, 3), what="a <b>")
    korean, english = (Message.objects.get(recipient=person, channel="email") for person in (jiwoo, minjun))
    assert korean.subject == "[할 일 · 12월 3일까지] a <b>"
    assert english.subject == "[To do by 3 Dec] a <b>"
    assert korean.body.startswith("김지우 (ko): a <b>")
    assert english.body.startswith("이민준 (en): a <b>")


@time_machine.travel("2026-11-22 09:00+09:00")
@pytest.mark.parametrize(
    ("kind", "due", "subject"),
    [
        ("news", None, "[알림] x"),
        ("news", date(2026, 12, 3), "[알림] x"),
        ("task", None, "[할 일] x"),
        ("task", date(2026, 11, 22), "[할 일 · 11월 22일까지] x"),
        ("task", date(2026, 11, 21), "[기한 지남 · 11월 21일] x"),
    ],
)
def test_the_subject_says_whether_something_must_be_done(jiwoo, kind, due, subject):
    tell([jiwoo], kind, key="fact", due=due, what="x")
    assert Message.objects.filter(channel="email").get().subject == subject


def test_a_line_break_in_a_subject_is_a_space(jiwoo):
    tell([jiwoo], "news", key="fact", what="x\r\nBcc: everybody@example.kr")
    assert Message.objects.filter(channel="email").get().subject == "[알림] x Bcc: everybody@example.kr"


def test_a_closed_account_is_left_in_peace(jiwoo):
    jiwoo.is_active = False
    assert tell([jiwoo], "right", key="fact") == 0


def test_a_person_without_account_is_written_to_by_email_alone():
    assert send_to_address("New@Example.kr", "task", language="en", key="fact") == 1
    assert send_to_address("new@example.kr", "task", language="en", key="fact") == 0
    message = Message.objects.get()
    assert (message.recipient, message.address, message.language) == (None, "New@Example.kr", "en")


def test_a_secret_goes_by_email_alone_even_where_nothing_else_does(jiwoo):
    ChannelChoice.objects.create(user=jiwoo, group="account", channel="email", wanted=False)
    ChannelChoice.objects.create(user=jiwoo, group="account", channel="text", wanted=True)
    jiwoo.phone = "010-0000-0000"
    assert tell([jiwoo], "secret", key="fact") == 1
    assert Message.objects.get().channel == "email"


def test_a_person_who_switched_email_off_still_has_the_inbox_and_what_their_rights_depend_on(jiwoo):
    ChannelChoice.objects.create(user=jiwoo, group="progress", channel="email", wanted=False)
    tell([jiwoo], "news", key="fact")
    tell([jiwoo], "right", key="fact")
    assert set(Message.objects.values_list("kind", "channel")) == {
        ("news", "inbox"),
        ("right", "inbox"),
        ("right", "email"),
    }


def test_text_messages_go_to_those_who_asked_for_them_and_have_a_telephone(jiwoo, seoyeon):
    jiwoo.phone = "010-0000-0000"
    for person in (jiwoo, seoyeon):
        ChannelChoice.objects.create(user=person, group="progress", channel="text", wanted=True)
    tell([jiwoo, seoyeon], "news", key="fact")
    assert Message.objects.get(channel="text").address == "010-0000-0000"


def test_a_message_links_to_what_it_is_about(jiwoo):
    about = Message.objects.create(
        recipient=jiwoo, channel="inbox", state="sent", kind="x", language="ko", dedupe_key="x", message_id="x"
    )
    tell([jiwoo], "news", about=about, key="fact", link="/somewhere/")
    message = Message.objects.get(kind="news", channel="email")
    assert (message.about, message.link) == (about, "/somewhere/")
    assert message.body.endswith("/somewhere/")
    assert "http" in message.body


def test_telling_many_people_costs_no_more_queries_than_telling_one(jiwoo, seoyeon, minjun, django_assert_num_queries):
    tell([jiwoo], "news", key="warm", about=jiwoo)
    for people in ([jiwoo], [jiwoo, seoyeon, minjun]):
        with django_assert_num_queries(5):  # choices, savepoint, insert, count, release
            tell(people, "news", key=f"fact {len(people)}", about=jiwoo)


def test_telling_rolls_back_with_the_fact(jiwoo):
    with transaction.atomic():
        tell([jiwoo], "news", key="fact")
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_an_unknown_kind_is_a_mistake_in_the_code(jiwoo):
    with pytest.raises(kinds.UnknownKind):
        tell([jiwoo], "nonsense", key="fact")
    with pytest.raises(ValueError, match="registered already"):
        kinds.register(Kind("news", "again", action=False, app="tests"))
    with pytest.raises(ValueError, match="no group"):
        kinds.register(Kind("more", "more", action=False, app="tests", group="nonsense"))


@pytest.mark.parametrize(
    "change",
    ["state = 'sent'", "state = 'failed'", "state = 'retry'", "address = ''", "channel = 'inbox'"],
)
def test_postgresql_refuses_what_the_outbox_never_does(jiwoo, change):
    tell([jiwoo], "news", key="fact")
    refused = pytest.raises((InternalError, ProgrammingError, IntegrityError))
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE notices_message SET {change} WHERE channel = 'email'")


def test_an_email_cannot_be_born_sent(jiwoo):
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        Message.objects.create(
            recipient=jiwoo, address="a@b.kr", channel="email", state="sent", kind="x", language="ko", dedupe_key="x"
        )
