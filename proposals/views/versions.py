"""What was handed in, version by version, what changed between two of them, and all of it as PDF."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from proposals import paper
from proposals.differences import changed_parts
from proposals.models import Proposal, Version
from proposals.queries.standing import standing
from proposals.queries.versions import versions_of
from proposals.record import pages_of, present
from proposals.views.opening import for_readers
from seoul_portal.access import signed_in

# Far more than anybody hands in; what lies behind it is reached by its number.
MOST_LISTED = 100


@signed_in
@require_safe
@for_readers
def versions(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Every submission, the latest first, each with the way to what it changed."""
    rows = list(versions_of(proposal)[:MOST_LISTED])
    context = {"proposal": proposal, "versions": rows, "standing": standing(proposal)}
    return render(request, "proposals/submission/versions.html", context)


@signed_in
@require_safe
@for_readers
def version(request: HttpRequest, proposal: Proposal, number: int) -> HttpResponse:
    """One submission, word for word."""
    found = _version(proposal, number)
    context = {
        "proposal": proposal,
        "version": found,
        "pages": pages_of(found.content),
        "files": found.content["files"],
        "people": found.content["people"],
        "previous": number - 1 if number > 1 else None,
        "standing": standing(proposal),
    }
    return render(request, "proposals/submission/version.html", context)


@signed_in
@require_safe
@for_readers
def difference(request: HttpRequest, proposal: Proposal, before: int, after: int) -> HttpResponse:
    """What changed from one submission to a later one."""
    found = {each.number: each for each in proposal.versions.select_related("by").filter(number__in=[before, after])}
    if not {before, after} <= set(found):
        raise Http404
    former, later = found[min(before, after)], found[max(before, after)]
    context = {
        "proposal": proposal,
        "before": former,
        "after": later,
        "parts": changed_parts(pages_of(former.content), pages_of(later.content)),
        "standing": standing(proposal),
    }
    return render(request, "proposals/submission/difference.html", context)


@signed_in
@require_safe
@for_readers
def print_draft(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The text as it stands now, as PDF with a watermark. Offices print it only while the draft is shown to them."""
    if proposal.submitted_at and not proposal.group.belongs_to(request.user):
        raise Http404
    made = paper.draft_pdf(present(proposal).content, str(proposal))
    return _as_file(made, _("Draft %(title)s") % {"title": proposal})


@signed_in
@require_safe
@for_readers
def print_version(request: HttpRequest, proposal: Proposal, number: int) -> HttpResponse:
    """One submission as PDF."""
    found = _version(proposal, number)
    made = paper.version_pdf(
        found.content,
        _title_of(found, proposal),
        number=proposal.number or "",
        version=found.number,
        at=found.at,
        fingerprint=found.fingerprint,
    )
    return _as_file(made, f"{proposal.number} ({found.number})")


def _version(proposal: Proposal, number: int) -> Version:
    return get_object_or_404(proposal.versions.select_related("by"), number=number)


def _title_of(found: Version, proposal: Proposal) -> str:
    idea: dict[str, Any] = found.content["parts"].get("idea", {})
    return str(idea.get("title") or proposal)


def _as_file(content: bytes, name: str) -> HttpResponse:
    tidy = "".join(each if each.isalnum() or each in " -()" else " " for each in name)
    response = HttpResponse(content, content_type="application/pdf")
    filename = " ".join(tidy.split())[:100] + ".pdf"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename) or ""
    response.headers["Cache-Control"] = "private, no-store"
    return response
