"""What upper floors have to say about a group: what binds it, what follows from a step, what happens with it.

A running award binds a group to having members; a break moves an award's deadlines; disbanding starts settlement.
Floors above register in ``AppConfig.ready()``; this floor knows only that there is something.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casework.lifecycle import Move
    from groups.models import Group

# A sentence why the group cannot be left without people now ("You have a running award …"), or nothing.
Hold = Callable[["Group"], "str | None"]
# A sentence what a step will bring about upstairs, for its confirm page, or nothing.
Consequence = Callable[["Group"], "str | None"]
# Does what a step brings about, in the same transaction. Raise ``casework.lifecycle.Refused`` to stop the step.
Listener = Callable[["Group", "Move"], Any]

_holds: list[Hold] = []
_consequences: dict[str, list[Consequence]] = defaultdict(list)
_listeners: dict[str, list[Listener]] = defaultdict(list)


def register(hold: Hold) -> None:
    """Let ``hold`` bind groups."""
    _holds.append(hold)


def register_step(step: str, listener: Listener, consequence: Consequence | None = None) -> None:
    """Have ``listener`` called whenever a group takes ``step`` ("take_break", "return_", "disband", …).

    ``"hand_over"``: somebody else represents it; the move is of the succession, and the group still has the former.
    """
    _listeners[step].append(listener)
    if consequence is not None:
        _consequences[step].append(consequence)


def binding(group: Group) -> list[str]:
    """Every sentence by which ``group`` is bound."""
    return [sentence for sentence in (hold(group) for hold in _holds) if sentence]


def consequences(group: Group, step: str) -> list[str]:
    """What ``step`` would bring about upstairs."""
    return [sentence for sentence in (tell(group) for tell in _consequences[step]) if sentence]


def announce(group: Group, move: Move, step: str = "") -> None:
    """Tell the floors above that ``group`` takes the step of ``move`` now, or ``step`` where another file moves it."""
    for listener in _listeners[step or move.step.name]:
        listener(group, move)
