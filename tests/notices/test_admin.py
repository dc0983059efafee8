"""What administrators do with ladders, the calendar and dead letters."""

import pytest
from django.urls import reverse

from casework.models import AuditEvent
from notices.models import LadderStep, LocalException, Message
from notices.workflow import outbox, tell
from tests.cast import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_kinds")]


@pytest.fixture
def desk(client, administrator):
    """A browser in which the administrator is signed in with a second factor."""
    return sign_in(client, administrator)


def dead_letter(person) -> Message:
    tell([person], "news", key="fact", what="nobody else's business")
    (message,) = outbox.claim("test", 1)
    outbox.failed(message, "550 no such mailbox", final=True)
    return message


def test_an_administrator_finds_a_dead_letter_but_neither_its_words_nor_the_address(desk, jiwoo):
    message = dead_letter(jiwoo)
    for page in (
        reverse("admin:notices_message_changelist") + "?state__exact=failed",
        reverse("admin:notices_message_change", args=[message.pk]),
    ):
        text = desk.get(page).text
        assert "550 no such mailbox" in text
        assert "ji…@example.kr" in text
        assert "jiwoo@example.kr" not in text
        assert "nobody else" not in text


def test_an_administrator_sends_a_dead_letter_again(desk, administrator, jiwoo):
    message = dead_letter(jiwoo)
    desk.post(
        reverse("admin:notices_message_changelist"), {"action": "resend", "_selected_action": [message.pk]}, follow=True
    )
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("queued", 0)
    assert AuditEvent.objects.get(verb="message.resent").actor == administrator


def test_an_administrator_changes_a_ladder_and_that_is_recorded(desk, administrator):
    step = LadderStep.objects.get(offset_days=-14)
    values = {"ladder": step.ladder_id, "offset_days": "-10", "audience": "responsible", "adjustment": "earlier"}
    desk.post(reverse("admin:notices_ladderstep_change", args=[step.pk]), values)
    step.refresh_from_db()
    assert step.offset_days == -10
    assert AuditEvent.objects.get(verb="ladderstep.changed").changes["offset_days"] == [-14, -10]


def test_an_administrator_enters_a_day_on_which_offices_are_closed(desk):
    desk.post(reverse("admin:notices_localexception_add"), {"day": "2026-12-31", "name": "종무식"})
    assert not LocalException.objects.get().working


def test_nobody_edits_messages_by_hand(desk, jiwoo):
    message = dead_letter(jiwoo)
    assert desk.get(reverse("admin:notices_message_add")).status_code == 403
    desk.post(reverse("admin:notices_message_change", args=[message.pk]), {"state": "sent"})
    assert desk.post(reverse("admin:notices_message_delete", args=[message.pk]), {"post": "yes"}).status_code == 403
    message.refresh_from_db()
    assert message.state == "failed"


@pytest.mark.parametrize("model", ["ladder", "ladderstep", "reminder", "heartbeat", "localexception", "message"])
def test_every_list_of_the_admin_opens(desk, model):
    assert desk.get(reverse(f"admin:notices_{model}_changelist")).status_code == 200
