"""Lists of rounds, and the calls a round may serve."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from funding.enums import Outcome
from funding.models import Allocation, FundingRound
from funding.rules.rounds import rounds_seen_by
from groups.models import Membership
from notices.models import Broadcast
from proposals.enums import CallState, ProposalState
from proposals.models import Call, Proposal
from seoul_portal.prepared import Prepared

# Under this name the results of a round are told, many groups after many.
RESULTS = "results of a round"


def rounds_for(user: Any) -> QuerySet[FundingRound]:
    """Rounds for the Division's list, the newest first, each with its numbers."""
    return (
        FundingRound.objects.visible_to(user)
        .annotate(
            proposals=Count("allocations", distinct=True),
            selected=Count("allocations", filter=Q(allocations__outcome=Outcome.SELECTED), distinct=True),
        )
        .prefetch_related("calls")
        .order_by("-id")
    )


def opened(user: Any, pk: int) -> FundingRound:
    """A round for its page, with what its buttons ask about it. Two queries. Raises ``Http404``."""
    found = _round(user, pk, key=(rounds_seen_by(user), pk))
    if not found:
        raise Http404
    round_: Any = found[0]
    [(asks, missing, round_.shares_years)] = _aside(user.pk, pk, key=(user.pk, pk))
    round_.own_group_asks, round_.files_missing = {user.pk: asks}, missing
    return round_


_round = Prepared(
    lambda user, pk: FundingRound.objects.visible_to(user).select_related("proposed_by", "signed_by").filter(pk=pk)
)


def _asked(user_id: int, pk: int) -> QuerySet[Any]:
    """Whether a group of the person asks in the round, how many proposals wait outside its ranking, and whether years
    share a ceiling in it.

    Tables are joined as little as possible: planning a wide join takes PostgreSQL longer than answering.
    """
    ranked = Allocation.objects.filter(round=pk)
    mine = Membership.objects.active().filter(user=user_id).values("group")
    calls = FundingRound.calls.through.objects.filter(fundinground=pk).values("call")
    waits = Proposal.objects.filter(call__in=calls, state=ProposalState.IN_REVIEW).order_by()
    # One look through the ranking for all of them; "not exists" would look into it once for each.
    outside = waits.exclude(pk__in=ranked.values("proposal"))
    count = outside.annotate(all_of_it=Value(1)).values("all_of_it").annotate(n=Count("pk")).values("n")
    found = FundingRound.objects.filter(pk=pk).annotate(
        asks=Exists(ranked.filter(proposal__group__in=mine)),
        missing=Coalesce(Subquery(count), 0),
        shares=Exists(Call.objects.filter(pk__in=calls, stage__joint_ceiling__isnull=False)),
    )
    return found.values_list("asks", "missing", "shares")


_aside = Prepared(_asked)


def free_calls(round_: FundingRound | None = None) -> QuerySet[Call]:
    """Calls that are over and that no other round serves."""
    over = [CallState.CLOSED, CallState.DECIDING]
    mine = Q(rounds=round_) if round_ is not None and round_.pk else Q(pk__in=[])
    return Call.objects.filter(Q(state__in=over, rounds=None) | mine).distinct().order_by("-closes_at", "-id")


def still_telling(round_: FundingRound) -> Broadcast | None:
    """The telling of the results while it goes on; nothing once everybody was told."""
    return Broadcast.objects.filter(name=RESULTS, object_id=round_.pk, done_at=None).first()
