"""What members agreed to, and how a vote stands."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from groups.enums import VOTE_USABLE_FOR, Outcome, Purpose, VoteState
from groups.models import Group, Membership, Vote, Voter


def agreed_vote(group: Group, purpose: Purpose, candidate: Membership | None = None) -> Vote | None:
    """The latest vote by which members agreed to ``purpose``, not acted upon yet and not stale."""
    return next(
        (vote for vote in _agreements(group) if vote.purpose == purpose and candidate in (None, vote.candidate)), None
    )


def _agreements(group: Group) -> list[Vote]:
    """Every agreement that may still be used, read once per instance: each step asks for its own."""
    if "_agreements" not in vars(group):
        since = timezone.now() - VOTE_USABLE_FOR
        found = group.votes.filter(
            state=VoteState.CLOSED, outcome=Outcome.AGREED, used_at=None, closed_at__gte=since
        ).exclude(purpose=Purpose.QUESTION)
        vars(group)["_agreements"] = list(found.select_related("candidate").order_by("-closed_at"))
    return vars(group)["_agreements"]


def ballot_of(vote: Vote, user: Any) -> Voter | None:
    """The line of ``user`` on the list of voters, or nothing for those who joined later."""
    return vote.voters.filter(user=user).first()
