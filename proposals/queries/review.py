"""What reviews come to: totals of proposals, exactly reproducible, and one's own reviews in one's own order.

Points are whole; averages are integers in hundredths of a point, computed with fractions and rounded half up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from proposals.enums import PanelState, ReviewState, SeatKind, SeatState
from proposals.models import Criterion, Panel, Proposal, Review, Score, Seat
from proposals.models.review import STANDING
from proposals.rules import open_reviews

_HANDED_IN = (ReviewState.SCORED, ReviewState.FINAL)


@dataclass(frozen=True)
class Standing:
    """Where the reviews of one proposal stand. ``missing`` names those who have not handed in."""

    score_hundredths: int | None = None
    spread: int | None = None
    reviews: int = 0
    expected: int = 0
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reasons:
    """What was said on one criterion. ``reasons`` are pairs of the reviewer's name ("" where not named) and words."""

    criterion: Criterion
    points_hundredths: int | None
    reasons: list[tuple[str, str]]


def weighted(values: Iterable[tuple[str, int]], resident_percent: int) -> int | None:
    """The mean of (kind of seat, points) in hundredths, residents' mean and others' mean weighed by the percent.

    Where only one of the two sides has said something, its mean counts alone.
    """
    residents: list[int] = []
    others: list[int] = []
    for kind, points in values:
        (residents if kind == SeatKind.RESIDENT else others).append(points)
    if not residents and not others:
        return None
    if not residents or not others:
        mean = _mean(residents or others)
    else:
        mean = (_mean(residents) * resident_percent + _mean(others) * (100 - resident_percent)) / 100
    return int(mean * 100 + Fraction(1, 2))


def _mean(points: list[int]) -> Fraction:
    return Fraction(sum(points), len(points))


def standing(proposal_ids: Iterable[int]) -> dict[int, Standing]:
    """Every proposal with its score so far, in one query. Without a review: ``Standing()``."""
    ids = list(proposal_ids)
    rows = Review.objects.filter(STANDING, proposal__in=ids).order_by("proposal", "id")
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.values_list(
        "proposal", "state", "total", "seat__kind", "seat__user__name", "seat__panel__resident_percent", named=True
    ):
        found[row.proposal].append(row)
    return {pk: _standing(found[pk]) if pk in found else Standing() for pk in ids}


def _standing(rows: list[Any]) -> Standing:
    done = [row for row in rows if row.state in _HANDED_IN]
    totals = [row.total for row in done]
    return Standing(
        score_hundredths=weighted(((row.seat__kind, row.total) for row in done), rows[0].seat__panel__resident_percent),
        spread=max(totals) - min(totals) if totals else None,
        reviews=len(done),
        expected=len(rows),
        missing=[row.seat__user__name for row in rows if row.state not in _HANDED_IN],
    )


def reasons_for(proposal: Proposal) -> list[Reasons]:
    """Per criterion the average and what reviewers wrote, for the group's feedback and for officials. Three queries."""
    panel = Panel.objects.filter(call=proposal.call_id).first()
    scores: dict[int, list[Score]] = defaultdict(list)
    if panel is not None:
        rows = Score.objects.filter(review__proposal=proposal, review__state__in=_HANDED_IN)
        for score in rows.select_related("review__seat__user").order_by("review__position", "review_id"):
            scores[score.criterion_id].append(score)
    return [
        Reasons(
            criterion,
            weighted(((s.review.seat.kind, s.points or 0) for s in scores[criterion.pk]), panel.resident_percent)
            if panel
            else None,
            [(str(s.review.seat) if panel and panel.reviewers_named else "", s.reason) for s in scores[criterion.pk]],
        )
        for criterion in Criterion.objects.filter(call=proposal.call_id)
    ]


# --- Of one reviewer ---------------------------------------------------------------------------------


def reviews_of(user: Any) -> QuerySet[Review]:
    """My open reviews in my own order; only what may be shown of the file before the declaration."""
    return (
        Review.objects.filter(open_reviews(user))
        .select_related("seat__panel__call")
        .annotate(
            people=F("version__content__people"),
            group_name=F("version__content__group__name"),
            title=F("version__content__parts__idea__title"),
        )
        .order_by("seat", "position", "id")
    )


def seats_of_person(user: Any) -> list[Any]:
    """The panels that I sit on or am invited to and that are not closed, with what waits there."""
    waiting = Count("reviews", filter=Q(reviews__state__in=[ReviewState.ASSIGNED, ReviewState.CLEARED]))
    found = Seat.objects.of(user).filter(state__in=[SeatState.INVITED, SeatState.ACCEPTED])
    rows = found.exclude(panel__state=PanelState.CLOSED).select_related("panel__call").annotate(waiting=waiting)
    return list(rows.order_by("-id")[:20])


def next_of(review: Review) -> Review | None:
    """The next review that waits in the reviewer's own order, from the beginning again after the last."""
    waiting = list(
        Review.objects.waiting().filter(seat=review.seat_id).exclude(pk=review.pk).order_by("position", "id")
    )
    after = [each for each in waiting if (each.position, each.pk) > (review.position, review.pk)]
    return next(iter(after or waiting), None)
