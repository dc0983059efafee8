"""Bulk data: reviewers, and what they wrote about the files of a panel, by COPY."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.contrib.auth import get_user_model

from proposals.models import Criterion, Panel, Review, Score, Version
from proposals.populate.copying import copy, ids
from proposals.populate.people import NO_PASSWORD

_REVIEW = ("id", "seat_id", "proposal_id", "version_id", "state", "position", "declared_at", "handed_in_at", "total")


def reviewers(seats: int, called: Callable[[int, int], tuple[str, str]]) -> list[int]:
    """Keys of new people for so many ``seats``; ``called`` gives address and name by number and key."""
    found = list(ids(get_user_model(), seats))
    rows = ((pk, *called(number, pk), NO_PASSWORD) for number, pk in enumerate(found))
    copy(get_user_model(), ("id", "email", "name", "password"), rows)
    return found


def close(
    panel: Panel,
    seats: Sequence[Any],
    files: Sequence[int],
    points: Callable[[int, int], int],
    reason: Callable[[int, int], str],
    now: Any,
) -> None:
    """Have ``panel`` end now, every file read by the panel's number of people in turn.

    ``points`` gives those of a review for a criterion, by the place of the file and the most that the criterion is
    worth; it is asked file by file, review by review, in the order of the criteria. ``reason`` gives the words for a
    share of the points in percent and a criterion's place. The panel runs until its scores are written, as the
    database demands, so the caller has to set aside how panels and reviews move.
    """
    criteria = list(Criterion.objects.filter(call=panel.call_id).order_by("position").values_list("pk", "points"))
    versions = dict(Version.objects.filter(proposal__in=files).order_by("number").values_list("proposal", "pk"))
    keys = ids(Review, panel.per_proposal * len(files))
    said = [[points(place // panel.per_proposal, most) for _pk, most in criteria] for place, _key in enumerate(keys)]

    def reviews() -> Iterator[tuple[Any, ...]]:
        for place, (pk, each) in enumerate(zip(keys, said, strict=True)):
            file, seat = files[place // panel.per_proposal], seats[place % len(seats)].pk
            yield pk, seat, file, versions[file], "scored", place // len(seats) + 1, now, now, sum(each)

    def scores() -> Iterator[tuple[Any, ...]]:
        for pk, each in zip(keys, said, strict=True):
            for place, ((criterion, most), given) in enumerate(zip(criteria, each, strict=True)):
                yield pk, criterion, given, reason(100 * given // most, place)

    copy(Review, _REVIEW, reviews())
    copy(Score, ("review_id", "criterion_id", "points", "reason"), scores())
    Review.objects.filter(pk__in=keys).update(state="final")
    Panel.objects.filter(pk=panel.pk).update(state="closed", closed_at=now)
