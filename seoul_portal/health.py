"""Whether the portal can serve people, and whether what works behind it keeps up.

Without its database or Redis a web process serves nobody. A worker, beat or mail server that is late makes nobody's
page worse at once, so it is told, and takes no web process out of service: messages wait in the outbox.
Apps add what they can tell in ``AppConfig.ready()``.
"""

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)

OK, MISSING = "ok", "missing"
# What is wrong, in a few words for the operator; nothing where all is well.
Probe = Callable[[], str | None]
_probes: dict[str, Probe] = {}


def register(name: str, probe: Probe) -> None:
    """Have ``probe`` asked for the part ``name``, once the database answers."""
    _probes[name] = probe


def needed() -> dict[str, str]:
    """The parts without which nobody can be served."""
    parts = {"database": _database_answers(), "redis": _redis_answers()}
    return {name: OK if answers else MISSING for name, answers in parts.items()}


def behind() -> dict[str, str]:
    """The parts that work behind the pages. Asks the database."""
    return {name: probe() or OK for name, probe in _probes.items()}


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("not ready: the database does not answer")
        return False
    return True


def _redis_answers() -> bool:
    try:
        with redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2) as client:
            client.ping()
    except redis.RedisError:
        logger.exception("not ready: Redis does not answer")
        return False
    return True
