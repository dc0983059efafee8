"""Names in two languages, and the keys by which people find a place.

People write "성수1가 제1동", "성수1가1동", "seongsu 1-ga" or "Seongsu" and mean one place. Names and questions are both
brought to the same bare form; a place keeps all of its keys in one column, each between spaces, so that one LIKE
tells an exact match (" key ") from a prefix (" key") from a part ("key").
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, overload

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

_LISTED = re.compile(r"\d+(?:[·.,]\d+)+")
# Everything but letters and digits. The third sign is a vowel by its code and a middle dot by its use.
_MARKS = re.compile(r"[\W_\u119e\u318d]+")
_ENDING = re.compile(r"(?<=.)(?:동|구|dong|gu)$")
# "제1동" is how registers write "1동". In "홍제1동" the syllable belongs to the name, so both readings are kept.
_ORDINAL = re.compile(r"제(?=\d)")


def in_language(korean: str, english: str) -> str:
    """The name for the active language; Korean where there is no English one."""
    return english if english and (get_language() or "").startswith("en") else korean


class InLanguage:
    """``name = InLanguage()`` is what ``in_language`` chooses of ``name_ko`` and ``name_en``."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._korean, self._english = f"{name}_ko", f"{name}_en"

    @overload
    def __get__(self, row: None, owner: type) -> InLanguage: ...

    @overload
    def __get__(self, row: object, owner: type) -> str: ...

    def __get__(self, row: object | None, owner: type) -> InLanguage | str:
        return self if row is None else in_language(getattr(row, self._korean), getattr(row, self._english))


def named(path: str = "name") -> Any:
    """The same choice as ``in_language``, made by the database between ``{path}_ko`` and ``{path}_en``."""
    if not (get_language() or "").startswith("en"):
        return F(f"{path}_ko")
    return Coalesce(NullIf(F(f"{path}_en"), Value("")), F(f"{path}_ko"))


def bare(text: str) -> str:
    """``text`` without case, spaces, hyphens and dots, and without a final 동, 구, dong or gu."""
    text = _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())
    return _ENDING.sub("", text)


def keys_of(*names: str) -> str:
    """All keys of a place called ``names``, as the search column keeps them."""
    keys = {bare(each) for name in names for each in (name, *_expanded(name))}
    return f" {' '.join(sorted(keys - {''}))} "


def questions(text: str) -> set[str]:
    """The bare forms in which ``text`` may be meant; empty where nothing is left to look for."""
    key = bare(text)
    return {key, _ORDINAL.sub("", key)} - {""}


def _expanded(name: str) -> list[str]:
    """ "면목3·8동" is also looked for as "면목3동" and "면목8동"."""
    listed = _LISTED.search(name)
    if not listed:
        return []
    return [name[: listed.start()] + number + name[listed.end() :] for number in re.findall(r"\d+", listed[0])]
