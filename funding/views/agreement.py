"""The agreement as the group reads, fits and accepts it; the lesson before it; its PDF after it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.lifecycle import Refused
from funding.enums import AwardState
from funding.forms.agreement import FitForm, LessonForm
from funding.lesson import questions
from funding.models import Agreement, Award
from funding.papers.agreement import agreement_pdf, words_of
from funding.queries.agreement import consent, period_of
from funding.queries.award_standing import standing
from funding.views import reading
from funding.workflow import agreement as workflow
from groups.rules import membership_in
from proposals.outline import parts_of, readable
from seoul_portal.access import signed_in


def _of(award: Award) -> Agreement:
    found = get_object_or_404(Agreement, award=award)
    found.award = award
    return found


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.awards)
def agreement(request: HttpRequest, award: Award) -> HttpResponse:
    """Read it, and say yes to exactly what was read."""
    found, user = _of(award), request.user
    reasons: list[str] = []
    if request.method == "POST":
        try:
            workflow.accept(award, actor=user, seen=request.POST.get("seen", ""))
        except Refused as error:
            reasons = error.reasons
        else:
            messages.success(request, _("Thank you. Your yes is recorded."))
            return redirect("funding:award", award.pk)
    return render(request, "funding/agreement.html", _page(found, user, reasons), status=422 if reasons else 200)


def _page(found: Agreement, user: Any, reasons: list[str]) -> dict[str, Any]:
    award = found.award
    member = membership_in(user, award)
    said = consent(found)
    waits = award.state == AwardState.OFFERED and member is not None
    return {
        "award": award,
        "agreement": found,
        "words": words_of(found),
        "lines": award.lines.order_by("position"),
        "goals": award.goals.order_by("position"),
        "plan": _plan(found),
        "period": period_of(found) if award.starts_on is None else award,
        "consent": said,
        "standing": standing(award),
        "is_member": member is not None,
        # Somebody who said yes already may have to complete it, when a member left who was waited for.
        "may_accept": waits and (member in said.waiting or said.is_complete),
        "blocked": workflow.why_not_accept(found, member) if waits else [],
        "may_fit": user.has_perm("funding.fit_budget", award) and not workflow.why_not_fit(found),
        "reasons": reasons,
    }


def _plan(found: Agreement) -> list[tuple[str, list[Any]]]:
    """What the group wrote, part by part."""
    kept = found.content["plan"]
    parts = [part for part in parts_of(found.award.proposal.call) if part.key in kept and part.key != "goals"]
    return [
        (str(part.title), [each for each in readable(part, kept[part.key]) if each.text or each.rows]) for part in parts
    ]


@signed_in
@require_safe
@reading.opened(reading.awards)
def pdf(request: HttpRequest, award: Award) -> HttpResponse:
    """The accepted agreement on paper."""
    found = _of(award)
    if found.agreed_at is None:
        raise Http404
    response = HttpResponse(agreement_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="agreement-{award.proposal.number}.pdf"'
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.awards, may="funding.fit_budget")
def fit(request: HttpRequest, award: Award) -> HttpResponse:
    """Divide the amount among the lines, until somebody accepted."""
    found = _of(award)
    closed = workflow.why_not_fit(found)
    lines = list(award.lines.order_by("position"))
    form = FitForm(request.POST or None, lines=lines, initial={"seen": found.fingerprint})
    if request.method == "POST" and form.is_valid():
        try:
            workflow.fit(award, actor=request.user, seen=form.cleaned_data["seen"], parts=form.parts())
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect("funding:agreement", award.pk)
    context = {"award": award, "form": form, "closed": closed, "asked": award.proposal.asked}
    return render(request, "funding/agreement/fit.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.awards, may="funding.accept_agreement")
def lesson(request: HttpRequest, award: Award) -> HttpResponse:
    """Five questions; whoever answered them reads the explanations again."""
    user: Any = request.user
    taken = award.lessons.filter(user=user).exists()
    form = LessonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        workflow.take_lesson(award, actor=request.user)
        messages.success(request, _("All five are right. Now you can accept the agreement."))
        return redirect("funding:agreement", award.pk)
    context = {"award": award, "form": form, "taken": taken, "questions": questions()}
    return render(request, "funding/agreement/lesson.html", context, status=422 if form.is_bound else 200)
