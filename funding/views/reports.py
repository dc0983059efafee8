"""A mid-term check or final report: written by many hands, read, and seen by an adviser."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.lifecycle import Refused
from funding import reporting
from funding.enums import ReportKind, ReportState
from funding.forms.reports import ReportForm, ViewsForm
from funding.models import Report
from funding.queries.spending import IN_GROUPS_HANDS, diary_of, heads, spent_by_line
from funding.views import reading
from funding.workflow import report as workflow
from proposals.enums import Item
from seoul_portal.access import signed_in

SHOWN_OF_DIARY = 100


@signed_in
@require_safe
@reading.opened(reading.reports)
def report(request: HttpRequest, report: Report) -> HttpResponse:
    """The report as it stands: answers beside what diary and receipts say."""
    user: Any = request.user
    context = {
        **_facts(report),
        "report": report,
        "award": report.award,
        "parts": [
            (part, [(asked.label, reporting.said(asked, report.data)) for asked in part.asks])
            for part in reporting.parts_of(report.kind)
        ],
        "is_member": report.award.belongs_to(user),
        "may_write": report.state in IN_GROUPS_HANDS and user.has_perm("funding.write_report", report),
        "may_view_goals": report.kind == ReportKind.FINAL
        and report.state in (ReportState.SUBMITTED, ReportState.ACCEPTED)
        and user.has_perm("funding.view_goals", report),
    }
    return render(request, "funding/reports/report.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.reports, may="funding.write_report")
def write_report(request: HttpRequest, report: Report) -> HttpResponse:
    """Every part on one page. It may be saved half done by whoever is at it."""
    if report.state not in IN_GROUPS_HANDS:
        messages.info(request, _("This report is handed in. It can be changed if it comes back."))
        return redirect(report)
    at_visit = not report.award.belongs_to(request.user)
    facts = _facts(report)
    form = ReportForm(request.POST or None, report=report, goals=facts["goals"], at_visit=at_visit)
    if request.method == "POST" and form.is_valid():
        try:
            seen, manner = form.cleaned_data["version"], form.cleaned_data.get("manner", "")
            said = {"actor": request.user, "seen": seen, "manner": manner}
            workflow.write(report, form.answers(), form.about_goals(), **said)
        except Refused as error:
            return _meanwhile(request, report, form, error.reasons)
        else:
            messages.success(request, _("Saved. Hand it in when everything is said."))
            return redirect(report)
    context = {**facts, "report": report, "award": report.award, "form": form, "is_member": not at_visit}
    return render(request, "funding/reports/write.html", context, status=422 if form.is_bound else 200)


def _meanwhile(request: HttpRequest, report: Report, form: ReportForm, reasons: list[str]) -> HttpResponse:
    """Somebody was quicker: what stands there now above what was typed, which is saved with the next press."""
    now = Report.objects.select_related("award").get(pk=report.pk)
    typed = request.POST.copy()
    typed["version"] = str(now.version)
    again = ReportForm(typed, report=now, goals=form.goals, at_visit="manner" in form.fields)
    for reason in reasons:
        again.add_error(None, reason)
    asked = [(each.label, reporting.said(each, now.data)) for each in reporting.asked_of(now.kind)]
    context = {**_facts(report), "report": now, "award": report.award, "form": again, "meanwhile": asked}
    return render(request, "funding/reports/write.html", context, status=409)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.reports, may="funding.view_goals")
def view_goals(request: HttpRequest, report: Report) -> HttpResponse:
    """The adviser's view of each goal, beside the group's own answer."""
    goals = list(report.award.goals.all())
    form = ViewsForm(request.POST or None, goals=goals)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.add_views(report, form.views(), actor=request.user)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Added. The group reads it beside its own answers."))
            return redirect(report)
    context = {"report": report, "award": report.award, "form": form, "goals": goals}
    return render(request, "funding/reports/views.html", context, status=422 if form.is_bound else 200)


def _facts(report: Report) -> dict[str, Any]:
    """What nobody types again: as kept when it was handed in, else as it is now."""
    figures = report.figures if report.state not in IN_GROUPS_HANDS and report.figures else None
    return {
        "heads": figures or heads(report.award),
        "lines": _named(figures["lines"] if figures else spent_by_line(report.award)),
        "goals": list(report.award.goals.all()) if report.kind == ReportKind.FINAL else [],
        "activities": list(diary_of(report.award).order_by("on", "id")[:SHOWN_OF_DIARY]),
        "points": list(report.points.filter(done_at=None)),
    }


def _named(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    labels = {value: str(label) for value, label in Item.choices}
    return [{**line, "label": labels.get(line["item"], line["item"])} for line in lines]
