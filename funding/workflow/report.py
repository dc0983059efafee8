"""Mid-term checks and final reports: planned, written together, handed in, returned with points, accepted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit, permissions
from casework.enums import Note
from casework.lifecycle import Lifecycle, NotAllowed, Refused, Step
from funding import emails, reporting
from funding.enums import AwardState, ReportKind, ReportState
from funding.models import Award, Goal, Report, ReportPoint, Settlement
from funding.queries.conditions import conditions_of
from funding.queries.people import members_of, readers_of
from funding.queries.spending import IN_GROUPS_HANDS, heads, spent_by_line
from funding.workflow.award import AWARD
from notices.calendar import add_business_days

DAYS_TO_READ = 10  # business days
DAYS_TO_MEND = 14


def everything_is_answered(report: Report, actor: Any) -> str | None:
    missing = reporting.missing(report.kind, report.data)
    if not missing:
        return None
    return _("Still to be answered: %(labels)s") % {"labels": " · ".join(missing)}


def goals_are_answered(report: Report, actor: Any) -> str | None:
    if report.kind != ReportKind.FINAL or not Goal.objects.filter(award=report.award_id, reached="").exists():
        return None
    return _("Please say of each goal whether it was reached.")


def in_its_time(report: Report, actor: Any) -> str | None:
    """A final report is handed in after the end; a mid-term check before it."""
    state = Award.objects.values_list("state", flat=True).get(pk=report.award_id)
    if report.kind == ReportKind.MIDTERM:
        return None if state == AwardState.RUNNING else _("A mid-term check is handed in while the project runs.")
    ended = (AwardState.REPORTING, AwardState.ENDED_EARLY, AwardState.SETTLING, AwardState.SETTLED)
    return None if state in ended else _("The final report is handed in once the project is over.")


REPORT = Lifecycle(
    Report,
    Step(
        name="submit",
        source=ReportState.DUE | ReportState.RETURNED,
        target=ReportState.SUBMITTED,
        may="funding.write_report",
        verb="report.submitted",
        label=gettext_lazy("Hand in the report"),
        past=gettext_lazy("Report handed in"),
        effect=gettext_lazy("Your office reads it. You can change it again only if it comes back to you."),
        tells=gettext_lazy("The people at your office who read reports."),
        needs=(everything_is_answered, goals_are_answered, in_its_time),
    ),
    Step(
        name="return_",
        source=ReportState.SUBMITTED,
        target=ReportState.RETURNED,
        may="funding.read_report",
        verb="report.returned",
        label=gettext_lazy("Return with points"),
        past=gettext_lazy("Report returned with points"),
        effect=gettext_lazy("The group mends what you name, and hands it in again."),
        tells=gettext_lazy("Every member of the group."),
        form="funding.forms.reports.ReturnForm",
        danger=True,
    ),
    Step(
        name="accept",
        source=ReportState.SUBMITTED,
        target=ReportState.ACCEPTED,
        may="funding.read_report",
        verb="report.accepted",
        label=gettext_lazy("Accept the report"),
        past=gettext_lazy("Report accepted"),
        effect=gettext_lazy("The report stands as it is."),
        tells=gettext_lazy("Every member of the group, with your words."),
        note=Note.OPTIONAL,
        note_label=gettext_lazy("A word to the group"),
    ),
    initial=ReportState.DUE,
)


def plan(award: Award) -> Report | None:
    """The mid-term check of an award that begins to run: due at half of its period. Calling it again changes nothing.

    Call it in the transaction that makes the award run. Nothing where its conditions ask for no check.
    """
    if not conditions_of(award).midterm or award.starts_on is None or award.ends_on is None:
        return None
    half = award.starts_on + timedelta(days=(award.ends_on - award.starts_on).days // 2)
    return Report.objects.get_or_create(award=award, kind=ReportKind.MIDTERM, defaults={"due_on": half})[0]


def write(
    report: Report,
    data: Mapping[str, Any],
    goals: Mapping[int, Mapping[str, str]],
    *,
    actor: Any,
    seen: int,
    manner: str = "",
) -> Report:
    """Save answers as far as they are known. ``seen`` is the version that the page showed.

    Raises ``NotAllowed``, or ``Refused`` where it is handed in or somebody saved meanwhile.
    """
    with transaction.atomic():
        Award.objects.select_for_update(of=("self",), no_key=True).get(pk=report.award_id)
        now = Report.objects.select_for_update(of=("self",)).select_related("award").get(pk=report.pk)
        if not permissions.check("funding.write_report", actor, report):
            raise NotAllowed
        if now.state not in IN_GROUPS_HANDS:
            raise Refused([REPORT.too_late(now)])
        if now.version != seen:
            raise Refused([_("Somebody saved this report meanwhile. Compare it with your text below, and save again.")])
        before = now.data
        now.data, now.version = dict(data), now.version + 1
        now.manner = manner or now.manner
        now.save(update_fields=["data", "version", "manner"])
        _answer(now, goals)
        changes = {"version": (seen, now.version), "data": (before, now.data)}
        audit.record("report.written", now, actor=actor, changes=changes)
    return now


def _answer(report: Report, goals: Mapping[int, Mapping[str, str]]) -> None:
    if report.kind != ReportKind.FINAL:
        return
    for goal in Goal.objects.filter(award=report.award_id, pk__in=goals):
        for name in ("result", "reached", "reason"):
            setattr(goal, name, goals[goal.pk].get(name, ""))
        goal.save(update_fields=["result", "reached", "reason"])


def add_views(report: Report, views: Mapping[int, str], *, actor: Any) -> None:
    """The adviser's view of each goal, beside the group's answer. Raises ``NotAllowed`` or ``Refused``."""
    with transaction.atomic():
        now = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if not permissions.check("funding.view_goals", actor, report):
            raise NotAllowed
        if now.kind != ReportKind.FINAL or now.state not in (ReportState.SUBMITTED, ReportState.ACCEPTED):
            raise Refused([_("You can add your view once the final report is handed in.")])
        for goal in Goal.objects.filter(award=report.award_id, pk__in=views):
            goal.adviser_view = views[goal.pk]
            goal.save(update_fields=["adviser_view"])
        audit.record("report.viewed_by_adviser", now, actor=actor)


@REPORT.performs("submit")
def submit(report: Report, *, actor: Any) -> Report:
    """Hand in: the figures of this day are kept, and a final report opens the settlement."""
    with transaction.atomic():
        award = Award.objects.select_for_update(of=("self",)).get(pk=report.award_id)
        with REPORT.moving(report, "submit", actor=actor) as move:
            figures = {**heads(award), "lines": spent_by_line(award)}
            read_by = add_business_days(timezone.localdate(move.now), DAYS_TO_READ)
            move.set(submitted_by=actor, submitted_at=move.now, figures=figures, due_on=read_by)
            move.subject.points.filter(done_at=None).update(done_at=move.now)
            move.tell(readers_of(award, but=actor), emails.REPORT_SUBMITTED, due=read_by)
        if report.kind == ReportKind.FINAL and award.state in AWARD.steps["account"].sources:
            with AWARD.moving(award, "account", actor=None):
                pass
    return report


@REPORT.performs("return_")
def return_(report: Report, *, actor: Any, points: Mapping[str, str]) -> Report:
    """Back to the group, with what to mend in which part."""
    with REPORT.moving(report, "return_", actor=actor) as move:
        keep_points(points, report=move.subject)
        mend_by = timezone.localdate(move.now) + timedelta(days=DAYS_TO_MEND)
        move.set(decided_by=actor, decided_at=move.now, due_on=mend_by)
        move.tell(members_of(move.subject.award), emails.REPORT_RETURNED, due=mend_by, points=list(points.values()))
    return report


@REPORT.performs("accept")
def accept(report: Report, *, actor: Any, note: str = "") -> Report:
    """The report stands."""
    with REPORT.moving(report, "accept", actor=actor, note=note) as move:
        move.set(decided_by=actor, decided_at=move.now)
        move.tell(members_of(move.subject.award), emails.REPORT_ACCEPTED, words=move.note)
    return report


def keep_points(points: Mapping[str, str], **paper: Report | Settlement) -> None:
    """What is to be mended, by part. Raises ``Refused`` where nothing is named."""
    if not points:
        raise Refused([_("Please name at least one point.")])
    ReportPoint.objects.bulk_create(ReportPoint(key=key, text=text, **paper) for key, text in points.items())
