"""The offices that look after an award, as audiences of reminders: those who help, those who read, who oversees."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, F, FilteredRelation, Q, QuerySet
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from notices.deadlines import People
from villages.enums import PostingState, Role

# Who reads what a group hands in, at its office.
READERS = (Role.TRIAGE_OFFICER, Role.DISTRICT_OFFICER)
_OFFICE, _DISTRICT = "proposal__office__postings", "district__offices__postings"


def _at(way: str, path: str) -> str:
    return f"{way}__{path}" if way else path


def posted(path: str, *roles: str) -> Q:
    """Postings in force at ``path``, as the condition of one join."""
    today = timezone.localdate()
    lasting = Q(**{f"{path}__ends_on": None}) | Q(**{f"{path}__ends_on__gte": today})
    return lasting & Q(
        **{f"{path}__role__in": roles, f"{path}__state": PostingState.ACTIVE, f"{path}__starts_on__lte": today}
    )


def _everybody(model: Any, path: str, *roles: str) -> People:
    """Each row with everybody posted at ``path`` in one of ``roles``."""

    def found() -> QuerySet[Any]:
        desk = FilteredRelation(path, condition=posted(path, *roles))
        return model.objects.annotate(desk=desk).annotate(who=F("desk__person"))

    return People(found, obligation="pk", person="who")


def center(model: Any, way: str) -> People:
    """Everybody who works for residents at the office that has the file; ``way`` leads to the award."""
    roles = (Role.ADVISER, Role.TRIAGE_OFFICER, Role.DISTRICT_OFFICER)
    return _everybody(model, _at(way, _OFFICE), *roles)


def district(model: Any, way: str) -> People:
    return _everybody(model, _at(way, _DISTRICT), Role.DISTRICT_OFFICER)


def here_or_above(model: Any, way: str, *roles: str, but: str) -> People:
    """Those in ``roles`` at the office, else the district's officers; never the person in the column ``but``."""
    office, above = _at(way, _OFFICE), _at(way, _DISTRICT)

    def found() -> QuerySet[Any]:
        joined = model.objects.annotate(
            desk=FilteredRelation(office, condition=posted(office, *roles)),
            above=FilteredRelation(above, condition=posted(above, Role.DISTRICT_OFFICER)),
        )
        person = Coalesce(F("desk__person"), F("above__person"))
        return joined.annotate(who=NullIf(person, Coalesce(F(but), 0, output_field=BigIntegerField())))

    return People(found, obligation="pk", person="who")
