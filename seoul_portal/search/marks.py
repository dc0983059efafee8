"""Shows where a text fits a query."""

import re
from itertools import pairwise

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from seoul_portal.search import letters
from seoul_portal.search.query import Word, parse

# Letters of which each is one character when it is cleaned, whatever stands beside it.
_PLAIN = re.compile(rf"[{letters.SYLLABLES}\x20-\x7e]*")
# A letter with what combines with it: accents, the vowel and final consonant of a decomposed syllable, kana marks.
_CLUSTER = re.compile(rf".[{letters.ACCENTS}\u1160-\u11ff\u3099\u309a]*", re.DOTALL)


def parts(text: str, query: str) -> list[tuple[str, bool]]:
    """``text`` cut where hits of ``query`` begin and end, each part with whether it is one."""
    hit = _hits(text, query)
    edges = [index for index in range(1, len(text)) if hit[index] != hit[index - 1]] if True in hit else []
    return [(text[start:end], hit[start]) for start, end in pairwise([0, *edges, len(text)]) if end > start]


def highlight(text: str, query: str) -> SafeString:
    """``text``, escaped, with hits in ``<mark>``."""
    return SafeString("".join(_marked(part, is_hit) for part, is_hit in parts(text, query)))


def excerpt(text: str, query: str, length: int = 120) -> SafeString:
    """About ``length`` characters of ``text`` around its first hit, highlighted; from the start if there is none."""
    text = " ".join(text.split())
    first = next((index for index, is_hit in enumerate(_hits(text, query)) if is_hit), 0)
    start = 0 if first + length // 2 <= length else min(first - length // 3, max(len(text) - length, 0))
    if start:  # at a word, if one begins soon
        start = max(start, text.find(" ", start, first) + 1)
    end = start + length
    cut = text[start:end].rstrip() if end < len(text) else text[start:]
    return format_html("{}{}{}", "…" * bool(start), highlight(cut, query), "…" * (end < len(text)))


def located(text: str) -> list[tuple[str, int, int]]:
    """Every syllable and word of ``text`` as search understands it, with where in ``text`` it starts and ends."""
    cleaned, sources = _clean_with_sources(text)
    return [(unit, sources[start][0], sources[end - 1][1]) for unit, _lexemes, start, end in letters.units(cleaned)]


def _marked(part: str, is_hit: bool) -> SafeString:
    return format_html("<mark>{}</mark>", part) if is_hit else conditional_escape(part)


def _hits(text: str, typed: str) -> list[bool]:
    """For each character of ``text``, whether it belongs to a hit."""
    hit = [False] * len(text)
    query = parse(typed)
    if query is None:
        return hit
    cleaned, sources = _clean_with_sources(text)
    words = [word for word in (*query.words, *([query.joined] if query.joined else [])) if _may_stand_in(word, cleaned)]
    if not words:
        return hit
    units = list(letters.units(cleaned))
    lexemes = [lexemes for _unit, lexemes, _start, _end in units]
    for word in words:
        for first in range(len(units) - word.length + 1):
            if _stands_at(word, lexemes, first):
                last = first + word.length - 1
                start, end = sources[units[first][2]][0], sources[units[last][3] - 1][1]
                hit[start:end] = [True] * (end - start)
    return hit


def _may_stand_in(word: Word, cleaned: str) -> bool:
    """Whether the letters of ``word`` are there at all; most texts of a list have no hit."""
    return all(any(wanted.strip(" *") in cleaned for wanted in choices) for _offset, choices in word.steps)


def _stands_at(word: Word, lexemes: list[list[str]], first: int) -> bool:
    return all(
        any(_fits(lexeme, wanted) for lexeme in lexemes[first + offset] for wanted in choices)
        for offset, choices in word.steps
    )


def _fits(lexeme: str, wanted: str) -> bool:
    return lexeme.startswith(wanted[:-1]) if wanted.endswith("*") else lexeme == wanted


def _clean_with_sources(text: str) -> tuple[str, list[tuple[int, int]]]:
    """``letters.clean(text)`` and, for each of its characters, where in ``text`` it comes from."""
    if len(text) <= letters.LONGEST_TEXT and _PLAIN.fullmatch(text):
        return letters.clean(text), [(index, index + 1) for index in range(len(text))]
    cleaned: list[str] = []
    sources: list[tuple[int, int]] = []
    for cluster in _CLUSTER.finditer(text[: letters.LONGEST_TEXT]):
        for character in letters.clean(cluster[0]):
            cleaned.append(character)
            sources.append(cluster.span())
    return "".join(cleaned), sources
