"""What a person typed, as words to be found; the same words become a ``tsquery`` and are marked on the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from seoul_portal.search import letters

LONGEST_QUERY = 100
# At least this many letters before "ener" finds "energy".
SHORTEST_PREFIX = 2

# Particles that may follow a stem which ends in a consonant, in a vowel, or in either. Behind the first group the
# stem is taken alone. The second group also ends nouns (고양이, 연구가), so there the stem must stand as a word,
# bare or with any one-syllable particle. 로, 도 and 만 end too many names (대학로, 지도) and are left alone.
FREE = {"을": True, "은": True, "으로": True, "를": False, "는": False, "에서": None, "에게": None, "께": None}
GUARDED = {"이": True, "과": True, "가": False, "와": False, "의": None, "에": None, "들": None}
FOLLOWING = "을를은는이가과와의에께도로만으들"
NOUNS = ("어린이", "젊은이", "회의")


@dataclass(frozen=True)
class Word:
    """Lexemes at fixed distances: at each step any one of them. A lexeme that ends in ``*`` stands for its beginnings.

    ``length`` is the number of units that are marked on the page.
    """

    steps: tuple[tuple[int, tuple[str, ...]], ...]
    length: int

    def tsquery(self, prefix: str = "") -> str:
        """This word in PostgreSQL's notation."""
        parts = []
        last = self.steps[0][0]
        for offset, lexemes in self.steps:
            entries = "|".join(_entry(prefix + lexeme) for lexeme in lexemes)
            parts += [f"<{offset - last}>"] * (offset > last) + [f"({entries})"]
            last = offset
        return " ".join(parts)


@dataclass(frozen=True)
class Query:
    """Every one of ``words``, or ``joined``: the same syllables without the spaces (책 모임, 책모임)."""

    words: tuple[Word, ...]
    joined: Word | None = None

    def tsquery(self, prefix: str = "") -> str:
        """The condition, as text for ``::tsquery``."""
        every = " & ".join(f"({word.tsquery(prefix)})" for word in self.words)
        return f"({every}) | ({self.joined.tsquery(prefix)})" if self.joined else every

    def rank_tsquery(self) -> str:
        """The plain lexemes for ``ts_rank``: it counts how often and in how weighty a source each occurs.

        A hit at the beginning of a word counts more: for 성동, "성동 돌봄" stands above "여성동아리".
        """
        chosen = []
        for word in self.words:
            chosen += [choices[0] for _offset, choices in word.steps]
            if letters.is_syllable(first := word.steps[0][1][0][0]):
                chosen.append(" " + first)
        return " | ".join(map(_entry, dict.fromkeys(chosen)))


@lru_cache(maxsize=256)
def parse(text: str) -> Query | None:
    """The words of ``text``, or ``None`` if it holds nothing that can be searched."""
    typed = list(dict.fromkeys(letters.clean(text[:LONGEST_QUERY]).split()))
    if not typed:
        return None
    joined = None
    if len(typed) > 1 and any(len(word) == 1 for word in typed) and all(map(letters.is_syllable, "".join(typed))):
        joined = _word("".join(typed))
    return Query(tuple(map(_word, typed)), joined)


def _entry(lexeme: str) -> str:
    """A lexeme in PostgreSQL's notation: it holds only syllables, letters, digits and spaces, nothing to be escaped."""
    return f"'{lexeme[:-1]}':*" if lexeme.endswith("*") else f"'{lexeme}'"


def _word(typed: str) -> Word:
    stem, guarded = _stem(typed)
    found = [unit for unit, _lexemes, _start, _end in letters.units(stem)]
    steps: list[tuple[int, tuple[str, ...]]] = []
    start = 0
    while start < len(found):
        end = start
        while end < len(found) and letters.is_syllable(found[end]):
            end += 1
        if end == start:
            last = start + 1 == len(found)
            steps.append((start, (found[start] + "*" * (last and _takes_prefix(found[start])),)))
            start += 1
        else:
            steps += [(start + offset, lexemes) for offset, lexemes in _run(found[start:end])]
            start = end
    if guarded:
        steps.append((len(found) - 1, tuple(found[-1] + particle for particle in " " + FOLLOWING)))
    return Word(tuple(steps), len(found))


def _takes_prefix(word: str) -> bool:
    return len(word) >= SHORTEST_PREFIX and not word.isdecimal()


def _run(syllables: list[str]) -> list[tuple[int, tuple[str, ...]]]:
    """A run of syllables: alone at the beginning of a word, else pair by pair.

    A space in the text may stand between two syllables of the query if two or more follow, and before them two or
    more or a word of one: 책모임 is found in "책 모임", but 사과 is not found in "봉사 과정".
    """
    if len(syllables) == 1:
        return [(0, (" " + syllables[0],))]
    steps = []
    for offset, (one, two) in enumerate(pairwise(syllables)):
        parted = ((one + " ") if offset else f" {one} ",) if offset + 3 <= len(syllables) else ()
        steps.append((offset, (one + two, *parted)))
    return steps


def _stem(typed: str) -> tuple[str, bool]:
    """``typed`` without particles, at least two syllables, and whether the stem must stand as a word."""
    stem, guarded = typed, False
    for _ in range(2):  # 아이들의: a plural and a particle
        if stem.endswith(NOUNS):
            break
        for particle, after_consonant in (FREE | GUARDED).items():
            rest = stem.removesuffix(particle)
            if rest != stem and _may_precede(rest, after_consonant):
                stem, guarded = rest, guarded or particle in GUARDED
                break
    return stem, guarded


def _may_precede(stem: str, after_consonant: bool | None) -> bool:
    if len(stem) < 2 or not all("가" <= syllable <= "힣" for syllable in stem[-2:]):
        return False
    return after_consonant is None or after_consonant == bool((ord(stem[-1]) - ord("가")) % 28)
