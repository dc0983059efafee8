"""Rows of long tables: the template of a row is rendered once, and then filled for every row.

A loop in a template takes ten times as long as the rest of such a page. The template of a row may print the values of
``line`` and ask whether there are any; it may not look into them, pass them through filters or compare them.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from seoul_portal.parts import MARK, mark


def printed(template: str, lines: Iterable[Mapping[str, Any]]) -> SafeString:
    """Every one of ``lines`` by ``template``. ``None``, ``False`` and the empty text count as nothing there."""
    language, found = get_language() or "", []
    for line in lines:
        there = tuple(name for name, value in line.items() if value is not None and value is not False and value != "")
        pieces = _filled(template, language, there)
        found += [_escaped(line[piece]) if at % 2 else piece for at, piece in enumerate(pieces)]
    return mark_safe("".join(found))  # noqa: S308 - pieces of a template, and escaped values


def address_of(name: str) -> str:
    """The address of the page ``name`` with ``{}`` where a row's key stands: found once, not for every row."""
    return reverse(name, args=[0]).replace("0", "{}")


def _escaped(value: Any) -> str:
    """As Django does it, which takes a third of the time of such a page to look for texts that are to be translated."""
    return html.escape(value) if type(value) is str else conditional_escape(value)


@lru_cache(maxsize=500)
def _filled(template: str, language: str, there: tuple[str, ...]) -> list[str]:
    """The text of a row that has these values, cut where they stand: text, name, text, name, … text."""
    return MARK.split(get_template(template).render({"line": {name: mark(name) for name in there}}))
