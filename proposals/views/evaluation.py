"""The district's recommendation and what was seen on the spot: written by the district, read by the Division too."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from casework.lifecycle import Refused
from proposals.forms.review import EvaluationForm
from proposals.models import DistrictEvaluation, Proposal
from proposals.queries.standing import standing
from proposals.workflow import evaluation as workflow
from seoul_portal.access import staff


@staff("proposals.evaluate_somewhere")
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it, and write it where this is one's district and the time has come."""
    user: Any = request.user
    rows = Proposal.objects.visible_to(user).select_related("call", "group", "village__district", "office")
    file = get_object_or_404(rows.filter(submitted_at__isnull=False), pk=pk)
    if not user.has_perm("proposals.view_evaluation", file):
        raise Http404
    found = DistrictEvaluation.objects.filter(proposal=file).select_related("by", "posting__office").first()
    writes = user.has_perm("proposals.evaluate_for_district", file) and not workflow.why_closed(file)
    form = EvaluationForm(request.POST or None, instance=found, initial={"seen": workflow.mark(found)})
    refused: list[str] = []
    if request.method == "POST":
        if not writes:
            raise Http404
        if form.is_valid():
            try:
                workflow.evaluate(file, actor=user, **form.cleaned_data)
            except Refused as error:
                refused = error.reasons
            else:
                messages.success(request, _("Saved. The Division reads it beside the scores; reviewers do not."))
                return redirect("proposals:evaluation", file.pk)
    context = {
        "file": file,
        "evaluation": DistrictEvaluation.objects.filter(proposal=file).select_related("by", "posting__office").first(),
        "form": form if writes else None,
        "closed": workflow.why_closed(file),
        "refused": refused,
        "standing": standing(file),
    }
    status = 200 if request.method != "POST" else 409 if refused else 422
    return render(request, "proposals/review/evaluation.html", context, status=status)
