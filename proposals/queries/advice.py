"""Reading hours and talks: what is free, what waits at an office, who was helped how much."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from groups.enums import Role
from groups.models import Group, Membership
from proposals.enums import AdviceState
from proposals.models import Advice, Proposal
from proposals.rules import ADVICE_ROLES
from villages.models import Office, Posting
from villages.rules import held

HELD = (AdviceState.HELD, AdviceState.NOTED)
# How long before a call's announcement a talk still counts as advice for it.
ADVICE_COUNTS_FOR = timedelta(days=365)


def advised(proposal: Proposal) -> bool:
    """Whether the group had advice as its call may require.

    What counts is one talk, booked or by chance, at any office of the proposal's district (its village center, another
    one, the district office), since the call was published or within the last twelve months, whichever reaches back
    further. A talk that a present member had before there was a group counts for the group.
    """
    since = timezone.now() - ADVICE_COUNTS_FOR
    published = proposal.call.published_at
    members = Membership.objects.active().filter(group=proposal.group_id).values("user")
    return Advice.objects.filter(
        Q(group=proposal.group_id) | Q(group=None, user__in=members),
        state__in=HELD,
        held_at__gte=min(since, published) if published else since,
        office__district=proposal.village.district_id,
    ).exists()


def posting_for(user: Any, office: Office) -> Posting | None:
    """The posting in which ``user`` advises at ``office``: the nearest one."""
    return next(iter(held(user, ADVICE_ROLES, office)), None)


def representative_of(group: Group | None) -> Any:
    """Whom a visit of the group is noted for."""
    assert group is not None
    return next(each.user for each in group.members if each.role == Role.REPRESENTATIVE)


def advisers_at(office: Office) -> list[Any]:
    """Who advises at exactly this office today."""
    here = Posting.objects.in_force().filter(office=office, role__in=ADVICE_ROLES, person__is_active=True)
    return [each.person for each in here.select_related("person")]
