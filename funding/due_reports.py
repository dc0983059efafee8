"""What groups and offices must do by when about reports, settlements and money that comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import BigIntegerField, F, FilteredRelation, Q, QuerySet
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.enums import AwardState, ReportKind, ReportState
from funding.models import Report, Settlement
from funding.queries.spending import IN_GROUPS_HANDS
from groups.enums import Role as GroupRole
from groups.models import Membership
from notices import deadlines
from notices.deadlines import DeadlineSource, People
from notices.enums import Audience
from villages.enums import PostingState, Role

_ACCOUNTABLE = (GroupRole.REPRESENTATIVE, GroupRole.OPERATOR, GroupRole.TREASURER)
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
    return Report.objects.filter(state=ReportState.SUBMITTED).select_related("award__proposal")


def settlements_to_read() -> QuerySet[Settlement]:
    return Settlement.objects.filter(state=ReportState.SUBMITTED).select_related("award__proposal")


# --- Whose it is -------------------------------------------------------------------------------------


def _posted(path: str, *roles: str) -> Q:
    """Postings in force at ``path``, as the condition of one join."""
    today = timezone.localdate()
    lasting = Q(**{f"{path}__ends_on": None}) | Q(**{f"{path}__ends_on__gte": today})
    return lasting & Q(
        **{f"{path}__role__in": roles, f"{path}__state": PostingState.ACTIVE, f"{path}__starts_on__lte": today}
    )


def _at(model: Any, path: str, *roles: str) -> Callable[[], QuerySet[Any]]:
    """Each paper with ``who``: everybody posted at ``path`` in one of ``roles``."""
    return lambda: model.objects.annotate(desk=FilteredRelation(path, condition=_posted(path, *roles))).annotate(
        who=F("desk__person")
    )


def _readers(model: Any) -> Callable[[], QuerySet[Any]]:
    """Each paper with ``who`` reads it: at its office, else in its district; never whoever handed it in."""
    office, district = "award__proposal__office__postings", "award__district__offices__postings"

    def found() -> QuerySet[Any]:
        here = FilteredRelation(office, condition=_posted(office, Role.TRIAGE_OFFICER, Role.DISTRICT_OFFICER))
        above = FilteredRelation(district, condition=_posted(district, Role.DISTRICT_OFFICER))
        person = Coalesce(F("desk__person"), F("above__person"))
        author = Coalesce(F("submitted_by"), 0, output_field=BigIntegerField())
        return model.objects.annotate(desk=here, above=above).annotate(who=NullIf(person, author))

    return found


def _responsible() -> QuerySet[Membership]:
    return Membership.objects.active().filter(role__in=_ACCOUNTABLE)


def _center(model: Any) -> People:
    path = "award__proposal__office__postings"
    roles = (Role.ADVISER, Role.TRIAGE_OFFICER, Role.DISTRICT_OFFICER)
    return People(_at(model, path, *roles), obligation="pk", person="who")


def _district(model: Any) -> People:
    path = "award__district__offices__postings"
    return People(_at(model, path, Role.DISTRICT_OFFICER), obligation="pk", person="who")


def _of_group(model: Any, way: str) -> dict[Audience, People]:
    """Those who answer for the money first, then everybody, then the center, then the district."""
    return {
        Audience.RESPONSIBLE: People(_responsible, obligation=way, person="user"),
        Audience.MEMBERS: People(Membership.objects.active, obligation=way, person="user"),
        Audience.CENTER: _center(model),
        Audience.DISTRICT: _district(model),
    }


def _of_office(model: Any) -> dict[Audience, People]:
    return {
        Audience.RESPONSIBLE: People(_readers(model), obligation="pk", person="who"),
        Audience.CENTER: _center(model),
        Audience.DISTRICT: _district(model),
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
        deadlines.register(DeadlineSource(name=name, label=label, open=open_, link=page, people=people))
