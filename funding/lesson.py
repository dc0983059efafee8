"""The short lesson in keeping accounts, from ``data/lesson.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from villages.names import InLanguage, in_language

_FILE = Path(__file__).parent / "data" / "lesson.json"


@dataclass(frozen=True)
class Answer:
    key: str
    right: bool
    ko: str
    en: str
    why_ko: str
    why_en: str
    why = InLanguage()

    def __str__(self) -> str:
        return in_language(self.ko, self.en)


@dataclass(frozen=True)
class Question:
    key: str
    ko: str
    en: str
    answers: tuple[Answer, ...]

    def __str__(self) -> str:
        return in_language(self.ko, self.en)

    @property
    def right(self) -> Answer:
        return next(answer for answer in self.answers if answer.right)


@cache
def questions() -> tuple[Question, ...]:
    """In the order in which they are asked."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))["questions"]
    return tuple(Question(**row | {"answers": tuple(Answer(**answer) for answer in row["answers"])}) for row in rows)
