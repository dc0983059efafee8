"""A call opens and closes by the clock in Seoul, to the second, whether or not the clock's task has come round."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from proposals.models import Call
from proposals.tasks import keep_calls_in_time
from proposals.workflow import call as calls
from tests.groups.making import fresh
from tests.proposals import making

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")
OPENS = datetime(2027, 3, 2, 9, 0, 0, tzinfo=SEOUL)
CLOSES = datetime(2027, 3, 19, 18, 0, 0, tzinfo=SEOUL)
SECOND = timedelta(seconds=1)


@pytest.fixture
def call():
    with time_machine.travel(OPENS - timedelta(days=7), tick=False):
        return making.open_call(opens_at=OPENS, closes_at=CLOSES)


MOMENTS = [
    (OPENS - SECOND, False, "published"),
    (OPENS, True, "open"),
    (OPENS + SECOND, True, "open"),
    (CLOSES - SECOND, True, "open"),
    (CLOSES, False, "closed"),
    (CLOSES + SECOND, False, "closed"),
]


@pytest.mark.parametrize(("moment", "is_open", "state"), MOMENTS)
def test_a_call_takes_proposals_from_its_first_second_to_before_its_last(call, moment, is_open, state):
    with time_machine.travel(moment, tick=False):
        assert call.state == "published"  # nobody has moved it yet
        assert call.is_open() is is_open
        assert Call.objects.open_at().filter(pk=call.pk).exists() is is_open
        keep_calls_in_time()
        assert fresh(call).state == state
        assert fresh(call).is_open() is is_open


@pytest.mark.parametrize(("moment", "is_open", "_state"), MOMENTS)
def test_the_public_page_says_so_to_the_second(call, client, moment, is_open, _state):
    with time_machine.travel(moment, tick=False):
        page = client.get(call.get_absolute_url()).content.decode()
        assert (f"/calls/{call.pk}/begin/" in page) is is_open


def test_the_clock_may_come_late_and_twice(call):
    with time_machine.travel(CLOSES + timedelta(days=3), tick=False):
        assert keep_calls_in_time() == 1
        assert keep_calls_in_time() == 0
        assert fresh(call).state == "closed"


def test_a_closing_time_put_off_after_it_passed_opens_the_call_again(call, division_official):
    with time_machine.travel(CLOSES + timedelta(hours=1), tick=False):
        keep_calls_in_time()
        later = CLOSES + timedelta(days=7)
        calls.amend(fresh(call), actor=division_official, text_ko="마감을 한 주 미뤄요.", closes_at=later)
        assert fresh(call).is_open()
        keep_calls_in_time()
        assert fresh(call).state == "open"


def test_a_draft_never_opens_by_itself():
    draft = making.draft_call()
    keep_calls_in_time()
    assert fresh(draft).state == "draft"
    assert not fresh(draft).is_open()
