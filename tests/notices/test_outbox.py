"""How messages leave, over real SMTP and beside other workers."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from casework.models import AuditEvent
from notices import delivery
from notices.models import ChannelChoice, Heartbeat, Message
from notices.tasks import deliver, destroy_old_messages
from notices.workflow import outbox, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_kinds")]

NOW = "2026-11-23 09:00+09:00"


def email() -> Message:
    return Message.objects.get(channel="email")


def test_an_email_arrives_as_text_and_html_under_the_id_it_was_written_with(jiwoo, mail_server):
    tell([jiwoo], "task", key="fact", what="a <b> 마을", link="/inbox/")
    assert delivery.deliver() == delivery.Run(sent=1)
    (received,) = mail_server.accepted
    message = email()
    assert (message.state, message.attempts, message.claimed_by) == ("sent", 1, "")
    assert received["Message-ID"] == message.message_id
    assert received["Subject"] == "[할 일] a <b> 마을"
    assert received["To"] == "jiwoo@example.kr"
    assert received["Auto-Submitted"] == "auto-generated"
    text, html = (received.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "김지우 (ko): a <b> 마을" in text
    assert "a &lt;b&gt; 마을" in html
    assert '<html lang="ko">' in html


def test_only_what_can_be_switched_off_offers_to_be(jiwoo, mail_server):
    tell([jiwoo], "news", key="fact")
    tell([jiwoo], "right", key="fact")
    delivery.deliver()
    news, right = mail_server.accepted
    assert news["List-Unsubscribe"].strip().startswith("<http")
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in right


def test_one_connection_carries_a_batch(jiwoo, mail_server):
    for number in range(10):
        tell([jiwoo], "news", key=str(number))
    delivery.deliver()
    assert len(mail_server.accepted) == 10
    assert mail_server.connections == 1


def test_secrets_overtake_and_their_words_are_destroyed_once_sent(jiwoo, mail_server, settings):
    settings.SHOW_MAIL = False
    tell([jiwoo], "news", key="first")
    tell([jiwoo], "secret", key="second", link="/confirm/abc/")
    delivery.deliver()
    assert mail_server.accepted[0]["Subject"].startswith("[할 일]")
    secret = Message.objects.get(kind="secret")
    assert (secret.body, secret.link) == ("", "")
    assert Message.objects.get(kind="news", channel="email").body


def test_a_demonstration_keeps_the_words_for_its_mail_page(jiwoo, mail_server, settings):
    settings.SHOW_MAIL = True
    tell([jiwoo], "secret", key="fact")
    delivery.deliver()
    assert email().body


def test_a_refused_address_is_given_up_at_once_with_the_servers_words(jiwoo, seoyeon, mail_server):
    mail_server.refused_recipients["jiwoo@example.kr"] = "550 no such mailbox"
    tell([jiwoo, seoyeon], "news", key="fact")
    assert delivery.deliver() == delivery.Run(sent=1, failed=1)
    refused = Message.objects.get(channel="email", recipient=jiwoo)
    assert (refused.state, refused.attempts) == ("failed", 1)
    assert refused.error == "550 no such mailbox"


def test_a_passing_refusal_is_tried_again_after_a_growing_wait(jiwoo, mail_server):
    with time_machine.travel(NOW, tick=False) as clock:
        tell([jiwoo], "news", key="fact")
        mail_server.replies = ["451 busy", "451 still busy"]
        delivery.deliver()
        message = email()
        assert (message.state, message.attempts) == ("retry", 1)
        assert "busy" in message.error
        assert timedelta(seconds=48) <= message.next_attempt_at - timezone.now() <= timedelta(seconds=72)
        assert delivery.deliver() == delivery.Run()
        clock.shift(timedelta(seconds=73))
        delivery.deliver()
        assert email().next_attempt_at - timezone.now() > timedelta(seconds=90)
        clock.shift(timedelta(minutes=3))
        assert delivery.deliver().sent == 1
    assert (email().state, email().error) == ("sent", "")


def test_waits_grow_to_six_hours_and_no_further():
    assert outbox.wait(1) < timedelta(minutes=1.3)
    assert timedelta(hours=4.7) < outbox.wait(15) < timedelta(hours=7.3)
    assert outbox.wait(5000) < timedelta(hours=7.3)


def test_a_message_is_given_up_after_the_last_attempt(jiwoo, mail_server, settings):
    settings.NOTICES_ATTEMPTS = 2
    with time_machine.travel(NOW, tick=False) as clock:
        tell([jiwoo], "news", key="fact")
        mail_server.replies = ["451 busy"] * 2
        delivery.deliver()
        clock.shift(timedelta(hours=1))
        delivery.deliver()
    assert (email().state, email().attempts) == ("failed", 2)


def test_a_closed_mail_server_costs_one_attempt_of_one_message(jiwoo, settings, mail_server):
    mail_server.stop()
    for number in range(3):
        tell([jiwoo], "news", key=str(number))
    assert delivery.deliver() == delivery.Run(unreachable=True)
    attempts = Message.objects.filter(channel="email").order_by("id").values_list("state", "attempts")
    assert list(attempts) == [("retry", 1), ("retry", 0), ("retry", 0)]
    assert "Connection" in Message.objects.filter(attempts=1).get().error


def test_a_line_break_that_reached_a_header_is_refused_and_never_sent(jiwoo, mail_server):
    tell([jiwoo], "news", key="fact")
    Message.objects.filter(channel="email").update(subject="x\nBcc: everybody@example.kr")
    delivery.deliver()
    assert email().state == "failed"
    assert not mail_server.accepted


def test_an_expired_claim_is_taken_over_and_the_first_holder_can_no_longer_settle_it(jiwoo):
    with time_machine.travel(NOW, tick=False) as clock:
        tell([jiwoo], "news", key="fact")
        (held,) = outbox.claim("first", 10)
        assert outbox.claim("second", 10) == []
        clock.shift(timedelta(minutes=11))
        (taken,) = outbox.claim("second", 10)
        assert not outbox.sent(held)
        assert outbox.sent(taken)
    assert email().attempts == 2


def test_a_worker_that_is_slow_gives_back_what_it_has_not_tried(jiwoo, settings):
    settings.NOTICES_CLAIM = timedelta(0)
    tell([jiwoo], "news", key="fact")
    (message,) = outbox.claim("slow", 10)
    delivery._send("email", [message], stop=0, run=delivery.Run())
    assert (email().state, email().attempts, email().claimed_by) == ("retry", 0, "")
    assert not mail.outbox


def test_text_messages_are_handed_to_the_gateway(jiwoo, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    ChannelChoice.objects.create(user=jiwoo, group="progress", channel="text", wanted=True)
    jiwoo.phone = "010-0000-0000"
    tell([jiwoo], "task", key="fact", what="x", link="/inbox/")
    delivery.deliver()
    (line,) = (tmp_path / "text-messages.jsonl").read_text().splitlines()
    assert json.loads(line)["to"] == "010-0000-0000"
    assert json.loads(line)["text"] == f"[할 일] x\n{settings.PORTAL_ADDRESS}/inbox/"


def test_an_administrator_resends_a_failed_message_and_that_is_recorded(jiwoo, mail_server):
    mail_server.replies = ["554 no"]
    tell([jiwoo], "news", key="fact")
    delivery.deliver()
    assert outbox.resend(Message.objects.all(), actor=jiwoo) == 1
    assert outbox.resend(Message.objects.all(), actor=jiwoo) == 0
    delivery.deliver()
    assert (email().state, email().attempts) == ("sent", 1)
    event = AuditEvent.objects.get(verb="message.resent")
    assert (event.actor, event.object_id) == (jiwoo, email().pk)


def test_old_messages_are_destroyed_but_not_those_on_their_way(jiwoo, seoyeon):
    with time_machine.travel("2024-01-01 09:00+09:00"):
        tell([jiwoo], "news", key="old")
        delivery.deliver()
        tell([seoyeon], "news", key="old")
    tell([jiwoo], "news", key="new")
    destroy_old_messages()
    assert Heartbeat.objects.get(name="destroy_old_messages").result == {"destroyed": 3}
    assert list(Message.objects.filter(dedupe_key__startswith="old").values_list("state", flat=True)) == ["queued"]


def test_a_run_leaves_a_heartbeat(jiwoo):
    tell([jiwoo], "news", key="fact")
    deliver()
    assert Heartbeat.objects.get(name="deliver").result["sent"] == 1
