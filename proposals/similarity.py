"""How alike two texts are, and which passages they share. Pure functions; nothing here says why.

Text is read as search reads it: syllables and words without punctuation, so that spacing and signs make no difference.
Phrases that stand in every proposal (``data/stop_phrases.txt``) count for nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from seoul_portal.search import bigrams, located
from seoul_portal.search.letters import clean

_PHRASES = Path(__file__).with_name("data") / "stop_phrases.txt"
# Syllables in a row that two people hardly write by chance, and how many of them must say something of their own.
SHORTEST = 14
SHORTEST_OWN = 8
# Found by the labelled pairs in ``tests/proposals/pairs.py``.
SAME_WORDS = 0.35
SAME_IDEA = 0.35


@dataclass(frozen=True)
class Passage:
    """The same words in both texts, as ranges of characters in each."""

    here: tuple[int, int]
    there: tuple[int, int]


@dataclass(frozen=True)
class Likeness:
    """``idea``: how much of what is said is the same; ``words``: how much of the shorter text is so word for word.

    Both from 0 to 1.
    """

    idea: float
    words: float
    passages: tuple[Passage, ...]

    @property
    def is_worth_a_look(self) -> bool:
        return self.words >= SAME_WORDS or self.idea >= SAME_IDEA

    @property
    def is_same_text(self) -> bool:
        return self.words >= SAME_WORDS

    @property
    def percent(self) -> int:
        """How much of the shorter text stands in the other, in percent."""
        return round(self.words * 100)


def own_bigrams(text: str) -> set[str]:
    """The pairs of syllables and words of ``text`` that are its own, without the phrases of the programme."""
    return bigrams(_stop_phrases().sub(" ", clean(text)))


def compare(here: str, there: str) -> Likeness:
    """How alike two texts are. Takes time in proportion to their length."""
    first, second = own_bigrams(here), own_bigrams(there)
    if not first or not second:
        return Likeness(0.0, 0.0, ())
    idea = 2 * len(first & second) / (len(first) + len(second))
    passages = shared_passages(here, there)
    shorter = min(len(first), len(second))
    shared = own_bigrams(" ".join(here[slice(*each.here)] for each in passages))
    return Likeness(idea, min(1.0, len(shared) / shorter), passages)


def shared_passages(here: str, there: str) -> tuple[Passage, ...]:
    """The longest passages of ``here`` that stand in ``there`` too, in the order of ``here``."""
    mine, theirs = located(here), located(there)
    a, b = [unit for unit, _start, _end in mine], [unit for unit, _start, _end in theirs]
    places: dict[tuple[str, ...], list[int]] = {}
    for index in range(len(b) - SHORTEST + 1):
        places.setdefault(tuple(b[index : index + SHORTEST]), []).append(index)
    found = []
    index = 0
    while index <= len(a) - SHORTEST:
        length, place = max(
            ((_run(a, index, b, at), at) for at in places.get(tuple(a[index : index + SHORTEST]), ())[:20]),
            default=(0, 0),
        )
        if not length:
            index += 1
            continue
        passage = Passage(
            (mine[index][1], mine[index + length - 1][2]), (theirs[place][1], theirs[place + length - 1][2])
        )
        if len(own_bigrams(here[slice(*passage.here)])) >= SHORTEST_OWN:
            found.append(passage)
        index += length
    return tuple(found)


def _run(a: list[str], i: int, b: list[str], j: int) -> int:
    """How far both run on alike."""
    length = 0
    while i + length < len(a) and j + length < len(b) and a[i + length] == b[j + length]:
        length += 1
    return length


@cache
def _stop_phrases() -> re.Pattern[str]:
    lines = _PHRASES.read_text(encoding="utf-8").splitlines()
    phrases = sorted(
        {clean(line).strip() for line in lines if line and not line.startswith("#")}, key=len, reverse=True
    )
    return re.compile("|".join(r"\s*".join(map(re.escape, phrase.split())) for phrase in phrases))
