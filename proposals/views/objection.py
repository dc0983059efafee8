"""Objecting to a decision, and the page of an objection."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.lifecycle import Refused
from proposals.forms.triage import ObjectForm
from proposals.models import Objection, Proposal
from proposals.queries.standing import standing
from proposals.workflow import objection as objections
from seoul_portal.access import ask_second_factor, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def lodge(request: HttpRequest, pk: int) -> HttpResponse:
    """A member objects for the group: the rule, the reason, and room for their own words."""
    found = Proposal.objects.of(request.user).select_related("call", "group", "village__district", "office")
    file = get_object_or_404(found, pk=pk)
    if file.submitted_at is None:
        raise Http404
    form = ObjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = objections.lodge(file, actor=request.user, text=form.cleaned_data["text"])
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Your objection is lodged. Somebody who did not decide answers it."))
            return redirect(made)
    context = {"file": file, "form": form, "standing": standing(file), "closed": objections.why_not(file)}
    return render(request, "proposals/triage/object.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def objection(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One objection with its answer, for the group and for the offices."""
    user: Any = request.user
    found = Objection.objects.visible_to(user).select_related(
        "proposal__call", "proposal__group", "proposal__village__district", "proposal__office", "by", "answered_by"
    )
    one = get_object_or_404(found, pk=pk)
    is_member = one.proposal.belongs_to(user)
    if not is_member and user.second_factor_at is None:
        return ask_second_factor(request)
    is_open = one.state == "lodged"
    context = {
        "objection": one,
        "file": one.proposal,
        "is_member": is_member,
        "standing": standing(one.proposal, one if is_open else None),
    }
    return render(request, "proposals/triage/objection.html", context)
