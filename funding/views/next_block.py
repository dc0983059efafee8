"""The part of an award's page about what comes next: the stage that opens, and the way to a service of the city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from funding.enums import AwardState
from funding.models import Award, NextPlace, Nomination
from funding.models.nomination import NOT_ADOPTED
from funding.queries.next_stage import calls_of, draft_of
from funding.workflow.nomination import is_performing
from proposals.models import Call, Proposal

OVER = (AwardState.SETTLED, AwardState.CLOSED)


@dataclass(frozen=True)
class Next:
    """Nothing stands here before the award is settled."""

    place: NextPlace | None = None
    call: Call | None = None
    draft: Proposal | None = None
    nomination: Nomination | None = None
    may_nominate: bool = False
    may_begin: bool = False


def next_of(award: Award, user: Any) -> Next:
    """A few queries, and none while the project runs."""
    if award.state not in OVER:
        return Next()
    nomination = Nomination.objects.filter(award=award).order_by("-id").first()
    open_ = nomination is None or nomination.state in NOT_ADOPTED
    may_nominate = open_ and is_performing(award) is None and user.has_perm("funding.nominate_award", award)
    place = NextPlace.objects.filter(award=award).select_related("stage__programme").first()
    if place is None:
        return Next(nomination=nomination, may_nominate=may_nominate)
    place.award = award
    draft = draft_of(place)
    call = None if draft else next(iter(calls_of(place.stage)), None)
    may_begin = call is not None and call.is_open() and place.is_kept and award.belongs_to(user)
    return Next(place, call, draft, nomination, may_nominate, may_begin)
