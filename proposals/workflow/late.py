"""The day is over: until the panel closes late reviewers may still hand in, unless an official closes it to them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from proposals import emails
from proposals.models import Panel, Review
from proposals.workflow.panel import PANEL
from proposals.workflow.review import look_at_spread
from proposals.workflow.review_steps import REVIEW


@PANEL.performs("close_to_late")
def close_to_late(panel: Panel, *, actor: Any, note: str = "") -> Panel:
    """Take back every review that was not handed in: to its reviewer the file does not exist any more."""
    with PANEL.moving(panel, "close_to_late", actor=actor, note=note) as move:
        late = (
            Review.objects.waiting().filter(seat__panel=panel).select_related("seat__user", "proposal").order_by("pk")
        )
        taken = list(late)
        with REVIEW.moving_all(taken, "drop", actor=None):
            pass
        people = {each.seat.user for each in taken if each.seat.user is not None}
        context: dict[str, Any] = {"words": move.note, "call": panel.call, "link": reverse("proposals:my-reviews")}
        move.tell(sorted(people, key=lambda each: each.pk), emails.REVIEWS_CLOSED, **context)
        for file in {each.proposal_id: each.proposal for each in taken}.values():
            look_at_spread(move.subject, file)
    return move.subject
