"""The worker is woken after a commit, and a missing Redis is nobody's problem."""

import socket
import time

import pytest
from celery import current_app
from django.db import transaction

from notices import waking
from notices.workflow import tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_kinds")]


def test_one_transaction_wakes_once_however_much_it_tells(jiwoo, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        tell([jiwoo], "news", key="one")
        tell([jiwoo], "news", key="two")
    assert callbacks == [waking.wake]


def test_a_repeated_fact_wakes_nobody(jiwoo, django_capture_on_commit_callbacks):
    tell([jiwoo], "news", key="one")
    with django_capture_on_commit_callbacks() as callbacks:
        tell([jiwoo], "news", key="one")
    assert callbacks == []


def test_a_redis_that_accepts_and_then_says_nothing_delays_no_request(jiwoo, django_capture_on_commit_callbacks):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        current_app.conf.broker_write_url, before = (
            f"redis://127.0.0.1:{silent.getsockname()[1]}/0",
            current_app.conf.broker_write_url,
        )
        try:
            started = time.perf_counter()
            with django_capture_on_commit_callbacks(execute=True):
                tell([jiwoo], "news", key="one")
            assert time.perf_counter() - started < 3  # a busy machine; the answer would never come
        finally:
            current_app.conf.broker_write_url = before
