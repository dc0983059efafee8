"""The three answers at the top of a talk's page: where it stands, who acts next, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.enums import AdviceState
from proposals.models import Advice


@dataclass(frozen=True)
class Standing:
    where: str
    next: str = ""
    due: date | None = None


def standing(talk: Advice, *, own: bool) -> Standing:
    """Where ``talk`` stands, in words for the group (``own``) or for the office."""
    you_or_group = _("You") if own else _("The group")
    office = talk.office.name if own else _("You, at %(office)s") % {"office": talk.office.name}
    if talk.state == AdviceState.REQUESTED:
        return Standing(_("Asked for; the office gives a time."), office, talk.office_due_on)
    if talk.state == AdviceState.BOOKED and talk.slot is not None:
        if talk.slot.starts_at > timezone.now():
            return Standing(_("The hour is booked."), you_or_group, timezone.localtime(talk.slot.starts_at).date())
        return Standing(_("The hour was booked; the office notes how it went."), office, talk.office_due_on)
    if talk.state == AdviceState.HELD:
        return Standing(_("You talked; the note follows."), office, talk.office_due_on)
    said = {
        AdviceState.NOTED: _("You talked, and the note is here."),
        AdviceState.CANCELLED: _("Cancelled. You can book another hour at any time."),
        AdviceState.MISSED: _("We did not meet. Nothing follows from it; book another hour whenever it suits."),
    }
    return Standing(said[AdviceState(talk.state)])
