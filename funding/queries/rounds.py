"""Lists of rounds, and the calls a round may serve."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from funding import rules
from funding.enums import Outcome
from funding.models import FundingRound
from funding.queries.ranking import waiting
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


def opened(user: Any, pk: int) -> FundingRound:
    """A round for its page, with what its buttons ask about it in the same query. Raises ``Http404``."""
    missing = waiting(OuterRef("pk")).filter(allocation=None).order_by().values("call__rounds")
    found = (
        FundingRound.objects.visible_to(user)
        .select_related("proposed_by", "signed_by")
        .annotate(
            asks=Exists(rules.groups_asking(user, OuterRef("pk"))),
            files_missing=Coalesce(Subquery(missing.annotate(n=Count("pk", distinct=True)).values("n")), 0),
        )
    )
    round_: Any = get_object_or_404(found, pk=pk)
    round_.own_group_asks = {user.pk: round_.asks}
    return round_


def free_calls(round_: FundingRound | None = None) -> QuerySet[Call]:
    """Calls that are over and that no other round serves."""
    over = [CallState.CLOSED, CallState.DECIDING]
    mine = Q(rounds=round_) if round_ is not None and round_.pk else Q(pk__in=[])
    return Call.objects.filter(Q(state__in=over, rounds=None) | mine).distinct().order_by("-closes_at", "-id")
