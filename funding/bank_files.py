"""Files that go to the bank and come back: an order as XLSX and CSV, and the answer read line by line. No database."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from funding.enums import PaymentOutcome
from seoul_portal.sheets import Row, csv_lines, harmless

LARGEST = 2_000_000
MOST_LINES = 5_000


# --- The order ---------------------------------------------------------------------------------------


def as_csv(rows: Iterable[Row]) -> bytes:
    return "".join(csv_lines(rows)).encode()


def as_xlsx(rows: Iterable[Row], title: str) -> bytes:
    """One sheet; text stays text, so that no account number loses a nought."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=harmless(value))
            if isinstance(value, str):
                cell.data_type, cell.number_format = "s", "@"
            cells.append(cell)
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# --- The answer --------------------------------------------------------------------------------------

_HEADS = {
    "number": ("number", "번호", "지급번호"),
    "outcome": ("outcome", "result", "결과", "처리결과"),
    "on": ("date", "일자", "지급일", "처리일"),
    "reason": ("reason", "사유", "불능사유"),
    "amount": ("amount", "금액", "지급액"),
}
_OUTCOMES = {
    PaymentOutcome.PAID: ("paid", "ok", "지급", "완료", "지급완료", "정상", "성공"),
    PaymentOutcome.FAILED: ("failed", "not delivered", "불능", "지급불능", "실패", "오류"),
    PaymentOutcome.BOUNCED: ("bounced", "came back", "반송", "반환", "환급"),
}


class Unreadable(Exception):
    """The whole file cannot be read; the message says why."""


@dataclass(frozen=True)
class Line:
    """One line of the answer; ``place`` is its line in the file. ``None`` stands for what could not be read."""

    place: int
    number: str
    outcome: PaymentOutcome | None
    said: str
    on: date | None
    reason: str
    amount: int | None
    amount_said: str


def read(name: str, content: bytes) -> list[Line]:
    """The lines of an answer file, CSV or XLSX. Raises ``Unreadable``."""
    if len(content) > LARGEST:
        raise Unreadable(_("This file is too large for an answer of the bank."))
    rows = _sheet(content) if name.lower().endswith(".xlsx") else _text(content)
    heads = [_plain(value).lower() for value in rows[0]] if rows else []
    where = {key: next((heads.index(each) for each in known if each in heads), None) for key, known in _HEADS.items()}
    if where["number"] is None or where["outcome"] is None:
        raise Unreadable(_("The first line must name the columns, among them “number” and “outcome”."))
    if len(rows) > MOST_LINES:
        raise Unreadable(_("This file has too many lines."))
    found = [_line(place, row, where) for place, row in enumerate(rows[1:], 2) if any(_plain(value) for value in row)]
    if not found:
        raise Unreadable(_("There is no line in this file."))
    return found


def _sheet(content: bytes) -> list[list[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > 20 * LARGEST:
                raise Unreadable(_("This file is too large for an answer of the bank."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_LINES + 1, max_col=40)
        return [list(row) for row in rows]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, OSError, ValueError, SyntaxError) as error:
        raise Unreadable(_("This is no XLSX file that the portal can read.")) from error


def _text(content: bytes) -> list[list[Any]]:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return [list(row) for row in csv.reader(io.StringIO(text, newline=""))]
    raise Unreadable(_("This is no CSV file that the portal can read."))


def _line(place: int, row: Sequence[Any], where: dict[str, int | None]) -> Line:
    def cell(key: str) -> Any:
        at = where[key]
        return row[at] if at is not None and at < len(row) else None

    said, amount = _plain(cell("outcome")), _plain(cell("amount"))
    return Line(
        place=place,
        number=_plain(cell("number")),
        outcome=next((kind for kind, words in _OUTCOMES.items() if said.lower() in words), None),
        said=said,
        on=_day(cell("on")),
        reason=_plain(cell("reason"))[:200],
        amount=_won(amount),
        amount_said=amount,
    )


def _plain(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str("" if value is None else value).split()).lstrip("'").strip()


def _won(text: str) -> int | None:
    digits = re.sub(r"[,원₩ ]", "", text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 15 else None


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    digits = re.fullmatch(r"(\d{4})[-./ ]*(\d{1,2})[-./ ]*(\d{1,2})\.?", _plain(value))
    try:
        return date(*(int(part) for part in digits.groups())) if digits else None
    except ValueError:
        return None
