"""What a group reads about its result and its decision letter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from funding.models import Allocation, Award
from funding.papers.letter import letter as letter_of
from funding.queries.feedback import DECIDED, lines_of
from proposals.models import Proposal
from proposals.queries.standing import standing
from proposals.workflow.objection import why_not
from seoul_portal.access import ask_second_factor, signed_in


def _decided(request: HttpRequest, pk: int) -> Allocation | None:
    """The announced decision on a proposal that this person may read, or 404; nothing: ask for a second factor.

    Members read it, and the offices of the village; reviewers and visitors do not.
    """
    user: Any = request.user
    files = Proposal.objects.visible_to(user).filter(state__in=DECIDED)
    found = Allocation.objects.filter(proposal__in=files, round__state="announced").select_related(
        "round__signed_by", "proposal__call", "proposal__group", "proposal__village__district"
    )
    row = get_object_or_404(found.defer("proposal__words", "proposal__search"), proposal=pk)
    if not row.proposal.belongs_to(user) and user.second_factor_at is None:
        return None
    return row


@signed_in
@require_safe
def feedback(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Points, reasons, the next step and the way back."""
    row = _decided(request, pk)
    if row is None:
        return ask_second_factor(request)
    file: Proposal = row.proposal
    is_member = file.belongs_to(request.user)
    context = {
        "file": file,
        "row": row,
        "award": Award.objects.filter(proposal=file).first(),
        "lines": lines_of(file, row.round.figures),
        "standing": standing(file),
        "is_member": is_member,
        "may_object": is_member and file.state == "not_selected" and not why_not(file),
    }
    return render(request, "funding/feedback.html", context)


@signed_in
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The decision letter as PDF."""
    row = _decided(request, pk)
    if row is None:
        return ask_second_factor(request)
    file = row.proposal
    award = Award.objects.filter(proposal=file).first()
    signer = str(row.round.signed_by)
    made = letter_of(file, row, award, lines_of(file, row.round.figures), signer=signer)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{file.number}.pdf"'
    return response
