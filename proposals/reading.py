"""Reading what people type into a part of a draft. Tolerant: what cannot be read is kept as it was typed.

An answer is stored as text, a whole number, a list of choices, or a list of rows; dates as "2026-04-01" and months as
"2026-04". Whether something is missing is asked elsewhere (``queries.missing``): a draft may be incomplete for long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from proposals.enums import QuestionKind
from proposals.outline import LARGEST_NUMBER, MONTH, MOST_ROWS, ROWS, Asked, Part

# Far above every limit of a question, far below what a page could not carry.
HARD_CEILING = 20_000
_NUMBER = re.compile(
    r"[₩\\]?(\d{1,15}(?:\.\d{1,4})?)(백만|천만|만|천|억)?(?:원|won|krw|명|회|개|번|건|년|권|시간)?", re.IGNORECASE
)
_UNITS = {None: 1, "천": 1_000, "만": 10_000, "백만": 1_000_000, "천만": 10_000_000, "억": 100_000_000}
_DATE = re.compile(r"(\d{4})\s*[-./년]?\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?|(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[.월]?")


@dataclass
class Reading:
    """``data`` by the key of each question that the form carried; ``notes`` say what was too much to be kept."""

    data: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def name_of(asked: Asked, row: int | None = None, column: Asked | None = None) -> str:
    """The name of a box in the form."""
    return f"f-{asked.key}" if column is None else f"f-{asked.key}-{row}-{column.key}"


def read(part: Part, post: QueryDict, *, drop: tuple[str, int] | None = None) -> Reading:
    """The answers in ``post``. A question whose box the form did not carry is left out, so that it stays as it is.

    ``drop``: a table's key and the place of the row that is to be taken away.
    """
    reading = Reading()
    for asked in part.asks:
        if asked.kind == ROWS:
            if f"{name_of(asked)}-rows" in post:
                reading.data[asked.key] = _rows(asked, post, reading, drop)
        elif asked.kind == QuestionKind.SEVERAL:
            if f"{name_of(asked)}-asked" in post:
                reading.data[asked.key] = _several(asked, post.getlist(name_of(asked)))
        elif asked.kind != QuestionKind.FILE and name_of(asked) in post:
            reading.data[asked.key] = _value(asked, post.get(name_of(asked), ""), reading)
    return reading


def rows_sent(asked: Asked, post: QueryDict) -> int:
    """How many rows the form showed."""
    text = post.get(f"{name_of(asked)}-rows", "")
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def tidy(text: str, *, lines: bool = True) -> str:
    """``text`` without what no database or page can hold; in one line unless ``lines``."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs"))
    return text.strip() if lines else " ".join(text.split())


def number(text: str) -> int | None:
    """A whole number out of "1,000,000원", "１００", "100만원"; nothing where it is none, or too large to be meant."""
    bare = re.sub(r"[\s,_]", "", unicodedata.normalize("NFKC", text))
    found = _NUMBER.fullmatch(bare)
    if found is None:
        return None
    value = Decimal(found[1]) * _UNITS[found[2]]
    return int(value) if value == int(value) and value <= LARGEST_NUMBER else None


def day(text: str) -> str | None:
    """An ISO date out of "2026. 4. 1.", "2026년 4월 1일", "20260401"."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    try:
        return date(*(int(each) for each in found.groups() if each)).isoformat()
    except ValueError:
        return None


def month(text: str) -> str | None:
    """A month as "2026-04" out of "2026.4" or "2026년 4월"."""
    found = _MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1900:
        return None
    return f"{found[1]}-{int(found[2]):02}"


_READERS: dict[str, Callable[[str], Any]] = {QuestionKind.NUMBER: number, QuestionKind.DATE: day, MONTH: month}


def _value(asked: Asked, text: str, reading: Reading) -> Any:
    text = tidy(text, lines=asked.kind == QuestionKind.LONG)
    if len(text) > HARD_CEILING:
        reading.notes.append(
            _("“%(question)s” is too long: only the first %(most)s characters are kept. Please shorten it.")
            % {"question": asked.label, "most": f"{HARD_CEILING:,}"}
        )
        text = text[:HARD_CEILING]
    if asked.kind not in _READERS or not text:
        return text
    understood = _READERS[asked.kind](text)
    return text if understood is None else understood


def _several(asked: Asked, chosen: list[str]) -> list[str]:
    """The choices that are offered, in their order; nothing else can have been ticked."""
    return [value for value, _label in asked.choices if value in chosen]


def _rows(asked: Asked, post: QueryDict, reading: Reading, drop: tuple[str, int] | None) -> list[dict[str, Any]]:
    """Rows in their order; those in which nothing is written fall away."""
    rows = []
    for place in range(rows_sent(asked, post)):
        if drop == (asked.key, place):
            continue
        names = {column.key: name_of(asked, place, column) for column in asked.columns}
        row = {column.key: _value(column, post.get(names[column.key], ""), reading) for column in asked.columns}
        if any(value not in ("", None) for value in row.values()):
            rows.append(row)
    return rows
