"""How many database queries a page may cost, whatever the number of rows it shows. One line per page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Ask = Callable[[str], Any]  # gives a fixture of the cast by its name


@dataclass(frozen=True)
class Budget:
    """``fill(ask, n)`` makes ``n`` rows of what the page lists; ``who`` names one of the cast, or nobody."""

    page: str
    queries: int
    path: Callable[[Ask], str]
    who: str | None = None
    fill: Callable[[Ask, int], None] = lambda ask, n: None
