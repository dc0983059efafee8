"""Who a ranking reaches: by district and theme, groups that ask for the first time, and hours of advice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from funding.enums import Outcome
from funding.models import Allocation, FundingRound
from groups.enums import Theme
from proposals.enums import AdviceState
from proposals.models import Advice, Proposal
from villages.names import in_language

_SELECTED = Q(outcome=Outcome.SELECTED)
# Bands of minutes of advice before the proposal was handed in.
_BANDS = ((0, 0), (1, 60), (61, 180), (181, None))


@dataclass(frozen=True)
class Share:
    """One line of a table of figures: how many asked, how many are selected, and won."""

    label: str
    asking: int
    selected: int
    asked: int
    won: int

    @property
    def percent(self) -> int:
        """How many of a hundred that asked are selected, rounded half up."""
        return (self.selected * 200 + self.asking) // (self.asking * 2) if self.asking else 0


def by_district(round_: FundingRound) -> list[Share]:
    found = _counted(_rows(round_), "district__name_ko", "district__name_en")
    return [_share(in_language(row["district__name_ko"], row["district__name_en"]), row) for row in found]


def by_theme(round_: FundingRound) -> list[Share]:
    found = _counted(_rows(round_), "theme")
    return [_share(str(Theme(row["theme"]).label) if row["theme"] else _("No theme"), row) for row in found]


def by_experience(round_: FundingRound) -> list[Share]:
    """Groups that hand something in for the first time, beside those that did before."""
    earlier = Proposal.objects.filter(
        group=OuterRef("proposal__group"), submitted_at__lt=OuterRef("proposal__submitted_at")
    ).exclude(pk=OuterRef("proposal"))
    found = _counted(_rows(round_).annotate(again=Exists(earlier)), "again")
    labels = {False: _("First proposal of the group"), True: _("Asked before")}
    return [_share(labels[row["again"]], row) for row in found]


def by_advice(round_: FundingRound) -> list[Share]:
    """By minutes of advice that the group has had; one query."""
    held = Advice.objects.filter(
        group=OuterRef("proposal__group"), state__in=[AdviceState.HELD, AdviceState.NOTED]
    ).order_by()
    spent = held.values("group").annotate(total=Sum("minutes")).values("total")
    rows = list(
        _rows(round_)
        .annotate(minutes=Coalesce(Subquery(spent), 0))
        .values_list("minutes", "outcome", "asked", "amount")
    )
    shares = []
    for least, most in _BANDS:
        band = [row for row in rows if least <= row[0] and (most is None or row[0] <= most)]
        selected = [row for row in band if row[1] == Outcome.SELECTED]
        shares.append(
            Share(_band(least, most), len(band), len(selected), sum(r[2] for r in band), sum(r[3] for r in selected))
        )
    return shares


def _band(least: int, most: int | None) -> str:
    if most == 0:
        return _("No advice")
    if most is None:
        return _("More than %d hours of advice") % (least // 60)
    return _("Up to %d hours of advice") % (most // 60)


def _rows(round_: FundingRound) -> Any:
    return Allocation.objects.filter(round=round_).order_by()


def _counted(rows: Any, *names: str) -> Any:
    return (
        rows.values(*names)
        .annotate(
            asking=Count("id"),
            selected=Count("id", filter=_SELECTED),
            all_asked=Sum("asked"),
            won=Coalesce(Sum(F("amount"), filter=_SELECTED), 0, output_field=IntegerField()),
        )
        .order_by("-asking", *names)
    )


def _share(label: str, row: dict[str, Any]) -> Share:
    return Share(label, row["asking"], row["selected"], row["all_asked"], row["won"])
