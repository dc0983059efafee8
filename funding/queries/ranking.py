"""The ranking of a round: what is in it, what it adds up to, and what is over.

A round may hold thousands of proposals: sums are the database's work, and only one page of rows is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, F, IntegerField, Max, Q, QuerySet, Sum, Value, Window
from django.db.models.expressions import Case, Expression, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from funding.enums import Outcome
from funding.models import Allocation, FundingRound, RoundCeiling
from proposals.enums import ProposalState
from proposals.models import Proposal
from seoul_portal.prepared import Prepared
from seoul_portal.templatetags.portal import money
from villages.names import named

# A trial rounds amounts down to so many won, as officials do.
ROUNDED_TO = 10_000


@dataclass(frozen=True)
class Trial:
    """What if: the first ``select`` places get ``percent`` of what they asked, the next ``reserve`` wait in order."""

    select: int
    reserve: int
    percent: int = 100

    def outcome_of(self, row: Allocation) -> tuple[str, int, int | None]:
        """Decision, won and place on the reserve list, if this came true."""
        if row.place <= self.select and row.asked:
            return Outcome.SELECTED, self.amount_of(row.asked), None
        if row.place <= self.select + self.reserve:
            return Outcome.RESERVE, 0, row.place - self.select
        return Outcome.NOT_SELECTED, 0, None

    def amount_of(self, asked: int) -> int:
        return (asked * self.percent // 100 // ROUNDED_TO * ROUNDED_TO if self.percent < 100 else asked) or asked

    def won(self) -> Expression:
        """The same in SQL, for sums over all rows."""
        full: Any = F("asked")
        if self.percent < 100:
            part = F("asked") * Value(self.percent) / Value(100) / Value(ROUNDED_TO) * Value(ROUNDED_TO)
            full = Coalesce(NullIf(part, Value(0)), F("asked"))
        return Case(When(place__lte=self.select, then=full), default=Value(0), output_field=IntegerField())


@dataclass(frozen=True)
class Used:
    """A ceiling, or the pot: its limit and what the ranking would promise of it, in won."""

    label: str
    limit: int
    won: int
    # What it is a ceiling for; neither: the pot.
    district_id: int | None = None
    theme: str = ""

    def counts(self, row: Allocation) -> bool:
        """Whether what ``row`` gets counts against it."""
        if self.district_id:
            return row.district_id == self.district_id
        return not self.theme or row.theme == self.theme

    @property
    def left(self) -> int:
        return self.limit - self.won

    @property
    def over(self) -> int:
        return max(-self.left, 0)

    @property
    def percent(self) -> int:
        return min(self.won * 100 // self.limit, 100) if self.limit else 100


@dataclass(frozen=True)
class Totals:
    """What a ranking adds up to, as saved or as tried."""

    proposals: int
    asked: int
    selected: int
    reserve: int
    pot: Used
    ceilings: list[Used] = field(default_factory=list)

    @property
    def not_selected(self) -> int:
        return self.proposals - self.selected - self.reserve

    @property
    def over(self) -> list[Used]:
        """Everything that would be overspent."""
        return [each for each in (self.pot, *self.ceilings) if each.over]


def rows_of(round_: FundingRound) -> QuerySet[Allocation]:
    """The rows of a ranking in order, with what a page prints of each."""
    return (
        Allocation.objects.filter(round=round_)
        .select_related("proposal")
        .only(
            "round", "district", "theme", "place", "rank", "score", "spread", "asked", "amount", "reason", "outcome",
            "reserve_place", "proposal__number", "proposal__title", "proposal__group_name",
        )
        .annotate(village_name=named("proposal__village__name"))
        .order_by("place", "id")
    )  # fmt: skip


def totals(round_: FundingRound, ceilings: list[RoundCeiling], trial: Trial | None = None) -> Totals:
    """One query, whatever the number of proposals and ceilings."""
    if trial is None:
        limits = tuple((each.pk, each.district_id, each.theme) for each in ceilings)
        rows = _totals(round_.pk, ceilings, key=(round_.pk, limits))
        names = _wanted(ceilings, F("amount"))
        found = dict(zip(names, rows[0] if rows else [0] * len(names), strict=True))
    else:
        found = Allocation.objects.filter(round=round_).aggregate(**_wanted(ceilings, trial.won()))
        found["selected"] = min(trial.select, found["proposals"])
        found["reserve"] = min(trial.reserve, found["proposals"] - found["selected"])
    return Totals(
        found["proposals"],
        found["all_asked"],
        found["selected"],
        found["reserve"],
        Used("", round_.budget, found["won"]),
        [Used(str(each), each.ceiling, found[f"ceiling_{each.pk}"], each.district_id, each.theme) for each in ceilings],
    )


def _wanted(ceilings: list[RoundCeiling], won: Any) -> dict[str, Any]:
    """What is counted and added up: in all, and for each ceiling."""
    wanted: dict[str, Any] = {
        "proposals": Count("id"),
        "all_asked": _sum(F("asked")),
        "selected": Count("id", filter=Q(outcome=Outcome.SELECTED)),
        "reserve": Count("id", filter=Q(outcome=Outcome.RESERVE)),
        "won": _sum(won),
    }
    for each in ceilings:
        about = Q(district=each.district_id) if each.district_id else Q(theme=each.theme)
        wanted[f"ceiling_{each.pk}"] = _sum(won, about)
    return wanted


def _as_saved(round_id: int, ceilings: list[RoundCeiling]) -> QuerySet[Any]:
    """The sums as one row; none where the ranking is empty."""
    wanted = _wanted(ceilings, F("amount"))
    found = Allocation.objects.filter(round=round_id).order_by().annotate(all_of_it=Value(1)).values("all_of_it")
    return found.annotate(**wanted).values_list(*wanted)


_totals = Prepared(_as_saved)


def with_rows(counted: Totals, rows: list[tuple[Allocation, str, int]]) -> Totals:
    """``counted`` if the saved ``rows`` (each with the decision and won that stood before) were as they are now."""

    def used(limit: Used) -> Used:
        more = sum(row.amount - before for row, _outcome, before in rows if limit.counts(row))
        return replace(limit, won=limit.won + more)

    def shift(outcome: str) -> int:
        return sum((row.outcome == outcome) - (before == outcome) for row, before, _won in rows)

    return replace(
        counted,
        selected=counted.selected + shift(Outcome.SELECTED),
        reserve=counted.reserve + shift(Outcome.RESERVE),
        pot=used(counted.pot),
        ceilings=[used(each) for each in counted.ceilings],
    )


def counted(round_: FundingRound) -> Totals:
    """What the ranking adds up to as it is saved; counted once for each time that the round is read."""
    if not hasattr(round_, "_counted"):
        round_._counted = totals(round_, ceilings_of(round_))  # type: ignore[attr-defined]
    return round_._counted  # type: ignore[attr-defined]


def _sum(of: Any, only: Q | None = None) -> Coalesce:
    return Coalesce(Sum(of, filter=only), 0, output_field=IntegerField())


def ceilings_of(round_: FundingRound) -> list[RoundCeiling]:
    found = _ceilings(round_.pk, key=round_.pk)
    for each in found:
        each.round = round_
    return found


_ceilings = Prepared(
    lambda pk: RoundCeiling.objects.filter(round=pk).select_related("district").defer("district__search").order_by("id")
)


def running(
    round_: FundingRound, places: list[int], trial: Trial | None = None, tried: dict[int, int] | None = None
) -> dict[int, int]:
    """Place → won promised from the top down to it, for each of ``places``; ``tried`` replaces amounts by place."""
    if not places:
        return {}
    found = Allocation.objects.filter(round=round_, place__lte=max(places)).order_by("place")
    if trial is None:
        given = dict(found.filter(amount__gt=0).values_list("place", "amount")) | (tried or {})
    else:
        asked = found.filter(place__lte=trial.select).values_list("place", "asked")
        given = {place: trial.amount_of(won) for place, won in asked}
    sums: dict[int, int] = {}
    so_far = 0
    for place in sorted({*given, *places}):
        so_far += given.get(place, 0)
        sums[place] = so_far
    return {place: sums[place] for place in places}


def holds(round_: FundingRound) -> int:
    """How many of the first places the pot pays in full."""
    added = Allocation.objects.filter(round=round_).annotate(so_far=Window(Sum("asked"), order_by=F("place").asc()))
    return int(added.filter(so_far__lte=round_.budget).aggregate(most=Max("place"))["most"] or 0)


def waiting(round_: Any) -> QuerySet[Proposal]:
    """Proposals before the panels of this round's calls: what it has to decide."""
    return Proposal.objects.filter(call__rounds=round_, state=ProposalState.IN_REVIEW)


def missing(round_: FundingRound) -> int:
    """How many proposals wait for this round and are not in its ranking yet."""
    if hasattr(round_, "files_missing"):  # read together with the round
        return int(round_.files_missing)
    return waiting(round_).filter(allocation=None).count()


def open_panels(round_: FundingRound) -> list[str]:
    """The calls of this round whose panel has not closed, by title."""
    found = round_.calls.exclude(panel__state="closed").order_by("id")
    return [str(call) for call in found]


def what_is_over(counted: Totals) -> list[str]:
    """Each overspent limit as a sentence."""
    reasons = []
    if counted.pot.over:
        reasons.append(
            _("The pot of %(limit)s is over by %(over)s.")
            % {"limit": money(counted.pot.limit), "over": money(counted.pot.over)}
        )
    for each in counted.ceilings:
        if each.over:
            reasons.append(
                _("%(place)s may get %(limit)s and is over by %(over)s.")
                % {"place": each.label, "limit": money(each.limit), "over": money(each.over)}
            )
    return reasons
