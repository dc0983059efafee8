"""Who a ranking reaches: by district and theme, groups that ask for the first time, and hours of advice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from funding.enums import Outcome
from funding.models import Allocation, FundingRound
from groups.enums import Theme
from proposals.enums import AdviceState
from proposals.models import Advice, Proposal
from villages.models import District

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
    names = {each.pk: str(each) for each in District.objects.filter(pk__in=_rows(round_).values("district"))}
    return _shares(round_, "district", lambda pk: names[pk])


def by_theme(round_: FundingRound) -> list[Share]:
    return _shares(round_, "theme", lambda theme: str(Theme(theme).label) if theme else _("No theme"))


def by_experience(round_: FundingRound) -> list[Share]:
    """Groups that hand something in for the first time, beside those that did before."""
    earlier = Proposal.objects.filter(
        group=OuterRef("proposal__group"), submitted_at__lt=OuterRef("proposal__submitted_at")
    ).exclude(pk=OuterRef("proposal"))
    found = _counted(_rows(round_).annotate(again=Exists(earlier)), "again")
    labels = {False: _("First proposal of the group"), True: _("Asked before")}
    return [_share(labels[row["again"]], row) for row in found]


def by_advice(round_: FundingRound) -> list[Share]:
    """By minutes of advice that the group had had; one query over the round and one over its talks."""
    talks = Advice.objects.filter(
        group__proposals__allocation__round=round_, state__in=[AdviceState.HELD, AdviceState.NOTED]
    )
    spent = talks.values_list("group").annotate(total=Sum("minutes")).order_by()
    minutes = {group: total or 0 for group, total in spent}
    rows = list(_rows(round_).values_list("proposal__group", "outcome", "asked", "amount"))
    shares = []
    for least, most in _BANDS:
        band = [
            row for row in rows if minutes.get(row[0], 0) >= least and (most is None or minutes.get(row[0], 0) <= most)
        ]
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


def _counted(rows: Any, name: str) -> Any:
    return (
        rows.values(name)
        .annotate(
            asking=Count("id"),
            selected=Count("id", filter=_SELECTED),
            all_asked=Sum("asked"),
            won=Coalesce(Sum(F("amount"), filter=_SELECTED), 0, output_field=IntegerField()),
        )
        .order_by("-asking", name)
    )


def _shares(round_: FundingRound, name: str, label: Any) -> list[Share]:
    return [_share(label(row[name]), row) for row in _counted(_rows(round_), name)]


def _share(label: str, row: dict[str, Any]) -> Share:
    return Share(label, row["asking"], row["selected"], row["all_asked"], row["won"])
