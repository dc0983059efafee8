"""Places on shared pages that upper floors fill: a lower floor prints what the upper floor registers.

Slots: ``home`` (public home page), ``desk`` (my desk), ``profile`` (my account), ``staff`` (staff start page),
``village`` and ``district`` (public place pages; the place is passed as ``about``), ``group`` (a group's desk, for its
members; the group is passed as ``about``), ``call`` (the public page of a call, passed as ``about``).
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Card:
    """One card: a partial template and what it prints. Return ``None`` instead where there is nothing to show."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


CardMaker = Callable[[HttpRequest, Any], "Card | None"]
_makers: dict[str, list[tuple[int, CardMaker]]] = defaultdict(list)


def register(slot: str, maker: CardMaker, *, order: int = 100) -> None:
    """Register a maker for ``slot``; call this in ``AppConfig.ready()``."""
    _makers[slot].append((order, maker))
    _makers[slot].sort(key=lambda pair: pair[0])


def cards(slot: str, request: HttpRequest, about: Any = None) -> list[Card]:
    """The cards of ``slot`` for this request, in order."""
    made = (maker(request, about) for _order, maker in _makers[slot])
    return [card for card in made if card is not None]
