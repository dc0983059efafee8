"""Lists of rounds, and the calls a round may serve."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from funding.enums import Outcome
from funding.models import Allocation, FundingRound
from groups.models import Membership
from proposals.enums import CallState, ProposalState
from proposals.models import Call, Proposal
from seoul_portal.prepared import Prepared


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
    found = FundingRound.objects.visible_to(user).select_related("proposed_by", "signed_by")
    round_: Any = get_object_or_404(found, pk=pk)
    [(asks, missing)] = _aside(user.pk, pk, key=(user.pk, pk))
    round_.own_group_asks, round_.files_missing = {user.pk: asks}, missing
    return round_


def _asked(user_id: int, pk: int) -> QuerySet[Any]:
    """Whether a group of the person asks in the round, and how many proposals wait outside its ranking.

    Tables are joined as little as possible: planning a wide join takes PostgreSQL longer than answering.
    """
    ranked = Allocation.objects.filter(round=pk)
    mine = Membership.objects.active().filter(user=user_id).values("group")
    calls = FundingRound.calls.through.objects.filter(fundinground=pk).values("call")
    waits = Proposal.objects.filter(call__in=calls, state=ProposalState.IN_REVIEW).order_by()
    outside = waits.filter(~Exists(Allocation.objects.filter(proposal=OuterRef("pk"))))
    count = outside.annotate(all_of_it=Value(1)).values("all_of_it").annotate(n=Count("pk")).values("n")
    found = FundingRound.objects.filter(pk=pk).annotate(
        asks=Exists(ranked.filter(proposal__group__in=mine)), missing=Coalesce(Subquery(count), 0)
    )
    return found.values_list("asks", "missing")


_aside = Prepared(_asked)


def free_calls(round_: FundingRound | None = None) -> QuerySet[Call]:
    """Calls that are over and that no other round serves."""
    over = [CallState.CLOSED, CallState.DECIDING]
    mine = Q(rounds=round_) if round_ is not None and round_.pk else Q(pk__in=[])
    return Call.objects.filter(Q(state__in=over, rounds=None) | mine).distinct().order_by("-closes_at", "-id")
