"""Cuts text into the index entries ("lexemes") that search compares. PostgreSQL does the same in ``field.py``.

A syllable (Hangul; also Hanja and kana) or a word of Latin letters and digits is a *unit* and takes one position,
whatever stands between the units. A syllable gives the pair with its neighbour, and pairs with a space where its
run begins or ends; a syllable alone gives one more with both. So "성수 책방, DIY" becomes

    " 성"@1  "성수"@1  "수 "@2  " 책"@3  "책방"@3  "방 "@4  "diy"@5
"""

import re
import unicodedata
from collections.abc import Iterator

# Understood alike by Python and by PostgreSQL, inside the brackets of a regular expression.
SYLLABLES = r"\uac00-\ud7a3\u3400-\u4dbf\u4e00-\u9fff\u3041-\u3096\u30a1-\u30fa\u30fc"
ACCENTS = r"\u0300-\u036f"
# A lexeme must stay under 2 KB and a vector under 1 MB, or PostgreSQL would refuse to save the row.
LONGEST_WORD = 40
LONGEST_TEXT = 10_000

LOWER = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
_ACCENT = re.compile(f"[{ACCENTS}]")
_OTHER = re.compile(f"[^{SYLLABLES}0-9a-z]")
_TOKEN = re.compile(r"[0-9a-z]+|.")


def clean(text: str) -> str:
    """Only syllables, plain lower-case letters, digits and spaces: "Ｃafé—마을" becomes "cafe 마을"."""
    decomposed = unicodedata.normalize("NFKD", text[:LONGEST_TEXT])
    composed = unicodedata.normalize("NFC", _ACCENT.sub("", decomposed))
    return _OTHER.sub(" ", composed.translate(LOWER))[:LONGEST_TEXT]


def is_syllable(unit: str) -> bool:
    """Whether a unit (or a space) of cleaned text is a syllable: they all stand behind ASCII."""
    return unit > "~"


def units(cleaned: str) -> Iterator[tuple[str, list[str], int, int]]:
    """Every unit of cleaned text, with its lexemes and where it starts and ends."""
    tokens = list(_TOKEN.finditer(cleaned))
    for index, token in enumerate(tokens):
        unit = token[0][:LONGEST_WORD]
        if unit == " ":
            continue
        lexemes = [unit]
        if is_syllable(unit):
            begins = index == 0 or not is_syllable(tokens[index - 1][0])
            ends = index + 1 == len(tokens) or not is_syllable(tokens[index + 1][0])
            lexemes = [unit + " " if ends else unit + tokens[index + 1][0]]
            lexemes += [" " + unit] * begins + [f" {unit} "] * (begins and ends)
        yield unit, lexemes, token.start(), token.end()


def bigrams(text: str) -> set[str]:
    """The pairs of syllables and the words of ``text``."""
    return {lexemes[0] for _unit, lexemes, _start, _end in units(clean(text)) if not lexemes[0].endswith(" ")}


def likeness(one: str, other: str) -> float:
    """How much of two texts is the same, from 0 to 1 (Dice's coefficient of their bigrams)."""
    first, second = bigrams(one), bigrams(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0
