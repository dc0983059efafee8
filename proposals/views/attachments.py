"""Files of a proposal: added, taken away, and handed out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from casework.attempt import attempted
from casework.lifecycle import Refused
from proposals.enums import SectionKey
from proposals.models import Attachment, DocumentRequirement, Proposal, Question
from proposals.queries.versions import file_for
from proposals.views.opening import for_writers
from proposals.workflow import files
from seoul_portal.access import ask_second_factor, signed_in
from seoul_portal.files import accept, download
from seoul_portal.paging import key

MOST_AT_ONCE = 5


@signed_in
@require_POST
@for_writers
def attach(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Add files for a document, a question, or neither. Each is said to be there or why not."""
    requirement = _chosen(proposal.call.documents, request.POST.get("document"))
    question = _chosen(proposal.call.questions.filter(kind="file"), request.POST.get("question"))
    uploads = request.FILES.getlist("files")
    if not uploads:
        messages.error(request, _("Please choose a file first."))
    if len(uploads) > MOST_AT_ONCE:
        messages.error(request, _("Please choose at most %d files.") % MOST_AT_ONCE)
        uploads = []
    added = 0
    for upload in uploads:
        try:
            files.add(proposal, actor=request.user, accepted=accept(upload), requirement=requirement, question=question)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except Refused as error:
            messages.error(request, " ".join(error.reasons))
        else:
            added += 1
    if added:
        said = ngettext("%(number)d file was added.", "%(number)d files were added.", added)
        messages.success(request, said % {"number": added})
    return _back(request, proposal, requirement, question)


@signed_in
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file out of the draft."""
    found = _visible(request, pk)
    said = _("“%(name)s” was taken out.") % {"name": found.name}
    attempted(request, lambda: files.remove(found, actor=request.user), said)
    return _back(request, found.proposal, found.requirement, found.question)


@signed_in
@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file, to save."""
    user: Any = request.user
    found = _visible(request, pk)
    if not found.proposal.group.belongs_to(user) and user.second_factor_at is None:
        return ask_second_factor(request)
    return download(found.file, found.name, found.content_type)


def _visible(request: HttpRequest, pk: int) -> Attachment:
    found = file_for(request.user, pk)
    if found is None:
        raise Http404
    return found


def _chosen(rows: Any, value: str | None) -> Any:
    """The document or question that the form names; another call's, or none at all, does not exist."""
    return get_object_or_404(rows, pk=key(value) or 0) if value else None


def _back(
    request: HttpRequest, proposal: Proposal, requirement: DocumentRequirement | None, question: Question | None
) -> HttpResponse:
    """To the part that the file belongs to. Our script gets the address: the page it opens says what happened."""
    part = question.section if question else SectionKey.DOCUMENTS
    place = f"#f-{question.key}" if question else f"#f-document-{requirement.pk}" if requirement else ""
    address = reverse("proposals:section", args=[proposal.pk, part])
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"go": address + place})
    return redirect(address + place)
