"""The self-check of visitors, and what staff see of all of them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from proposals import answers
from proposals.eligibility import Finding, checked, label_of, questions_of
from proposals.enums import CheckOutcome
from proposals.forms.selfcheck import SelfCheckForm
from proposals.models import Call, SelfCheckTally
from proposals.queries.calls import whole_call
from proposals.workflow.selfcheck import count
from seoul_portal.access import public, staff
from seoul_portal.paging import Keyset

PAGE = 30
MET, NOT_MET, ASK = CheckOutcome.MET, CheckOutcome.NOT_MET, CheckOutcome.ASK


@public
@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: HttpRequest, pk: int) -> HttpResponse:
    """A few questions, and how each rule comes out. Nobody signs in, and nobody is told who asked."""
    call = whole_call(Call.objects.public(), pk)
    if call is None:
        raise Http404
    known = answers.look(request, call)
    posted = request.POST if request.method == "POST" else None
    form = SelfCheckForm(posted, call=call, questions=questions_of(call), known=known)
    if posted is not None and form.is_valid():
        first = answers.remember(request, call, form.answers())
        if first:
            found = checked(call, form.answers())
            of_rules = [(each.rule.name, each.outcome) for each in found if not each.is_step]
            count(call, [("", whole_outcome(found)), *of_rules])
        return redirect(f"{reverse('proposals:self-check', args=[call.pk])}?result=1")
    if posted is None and known and "result" in request.GET:
        return _result(request, call, checked(call, known))
    context = {"call": call, "form": form, "is_open": call.is_open()}
    return render(request, "proposals/selfcheck/form.html", context, status=422 if posted is not None else 200)


def whole_outcome(findings: list[Finding]) -> CheckOutcome:
    """Not met if any rule is not; otherwise something to ask if any is.

    The closing time is nobody's fault, and a step that everybody takes on the way keeps nobody from a clear yes.
    """
    outcomes = {each.outcome for each in findings if each.rule.name != "open" and not each.is_step}
    return next((outcome for outcome in (NOT_MET, ASK) if outcome in outcomes), MET)


def _result(request: HttpRequest, call: Call, findings: list[Finding]) -> HttpResponse:
    context = {
        "call": call,
        "findings": sorted(findings, key=lambda each: [NOT_MET, ASK, MET].index(each.outcome)),
        "outcome": whole_outcome(findings),
        "talk_first": any(each.is_step for each in findings),
        "is_open": call.is_open(),
    }
    return render(request, "proposals/selfcheck/result.html", context)


@staff("proposals.see_self_checks")
@require_safe
def totals(request: HttpRequest) -> HttpResponse:
    """How many checked each call, and how it came out."""
    page = Keyset(
        Call.objects.public().select_related("programme", "stage__programme").order_by("-id"), request, size=PAGE
    )
    whole = SelfCheckTally.objects.filter(call__in=[call.pk for call in page.rows], rule="").order_by()
    sums: dict[int, dict[str, int]] = defaultdict(dict)
    for pk, outcome, number in whole.values_list("call", "outcome").annotate(number=Sum("count")):
        sums[pk][outcome] = number
    rows = [(call, _row(sums[call.pk])) for call in page.rows]
    return render(request, "proposals/selfcheck/totals.html", {"rows": rows, "page": page})


@staff("proposals.see_self_checks")
@require_safe
def totals_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Why people stopped: the rules of one call, those that stopped most people first."""
    call = get_object_or_404(Call.objects.public().select_related("stage__programme"), pk=pk)
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    found = SelfCheckTally.objects.filter(call=call).order_by().values_list("rule", "outcome")
    for rule, outcome, number in found.annotate(number=Sum("count")):
        sums[rule][outcome] = number
    whole = _row(sums.pop("", {}))
    rows = [(label_of(rule), _row(each)) for rule, each in sums.items()]
    rows.sort(key=lambda row: (-row[1]["not_met"], -row[1]["ask"], row[0]))
    return render(request, "proposals/selfcheck/totals_of.html", {"call": call, "whole": whole, "rows": rows})


def _row(sums: dict[str, int]) -> dict[str, Any]:
    row = {str(outcome): sums.get(str(outcome), 0) for outcome in CheckOutcome}
    return row | {"all": sum(row.values())}
