"""How long awards stood still, and what of their time waits meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from funding.enums import ReportKind, VariationKind
from funding.models import Award, Conditions, Pause, Report, Variation
from funding.queries.conditions import conditions_of


def open_pause(award: Award) -> Pause | None:
    """The pause in which ``award`` is."""
    return Pause.objects.filter(award=award, ended_on=None).first()


def pauses_of(award: Award) -> QuerySet[Pause]:
    """Every pause, the last first."""
    return Pause.objects.filter(award=award).select_related("by", "ended_by").order_by("-from_on", "-id")


def days_left(award: Award) -> int:
    """Days of pause that its agreement still gives, all pauses taken together."""
    return days_after(Pause.objects.filter(award=award), conditions_of(award))


def days_after(pauses: Iterable[Pause], terms: Conditions) -> int:
    """Days of pause that ``terms`` leave after all of ``pauses``."""
    return max(terms.longest_pause - sum(pause.days for pause in pauses), 0)


def latest_return(award: Award) -> date:
    """The last day that may be named as the day of return."""
    return timezone.localdate() + timedelta(days=days_left(award))


@dataclass(frozen=True)
class Moved:
    """One day that a pause moved. ``what`` names a report or a change; empty for the end of the project."""

    what: str
    before: date
    after: date


def with_moves(award: Award) -> list[tuple[Pause, list[Moved]]]:
    """Every pause with what it moved, as it was written down when it ended: the end of the project first."""
    kinds = {
        "reports": {pk: ReportKind(kind).label for pk, kind in _kinds(Report, award)},
        "variations": {pk: VariationKind(kind).label for pk, kind in _kinds(Variation, award)},
    }
    return [(pause, _moves(pause.moved, kinds)) for pause in pauses_of(award)]


def _kinds(model: Any, award: Award) -> QuerySet[Any, tuple[int, str]]:
    return model.objects.filter(award=award).values_list("pk", "kind")


def _moves(kept: dict[str, Any], kinds: dict[str, dict[int, Any]]) -> list[Moved]:
    if not kept:
        return []
    found = [_moved("", kept["ends_on"])]
    for name, labels in kinds.items():
        found += [_moved(str(labels[int(pk)]), pair) for pk, pair in kept[name].items()]
    return found


def _moved(what: str, pair: list[str]) -> Moved:
    return Moved(what, date.fromisoformat(pair[0]), date.fromisoformat(pair[1]))
