"""Who hears of what happens to a round."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q

from funding.models import Award
from groups.queries.groups import people_of
from villages.enums import DIVISION_ROLES, OfficeKind, Role
from villages.models import Office, Posting


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


def office_of(award: Award) -> Office:
    """The office that looks after ``award``: the one that has its file, else the district's, else the Division."""
    if award.proposal.office:
        return award.proposal.office
    district = Q(kind=OfficeKind.DISTRICT_OFFICE, district=award.district_id)
    found = Office.objects.filter(district | Q(kind=OfficeKind.DIVISION), active=True)
    return found.order_by(F("district").asc(nulls_last=True)).first()  # type: ignore[return-value]


def helpers_of(award: Award, *, but: Any = None) -> list[Any]:
    """Who helps the group of ``award``: advisers and triage officers of its office, else its district, the Division."""
    posted = Posting.objects.in_force().filter(office__active=True).select_related("person").order_by("id")
    mine = {person.pk for person in members_of(award)} | ({but.pk} if but else set())
    for where in (
        Q(role__in=[Role.ADVISER, Role.TRIAGE_OFFICER], office__proposals__award=award),
        Q(role=Role.DISTRICT_OFFICER, office__district=award.district_id),
    ):
        people = {each.person_id: each.person for each in posted.filter(where) if each.person_id not in mine}
        if people:
            return list(people.values())
    return [each for each in division(but=but) if each.pk not in mine]


def deciders_of(award: Award, *, but: Any = None) -> list[Any]:
    """Who decides on changes: the officers of the district; where nobody is there, the Division."""
    there = Q(office__kind=OfficeKind.DISTRICT_OFFICE, office__district=award.district_id, office__active=True)
    found = Posting.objects.in_force().filter(there, role=Role.DISTRICT_OFFICER).select_related("person")
    mine = {person.pk for person in members_of(award)} | ({but.pk} if but else set())
    people = {each.person_id: each.person for each in found.order_by("id") if each.person_id not in mine}
    return list(people.values()) or [each for each in division(but=but) if each.pk not in mine]


def _posted(*roles: str, but: Any) -> list[Any]:
    found = Posting.objects.in_force().filter(role__in=roles, office__active=True).select_related("person")
    people = {each.person_id: each.person for each in found.order_by("id")}
    return [person for pk, person in people.items() if but is None or pk != but.pk]
