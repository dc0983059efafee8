"""What is due about what comes next: a kept place of which nothing was made yet, and nominations as city services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F, FilteredRelation, QuerySet
from django.db.models.functions import NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.deadlines.payments import OfDivision
from funding.enums import NominationState
from funding.models import Nomination
from funding.offices import posted
from funding.queries.next_stage import places_with_calls
from groups.enums import Role as GroupRole
from groups.models import Membership
from notices import deadlines
from notices.deadlines import DeadlineSource, People
from notices.enums import Audience
from villages.enums import Role

_DISTRICT = "award__district__offices__postings"
_SPEAKERS = (GroupRole.REPRESENTATIVE, GroupRole.OPERATOR)


def _in_state(state: str) -> Callable[[], QuerySet[Nomination]]:
    return lambda: Nomination.objects.filter(state=state).select_related("award__proposal")


def _speakers() -> QuerySet[Membership]:
    return Membership.objects.active().filter(role__in=_SPEAKERS)


def _assessors() -> QuerySet[Any]:
    """Each nomination with ``who``: the officers of its district, but whoever nominated it."""
    return Nomination.objects.annotate(
        desk=FilteredRelation(_DISTRICT, condition=posted(_DISTRICT, Role.DISTRICT_OFFICER)),
        who=NullIf(F("desk__person"), F("nominated_by")),
    )


def _of_group(way: str) -> dict[Audience, People]:
    return {
        Audience.RESPONSIBLE: People(_speakers, obligation=way, person="user"),
        Audience.MEMBERS: People(Membership.objects.active, obligation=way, person="user"),
    }


def _page(row: Any) -> str:
    return row.get_absolute_url()


def register_next() -> None:
    """Called once, when the app is ready."""
    nominations = "group__awards__nominations"
    undecided = _in_state(NominationState.ASSESSED)
    for name, label, open_, link, people in (
        (
            "next-stage",
            _("Ask for the next stage while your place is kept"),
            places_with_calls,
            lambda place: reverse("funding:award", args=[place.award_id]),
            _of_group("group__awards__next_place"),
        ),
        (
            "nomination-answer",
            _("Say whether your project shall become a city service"),
            _in_state(NominationState.ASKED),
            _page,
            _of_group(nominations),
        ),
        (
            "nomination-assess",
            _("Give an opinion on a nomination"),
            _in_state(NominationState.WANTED),
            _page,
            {Audience.RESPONSIBLE: People(_assessors, obligation="pk", person="who")},
        ),
        (
            "nomination-decide",
            _("Decide on a nomination"),
            undecided,
            _page,
            {Audience.RESPONSIBLE: OfDivision(undecided, obligation="nominated_by", person="everybody")},
        ),
    ):
        deadlines.register(DeadlineSource(name=name, label=label, open=open_, link=link, people=people))
