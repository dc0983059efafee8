"""Open work outlives the posting that holds it: it moves to a named successor, or back to the office's queue.

Every app whose rows are assigned to postings registers a source in ``AppConfig.ready()``. All of it happens in the
transaction that ends the posting, so that no file can be left with somebody who is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from casework import audit

if TYPE_CHECKING:
    from villages.models import Posting


@dataclass(frozen=True)
class Source:
    """A kind of work. ``open_work(posting)`` lists what is open, assigned by the nullable foreign key ``field``.

    Whoever assigns such work must lock the posting's row first (``workflow.lock_for_work``), or an item could be
    given to a posting at the moment it ends. Work in confidence goes to no successor: its source gives ``release``,
    which returns every piece to whoever entrusted it, and nobody else is told. Work that takes more than another name
    on it gives ``moves(posting, successor, actor)``, which moves it itself and says how many pieces there were.
    """

    name: str
    open_work: Callable[[Posting], QuerySet[Any]]
    field: str = "assigned_to"
    release: Callable[[Posting], int] | None = None
    moves: Callable[[Posting, Posting | None, Any], int] | None = None


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Register ``source``; call this in ``AppConfig.ready()``."""
    _sources[source.name] = source


def count_open(posting: Posting) -> int:
    """How many pieces of open work the posting holds."""
    return sum(source.open_work(posting).count() for source in _sources.values() if source.release is None)


def hand_over(posting: Posting, successor: Posting | None, *, actor: Any) -> int:
    """Move all open work of ``posting``, record each piece, and return how many there were."""
    moved = 0
    for source in _sources.values():
        if source.release is not None:
            source.release(posting)
            continue
        if source.moves is not None:
            moved += source.moves(posting, successor, actor)
            continue
        for item in source.open_work(posting).order_by("pk").select_for_update(of=("self",)):
            setattr(item, source.field, successor)
            item.save(update_fields=[source.field])
            verb = f"{item._meta.model_name}.handed_over"
            audit.record(verb, item, actor=actor, changes={source.field: (posting, successor)})
            moved += 1
    return moved
