"""Workers and beats beside each other, each on a connection of its own."""

from collections import Counter
from datetime import date

import pytest
import time_machine

from notices import delivery
from notices.models import Message, Reminder
from notices.workflow import reminding, tell
from tests.notices.conftest import owe
from tests.races.together import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_kinds")]


def test_workers_beside_each_other_send_each_message_once(jiwoo, mail_server, settings):
    settings.NOTICES_BATCH = 5
    for number in range(60):
        tell([jiwoo], "news", key=str(number))
    runs = together(*[delivery.deliver] * 4)
    assert sum(run.sent for run in runs) == 60
    assert set(Counter(mail_server.ids()).values()) == {1}
    assert len(mail_server.accepted) == 60


def test_two_tellers_of_one_fact_write_it_once(jiwoo):
    written = together(*[lambda: tell([jiwoo], "news", key="fact")] * 4)
    assert sorted(written) == [0, 0, 0, 2]


def test_two_beats_at_once_remind_once(jiwoo, obligations):
    with time_machine.travel("2026-11-23 09:00+09:00"):
        for number in range(20):
            owe(jiwoo, date(2026, 11, 24), f"report {number}")
        taken = together(*[reminding.remind_all] * 3)
    assert sum(taken) == 20
    assert Reminder.objects.count() == 20
    assert Message.objects.filter(kind="deadline", channel="email").count() == 20
