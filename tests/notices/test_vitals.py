"""What operators see of the work behind the pages: readiness, figures, and the page with dead letters."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import AuditEvent
from notices import vitals
from notices.models import Heartbeat, Message
from notices.tasks import tick
from notices.workflow import outbox, tell
from seoul_portal.celery import app
from tests.cast import sign_in
from tests.notices.test_admin import dead_letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_kinds")]

ALL_WELL = dict.fromkeys(("database", "redis", "worker", "beat", "outbox"), "ok")
TOKEN = "a-token-of-the-operator"


def beaten(name: str, *, minutes: int) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now() - timedelta(minutes=minutes)})


def ready(client, query: str = "") -> tuple:
    answer = client.get("/readyz" + query)
    return answer.status_code, answer.json()


def test_all_is_well_while_beat_and_worker_do_their_minute(client):
    tick()
    assert ready(client) == (200, ALL_WELL)
    assert ready(client, "?strict") == (200, ALL_WELL)


def test_without_redis_nobody_can_be_served(client, settings, caplog):
    tick()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert ready(client) == (503, ALL_WELL | {"redis": "missing"})


def test_a_silent_worker_is_told_and_takes_no_page_out_of_service(client):
    assert ready(client)[0] == 200
    assert ready(client)[1]["worker"] == "never seen"
    beaten("tick", minutes=6)
    beaten("deliver", minutes=5)
    code, parts = ready(client)
    assert (code, parts["worker"], parts["beat"]) == (200, "last seen 300 s ago", "last seen 360 s ago")
    assert ready(client, "?strict")[0] == 503


def test_a_silent_beat_is_noticed_although_commits_keep_the_worker_busy(client):
    beaten("tick", minutes=6)
    beaten("deliver", minutes=0)
    parts = ready(client)[1]
    assert (parts["worker"], parts["beat"]) == ("ok", "last seen 360 s ago")


def test_a_message_that_does_not_leave_is_noticed_and_one_that_waits_for_its_time_is_not(client, jiwoo):
    tick()
    tell([jiwoo], "news", key="fact", what="much")
    mail = Message.objects.filter(channel="email")
    mail.update(next_attempt_at=timezone.now() + timedelta(hours=1))
    assert ready(client, "?strict") == (200, ALL_WELL)
    mail.update(next_attempt_at=timezone.now() - timedelta(minutes=11))
    assert ready(client, "?strict") == (503, ALL_WELL | {"outbox": "a message has been due for 660 s"})


def test_figures_are_shown_to_nobody_without_the_operators_token(client, settings):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    for given in ({}, {"authorization": "Bearer nonsense"}, {"authorization": TOKEN}):
        assert client.get("/metrics", headers=given).status_code == 404


def test_figures_count_pages_by_name_and_tell_of_queue_outbox_and_dead_letters(client, settings, jiwoo):
    settings.METRICS_TOKEN = TOKEN
    dead_letter(jiwoo)
    tell([jiwoo], "news", key="another", what="much")
    tick()
    app.send_task("notices.tasks.tick")
    client.get("/privacy/")
    client.get("/nobody/" + jiwoo.email)
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer["Content-Type"].startswith("text/plain")
    for line in (
        'portal_requests_total{method="GET",page="privacy",status="200"} ',
        'portal_requests_total{method="GET",page="(none)",status="404"} ',
        'portal_request_seconds_bucket{le="0.5",page="privacy"} ',
        'portal_outbox_messages{state="failed"} 1.0',
        'portal_outbox_messages{state="queued"} 1.0',
        "portal_outbox_age_seconds ",
        "portal_queue_tasks 1.0",
        'portal_heartbeat_age_seconds{task="tick"} ',
    ):
        assert f"\n{line}" in answer.text
    assert jiwoo.email not in answer.text


def test_an_administrator_sees_how_it_runs_and_tries_dead_letters_again(client, administrator, jiwoo):
    message = dead_letter(jiwoo)
    page = reverse("admin:notices_message_operation")
    sign_in(client, administrator)
    text = client.get(page).text
    assert "550 no such mailbox" in text
    assert jiwoo.email not in text
    assert "nobody else" not in text
    client.post(page, {"message": ["nonsense", "-1"]})
    assert Message.objects.get(pk=message.pk).state == "failed"
    client.post(page, {"message": [message.pk]})
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("queued", 0)
    assert AuditEvent.objects.get(verb="message.resent").actor == administrator


def test_only_administrators_open_the_page(client, jiwoo, division_official):
    page = reverse("admin:notices_message_operation")
    for who in (jiwoo, division_official):
        assert sign_in(client, who).get(page).status_code in {302, 404}


def test_waiting_counts_every_state_but_the_good_end(jiwoo):
    dead_letter(jiwoo)
    tell([jiwoo], "news", key="another", what="much")
    assert vitals.waiting() == {"queued": 1, "sending": 0, "retry": 0, "failed": 1}
    outbox.claim("test", 5)
    assert vitals.waiting()["sending"] == 1
