"""Reminders while beat, worker and web are killed, twice: each is told once, and so is what somebody answers to one.

A few hundred people by default; ``REMINDERS=5000`` for as many as the city has.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from http.client import HTTPException

import pgtrigger
import pytest
import time_machine
from celery.beat import PersistentScheduler
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from funding.models import Award, MoreTime, Report
from groups.models import Group, Membership
from notices.models import ChannelChoice, Message, Reminder
from notices.workflow.reminding import remind_all
from proposals.models import Proposal
from seoul_portal.celery import app
from tests.cast import SEONGSU
from tests.faults.crowd import signed_in
from tests.faults.test_killed_announcement import waits_for_a_lock
from tests.faults.test_killed_worker import mail_server  # noqa: F401 - a fixture
from tests.faults.test_last_minute import Visitor
from tests.funding import making_spend
from tests.groups.making import fresh
from tests.proposals.making import open_call
from tests.services import ROOT
from tests.web import WebServer
from tests.worker import celery, environment

COUNT = int(os.environ.get("REMINDERS", "300"))
BY_MAIL = max(100, COUNT // 25)  # as many of them hear by e-mail, too
STEPS = 2 * COUNT  # of each draft one for who leads it and one for all members, which here is the same person
WORKER = ("worker", "--pool", "solo", "--loglevel", "INFO", "--without-mingle", "--without-gossip")
ROUSED = ("remind of deadlines", "send what is waiting")


@pytest.fixture
def crowd(transactional_db, places):
    """As many drafts, each of a group of one, of a call that closes tomorrow: rows put in place past the triggers."""
    return drafts_of_many(places, closes_in=timedelta(days=1))


def drafts_of_many(places, closes_in):
    call = open_call(closes_at=timezone.now() + closes_in)
    users, village = get_user_model(), places[SEONGSU]
    people = users.objects.bulk_create(
        users(name=f"시민 {number}", email=f"citizen{number}@example.kr", password="!") for number in range(COUNT)
    )
    ChannelChoice.objects.bulk_create(
        ChannelChoice(user=each, group="proposals", channel="email", wanted=False) for each in people[BY_MAIL:]
    )
    with pgtrigger.ignore():
        groups = Group.objects.bulk_create(
            Group(
                name=f"모임 {place}", name_key=f"모임{place}", village=village, theme="culture", founder=person,
                introduction="함께해요.", state="formed", formed_at=timezone.now(),
            )
            for place, person in enumerate(people)
        )  # fmt: skip
        Membership.objects.bulk_create(
            Membership(user=person, group=group, role="representative", pledge_version=1)
            for person, group in zip(people, groups, strict=True)
        )
        Proposal.objects.bulk_create(
            Proposal(call=call, group=group, village=village, lead=person, started_by=person, group_name=group.name)
            for person, group in zip(people, groups, strict=True)
        )
    return people


@contextmanager
def beat(schedule):
    """A real beat that wakes after a week: what was due in the meantime is due at once."""
    scheduler = PersistentScheduler(app, schedule_filename=str(schedule))
    for name in ROUSED:
        scheduler.schedule[name].last_run_at = app.now() - timedelta(days=7)
    scheduler.sync()
    scheduler.close()
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "seoul_portal", "beat", "--schedule", str(schedule), "--pidfile="],
        cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(15)


def taken() -> int:
    return Reminder.objects.filter(source="proposal-draft").count()


def taken_at_least(count: int, seconds: float = 300) -> bool:
    """Wait until so many steps of the ladder were taken; whether they were."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if taken() >= count:
            return True
        time.sleep(0.005)
    return False


@pytest.fixture
def check(crowd, center, division_official, division_director, places, jiwoo, seoyeon):
    """A mid-term check of a running project, of which jiwoo is reminded; the page asks whether more time is needed."""
    award = making_spend.at_work(division_official, division_director, [places[SEONGSU]], jiwoo, seoyeon)
    return Report.objects.get(award=award, kind="midterm")


def asks_for_more_time(visitor, check):
    """Open the page that the reminder names, and press its button."""
    form = {"seen": str(check.due_on), "csrfmiddlewaretoken": visitor.cookies["csrftoken"]}
    return visitor.ask("POST", f"/due/midterm-check/{check.pk}/more-time/", form)


@contextmanager
def asking(web, visitor, check):
    """Somebody asks for more time, and the web process is killed before it can answer."""
    web.start()
    visitor.port = web.port
    assert visitor.ask("GET", f"/due/midterm-check/{check.pk}/").status == 200
    with ThreadPoolExecutor(1) as hand:
        with transaction.atomic():
            Award.objects.select_for_update().get(pk=check.award_id)  # holds up exactly this request
            pressed = hand.submit(asks_for_more_time, visitor, check)
            try:
                assert waits_for_a_lock(web.process)
                yield
            finally:
                web.kill()
        with pytest.raises((OSError, HTTPException)):
            pressed.result(30)


def test_reminders_survive_the_death_of_beat_worker_and_web_and_are_told_once(
    crowd, check, jiwoo, mail_server, tmp_path  # noqa: F811
):  # fmt: skip
    web, visitor = WebServer(), Visitor(0, signed_in([jiwoo])[0])
    for number, count in enumerate((1, STEPS // 2)):
        with ExitStack() as running:
            running.enter_context(asking(web, visitor, check))
            worker = running.enter_context(celery(*WORKER))
            clock = running.enter_context(beat(tmp_path / f"schedule-{number}"))
            assert taken_at_least(count)
            for process in (worker, clock):
                os.kill(process.pid, signal.SIGKILL)
                process.wait(5)
        reminded = Reminder.objects.filter(source="proposal-draft").values("object_id").distinct().count()
        assert taken() < STEPS, "it was done before it was killed: nothing is proven"
        assert Message.objects.filter(channel="inbox", kind="unfinished-draft").count() == reminded
        assert not MoreTime.objects.exists(), "nobody was told that it was granted"
    with celery(*WORKER), beat(tmp_path / "schedule-last"), web_again(web) as visitor.port:
        for _again in range(2):
            assert asks_for_more_time(visitor, check).status == 302
        assert taken_at_least(STEPS)
        assert all_are_sent()
    assert (MoreTime.objects.get().until_on, MoreTime.objects.get().requested_by) == (fresh(check).due_on, jiwoo)
    assert Message.objects.filter(recipient=jiwoo, kind="more-time-granted", channel="inbox").count() == 1
    told = Counter(Message.objects.filter(kind="unfinished-draft").values_list("recipient", "channel"))
    assert set(told.values()) == {1}
    assert Counter(channel for _person, channel in told) == {"inbox": COUNT, "email": BY_MAIL}
    arrived = Counter(mail_server.ids())
    assert set(arrived) == set(Message.objects.filter(channel="email").values_list("message_id", flat=True))
    assert sum(times - 1 for times in arrived.values()) <= 2, "at most one for each worker that was killed"


@contextmanager
def web_again(web):
    """The port of the web process, which runs once more."""
    web.start()
    try:
        yield web.port
    finally:
        web.stop()


def test_ten_days_without_beat_are_caught_up_by_one_message_for_each_person_the_latest_step(transactional_db, places):
    noon = timezone.localtime().replace(hour=12)  # an hour later is the same day
    with time_machine.travel(noon):
        drafts_of_many(places, closes_in=timedelta(days=10, hours=1))
        remind_all()
    assert not taken(), "the first step is due in three days"
    with time_machine.travel(noon + timedelta(days=10)):
        assert remind_all() == STEPS
        told = Counter(Message.objects.filter(kind="unfinished-draft").values_list("recipient", "channel"))
        steps = Counter(Reminder.objects.values_list("audience", "offset_days"))
        assert remind_all() == 0, "whoever was told once is not told again"
    assert set(told.values()) == {1}
    assert Counter(channel for _person, channel in told) == {"inbox": COUNT, "email": BY_MAIL}
    assert steps == {("responsible", 0): COUNT, ("members", -1): COUNT}, "not each step that went by meanwhile"


def all_are_sent(seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while Message.objects.exclude(state="sent").exists():
        if time.monotonic() > end:
            return False
        app.send_task("notices.tasks.deliver")
        time.sleep(0.5)
    return True
