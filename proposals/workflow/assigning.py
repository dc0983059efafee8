"""Who reads which file: by hand, evenly by the portal, and again where somebody cannot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import audit
from casework.constraints import kindly
from casework.lifecycle import NotAllowed, Refused
from notices.workflow import Telling, tell_all
from proposals import emails
from proposals.enums import PanelState, SeatState
from proposals.models import Panel, Proposal, Review, Seat, Version
from proposals.queries.panel import files_of, plan
from proposals.queries.relations import relations
from proposals.workflow.review_steps import REVIEW


def assign(proposal: Proposal, seat: Seat, *, actor: Any, despite: bool = False) -> Review:
    """Give ``proposal`` to ``seat`` by hand. A warning must be overruled (``despite``); a bar never is."""
    with transaction.atomic(), kindly(Review):
        panel = lock(seat.panel)
        if not actor.has_perm("proposals.run_panel", panel):
            raise NotAllowed
        seat = panel.seats.prefetch_related("districts").get(pk=seat.pk)
        if seat.state != SeatState.ACCEPTED:
            raise Refused([_("This person does not sit on the panel.")])
        file = files_of(panel).select_related("village").filter(pk=proposal.pk).first()
        if file is None:
            raise Refused([_("The panel does not read this proposal.")])
        _refuse_the_near(seat, file, despite)
        made = give(panel, {file: [seat]})
        audit.record("proposal.given_to_reviewer", file, actor=actor)
        tell_readers(panel, made)
    return made[0]


def _refuse_the_near(seat: Seat, file: Proposal, despite: bool) -> None:
    known = relations([seat], [file])
    found, bars = known.of(seat, file), known.bars(seat, file)
    said = ", ".join(str(each.label) for each in bars or found)
    if bars:
        raise Refused([_("%(name)s cannot read this file: %(relations)s.") % {"name": seat, "relations": said}])
    if found and not despite:
        raise Refused(
            [
                _("%(name)s: %(relations)s. Confirm that you give the file to this person all the same.")
                % {"name": seat, "relations": said}
            ]
        )


def distribute(panel: Panel, *, actor: Any) -> list[Review]:
    """Give what is missing, evenly. Reviewers are told when the review begins, or at once where it has."""
    with transaction.atomic():
        panel = lock(panel)
        if not actor.has_perm("proposals.run_panel", panel):
            raise NotAllowed
        made = distribute_missing(panel)
        if made:
            audit.record("panel.distributed", panel, actor=actor, changes={"reviews": (None, len(made))})
        tell_readers(panel, made)
    return made


def distribute_missing(panel: Panel, only: Proposal | None = None) -> list[Review]:
    """Give every file, or ``only`` one, the readers it lacks, as far as anybody may read it. The panel is locked."""
    given = plan(panel).given
    return give(panel, given if only is None else {file: seats for file, seats in given.items() if file == only})


def give(panel: Panel, given: dict[Proposal, list[Seat]]) -> list[Review]:
    """Make the reviews, each person's new files in an order of their own, after those that they have."""
    versions: dict[int, int] = {}
    for pk, proposal in Version.objects.filter(proposal__in=given).order_by("number").values_list("pk", "proposal"):
        versions[proposal] = pk
    of_seat: dict[Seat, list[Proposal]] = defaultdict(list)
    for file in sorted(given, key=lambda each: each.pk):
        for seat in given[file]:
            of_seat[seat].append(file)
    last = dict(
        Review.objects.filter(seat__in=of_seat).order_by().values_list("seat").annotate(place=Max("position"))
    )  # fmt: skip
    made = []
    for seat in sorted(of_seat, key=lambda each: each.pk):
        files = of_seat[seat]
        Random(f"{panel.seed}:{seat.pk}").shuffle(files)  # noqa: S311 - meant to be computed again
        made += [
            Review(seat=seat, proposal=file, version_id=versions[file.pk], position=place)
            for place, file in enumerate(files, last.get(seat.pk, 0) + 1)
        ]
    return Review.objects.bulk_create(made)


def tell_readers(panel: Panel, reviews: Iterable[Review], key: str = "") -> None:
    """One message to each person with everything that is new for them; nothing before the review begins."""
    number: Counter[int] = Counter()
    newest = 0
    for review in reviews:
        number[review.seat_id] += 1
        newest = max(newest, review.pk)
    if not number or (panel.state == PanelState.PREPARING and not key):
        return
    context = {"call": panel.call, "link": reverse("proposals:my-reviews")}
    tell_all(
        Telling(
            seat.user,
            emails.REVIEWS_ASSIGNED,
            key or f"reviews:{panel.pk}:{newest}",
            panel,
            panel.due_on,
            context | {"number": number[seat.pk]},
        )
        for seat in panel.seats.filter(pk__in=number, user__isnull=False).select_related("user").order_by("pk")
    )


# --- Where somebody cannot ---------------------------------------------------------------------------


def drop_of_seat(seat: Seat) -> None:
    """The person left: what they did not hand in goes to others, where anybody may read it."""
    for review in Review.objects.waiting().filter(seat=seat).select_related("proposal"):
        drop(review)
        replace(seat.panel, review.proposal)


def drop_of_file(proposal: Proposal) -> None:
    """The proposal was withdrawn: nobody has to read it any more."""
    for review in Review.objects.waiting().filter(proposal=proposal):
        drop(review)


def drop(review: Review) -> None:
    with REVIEW.moving(review, "drop", actor=None):
        pass


def replace(panel: Panel, proposal: Proposal) -> list[Review]:
    """Give the file to somebody else, where the review runs and anybody may read it. Those who get it are told."""
    panel = lock(panel)
    if panel.state != PanelState.RUNNING:
        return []
    made = distribute_missing(panel, only=proposal)
    tell_readers(panel, made)
    return made


def lock(panel: Panel) -> Panel:
    """The panel, locked before any of its reviews: two at once would give a file to too many, or see half."""
    found = Panel.objects.select_for_update(of=("self",)).select_related("call").get(pk=panel.pk)
    if found.is_closed:
        raise Refused([_("The panel is closed.")])
    return found
