"""The table of a review's life, and what its steps need."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.enums import Note
from casework.lifecycle import Lifecycle, Step
from proposals.enums import ReviewState
from proposals.models import Criterion, Review
from proposals.queries.relations import relations


def nothing_known_between(review: Review, actor: Any) -> str | None:
    """What came to be after the file was given: a tie declared, a talk held, a posting taken up."""
    known = relations([review.seat], [review.proposal]).bars(review.seat, review.proposal)
    if not known:
        return None
    return _("As far as the portal knows, you are near to this file (%(relations)s). Please declare a conflict.") % {
        "relations": ", ".join(str(each.label) for each in known)
    }


def everything_scored(review: Review, actor: Any) -> str | None:
    """Points and a sentence of reasons for each criterion."""
    said = {
        row.criterion_id for row in review.scores.all() if row.points is not None and row.reason.strip()
    }  # fmt: skip
    missing = [each.name for each in Criterion.objects.filter(call=review.seat.panel.call_id) if each.pk not in said]
    if not missing:
        return None
    return ngettext(
        "Points and a sentence of reasons are missing for: %(names)s.",
        "Points and a sentence of reasons are missing for: %(names)s.",
        len(missing),
    ) % {"names": ", ".join(missing)}


REVIEW = Lifecycle(
    Review,
    Step(
        name="clear",
        source=ReviewState.ASSIGNED,
        target=ReviewState.CLEARED,
        may="proposals.declare_on_review",
        verb="review.cleared",
        label=gettext_lazy("I have no conflict of interest"),
        past=gettext_lazy("No conflict declared"),
        effect=gettext_lazy("The file opens to you. If you recognize something later, you can still declare it."),
        needs=(nothing_known_between,),
    ),
    Step(
        name="declare_conflict",
        source=ReviewState.ASSIGNED | ReviewState.CLEARED | ReviewState.SCORED,
        target=ReviewState.CONFLICT,
        may="proposals.declare_on_review",
        verb="review.conflict_declared",
        label=gettext_lazy("I declare a conflict of interest"),
        past=gettext_lazy("Conflict declared"),
        effect=gettext_lazy(
            "The file closes to you at once, and somebody else reads it. Nobody but the Division reads your words."
        ),
        tells=gettext_lazy("The Division, and whoever reads the file instead."),
        form="proposals.forms.review.ConflictForm",
    ),
    Step(
        name="hand_in",
        source=ReviewState.CLEARED,
        target=ReviewState.SCORED,
        may="proposals.score_review",
        verb="review.handed_in",
        label=gettext_lazy("Hand in"),
        past=gettext_lazy("Scores handed in"),
        effect=gettext_lazy("Your scores count. You can correct them until the panel closes."),
        # Asked again: a posting or a tie may have come since the declaration.
        needs=(nothing_known_between, everything_scored),
    ),
    Step(
        name="correct",
        source=ReviewState.SCORED,
        target=None,
        may="proposals.score_review",
        verb="review.corrected",
        label=gettext_lazy("Correct"),
        past=gettext_lazy("Scores corrected"),
        effect=gettext_lazy("The new scores count. The former ones stay in the history."),
    ),
    Step(
        name="release",
        source=ReviewState.ASSIGNED | ReviewState.CLEARED,
        target=ReviewState.RELEASED,
        may="proposals.release_review",
        verb="review.released",
        label=gettext_lazy("Take the file back"),
        past=gettext_lazy("Taken back from the reviewer"),
        effect=gettext_lazy("The file closes to this reviewer. Scores that were not handed in do not count."),
        tells=gettext_lazy("The reviewer, with your reason."),
        note=Note.REQUIRED,
    ),
    Step(
        name="drop",
        source=ReviewState.ASSIGNED | ReviewState.CLEARED,
        target=ReviewState.RELEASED,
        may=None,
        verb="review.dropped",
        label=gettext_lazy("Take the file back"),
        past=gettext_lazy("Ended: the reviewer left or was late, or the proposal was withdrawn"),
        effect=gettext_lazy("The file closes to this reviewer."),
    ),
    Step(
        name="finish",
        source=ReviewState.SCORED,
        target=ReviewState.FINAL,
        may=None,
        verb="review.finished",
        label=gettext_lazy("Make final"),
        past=gettext_lazy("Final"),
        effect=gettext_lazy("The panel is closed."),
    ),
    initial=ReviewState.ASSIGNED,
)
