"""Ladders: who is reminded when, and that no pause of beat loses or repeats a reminder."""

import time as clock
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection

from notices.enums import Adjustment
from notices.models import Ladder, LadderStep, LocalException, Message, Reminder
from notices.tasks import remind
from notices.workflow.reminding import remind_all
from tests.notices.conftest import owe

pytestmark = pytest.mark.django_db

DUE = date(2026, 12, 10)  # a Thursday


def taken(**filters) -> list[tuple[str, int]]:
    return list(Reminder.objects.filter(**filters).order_by("id").values_list("audience", "offset_days"))


def on(day: date):
    return time_machine.travel(f"{day} 09:00+09:00", tick=False)


def beat_daily(start: date, days: int) -> None:
    for number in range(days):
        with on(start + timedelta(days=number)):
            remind_all()
            remind_all()


def test_a_late_report_climbs_the_whole_ladder_one_step_at_a_time(jiwoo, obligations):
    owe(jiwoo, DUE)
    beat_daily(DUE - timedelta(days=20), 60)
    assert taken() == [
        ("responsible", -14),
        ("responsible", -7),
        ("responsible", -1),
        ("responsible", 0),
        ("responsible", 3),
        ("center", 7),  # the test's source has no district
    ]


def test_a_reminder_says_what_is_due_and_how_many_days_are_left(jiwoo, minjun, obligations):
    owe(jiwoo, DUE, "최종 보고")
    owe(minjun, DUE, "Final")
    with on(DUE - timedelta(days=7)):
        remind_all()
    korean = Message.objects.get(kind="deadline", recipient=jiwoo, channel="email")
    assert korean.subject == "[할 일 · 12월 10일까지] Report: 최종 보고"
    assert "7일" in korean.body
    english = Message.objects.get(kind="deadline", recipient=minjun, channel="email")
    assert "in 7 days" in english.body
    assert english.about.subject == "Final"


def test_after_ten_days_without_beat_each_due_reminder_goes_out_once(jiwoo, seoyeon, minjun, obligations):
    """The latest step for each audience, never the flood of those in between."""
    owe(jiwoo, DUE)  # missed: −1, 0, 3, and the center's 7
    owe(seoyeon, DUE + timedelta(days=12))  # missed: −14, −7; reached −4
    owe(minjun, DUE + timedelta(days=100))  # nothing yet
    with on(DUE - timedelta(days=2)):
        remind_all()
    Reminder.objects.all().delete()
    with on(DUE + timedelta(days=8)):
        for _ in range(3):
            remind_all()
    told = list(Reminder.objects.order_by("due_on", "audience").values_list("due_on", "audience", "offset_days"))
    assert told == [
        (DUE, "center", 7),
        (DUE, "responsible", 3),
        (DUE + timedelta(days=12), "responsible", -7),
    ]


def test_an_earlier_step_never_follows_a_later_one(jiwoo, obligations):
    """Even when an administrator removes the step that was taken."""
    owe(jiwoo, DUE)
    with on(DUE):
        assert remind_all() == 1
        LadderStep.objects.filter(offset_days=0).delete()
        assert remind_all() == 0


def test_a_moved_due_date_starts_the_ladder_afresh(jiwoo, obligations):
    report = owe(jiwoo, DUE)
    with on(DUE - timedelta(days=1)):
        assert remind_all() == 1
        Message.objects.filter(pk=report.pk).update(due=DUE + timedelta(days=30))
        assert remind_all() == 0
    with on(DUE + timedelta(days=23)):
        assert remind_all() == 1
    assert taken() == [("responsible", -1), ("responsible", -7)]


def test_what_is_done_is_not_reminded_of(jiwoo, obligations):
    report = owe(jiwoo, DUE)
    Message.objects.filter(pk=report.pk).update(read_at="2026-12-01T00:00Z")
    with on(DUE):
        assert remind_all() == 0


def test_an_office_is_asked_to_look_after_a_late_group_without_a_due_date_of_its_own(jiwoo, obligations):
    owe(jiwoo, DUE)
    with on(DUE + timedelta(days=7)):
        remind_all()
    message = Message.objects.get(kind="deadline-overdue", channel="email")
    assert message.subject.startswith("[할 일] ")
    assert message.due is None


def test_a_reminder_before_a_free_weekend_comes_on_the_friday(jiwoo, obligations):
    monday = date(2026, 12, 14)
    owe(jiwoo, monday)
    with on(date(2026, 12, 10)):
        remind_all()
    with on(date(2026, 12, 11)):
        remind_all()
    assert taken() == [("responsible", -7), ("responsible", -1)]


def test_a_step_for_an_office_waits_for_a_day_on_which_it_is_open(jiwoo, obligations):
    saturday = date(2026, 12, 19)
    owe(jiwoo, saturday - timedelta(days=7))
    LocalException.objects.create(day=date(2026, 12, 21), name="재량 휴무")
    for day in (saturday, date(2026, 12, 21)):
        with on(day):
            remind_all()
    assert taken(audience="center") == []
    with on(date(2026, 12, 22)):
        remind_all()
    assert taken(audience="center") == [("center", 7)]


def test_administrators_add_steps_and_ladders(jiwoo, obligations):
    ladder = Ladder.objects.get(name="default")
    LadderStep.objects.create(ladder=ladder, offset_days=-30, audience="responsible", adjustment=Adjustment.NONE)
    owe(jiwoo, DUE)
    with on(DUE - timedelta(days=30)):
        assert remind_all() == 1


def test_a_step_without_people_is_recorded_as_told_to_nobody(jiwoo, obligations):
    jiwoo.is_active = False
    jiwoo.save()
    owe(jiwoo, DUE)
    with on(DUE):
        remind()
    assert Reminder.objects.get().told == 0
    assert not Message.objects.filter(kind="deadline").exists()


def test_a_tick_over_a_hundred_thousand_obligations_is_quick(jiwoo, obligations):
    """Most of them far away, a few due: cost follows what is due."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO notices_message (recipient_id, address, channel, kind, action, due, link, language, subject,
                   body, dedupe_key, message_id, state, secret, attempts, next_attempt_at, claimed_by, error,
                   created_at)
               SELECT %s, '', 'inbox', 'obligation', false, %s::date + n %% 400, '', 'ko', 's', '', 'many ' || n, '',
                      'sent', false, 0, now(), '', '', now() FROM generate_series(1, 100000) AS n""",
            [jiwoo.pk, DUE],
        )
        cursor.execute("ANALYZE notices_message")
    with on(DUE - timedelta(days=14)):
        assert remind_all() == 250
        started = clock.perf_counter()
        assert remind_all() == 0
        assert clock.perf_counter() - started < 5
