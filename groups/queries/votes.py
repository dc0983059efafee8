"""What members agreed to, and how a vote stands."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from groups.enums import VOTE_USABLE_FOR, Outcome, Purpose, VoteState
from groups.models import Group, Membership, Vote, Voter


def agreed_vote(group: Group, purpose: Purpose, candidate: Membership | None = None) -> Vote | None:
    """The latest vote by which members agreed to ``purpose``, not acted upon yet and not stale."""
    since = timezone.now() - VOTE_USABLE_FOR
    found = group.votes.filter(
        purpose=purpose, state=VoteState.CLOSED, outcome=Outcome.AGREED, used_at=None, closed_at__gte=since
    )
    if candidate is not None:
        found = found.filter(candidate=candidate)
    return found.order_by("-closed_at").first()


def ballot_of(vote: Vote, user: Any) -> Voter | None:
    """The line of ``user`` on the list of voters, or nothing for those who joined later."""
    return vote.voters.filter(user=user).first()
