"""All data about one person, gathered from every floor: shown, handed out as JSON, and destroyed at the end.

Each app registers a section in ``AppConfig.ready()``. An exporter returns plain values (text, numbers, dates, lists and
dicts of them); an eraser destroys what need not be kept and returns how many rows it destroyed or emptied.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Exporter = Callable[[Any], Any]
Eraser = Callable[[Any], int]
# A sentence why the account cannot be closed now, or nothing.
Blocker = Callable[[Any], "str | None"]


@dataclass(frozen=True)
class Section:
    """One kind of data about a person. ``kept`` says what the law keeps after the account is closed, and why."""

    name: str
    label: "str | Promise"
    exporter: Exporter
    eraser: Eraser | None = None
    kept: "str | Promise" = ""
    order: int = 100


_sections: dict[str, Section] = {}
_blockers: list[Blocker] = []
_answerers: list[Callable[[], Iterable[Any]]] = []


def register(
    name: str,
    exporter: Exporter,
    eraser: Eraser | None = None,
    *,
    label: "str | Promise" = "",
    kept: "str | Promise" = "",
    order: int = 100,
) -> None:
    """Add a section. ``name`` is its key in the download, ``label`` its heading on the page; lower orders first."""
    if name in _sections:
        raise ValueError(f"section {name} is registered already")
    _sections[name] = Section(name, label or name, exporter, eraser, kept, order)


def register_blocker(blocker: Blocker) -> None:
    """Let ``blocker(user)`` object to the closing of an account: unfinished duties that nobody else could take over."""
    _blockers.append(blocker)


def register_answerers(find: Callable[[], Iterable[Any]]) -> None:
    """Say who answers requests for correction; upper floors know who holds which post."""
    _answerers.append(find)


def sections() -> list[Section]:
    """Every section in its order."""
    return sorted(_sections.values(), key=lambda section: section.order)


def gathered(user: Any) -> dict[str, Any]:
    """Everything held about ``user``, by section."""
    return {section.name: section.exporter(user) for section in sections()}


def objections(user: Any) -> list[str]:
    """Why the account of ``user`` cannot be closed now; empty where nothing stands against it."""
    return [str(sentence) for sentence in (blocker(user) for blocker in _blockers) if sentence]


def answerers() -> list[Any]:
    """Those who answer requests for correction, each once."""
    return list({person.pk: person for find in _answerers for person in find()}.values())
