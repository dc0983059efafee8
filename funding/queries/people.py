"""Who hears of what happens to a round."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from funding.models import Award
from groups.queries.groups import people_of
from villages.enums import DIVISION_ROLES, OfficeKind, Role
from villages.models import Posting


def directors(*, but: Any = None) -> list[Any]:
    """Who may sign."""
    return _posted(Role.DIVISION_DIRECTOR, but=but)


def division(*, but: Any = None) -> list[Any]:
    """Everybody who runs rounds."""
    return _posted(*DIVISION_ROLES, but=but)


def members_of(award: Award) -> list[Any]:
    """Everybody in the group that has the award."""
    return people_of(award.group)


def readers_of(award: Award, *, but: Any = None) -> list[Any]:
    """Who reads reports and settlements of ``award``: its office and its district; where nobody is there, the Division.

    Never a member of the group itself.
    """
    here = Q(role=Role.TRIAGE_OFFICER, office__proposals__award=award)
    district = Q(
        role=Role.DISTRICT_OFFICER, office__kind=OfficeKind.DISTRICT_OFFICE, office__district=award.district_id
    )
    found = Posting.objects.in_force().filter(here | district, office__active=True).select_related("person")
    mine = {person.pk for person in members_of(award)} | ({but.pk} if but else set())
    people = {each.person_id: each.person for each in found.order_by("id") if each.person_id not in mine}
    return list(people.values()) or [each for each in division(but=but) if each.pk not in mine]


def _posted(*roles: str, but: Any) -> list[Any]:
    found = Posting.objects.in_force().filter(role__in=roles, office__active=True).select_related("person")
    people = {each.person_id: each.person for each in found.order_by("id")}
    return [person for pk, person in people.items() if but is None or pk != but.pk]
