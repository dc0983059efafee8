"""What the lifecycle walk needs to know of an app's files beyond the table of steps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Walk:
    """``make(cast)`` gives a row in its initial state.

    ``being`` holds fields that a state implies by a constraint, ``doing`` those that a step's function sets.
    """

    make: Callable[[dict[str, Any]], Any]
    being: dict[str, dict[str, Any]] = field(default_factory=dict)
    doing: dict[str, dict[str, Any]] = field(default_factory=dict)
