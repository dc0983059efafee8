"""What everybody may read of an announced round: who was selected, for what and how much; the rest in totals."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Sum

from funding.enums import AwardState
from funding.models import Award, FundingRound


def results() -> QuerySet[FundingRound]:
    """Announced rounds, the newest first."""
    return FundingRound.objects.announced().order_by("-announced_at", "-id")


def standing_awards(round_: FundingRound) -> QuerySet[Award]:
    """Awards that were not declined. Of the proposal only what is public is read."""
    return (
        Award.objects.filter(round=round_)
        .exclude(state=AwardState.DECLINED)
        .select_related("proposal", "district", "village")
        .only(
            "amount", "theme", "state", "round", "group",
            "district__name_ko", "district__name_en",
            "proposal__title", "proposal__group_name",
            "village__name_ko", "village__name_en",
        )
        .order_by("-id")
    )  # fmt: skip


def by_district(round_: FundingRound) -> list[dict[str, Any]]:
    """How many awards and won in each district."""
    found = Award.objects.filter(round=round_).exclude(state=AwardState.DECLINED)
    rows: Any = (
        found.values("district", "district__name_ko", "district__name_en")
        .annotate(awards=Count("id"), won=Sum("amount"))
        .order_by("district__code")
    )
    return list(rows)
