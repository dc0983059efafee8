"""Waking the worker after a commit, without ever making a request wait for Redis.

Redis may be away or, worse, silent. A thread of its own therefore does the publishing: requests only raise a flag.
A wake that is lost costs a minute, because beat sweeps the outbox anyway.
"""

import logging
import threading

from celery import current_app
from django.db import connection, transaction

logger = logging.getLogger(__name__)

DELIVER = "notices.tasks.deliver"

_wanted = threading.Event()
_starting = threading.Lock()
_thread: threading.Thread | None = None


def wake_on_commit() -> None:
    """Wake the worker once when the present transaction commits, however many messages it writes."""
    if not any(waiting[1] is wake for waiting in connection.run_on_commit):
        transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Ask the thread to publish; returns at once."""
    global _thread
    _wanted.set()
    with _starting:
        if _thread is None or not _thread.is_alive():  # the first time, and again in every forked process
            _thread = threading.Thread(target=_publish, name="notices-wake", daemon=True)
            _thread.start()


def _publish() -> None:
    while True:
        _wanted.wait()
        _wanted.clear()
        try:
            current_app.send_task(DELIVER, retry=False, expires=60)
        except Exception:
            logger.warning("the worker could not be woken; beat will find the messages", exc_info=True)
