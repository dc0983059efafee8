"""Two people in one part: what each changed is told apart answer by answer, and only what both changed is asked about.

A form carries a mark of every answer as its writer saw it, so the text from which both began need not be kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# By answer: one mark, or for a table one per row.
Marks = Mapping[str, Any]


@dataclass(frozen=True)
class Merged:
    """``data`` to be saved. ``clashing`` names the answers that both changed: there the saved text stays for now."""

    data: dict[str, Any]
    clashing: tuple[str, ...] = ()
    # Answers that somebody else changed meanwhile and the writer did not: theirs were taken.
    taken: tuple[str, ...] = ()


def mark(value: Any) -> str:
    """A short mark of one value; the same for every way in which nothing is written."""
    if value in (None, "", [], {}):
        return ""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def marks_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The marks of all answers that are there."""
    return {key: _marks(value) for key, value in data.items() if _marks(value)}


def merge(seen: Marks, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """What the writer typed over ``seen`` and what stands there now, in one. What ``mine`` lacks is untouched."""
    data, clashing, taken = dict(theirs), [], []
    for key, here in mine.items():
        before, there = seen.get(key, ""), theirs.get(key)
        if _marks(here) == _marks(there) or _marks(here) == before:
            if _marks(here) != _marks(there):
                taken.append(key)
        elif _marks(there) == before:
            data[key] = here
        else:
            rows = _merged_rows(before, here, there)
            if rows is None:
                clashing.append(key)
            else:
                data[key] = rows
                taken.append(key)
    return Merged(data, tuple(clashing), tuple(taken))


def seen_after(seen: Marks, mine: Mapping[str, Any], saved: Mapping[str, Any]) -> dict[str, Any]:
    """The marks for a form that stays open: what was saved as typed is known; the rest is still what it was."""
    marks = {key: value for key, value in seen.items() if value}
    for key, value in mine.items():
        if _marks(value) == _marks(saved.get(key)):
            marks[key] = _marks(value)
    return marks


def _marks(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [mark(row) for row in value]
    return mark(value)


def _merged_rows(before: Any, mine: Any, theirs: Any) -> list[Any] | None:
    """Both tables in one, where nobody took a row away and no row was changed by both; otherwise nothing."""
    before = before or []
    if not (isinstance(before, list) and isinstance(mine, list) and isinstance(theirs, list)):
        return None
    if min(len(mine), len(theirs)) < len(before) or not all(isinstance(row, dict) for row in (*mine, *theirs)):
        return None
    rows = []
    for place, was in enumerate(before):
        here, there = mark(mine[place]), mark(theirs[place])
        if here not in (was, there) and there != was:
            return None
        rows.append(theirs[place] if here == was else mine[place])
    added = theirs[len(before) :]
    known = {mark(row) for row in added}
    return [*rows, *added, *(row for row in mine[len(before) :] if mark(row) not in known)]
