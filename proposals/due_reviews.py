"""By when scores are due: one deadline for each person and panel, however many files they read."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices import deadlines
from notices.deadlines import DeadlineSource, People
from notices.enums import Audience
from proposals.enums import PanelState
from proposals.models import Review, Seat
from villages.enums import Role
from villages.models import Posting


def unfinished() -> QuerySet[Seat]:
    """Seats on panels that score, with something left to declare or to hand in."""
    waits = Review.objects.waiting().filter(seat=OuterRef("pk"))
    found = Seat.objects.sitting().filter(Exists(waits), panel__state=PanelState.RUNNING)
    return found.select_related("panel__call").annotate(due_on=F("panel__due_on"))


def _officials() -> QuerySet[Posting]:
    return Posting.objects.in_force().filter(role=Role.DIVISION_OFFICIAL)


def register_reviews() -> None:
    """Called once, when the app is ready."""
    deadlines.register(
        DeadlineSource(
            name="reviews",
            label=_("Hand in your scores"),
            open=unfinished,
            link=lambda seat: reverse("proposals:my-reviews"),
            title=lambda seat: str(seat.panel),
            people={
                Audience.RESPONSIBLE: People(Seat.objects.sitting, obligation="pk", person="user"),
                # Who runs the panel looks after a reviewer who is late.
                Audience.CENTER: People(_officials, obligation="office__calls__panel__seats", person="person"),
            },
        )
    )
