"""What changed between two texts of a proposal, so that a person can read it. Pure.

Texts are compared by lines, then by words, and a word that only got another ending shows the ending alone: Korean
particles hang on words, and "마을을" against "마을이" is one syllable. Tables are compared by rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from proposals.outline import Answer
from proposals.record import Page

SAME, ADDED, REMOVED = "same", "added", "removed"
# Beyond this a comparison word by word takes too long for a page: such a passage is shown as replaced.
MOST_STEPS = 1_000_000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, came or went."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """A row of a table that stayed, came or went."""

    kind: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One answer that is not what it was: ``pieces`` of a text, or ``head`` and ``rows`` of a table."""

    label: str
    pieces: tuple[Piece, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class ChangedPart:
    key: str
    title: str
    changes: tuple[Change, ...]


def changed_parts(before: Sequence[Page], after: Sequence[Page]) -> list[ChangedPart]:
    """The parts in which something changed, each with its changed answers only."""
    former = {page.key: page for page in before}
    present = {page.key for page in after}
    pairs = [(former.get(page.key), page) for page in after]
    pairs += [(page, Page(page.key, page.title, ())) for page in before if page.key not in present]
    parts = []
    for old, new in pairs:
        if changes := tuple(_changes(old.answers if old else (), new.answers)):
            parts.append(ChangedPart(new.key, new.title, changes))
    return parts


def _changes(before: Sequence[Answer], after: Sequence[Answer]) -> Iterator[Change]:
    former = {answer.key: answer for answer in before}
    kept = {answer.key for answer in after}
    for new in after:
        old = former.get(new.key, Answer(new.key, new.label))
        if (old.text, old.rows) != (new.text, new.rows):
            yield _change(old, new)
    for old in before:
        if old.key not in kept and not old.is_empty:
            yield _change(old, Answer(old.key, old.label))


def _change(old: Answer, new: Answer) -> Change:
    if old.rows or new.rows:
        return Change(new.label, head=new.head or old.head, rows=tuple(_rows(old.rows, new.rows)))
    return Change(new.label, pieces=tuple(pieces(old.text, new.text)))


def _rows(before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]) -> Iterator[Row]:
    for kind, here, there in _steps(before, after):
        if kind == SAME:
            yield from (Row(SAME, cells) for cells in here)
        else:
            yield from (Row(REMOVED, cells) for cells in here)
            yield from (Row(ADDED, cells) for cells in there)


def pieces(before: str, after: str) -> list[Piece]:
    """What stayed, went and came between two texts; joining what stayed and came gives ``after`` again."""
    found: list[Piece] = []
    for kind, here, there in _steps(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if kind == SAME:
            found.append(Piece(SAME, "".join(here)))
        else:
            found += _words("".join(here), "".join(there))
    return _joined(found)


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > MOST_STEPS:
        yield from (Piece(REMOVED, before), Piece(ADDED, after))
        return
    for kind, here, there in _steps(old, new):
        if kind == SAME:
            yield Piece(SAME, "".join(here))
        elif len(here) == len(there):
            for one, other in zip(here, there, strict=True):
                yield from _syllables(one, other)
        else:
            yield from (Piece(REMOVED, "".join(here)), Piece(ADDED, "".join(there)))


def _syllables(old: str, new: str) -> Iterator[Piece]:
    """Two words in one place: what they begin and end with alike stays."""
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    yield Piece(SAME, old[:start])
    yield Piece(REMOVED, old[start : len(old) - end])
    yield Piece(ADDED, new[start : len(new) - end])
    yield Piece(SAME, old[len(old) - end :])


def _alike(one: str, other: str) -> int:
    """How many letters both begin with."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _steps(before: Sequence, after: Sequence) -> Iterator[tuple[str, Sequence, Sequence]]:
    if len(before) * len(after) > MOST_STEPS:
        yield "changed", before, after
        return
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield (SAME if kind == "equal" else "changed"), before[a:b], after[c:d]


def _joined(found: Sequence[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece, empty ones left out."""
    joined: list[Piece] = []
    for piece in found:
        if not piece.text:
            continue
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined
