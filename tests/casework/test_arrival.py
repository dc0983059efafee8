"""When a request began: at the proxy where ours stamps it, and nowhere else by anybody's word."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import RequestFactory

from casework.middleware import arrival

NOW = datetime(2026, 4, 30, 9, 0, 0, tzinfo=UTC)


def stamped(text):
    return arrival(RequestFactory().post("/", headers={"X-Request-Start": text}))


def ms(seconds):
    return str(int((NOW.timestamp() + seconds) * 1000))


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_request_that_waited_for_a_thread_began_when_the_proxy_took_it(settings):
    settings.PROXY_STAMPS_ARRIVAL = True
    assert (NOW - stamped(ms(-7))).total_seconds() == 7


@pytest.mark.parametrize("text", ["", "gestern", ms(60), ms(-600), "9" * 13, "9" * 400, "-" + ms(-1), "１" * 13])
def test_a_stamp_from_the_future_from_long_ago_or_without_sense_is_not_believed(settings, text):
    settings.PROXY_STAMPS_ARRIVAL = True
    assert stamped(text) == NOW


def test_without_a_proxy_of_ours_nobody_can_claim_to_have_been_in_time(settings):
    assert stamped(ms(-7)) == NOW
