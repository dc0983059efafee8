"""Reading groups and the people in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, CharField, Count, DateTimeField, ExpressionWrapper, Q, QuerySet, Value
from django.db.models.functions import Cast

from groups.models import Group, Invitation, Succession
from groups.tokens import hash_of
from villages.models import Tie, Village


def groups_of(user: Any) -> QuerySet[Group]:
    """The groups ``user`` is a member of, running ones first, with how many members each has."""
    active = Count("memberships", filter=Q(memberships__state="active"))
    found = Group.objects.of(user).select_related("village__district").annotate(member_count=active)
    return found.order_by(ExpressionWrapper(Q(state="disbanded"), BooleanField()), "-id")


def people_of(group: Group, *, but: Any = None) -> list[Any]:
    """Everybody in the group, to be told something; ``but`` leaves out whoever did it."""
    return [each.user for each in group.members if but is None or each.user_id != but.pk]


def leaders_of(group: Group) -> list[Any]:
    """The representative and the operators."""
    return [each.user for each in group.members if each.role in ("representative", "operator")]


def invitation_by(token: str) -> Invitation | None:
    """The invitation that ``token`` opens, with all that its page shows, open or not."""
    found = Invitation.objects.filter(token_hash=hash_of(token))
    return found.select_related("group__village__district", "invited_by").first()


def waiting_for(user: Any) -> list[Succession]:
    """Offices offered to ``user``, unanswered."""
    offers = Succession.objects.open().filter(successor__user=user, successor__state="active")
    return list(offers.select_related("group", "offered_by", "successor"))


def villages_for(user: Any) -> QuerySet[Village]:
    """Where ``user`` may found a group: every village of the districts they live, work or study in."""
    districts = Tie.objects.current().filter(user=user).values("village__district")
    return (
        Village.objects.current()
        .filter(district__in=districts)
        .select_related("district")
        .order_by("district", "name_ko")
    )


def home_of(user: Any) -> int | None:
    """The id of the village where ``user`` lives, or the first one they work or study in."""
    ties = Tie.objects.current().filter(user=user).order_by("basis").values_list("village", flat=True)
    return ties.first()


@dataclass(frozen=True)
class Waiting:
    """Something in a group that waits for an answer: a request to join, a vote, an offer of an office."""

    kind: str
    pk: int
    what: str
    at: datetime


def waiting_in(group: Group, user: Any) -> list[Waiting]:
    """What waits for ``user`` in ``group``, the oldest first: three lists in one query."""
    offers = group.successions.open().filter(successor__user=user)
    votes = group.votes.open().filter(voters__user=user, voters__has_voted=False)
    asked = group.join_requests.open()
    rows = [
        _waiting(offers, "succession", "offered_by__name", "offered_at"),
        _waiting(votes, "vote", "question", "closes_at"),
        _waiting(asked, "joinrequest", "user__name", "asked_at"),
    ]
    return [Waiting(*row) for row in rows[0].union(*rows[1:], all=True).order_by("kind", "at")]


def _waiting(found: QuerySet[Any], kind: str, what: str, at: str) -> QuerySet[Any, tuple[Any, ...]]:
    named = found.order_by().annotate(
        kind=Value(kind, CharField()), what=Cast(what, CharField()), at=Cast(at, DateTimeField())
    )
    return named.values_list("kind", "pk", "what", "at")
