"""Reading hours and talks: what is free, what waits at an office, who was helped how much."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from groups.enums import Role
from groups.models import Group, Membership
from groups.rules import own_groups
from proposals.enums import AdviceState, ProposalState
from proposals.models import Advice, Proposal
from proposals.queries.hours import begins
from proposals.rules import ADVICE_ROLES
from villages.models import Office, Posting, Village
from villages.queries import villages_tied_to
from villages.rules import held, offices_of

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


# --- For residents -----------------------------------------------------------------------------------


def groups_for(user: Any) -> list[Group]:
    """The groups for which ``user`` may ask."""
    return list(Group.objects.of(user).exclude(state="disbanded").select_related("village__district").order_by("-id"))


def drafts_of(user: Any) -> list[Proposal]:
    """The drafts of the user's groups about which one may want to talk."""
    open_ = Proposal.objects.of(user).filter(state__in=[ProposalState.DRAFT, ProposalState.RETURNED])
    return list(open_.select_related("group__village__district", "call").order_by("-id"))


def home_for(user: Any, office: Office) -> Village:
    """The village that a talk without a group is about: one of the person's, best one that the office covers."""
    own = list(villages_tied_to(user).select_related("district"))
    covered = [each for each in own if office.covers(each)]
    found = next(iter([*covered, *own]), None) or office.villages.first()
    return found or Village.objects.filter(district=office.district_id).order_by("code")[0]


def talks_of(user: Any) -> QuerySet[Advice]:
    """The user's own talks and those of their groups, the newest first."""
    mine = Q(user=user) | Q(group__in=own_groups(user))
    return Advice.objects.filter(mine).select_related("office", "group", "slot").order_by("-id")


def next_talk_of(user: Any) -> Advice | None:
    """The next booked talk of the user or one of their groups."""
    coming = talks_of(user).filter(state=AdviceState.BOOKED, slot__ends_at__gt=timezone.now())
    return coming.order_by("slot__starts_at", "pk").first()


# --- For advisers ------------------------------------------------------------------------------------

_FOR_ROWS = ("user", "group", "office", "slot__adviser__person", "proposal")
MOST_ROWS = 100


def at_my_offices(user: Any, *, mine: bool = False) -> QuerySet[Advice]:
    """Talks at the offices where ``user`` advises, or those in the user's own hours; never talks of one's own."""
    scope = offices_of(user, ADVICE_ROLES, "office")
    if mine:
        scope &= Q(slot=None, adviser=None) | Q(adviser__in=[each.pk for each in held(user, ADVICE_ROLES)])
    own = Q(user=user) | Q(group__in=own_groups(user))
    return Advice.objects.filter(scope).exclude(own).select_related(*_FOR_ROWS)


def booked_ahead(user: Any, *, mine: bool, days: int = 7) -> list[Advice]:
    """Booked talks from this morning on, the soonest first."""
    today = begins(timezone.localdate())
    found = at_my_offices(user, mine=mine).filter(
        state=AdviceState.BOOKED, slot__starts_at__gte=today, slot__starts_at__lt=today + timedelta(days=days)
    )
    return list(found.order_by("slot__starts_at", "pk")[:MOST_ROWS])


def asked_for(user: Any) -> list[Advice]:
    """Talks that wait for a time, the longest waiting first."""
    return list(at_my_offices(user).filter(state=AdviceState.REQUESTED).order_by("requested_at", "pk")[:MOST_ROWS])


def to_be_noted(user: Any, *, mine: bool) -> list[Advice]:
    """Talks without a note: held, or whose hour is over and nobody has said how it went."""
    over = Q(state=AdviceState.BOOKED, slot__ends_at__lte=timezone.now())
    found = at_my_offices(user, mine=mine).filter(Q(state=AdviceState.HELD) | over)
    return list(found.order_by("pk")[:MOST_ROWS])


def past_talks(user: Any) -> QuerySet[Advice]:
    """Everything that came to an end at the user's offices, the newest first."""
    over = [AdviceState.NOTED, AdviceState.CANCELLED, AdviceState.MISSED]
    return at_my_offices(user).filter(state__in=over).order_by("-id")
