"""Whom a group can turn to."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from groups.models import Group
from villages.enums import OfficeKind, Role
from villages.models import Posting


def advisers_for(group: Group) -> QuerySet[Posting]:
    """Advisers in force at the village centers that serve the group's village; its own members are left out."""
    here = Q(office__kind=OfficeKind.VILLAGE_CENTER, office__villages=group.village_id, office__active=True)
    found = Posting.objects.in_force().filter(here, role=Role.ADVISER)
    others = found.exclude(person__in=group.memberships.active().values("user"))
    return others.select_related("person", "office").order_by("office", "person__name")
