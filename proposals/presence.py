"""Who is writing where at this moment. Lives in the cache alone and is gone within a minute."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError

# Pages say every twenty seconds that somebody is there; one that is missed makes nobody vanish.
LASTS = 50  # seconds
_logger = logging.getLogger(__name__)


def _key(proposal: int, user: int) -> str:
    return f"writing:{proposal}:{user}"


def here(proposal: Any, user: Any, part: str) -> None:
    """``user`` is writing in ``part``. Without the cache nobody is seen, and nothing else is lost."""
    try:
        cache.set(_key(proposal.pk, user.pk), part, LASTS)
    except RedisError:
        _logger.warning("presence could not be noted: the cache is away")


def others(proposal: Any, people: Iterable[Any], but: Any) -> dict[str, list[Any]]:
    """Who of ``people`` is writing in which part, by its key."""
    by_key = {_key(proposal.pk, each.pk): each for each in people if each.pk != but.pk}
    try:
        found = cache.get_many(by_key)
    except RedisError:
        return {}
    writing: dict[str, list[Any]] = {}
    for key, part in found.items():
        writing.setdefault(part, []).append(by_key[key])
    return writing
