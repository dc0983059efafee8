"""Telling people: the only place that makes messages."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models


def tell(
    people: Iterable[Any],
    kind: str,
    *,
    about: models.Model | None = None,
    due: date | None = None,
    key: str,
    **context: Any,
) -> int:
    """Write one message per person and channel, in the present transaction, and wake the worker on commit.

    ``key`` makes telling idempotent: the same key, kind, person and channel is told once. Returns how many were written.
    """
    raise NotImplementedError
