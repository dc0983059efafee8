"""What is told to very many at once: apps register who hears of it and how, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from notices.workflow.telling import Telling


class Page(NamedTuple):
    """What is to be told on one page, and the mark after which the next begins; ``None`` on the last."""

    tellings: Sequence[Telling]
    after: int | None


# Gives the page of the object with this id that begins after this mark.
Source = Callable[[int, int], Page]

_sources: dict[str, Source] = {}


def source(name: str) -> Callable[[Source], Source]:
    """Mark the function that gives the pages of ``name``. Each telling's key must name its fact, not the page."""

    def mark(function: Source) -> Source:
        if name in _sources:
            raise ValueError(f"{name} is registered already")
        _sources[name] = function
        return function

    return mark


def get(name: str) -> Source:
    """The source registered under ``name``."""
    return _sources[name]
