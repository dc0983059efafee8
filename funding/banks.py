"""Korean banks and the form of their account numbers, from ``data/banks.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from villages.names import in_language

_FILE = Path(__file__).parent / "data" / "banks.json"


@dataclass(frozen=True)
class Bank:
    code: str
    name_ko: str
    name_en: str
    digits: tuple[int, ...]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)


@cache
def _banks() -> dict[str, Bank]:
    rows = json.loads(_FILE.read_text(encoding="utf-8"))["banks"]
    return {row["code"]: Bank(**row | {"digits": tuple(row["digits"])}) for row in rows}


def choices() -> list[tuple[str, str]]:
    """Code and name of every bank, in the active language."""
    return sorted(((bank.code, str(bank)) for bank in _banks().values()), key=lambda pair: pair[1])


def name_of(code: str) -> str:
    """What the bank is called; its code where the list does not have it any more."""
    return str(_banks().get(code, code))


def digits_of(number: str) -> str:
    """A number as people type it, without hyphens and spaces."""
    return "".join(each for each in number if not each.isspace() and each not in "-–.")


def problem(code: str, number: str) -> str | None:
    """What is wrong with ``number`` (digits only) as an account of this bank, in one sentence."""
    bank = _banks().get(code)
    if bank is None:
        return _("Please choose a bank from the list.")
    if not (number.isascii() and number.isdigit()):
        return _("An account number has digits only. Hyphens may stay.")
    if len(number) not in bank.digits:
        return _("Account numbers of %(bank)s have %(digits)s digits; this one has %(count)d. Please check it.") % {
            "bank": bank,
            "digits": ", ".join(str(count) for count in bank.digits),
            "count": len(number),
        }
    if len(set(number)) == 1:
        return _("This is no account number. Please check it.")
    return None
