"""Seoul as squares: each district stands where people expect it, and none is too small to hit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SIDE = 100
GAP = 6


@dataclass(frozen=True)
class Tile:
    """One district and where it is drawn."""

    district: Any
    x: int
    y: int

    @property
    def label(self) -> str:
        """The name, short enough for a square ("Mapo" for "Mapo-gu")."""
        return self.district.name.removesuffix("-gu")

    @property
    def middle(self) -> int:
        return self.x + (SIDE - GAP) // 2


@dataclass(frozen=True)
class TileMap:
    """All tiles, in reading order, and the size of the drawing."""

    tiles: list[Tile]
    width: int
    height: int
    side: int = SIDE - GAP

    @classmethod
    def of(cls, districts: Sequence[Any]) -> TileMap:
        tiles = [Tile(each, each.tile_column * SIDE, each.tile_row * SIDE) for each in districts]
        return cls(
            tiles,
            width=max((tile.x for tile in tiles), default=0) + SIDE - GAP,
            height=max((tile.y for tile in tiles), default=0) + SIDE - GAP,
        )
