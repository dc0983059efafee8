"""Lets several callers run at the same moment, each on a database connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection


def together(*callers: Callable[[], Any]) -> list[Any]:
    """Start all ``callers`` at once; returns what each returned or raised, in order. Needs ``transactional_db``."""
    # The pool of a web process is smaller than a crowd, and grows slowly on a slow machine: everybody shall stand at
    # the gate, so a connection is made for each before anybody is called. Others may be out: a browser of an earlier
    # test that still waits for an answer holds one.
    pool = connection.pool
    connection.ensure_connection()
    stats = pool.get_stats()
    out = stats["pool_size"] - stats["pool_available"]
    pool.resize(pool.min_size, max(pool.max_size, out + len(callers)))
    for made in [pool.getconn(timeout=120) for _ in callers]:
        pool.putconn(made)
    gate = threading.Barrier(len(callers), timeout=60)

    def run(caller: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()  # so that connecting is no head start
            gate.wait()
            return caller()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(callers)) as threads:
        return list(threads.map(run, callers))
