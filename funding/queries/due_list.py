"""Everything that is due for awards, of every sort in one list by day: for the pages of staff.

Each sort is a query of its own; the list is their union. The place of a row in it is its day, the rank of its sort and
its id, so that a page begins in each sort where the page before ended, and costs the same however long the list is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value

from funding.enums import MoreTimeState, VariationKind, VariationState
from funding.models import Award, MoreTime, Pause, Variation
from funding.queries.lists import about
from funding.queries.obligations import GROUPS, PATHS
from funding.rules import awards_seen_by
from notices import deadlines
from seoul_portal.paging import first_page
from villages.names import named
from villages.rules import standing_of

RANKS = tuple(PATHS)
Place = tuple[date, int, int]


@dataclass(frozen=True)
class Choice:
    """What of the list is looked at."""

    names: tuple[str, ...] = RANKS
    first: date | None = None
    last: date | None = None
    district: int | None = None
    office: int | None = None
    words: str = ""
    moved: bool = False


@dataclass
class Line:
    """A row of the list, as pages and tables print it."""

    due_on: date
    rank: int
    pk: int
    award: int
    title: str
    number: str
    group: str
    district: str
    place: str
    moved: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return RANKS[self.rank]

    @property
    def label(self) -> Any:
        return deadlines.get(self.name).label

    @property
    def is_groups(self) -> bool:
        return self.name in GROUPS

    @property
    def place_in_list(self) -> Place:
        return self.due_on, self.rank, self.pk


def lines(
    user: Any, choice: Choice, size: int, *, after: Place | None = None, before: Place | None = None
) -> list[Line]:
    """Up to ``size`` rows by day: from the beginning, ``after`` a place, or the last ones ``before`` it."""
    if not choice.names:
        return []
    place, back = before or after, before is not None

    # Making the SQL of so many sorts takes longer than reading them. Of words and places there are too many.
    usual = None if place or choice.words else ("due", *standing_of(user), choice, size)
    rows = first_page(lambda: _rows(user, choice, size, place, back), usual)
    about_awards = _about_awards({award for _due_on, _rank, _pk, award in rows})
    found = [Line(*row, *about_awards[row[-1]]) for row in rows]
    return found[::-1] if back else found


def _about_awards(awards: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Title, number, group, district and village of awards: joined to the rows of a page, not to all that is due."""
    found = Award.objects.filter(pk__in=awards).order_by()
    names = ("proposal__title", "proposal__number", "proposal__group_name")
    places = {"at_district": named("district__name"), "at_village": named("village__name")}
    return {pk: tuple(rest) for pk, *rest in found.annotate(**places).values_list("pk", *names, *places)}


def _rows(user: Any, choice: Choice, size: int, place: Place | None, back: bool) -> QuerySet[Any, Any]:
    parts = []
    for rank, name in enumerate(RANKS):
        if name in choice.names:
            part = _beyond(_part(user, name, rank, choice), rank, place, back)
            parts.append(_in_order(part, back)[:size])
    return _in_order(parts[0].union(*parts[1:], all=True), back)[:size] if parts[1:] else parts[0]


def every_line(user: Any, choice: Choice, size: int = 1000) -> Iterator[Line]:
    """The whole list, read page by page."""
    place: Place | None = None
    while rows := lines(user, choice, size, after=place):
        mark_moved(rows)
        yield from rows
        place = rows[-1].place_in_list


def _in_order(found: QuerySet[Any, Any], back: bool) -> QuerySet[Any, Any]:
    return found.order_by(*(f"-{name}" if back else name for name in ("due_on", "rank", "pk")))


def _part(user: Any, name: str, rank: int, choice: Choice) -> QuerySet[Any, Any]:
    path = PATHS[name]
    at = f"{path}__" if path else ""
    found = deadlines.get(name).open().filter(awards_seen_by(user, path), _chosen(at, choice))
    if choice.moved:
        found = found.filter(_moved(name, path))
    return found.annotate(rank=Value(rank, output_field=IntegerField())).values_list(
        "due_on",
        "rank",
        "pk",
        F(path or "pk"),
    )


def _chosen(at: str, choice: Choice) -> Q:
    # A comparison leaves out what has no day, and computing a day takes longer than all else.
    chosen = Q() if choice.first or choice.last else Q(due_on__isnull=False)
    if choice.first:
        chosen &= Q(due_on__gte=choice.first)
    if choice.last:
        chosen &= Q(due_on__lte=choice.last)
    if choice.district:
        chosen &= Q(**{f"{at}district": choice.district})
    if choice.office:
        chosen &= Q(**{f"{at}proposal__office": choice.office})
    if choice.words:
        chosen &= about(f"{at}proposal", choice.words)
    return chosen


def _beyond(found: QuerySet[Any, Any], rank: int, place: Place | None, back: bool) -> QuerySet[Any, Any]:
    """Rows of the sort ``rank`` past ``place``."""
    if place is None:
        return found
    day, at_rank, at_pk = place
    past = "lt" if back else "gt"
    same_day = {(True, False): Q(pk__isnull=False), (False, False): Q(pk__in=[])}.get(
        (rank < at_rank if back else rank > at_rank, rank == at_rank), Q(**{f"pk__{past}": at_pk})
    )
    return found.filter(Q(**{f"due_on__{past}": day}) | (Q(due_on=day) & same_day))


# --- What moved --------------------------------------------------------------------------------------


def _moved(name: str, path: str) -> Any:
    award = OuterRef(path or "pk")
    return Q(
        Exists(MoreTime.objects.filter(source=name, object_id=OuterRef("pk"), state=MoreTimeState.GRANTED))
        | Exists(Pause.objects.filter(award=award, ended_on__isnull=False))
        | Exists(_periods().filter(award=award))
    )


def _periods() -> QuerySet[Variation]:
    return Variation.objects.filter(kind=VariationKind.PERIOD, state=VariationState.APPROVED)


def mark_moved(rows: list[Line]) -> None:
    """Say of each row by what its day has moved: ``time``, ``pause``, ``period``. One query."""
    awards = {row.award for row in rows}
    granted = MoreTime.objects.filter(award__in=awards, state=MoreTimeState.GRANTED)
    pauses = Pause.objects.filter(award__in=awards, ended_on__isnull=False)
    periods = _periods().filter(award__in=awards)
    first, *others = (
        found.order_by().values_list("award", Value(word), *which)
        for found, word, which in (
            (granted, "time", ("source", "object_id")),
            (pauses, "pause", (Value(""), Value(0))),
            (periods, "period", (Value(""), Value(0))),
        )
    )
    moved = set(first.union(*others))
    for row in rows:
        by = ((row.award, "time", row.name, row.pk), (row.award, "pause", "", 0), (row.award, "period", "", 0))
        row.moved = [each[1] for each in by if each in moved]
