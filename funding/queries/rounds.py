"""Lists of rounds, and the calls a round may serve."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from funding.enums import Outcome
from funding.models import FundingRound
from proposals.enums import CallState
from proposals.models import Call


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


def free_calls(round_: FundingRound | None = None) -> QuerySet[Call]:
    """Calls that are over and that no other round serves."""
    over = [CallState.CLOSED, CallState.DECIDING]
    mine = Q(rounds=round_) if round_ is not None and round_.pk else Q(pk__in=[])
    return Call.objects.filter(Q(state__in=over, rounds=None) | mine).distinct().order_by("-closes_at", "-id")
