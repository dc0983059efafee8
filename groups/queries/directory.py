"""What everybody may read of groups: those whose members let them be listed, and what they chose to publish."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from groups.models import Group, Membership
from villages.models import District, Village


def listed_groups() -> QuerySet[Group]:
    """Every listed group with its place and its number of members."""
    active = Count("memberships", filter=Q(memberships__state="active"))
    found = Group.objects.filter(listed=True).select_related("village__district")
    return found.defer("search").annotate(member_count=active).order_by("-id")


def public_names(group: Group) -> list[Membership]:
    """The members who let their name stand on the group's public page."""
    found = Membership.objects.active().filter(group=group, name_public=True, user__is_active=True)
    return list(found.select_related("user").only("role", "user__name", "group_id"))


def groups_at(place: Any, *, limit: int = 6) -> list[Group]:
    """The newest listed groups of a village or district that are not over."""
    found = listed_groups().exclude(state="disbanded")
    if isinstance(place, District):
        found = found.filter(village__district=place)
    elif isinstance(place, Village):
        found = found.filter(village=place)
    return list(found[:limit])
