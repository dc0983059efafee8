"""States that can be joined with ``|``, and how much a step asks its actor to write."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models


class States(frozenset[str]):
    """Several states of one lifecycle: ``State.DRAFT | State.RETURNED``."""

    def __or__(self, other: object) -> States:
        return States(frozenset(self) | _as_set(other))

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(frozenset.__iter__(self)))


class State(models.TextChoices):
    """Base of every app's states. Stored values are stable English words."""

    def __or__(self, other: object) -> States:
        return States({self.value}) | other


class Note(models.TextChoices):
    """How much a step asks for in words."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


def _as_set(value: object) -> frozenset[str]:
    if isinstance(value, frozenset):
        return value
    if isinstance(value, str):
        return frozenset({str(value)})
    raise TypeError(f"{value!r} is neither a state nor states")


def states(value: object) -> States:
    """``value`` (one state or several) as ``States``."""
    return States(_as_set(value))
