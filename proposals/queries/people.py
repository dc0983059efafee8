"""Who is told of what happens on a file, and who could take it on."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from groups.queries.groups import people_of
from proposals.models import Objection, Proposal
from proposals.rules import TRIAGE_ROLES
from villages.enums import DIVISION_ROLES, OfficeKind, Role
from villages.models import Posting


def members_of(proposal: Proposal, *, but: Any = None) -> list[Any]:
    """Everybody in the group; ``but`` leaves out whoever did it."""
    return people_of(proposal.group, but=but)


def assignable(proposal: Proposal) -> QuerySet[Posting]:
    """Postings to which the file may be given: who checks files at the centers and the district of its village.

    Members of the group are left out: nobody handles the file of their own group.
    """
    village = proposal.village
    responsible = Q(office__kind=OfficeKind.VILLAGE_CENTER, office__villages=village) | Q(
        office__kind=OfficeKind.DISTRICT_OFFICE, office__district=village.district_id
    )
    found = Posting.objects.in_force().filter(responsible, role__in=TRIAGE_ROLES, office__active=True)
    mine = proposal.group.memberships.active().values("user")
    return found.exclude(person__in=mine).select_related("office", "person").distinct().order_by("office", "id")


def desk_of(proposal: Proposal, *, but: Any = None) -> list[Any]:
    """Who hears of something that the office has to do: the person it is assigned to, or everybody who could take it.

    The office that checks the file comes first; where nobody is posted there, the others who may are told.
    """
    assigned = proposal.assigned_to
    if assigned is not None and assigned.is_in_force:
        found = [assigned]
    else:
        could = list(assignable(proposal))
        found = [each for each in could if each.office_id == proposal.office_id] or could
    return [each.person for each in found if but is None or each.person_id != but.pk]


def answerers(objection: Objection) -> list[Any]:
    """Who may answer an objection: officers of the district who took no part in the decision; else the Division."""
    district = Posting.objects.in_force().filter(
        role=Role.DISTRICT_OFFICER, office__district=objection.proposal.village.district_id
    )
    division = Posting.objects.in_force().filter(role__in=DIVISION_ROLES)
    file = objection.proposal
    barred = {each.user_id for each in file.group.members} | {objection.decided_by_id, objection.decided_with_id}
    barred |= set(file.reviews.filter(state__in=["scored", "final"]).values_list("seat__user", flat=True))
    barred |= set(type(file).objects.filter(pk=file.pk).values_list("district_evaluation__by", flat=True))
    for postings in (district, division):
        found = [each.person for each in postings.select_related("person") if each.person_id not in barred]
        if found:
            return found
    return []
