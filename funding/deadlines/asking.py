"""By when offices decide on more time and call groups that need help."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from funding.enums import HelpState, MoreTimeState
from funding.models import HelpCall, MoreTime
from funding.offices import READERS, center, district, here_or_above
from notices import deadlines
from notices.deadlines import DeadlineSource
from notices.enums import Audience
from villages.enums import Role

HELPERS = (Role.ADVISER, Role.TRIAGE_OFFICER)


def undecided() -> QuerySet[MoreTime]:
    """Wishes for more time that wait for a person."""
    return MoreTime.objects.filter(state=MoreTimeState.REQUESTED).select_related("award__proposal")


def uncalled() -> QuerySet[HelpCall]:
    """Groups that wait for a call."""
    found = HelpCall.objects.filter(state__in=[HelpState.OPEN, HelpState.TAKEN])
    return found.select_related("award__proposal")


def register_asking() -> None:
    """Called once, when the app is ready."""
    for name, label, open_, model, roles, asker in (
        ("more-time", _("Decide on more time"), undecided, MoreTime, READERS, "requested_by"),
        ("help-call", _("Call a group that needs help"), uncalled, HelpCall, HELPERS, "asked_by"),
    ):
        people = {
            Audience.RESPONSIBLE: here_or_above(model, "award", *roles, but=asker),
            Audience.CENTER: center(model, "award"),
            Audience.DISTRICT: district(model, "award"),
        }
        link = lambda row: row.get_absolute_url()  # noqa: E731 - the registry wants a callable
        deadlines.register(DeadlineSource(name=name, label=label, open=open_, link=link, people=people))
