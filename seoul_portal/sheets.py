"""Tables that people open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

Row = Sequence[str | int]

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file that hands back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def harmless(value: str | int) -> str | int:
    """A cell that no spreadsheet runs: text that looks like a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Lines of CSV, each cell harmless. Without the byte order mark Korean spreadsheets guess the wrong alphabet."""
    writer = csv.writer(_Line())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([harmless(value) for value in row])
