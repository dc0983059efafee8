"""A proposal of a later year beside the year before: what changed, for its group and for the offices."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from proposals import continuing
from proposals.models import Proposal
from proposals.queries.standing import standing
from proposals.queries.versions import versions_of
from proposals.record import call_of, present
from proposals.views.opening import for_readers
from seoul_portal.access import signed_in


@signed_in
@require_safe
@for_readers
def last_year(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """What changed since last year. Offices compare what was handed in, members the text as it stands."""
    year = continuing.before(proposal)
    if year is None:
        raise Http404
    content = None
    if not proposal.group.belongs_to(request.user):
        latest = versions_of(proposal).defer(None).first()
        content = latest.content if latest else None
    if content is None:
        content = present(proposal).content
    parts = continuing.changes(call_of(content), year, content["parts"])
    context = {"proposal": proposal, "year": year, "parts": parts, "standing": standing(proposal)}
    return render(request, "proposals/submission/last_year.html", context)
