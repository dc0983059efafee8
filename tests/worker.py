"""Celery processes for tests that need the whole chain: bound to this test's database and corner of Redis."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from tests.services import ROOT, VAR


def environment() -> dict[str, str]:
    """The environment in which another process of the portal sees this test's database and Redis."""
    from django.conf import settings
    from django.db import connection

    database = connection.settings_dict
    return {
        **os.environ,
        "DATABASE_URL": _address(database),
        "REDIS_URL": settings.REDIS_URL,
        "PORTAL_TEST": "1",
        "PYTHONUNBUFFERED": "1",
    }


def _address(database: dict) -> str:
    """The address of the test database: the one the tests were given, with the test database's name."""
    from urllib.parse import urlsplit, urlunsplit

    given = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(given._replace(path="/" + database["NAME"]))


@contextmanager
def celery(*arguments: str):
    """Run a Celery process, wait until it is ready, and end it at the end; yields the process."""
    log = VAR / f"celery-{os.environ['CACHE_PREFIX']}.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "seoul_portal", *arguments],
            cwd=ROOT, env=environment(), stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        _await_ready(process, log)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)


def _await_ready(process, log) -> None:
    deadline = time.monotonic() + 90  # a busy machine of two cores takes its time to import
    while "ready." not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"Celery did not start:\n{log.read_text()[-3000:]}")
        time.sleep(0.1)


@pytest.fixture
def worker(transactional_db):
    """A real Celery worker on this test's database."""
    with celery("worker", "--concurrency", "1", "--pool", "solo", "--loglevel", "INFO") as process:
        yield process
