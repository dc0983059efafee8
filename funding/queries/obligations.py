"""What a group must do for its awards, whatever it is: each deadline source of the group, and its way to the award."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from funding.models import Agreement, Award, Report, Settlement
from notices import deadlines
from notices.deadlines import DeadlineSource

# A help call that is about the project as such.
PROJECT = "award"
# What the group itself must do: the path from a row of the source to its award, in the order in which it comes.
OF_GROUP = {
    "agreement": "award",
    "account": "",
    "payment-request": "award",
    "midterm-check": "award",
    "final-report": "award",
    "settlement": "award",
    "money-to-return": "award",
}
# What waits for an office before the group's award can go on.
OF_OFFICE = {
    "payment-check": "award",
    "payment-sign": "award",
    "payment-order": "award",
    "report-to-read": "award",
    "settlement-to-read": "award",
    "more-time": "award",
    "help-call": "award",
    "variation": "award",
    "clawback-sign": "award",
    "instalments-asked": "award",
    "nomination-assess": "award",
    "nomination-decide": "award",
}
# What is the group's, too, but has no later day at one press: a pause is made longer, a no can be said at any time.
WITHOUT_MORE_TIME = {
    "pause-over": "award",
    "hearing": "award",
    "instalment": "clawback__award",
    "nomination-answer": "award",
}
PATHS = {**OF_GROUP, **WITHOUT_MORE_TIME, **OF_OFFICE}
GROUPS, OFFICES = (*OF_GROUP, *WITHOUT_MORE_TIME), tuple(OF_OFFICE)
# Where the day is kept. That of the others is computed, and what was granted is added (``queries.due``).
_KEPT: dict[str, tuple[Any, tuple[str, ...]]] = {
    "agreement": (Agreement, ("due_on",)),
    "midterm-check": (Report, ("due_on",)),
    "final-report": (Report, ("due_on",)),
    "settlement": (Settlement, ("due_on",)),
    "money-to-return": (Settlement, ("due_on", "return_by")),
}


@dataclass(frozen=True)
class Obligation:
    """One thing that one group must do by one day."""

    source: DeadlineSource
    row: Any
    award: Award

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def pk(self) -> int:
        return int(self.row.pk)

    @property
    def due_on(self) -> date:
        return self.row.due_on

    @property
    def is_groups(self) -> bool:
        """Whether the group must act, not an office."""
        return self.name in GROUPS

    @property
    def can_move(self) -> bool:
        """Whether the group can ask here for more time, and for help."""
        return self.name in OF_GROUP

    @property
    def is_late(self) -> bool:
        return self.due_on < timezone.localdate()

    @property
    def label(self) -> Any:
        return self.source.label

    @property
    def page(self) -> str:
        """Where the group asks for more time or help."""
        return page_of(self.name)(self.row)

    @property
    def link(self) -> str:
        return self.source.link(self.row)


def page_of(name: str) -> Callable[[Any], str]:
    """Where the group asks for more time or help with a row of the source ``name``."""
    return lambda row: reverse("funding:obligation", args=[name, row.pk])


def open_of(name: str) -> QuerySet[Any]:
    """Open rows of the source ``name``, with their day."""
    return deadlines.get(name).open().filter(due_on__isnull=False)


def find(name: str, pk: int) -> Obligation | None:
    """The open obligation ``pk`` of the group's source ``name``."""
    if name not in OF_GROUP:
        return None
    path = OF_GROUP[name]
    related = [f"{path}__{each}" if path else each for each in ("group", "village", "proposal__call__stage")]
    row = open_of(name).select_related(*related).filter(pk=pk).first()
    return _of(name, row) if row is not None else None


def award_of(name: str, pk: int) -> Award | None:
    """The award that row ``pk`` of the group's source ``name`` belongs to, whether it is open or done."""
    if name not in OF_GROUP:
        return None
    path = OF_GROUP[name]
    rows = deadlines.get(name).open().model._default_manager.filter(pk=pk)
    return Award.objects.filter(pk__in=rows.values(f"{path}_id" if path else "pk")).select_related("group").first()


def of_awards(awards: Iterable[Award], names: Iterable[str] = tuple(OF_GROUP)) -> list[Obligation]:
    """Everything that is open for ``awards``, the first due first: one query, and one for each sort that is found."""
    known = {award.pk: award for award in awards}
    if not known:
        return []
    parts = [_among(name, known).order_by().values_list(Value(name, output_field=CharField()), "pk") for name in names]
    keys: dict[str, list[int]] = {}
    for name, pk in parts[0].union(*parts[1:], all=True):
        keys.setdefault(name, []).append(pk)
    found = [
        Obligation(deadlines.get(name), row, known[_award_id(name, row)])
        for name, pks in keys.items()
        for row in open_of(name).filter(pk__in=pks)
    ]
    return sorted(found, key=lambda each: (each.due_on, each.name, each.pk))


def _award_id(name: str, row: Any) -> int:
    path = PATHS[name]
    return int(attrgetter(f"{path.replace('__', '.')}_id")(row) if path else row.pk)


def _among(name: str, awards: Iterable[int]) -> QuerySet[Any]:
    path = PATHS[name]
    return open_of(name).filter(**{f"{path}__in" if path else "pk__in": list(awards)})


def _of(name: str, row: Any) -> Obligation:
    return Obligation(deadlines.get(name), row, row if not OF_GROUP[name] else row.award)


def move(name: str, pk: int, until: date) -> None:
    """Write the later day where it is kept; a computed one follows from what was granted."""
    if name in _KEPT:
        model, columns = _KEPT[name]
        model.objects.filter(pk=pk).update(**dict.fromkeys(columns, until))
