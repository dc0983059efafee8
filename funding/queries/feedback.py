"""What a group reads about its result: points beside the average of the funded, and the reviewers' reasons."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from funding.enums import Outcome
from funding.models import FundingRound
from proposals.enums import ProposalState, ReviewState
from proposals.models import Proposal, Score
from proposals.queries.review import reasons_for, weighted

DECIDED = (ProposalState.SELECTED, ProposalState.RESERVE, ProposalState.NOT_SELECTED)
# The average of fewer would tell a group what another one got.
AVERAGED_FROM = 3


@dataclass(frozen=True)
class Line:
    """One criterion: its worth, the group's points and the funded groups' average in hundredths, and reasons."""

    name: str
    description: str
    most: int
    points: int | None
    average: int | None
    reasons: list[tuple[str, str]]


def lines_of(proposal: Proposal, figures: dict[str, Any]) -> list[Line]:
    """The rubric of the call with what was said on each criterion."""
    averages = figures.get("averages", {})
    return [
        Line(
            each.criterion.name,
            each.criterion.description,
            each.criterion.points,
            each.points_hundredths,
            averages.get(str(each.criterion.pk)),
            [(who, words) for who, words in each.reasons if words],
        )
        for each in reasons_for(proposal)
    ]


def averages_of_funded(round_: FundingRound) -> dict[str, int]:
    """Criterion → mean points of the funded in hundredths, kept with the announcement; of three groups at least."""
    rows = Score.objects.filter(
        review__proposal__allocation__round=round_,
        review__proposal__allocation__outcome=Outcome.SELECTED,
        review__state__in=[ReviewState.SCORED, ReviewState.FINAL],
        points__isnull=False,
    ).values_list(
        "criterion", "review__proposal", "review__seat__kind", "points", "review__seat__panel__resident_percent"
    )
    said: dict[int, dict[int, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    percents: dict[int, int] = {}
    for criterion, proposal, kind, points, percent in rows:
        said[criterion][proposal].append((kind, points or 0))
        percents[criterion] = percent
    means: dict[str, int] = {}
    for criterion, of_groups in said.items():
        if len(of_groups) >= AVERAGED_FROM:
            totals = [weighted(values, percents[criterion]) or 0 for values in of_groups.values()]
            means[str(criterion)] = int(Fraction(sum(totals), len(totals)) + Fraction(1, 2))
    return means
