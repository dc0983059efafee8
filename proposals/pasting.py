"""A table copied from Excel, Hancell or Google Sheets, as lines of a budget. Pure.

Cells come separated by tabs, and cells with line breaks or tabs inside stand in quotation marks. A first row of
headings says what is where, in Korean or English; without one the order is that of the form.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from proposals.enums import Item
from proposals.outline import LONGEST_SHORT
from proposals.reading import month, number, tidy

LONGEST_TABLE = 50_000
_NUMBERS = ("unit_price", "quantity", "times", "own")
_HOURS = ("hours_a_day", "hours_a_week")
_ORDER = ("item", "detail", "unit_price", "quantity", "times", "own", "month", "basis")
# What headings are called in the spreadsheets that groups bring; "amount" is recognised to be left out: it is computed.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "item": ("항목", "비목", "세목", "예산항목", "구분", "과목", "item", "category"),
    "detail": ("내용", "세부내용", "세부내역", "내역", "품명", "품목", "적요", "whatexactly", "detail", "description"),
    "unit_price": ("단가", "단가원", "금액단가", "unitprice", "price", "unitpricewon"),
    "quantity": ("수량", "인원", "인원수", "개수", "명", "quantity", "qty"),
    "times": ("횟수", "회수", "회", "times"),
    "own": ("자부담", "자부담금", "자부담액", "자부담원", "own", "ofthisyoupay", "ofthisyoupaywon"),
    "hours_a_day": ("하루시간", "1일시간", "일일시간", "일시간", "hoursaday", "hoursperday", "hoursadayperperson"),
    "hours_a_week": (
        "주시간",
        "1주시간",
        "주당시간",
        "일주일시간",
        "hoursaweek",
        "hoursperweek",
        "hoursaweekperperson",
    ),
    "month": ("월", "집행월", "시기", "사용시기", "month"),
    "basis": ("근거", "산출근거", "견적", "비고", "basis", "wherethepriceisfrom"),
    "amount": ("금액", "합계", "계", "소계", "총액", "보조금", "지원금", "amount", "total", "sum"),
}
_ITEMS: Mapping[str, tuple[str, ...]] = {
    Item.INSTRUCTOR: ("강사비", "강사료", "강사수당"),
    Item.MEETING: ("회의비", "다과비", "회의수당"),
    Item.MATERIALS: ("재료비", "재료", "물품구입비", "소모품비"),
    Item.PUBLICITY: ("홍보비", "인쇄비", "현수막"),
    Item.RENT: ("임차료", "대관료", "대여료", "임차비", "장소대관료"),
    Item.ALLOWANCE: ("활동비", "활동수당", "참여수당"),
    Item.WRITING: ("원고료", "집필료"),
    Item.TRAVEL: ("교통비", "여비", "견학비"),
    Item.INSURANCE: ("보험료", "보험"),
    Item.OTHER: ("기타", "예비비"),
}
_SUMS = {"합계", "소계", "총계", "계", "총액", "total", "sum", "subtotal"}


@dataclass
class Pasted:
    """``rows`` as a draft stores them. ``notes`` say what could not be read, each with its line."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def lines_in(text: str, allowed: set[str], room: int) -> Pasted:
    """The budget lines in ``text``: at most ``room``, with the items in ``allowed`` (all of them if empty)."""
    pasted = Pasted()
    if len(text) > LONGEST_TABLE:
        pasted.notes.append(_("This is too long. Please paste fewer lines at a time."))
        return pasted
    table = _cells(text)
    columns = _columns(table[0]) if table else None
    names, body = (columns, table[1:]) if columns else (list(_ORDER), table)
    first = len(table) - len(body) + 1
    for place, cells in enumerate(body, first):
        if not any(cells) or _bare(cells[0]) in _SUMS:
            continue
        if len(pasted.rows) == room:
            pasted.notes.append(_("From line %(line)d on there is no more room.") % {"line": place})
            break
        pasted.rows.append(_row(dict(zip(names, cells, strict=False)), place, allowed, pasted.notes))
    if not pasted.rows and not pasted.notes:
        pasted.notes.append(_("There is no line in this. Please copy the cells of your spreadsheet and paste them."))
    return pasted


def _cells(text: str) -> list[list[str]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    # strict=False: an open quotation mark runs to the end instead of failing.
    rows = csv.reader(StringIO(text), delimiter="\t")
    found = [[tidy(cell, lines=False) for cell in row] for row in rows]
    return [row for row in found if any(row)]


def _columns(cells: list[str]) -> list[str] | None:
    """What each column is, if this is a row of headings: at least two known ones, and no number."""
    known = {heading: name for name, headings in _HEADINGS.items() for heading in headings}
    names = [known.get(_bare(cell), "") for cell in cells]
    recognised = [name for name in names if name]
    if len(recognised) < 2 or any(number(cell) is not None for cell in cells):
        return None
    return [name if name not in names[:place] else "" for place, name in enumerate(names)]


def _row(cells: Mapping[str, str], place: int, allowed: set[str], notes: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "item": _item(cells.get("item", ""), place, allowed, notes),
        "detail": cells.get("detail", "")[:LONGEST_SHORT],
        "month": month(cells.get("month", "")) or "",
        "basis": cells.get("basis", "")[:100],
    }
    for name in _NUMBERS:
        row[name] = _number(cells.get(name, ""), place, notes)
    row |= {name: _number(cells[name], place, notes) for name in _HOURS if cells.get(name)}
    # A spreadsheet that counts only pieces means once.
    if "times" not in cells and row["quantity"] not in ("", None):
        row["times"] = 1
    return row


def _number(text: str, place: int, notes: list[str]) -> int | str:
    if not text:
        return ""
    value = None if _is_formula(text) else number(text)
    if value is not None:
        return value
    sentence = (
        _("Line %(line)d: “%(cell)s” is a formula. Please copy the cells as they are shown, with their numbers.")
        if _is_formula(text)
        else _("Line %(line)d: “%(cell)s” is no whole number. The field stays empty; please fill it in.")
    )
    notes.append(sentence % {"line": place, "cell": text[:40]})
    return ""


def _is_formula(text: str) -> bool:
    return text.lstrip("'\"")[:1] in ("=", "@") or bool(re.match(r"'?[+][^\d]", text))


def _item(text: str, place: int, allowed: set[str], notes: list[str]) -> str:
    if not text:
        return ""
    bare = _bare(text)
    found = next((item for item, names in _item_names().items() if bare in names), "")
    if found and (not allowed or found in allowed):
        return found
    sentence = (
        _("Line %(line)d: “%(cell)s” cannot be paid in this call. Please choose another item.")
        if found
        else _("Line %(line)d: “%(cell)s” is no item of the list. Please choose one.")
    )
    notes.append(sentence % {"line": place, "cell": text[:40]})
    return ""


def _item_names() -> dict[str, set[str]]:
    """Every item by its stored word, its labels in both languages, and what else people call it."""
    names = {item: {_bare(item), *(_bare(name) for name in _ITEMS.get(Item(item), ()))} for item in Item.values}
    for language in ("ko", "en"):
        with override(language):
            for item in Item.values:
                names[item].add(_bare(str(Item(item).label)))
    return names


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())
