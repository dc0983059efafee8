"""The group asks for a change: of its budget, its last day, or its plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.lifecycle import Refused
from funding import varying
from funding.forms.variation import BudgetForm, PeriodForm, PlanForm
from funding.models import Award, Variation
from funding.queries.spending import lines_of
from funding.views import reading
from funding.workflow import variation as workflow
from seoul_portal.access import signed_in

_MAY = "funding.request_variation"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.awards, may=_MAY)
def budget(request: HttpRequest, award: Award) -> HttpResponse:
    """The lines as they shall be. A small change holds at once."""
    form = BudgetForm(request.POST or None, award=award, lines=lines_of(award))
    context = {"free": varying.free_to_move(award)}
    return _asked(request, award, form, workflow.ask_budget, "funding/changes/budget.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.awards, may=_MAY)
def period(request: HttpRequest, award: Award) -> HttpResponse:
    """Another last day."""
    form = PeriodForm(request.POST or None, award=award)
    return _asked(request, award, form, workflow.ask_period, "funding/changes/period.html", {})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.awards, may=_MAY)
def plan(request: HttpRequest, award: Award) -> HttpResponse:
    """Another text for one answer of the plan; what stands now is read from the agreement."""
    said = varying.plan_now(award)
    form = PlanForm(request.POST or None, said=said)
    return _asked(request, award, form, workflow.ask_content, "funding/changes/plan.html", {"said": said})


def _asked(
    request: HttpRequest, award: Award, form: forms.Form, ask: Callable[..., Variation], template: str, more: Any
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = form.values()  # type: ignore[attr-defined]
        try:
            made = ask(award, actor=request.user, **values)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            passed = _("It passed by rule and holds at once.")
            messages.success(request, passed if made.by_rule else _("Asked for. You hear of the decision."))
            return redirect(made)
    context = {"award": award, "form": form, **more}
    return render(request, template, context, status=422 if form.is_bound else 200)
