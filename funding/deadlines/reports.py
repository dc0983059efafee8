"""What groups and offices must do by when about reports, settlements and money that comes back."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from funding.enums import AwardState, ReportKind, ReportState
from funding.models import Report, Settlement
from funding.offices import READERS, center, district, here_or_above
from funding.queries import obligations
from funding.queries.spending import IN_GROUPS_HANDS
from groups.enums import Role as GroupRole
from groups.models import Membership
from notices import deadlines
from notices.deadlines import DeadlineSource, People
from notices.enums import Audience

_ACCOUNTABLE = (GroupRole.REPRESENTATIVE, GroupRole.OPERATOR, GroupRole.TREASURER)
# Nothing is read here: the clock stands still, or the award has ended otherwise.
_STANDING_STILL = (AwardState.PAUSED, AwardState.CANCELLED, AwardState.CLAWBACK)
_ENDED = (AwardState.REPORTING, AwardState.ENDED_EARLY, AwardState.SETTLING)


# --- What is open ------------------------------------------------------------------------------------


def checks_due() -> QuerySet[Report]:
    """Mid-term checks of projects that run; a pause stops the clock."""
    return Report.objects.filter(
        kind=ReportKind.MIDTERM, state__in=IN_GROUPS_HANDS, award__state=AwardState.RUNNING
    ).select_related("award__proposal")


def finals_due() -> QuerySet[Report]:
    """Final reports of projects that are over."""
    return Report.objects.filter(
        kind=ReportKind.FINAL, state__in=IN_GROUPS_HANDS, award__state__in=_ENDED
    ).select_related("award__proposal")


def settlements_due() -> QuerySet[Settlement]:
    found = Settlement.objects.filter(state__in=IN_GROUPS_HANDS, award__state__in=_ENDED)
    return found.select_related("award__proposal")


def money_due() -> QuerySet[Settlement]:
    """Accepted settlements whose money is not all back."""
    found = Settlement.objects.filter(state=ReportState.ACCEPTED, returned_on=None, award__state=AwardState.SETTLED)
    return found.select_related("award__proposal")


def reports_to_read() -> QuerySet[Report]:
    """Reports that wait for their readers; a pause of the project stops their clock, too."""
    found = Report.objects.filter(state=ReportState.SUBMITTED).exclude(award__state__in=_STANDING_STILL)
    return found.select_related("award__proposal")


def settlements_to_read() -> QuerySet[Settlement]:
    found = Settlement.objects.filter(state=ReportState.SUBMITTED).exclude(award__state__in=_STANDING_STILL)
    return found.select_related("award__proposal")


# --- Whose it is -------------------------------------------------------------------------------------


def _responsible() -> QuerySet[Membership]:
    return Membership.objects.active().filter(role__in=_ACCOUNTABLE)


def _of_group(model: Any, way: str) -> dict[Audience, People]:
    """Those who answer for the money first, then everybody, then the center, then the district."""
    return {
        Audience.RESPONSIBLE: People(_responsible, obligation=way, person="user"),
        Audience.MEMBERS: People(Membership.objects.active, obligation=way, person="user"),
        Audience.CENTER: center(model, "award"),
        Audience.DISTRICT: district(model, "award"),
    }


def _of_office(model: Any) -> dict[Audience, People]:
    return {
        Audience.RESPONSIBLE: here_or_above(model, "award", *READERS, but="submitted_by"),
        Audience.CENTER: center(model, "award"),
        Audience.DISTRICT: district(model, "award"),
    }


def register_reports() -> None:
    """Called once, when the app is ready."""
    reports, settlements = "group__awards__reports", "group__awards__settlement"
    page = lambda paper: paper.get_absolute_url()  # noqa: E731 - the registry wants a callable, six times
    for name, label, open_, people in (
        ("midterm-check", _("Mid-term check"), checks_due, _of_group(Report, reports)),
        ("final-report", _("Final report"), finals_due, _of_group(Report, reports)),
        ("settlement", _("Settlement"), settlements_due, _of_group(Settlement, settlements)),
        ("money-to-return", _("Return money"), money_due, _of_group(Settlement, settlements)),
        ("report-to-read", _("Read a report"), reports_to_read, _of_office(Report)),
        ("settlement-to-read", _("Read a settlement"), settlements_to_read, _of_office(Settlement)),
    ):
        ask = obligations.page_of(name) if name in obligations.OF_GROUP else None
        deadlines.register(DeadlineSource(name=name, label=label, open=open_, link=page, people=people, ask=ask))
