"""The budget of a proposal in exact, integer won. Sums are computed here and nowhere typed.

Everything here is pure: rows as a draft stores them go in, sums and sentences come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.translation import gettext as _

from proposals.enums import Item
from proposals.models import BudgetItem, Call
from proposals.outline import LARGEST_NUMBER

# No line of a proposal comes near this; beyond it a slip of the finger is likelier, and sums could outgrow a column.
LARGEST_LINE = 10**12


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the budget. A number that is missing or unreadable is ``None``; the line then counts as 0 won."""

    item: str = ""
    detail: str = ""
    unit_price: int | None = None
    quantity: int | None = None
    times: int | None = None
    own: int = 0
    # Of an activity allowance: how long one person is active.
    hours_a_day: int | None = None
    hours_a_week: int | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Line:
        """A row of ``Section.data["lines"]``, complete or not."""
        return cls(
            item=str(row.get("item") or ""),
            detail=str(row.get("detail") or ""),
            unit_price=_whole(row.get("unit_price")),
            quantity=_whole(row.get("quantity")),
            times=_whole(row.get("times")),
            own=_whole(row.get("own")) or 0,
            hours_a_day=_whole(row.get("hours_a_day")),
            hours_a_week=_whole(row.get("hours_a_week")),
        )

    @property
    def product(self) -> int:
        """Unit price × quantity × times, however large."""
        return (self.unit_price or 0) * (self.quantity or 0) * (self.times or 0)

    @property
    def is_too_large(self) -> bool:
        numbers = (self.unit_price or 0, self.quantity or 0, self.times or 0, self.own)
        return max(numbers) > LARGEST_NUMBER or self.product > LARGEST_LINE

    @property
    def total(self) -> int:
        """In won; 0 for a line too large to be meant, so that no sum overflows."""
        return 0 if self.is_too_large else self.product

    @property
    def own_part(self) -> int:
        """What the group pays of it: never more than the line costs."""
        return min(self.own, self.total)

    @property
    def grant(self) -> int:
        return self.total - self.own_part


@dataclass(frozen=True)
class Totals:
    """Sums in won. ``by_item`` holds the grant part of each item, in the order in which items first appear."""

    grant: int = 0
    own: int = 0
    by_item: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.grant + self.own

    @property
    def own_percent(self) -> Decimal:
        """The own share in percent of the grant, cut (never rounded up) to two places; 0 without a grant."""
        if not self.grant:
            return Decimal(0)
        return (Decimal(self.own) * 100 / self.grant).quantize(Decimal("0.01"), ROUND_DOWN)


Rows = Iterable[Line | Mapping[str, Any]]


def lines_of(rows: Rows | None) -> list[Line]:
    """The lines in ``Section.data["lines"]``; what is no row is left out."""
    return [
        row if isinstance(row, Line) else Line.of(row) for row in rows or () if isinstance(row, Line | Mapping) and row
    ]


def totals(lines: Rows | None) -> Totals:
    """Add the lines up."""
    by_item: dict[str, int] = {}
    grant = own = 0
    for line in lines_of(lines):
        by_item[line.item] = by_item.get(line.item, 0) + line.grant
        grant += line.grant
        own += line.own_part
    return Totals(grant, own, by_item)


def own_needed(call: Call, grant: int) -> int:
    """Won that the group must add to ``grant``, rounded up to the won. Source: the call's own share in percent."""
    hundredths = int(call.own_share_percent * 100)
    return -(-grant * hundredths // 10_000)


@dataclass(frozen=True)
class ItemSum:
    """One item against its cap. ``most`` is ``None`` where the call sets none; ``allowed`` is False off its list."""

    item: str
    grant: int
    most: int | None
    allowed: bool

    @property
    def label(self) -> str:
        return _name(self.item)

    @property
    def is_over(self) -> bool:
        return not self.allowed or (self.most is not None and self.grant > self.most)


def items_against_caps(call: Call, sums: Totals) -> list[ItemSum]:
    """Each item of the budget and what the call allows for it. One query, or prefetched."""
    rows = {row.item: row for row in call.budget_items.all()}
    return [
        ItemSum(item, grant, _most(rows.get(item), sums.grant), not rows or item in rows)
        for item, grant in sums.by_item.items()
        if item
    ]


def problems(call: Call, lines: Rows | None) -> list[str]:
    """What keeps this budget from being submitted to ``call``, each as a sentence. One query, or prefetched."""
    parsed = lines_of(lines)
    sums = totals(parsed)
    rows = {row.item: row for row in call.budget_items.all()}
    return [
        *(sentence for place, line in enumerate(parsed, 1) for sentence in _of_line(call, place, line)),
        *(sentence for item, grant in sums.by_item.items() if item for sentence in _of_item(rows, item, grant, sums)),
        *_of_whole(call, sums, parsed),
    ]


def reminders(call: Call, lines: Rows | None) -> list[str]:
    """What no computer can check, to keep in mind."""
    paid = {Item.INSTRUCTOR, Item.MEETING, Item.WRITING} & {line.item for line in lines_of(lines)}
    if not (call.leaders_unpaid and paid):
        return []
    return [_("Instructor, meeting and writing fees cannot go to your representative or operators.")]


def _of_line(call: Call, place: int, line: Line) -> Iterable[str]:
    if line.is_too_large:
        yield _("Line %(line)d: these numbers are too large to be meant. Please check the zeros.") % {"line": place}
        return
    if line.own > line.product:
        yield _("Line %(line)d: you pay %(own)s won, but the line comes to %(total)s won only.") % {
            "line": place,
            "own": won(line.own),
            "total": won(line.total),
        }
    if line.item == Item.ALLOWANCE:
        yield from _of_allowance(call, place, line)


def _of_allowance(call: Call, place: int, line: Line) -> Iterable[str]:
    if (line.unit_price or 0) > call.hour_cap:
        yield _(
            "Line %(line)d: an activity allowance is at most %(most)s won an hour. Please enter the price of one hour, "
            "and the hours as the quantity."
        ) % {"line": place, "most": won(call.hour_cap)}
    if not line.hours_a_day or not line.hours_a_week:
        yield _("Line %(line)d: please say how many hours a day and a week one person is active.") % {"line": place}
        return
    if line.hours_a_day > call.hours_a_day:
        yield _("Line %(line)d: an activity allowance is for at most %(hours)d hours a day.") % {
            "line": place,
            "hours": call.hours_a_day,
        }
    if line.hours_a_week >= call.hours_a_week:
        yield _("Line %(line)d: an activity allowance is for fewer than %(hours)d hours a week.") % {
            "line": place,
            "hours": call.hours_a_week,
        }
    if line.hours_a_week < line.hours_a_day:
        yield _("Line %(line)d: a week cannot have fewer hours than one of its days. Please check both.") % {
            "line": place
        }


def _of_item(rows: Mapping[str, BudgetItem], item: str, grant: int, sums: Totals) -> Iterable[str]:
    row = rows.get(item)
    if row is None:
        if rows:
            yield _("“%(item)s” cannot be paid in this call. Please choose another item or take the line out.") % {
                "item": _name(item)
            }
        return
    if row.cap is not None and grant > row.cap:
        yield _("“%(item)s” is at most %(most)s won of the grant; you ask for %(grant)s won.") % {
            "item": _name(item),
            "most": won(row.cap),
            "grant": won(grant),
        }
    if row.cap_percent is not None and grant * 100 > row.cap_percent * sums.grant:
        yield _("“%(item)s” is at most %(percent)d percent of the grant: %(most)s won; you ask for %(grant)s won.") % {
            "item": _name(item),
            "percent": row.cap_percent,
            "most": won(sums.grant * row.cap_percent // 100),
            "grant": won(grant),
        }


def _of_whole(call: Call, sums: Totals, lines: list[Line]) -> Iterable[str]:
    if lines and not sums.grant:
        yield _("The budget asks for no money yet.")
    if sums.grant > call.ceiling:
        yield _("You ask for %(grant)s won; this call gives at most %(most)s won. Please take out %(over)s won.") % {
            "grant": won(sums.grant),
            "most": won(call.ceiling),
            "over": won(sums.grant - call.ceiling),
        }
    needed = own_needed(call, sums.grant)
    if sums.own < needed:
        yield _(
            "Your own share is %(own)s won (%(has)s percent of the grant); this call asks for %(percent)s percent: "
            "%(needed)s won."
        ) % {
            "own": won(sums.own),
            "has": plain(sums.own_percent),
            "percent": plain(call.own_share_percent),
            "needed": won(needed),
        }


class Sheet:
    """A budget against its call, as a page prints it. One query, or prefetched."""

    def __init__(self, call: Call, rows: Rows | None) -> None:
        self.call = call
        self.lines = lines_of(rows)
        self.sums = totals(self.lines)
        self.items = items_against_caps(call, self.sums)
        self.own_needed = own_needed(call, self.sums.grant)
        self.problems = problems(call, self.lines)
        self.reminders = reminders(call, self.lines)

    @property
    def room(self) -> int:
        """Won up to the call's ceiling; negative beyond it."""
        return self.call.ceiling - self.sums.grant

    @property
    def over(self) -> int:
        return max(0, -self.room)

    @property
    def percent(self) -> str:
        return plain(self.sums.own_percent)

    @property
    def percent_needed(self) -> str:
        return plain(self.call.own_share_percent)


def won(amount: int) -> str:
    """An amount with separators: 1,000,000."""
    return f"{amount:,}"


def plain(percent: Decimal) -> str:
    """A percentage without useless zeros: 10, 7.5."""
    return f"{Decimal(percent):f}".rstrip("0").rstrip(".") if "." in f"{Decimal(percent):f}" else f"{percent:f}"


def _most(row: BudgetItem | None, grant: int) -> int | None:
    if row is None:
        return None
    by_percent = None if row.cap_percent is None else grant * row.cap_percent // 100
    caps = [cap for cap in (row.cap, by_percent) if cap is not None]
    return min(caps) if caps else None


def _name(item: str) -> str:
    return str(Item(item).label) if item in Item.values else item


def _whole(value: Any) -> int | None:
    """A count or amount as a draft keeps it: a whole number of at least 0, or its digits as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    # Longer than any number that is meant; also what int() itself refuses from some length on.
    text = str(value or "").replace(",", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 30 else None
