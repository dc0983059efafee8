"""A worker that dies in the middle of its work loses nothing."""

import os
import signal
import time
from collections import Counter
from contextlib import ExitStack

import pytest
from django.contrib.auth import get_user_model

from notices.models import Message
from notices.waking import DELIVER
from notices.workflow import tell
from seoul_portal.celery import app
from tests.notices.mail_server import MailServer
from tests.worker import celery

COUNT = 500
ALONE = ("--without-mingle", "--without-gossip")  # no neighbours to look for, so it starts sooner


def worker(queue: str):
    """A real worker that takes only what is put into ``queue``; one process, so that killing it kills all of it."""
    return celery(
        "worker", "--pool", "solo", "--loglevel", "INFO", "--queues", queue, "--hostname", f"{queue}@%h", *ALONE
    )


@pytest.fixture
def mail_server(monkeypatch):
    """A real SMTP server for the workers that this test starts; claims there expire within seconds."""
    server = MailServer(pause=0.002)
    server.start()
    monkeypatch.setenv("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    monkeypatch.setenv("EMAIL_HOST", server.hostname)
    monkeypatch.setenv("EMAIL_PORT", str(server.port))
    monkeypatch.setenv("NOTICES_CLAIM_SECONDS", "4")
    yield server
    server.stop()


def sweep_until_all_are_sent(queue: str, seconds: float) -> bool:
    """Do what beat does each minute, faster; whether every message was noted as sent in time."""
    end = time.monotonic() + seconds
    while Message.objects.exclude(state="sent").exists():
        if time.monotonic() > end:
            return False
        app.send_task(DELIVER, queue=queue)
        time.sleep(0.5)
    return True


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_500_messages_loses_none_and_repeats_only_what_was_accepted(mail_server):
    person = get_user_model()
    people = person.objects.bulk_create(
        person(email=f"person{number}@example.kr", name=f"시민 {number}") for number in range(COUNT)
    )
    tell(people, "deadline-overdue", key="fact", days_late=1)
    ids = set(Message.objects.filter(channel="email").values_list("message_id", flat=True))
    assert len(ids) == COUNT
    with ExitStack() as running:
        first = running.enter_context(worker("first"))
        app.send_task(DELIVER, queue="first")
        assert mail_server.await_mails(COUNT // 2, seconds=60)
        os.kill(first.pid, signal.SIGKILL)
        first.wait(5)
        accepted_before = set(mail_server.ids())
        left = set(Message.objects.exclude(state="sent").values_list("message_id", flat=True))
        assert Message.objects.filter(state="sending").exists(), "the killed worker held no claim: nothing is proven"
        running.enter_context(worker("second"))
        assert sweep_until_all_are_sent("second", seconds=60)
    arrived = Counter(mail_server.ids())
    assert set(arrived) == ids
    twice = {identifier for identifier, times in arrived.items() if times > 1}
    assert twice <= accepted_before & left
    assert len(twice) <= 1, "one connection, so at most one message lay between acceptance and note"


@pytest.mark.django_db(transaction=True)
def test_a_commit_wakes_the_worker_at_once(mail_server):
    person = get_user_model().objects.create(email="jiwoo@example.kr", name="김지우")
    with celery("worker", "--pool", "solo", "--loglevel", "INFO", *ALONE):
        tell([person], "deadline-overdue", key="fact", days_late=1)
        assert mail_server.await_mails(1, seconds=30)
