"""Reading nominations: lists of offices, the public page, and where one stands."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from funding.enums import NominationState
from funding.models import Nomination
from funding.queries.lists import told
from proposals.queries.standing import Standing


def lines(user: Any) -> QuerySet[Nomination]:
    """What a line of the offices' list prints, in one query."""
    return told(Nomination.objects.visible_to(user)).order_by("-id")


def services() -> QuerySet[Nomination]:
    """Adopted ones, with the group that they grew from: what everybody reads."""
    return told(Nomination.objects.adopted()).order_by("-id")


def standing(nomination: Nomination) -> Standing:
    """The three answers."""
    state = NominationState(nomination.state)
    who = {
        NominationState.ASKED: _("The group: say whether it wants this"),
        NominationState.WANTED: _("The district office: give its opinion"),
        NominationState.ASSESSED: _("The Division: decide"),
    }.get(state, "")
    return Standing(str(state.label), who, nomination.due_on if who else None)
