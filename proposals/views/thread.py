"""The thread of a file, the same for group and offices, and its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.lifecycle import Refused
from proposals.forms.triage import MessageForm
from proposals.models import Proposal, ThreadFile, ThreadMessage, ThreadReading
from proposals.queries.standing import standing
from proposals.workflow import thread as talk
from seoul_portal.access import ask_second_factor, signed_in
from seoul_portal.files import download
from seoul_portal.paging import Keyset

PAGE = 20


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What group and office wrote to each other about a file, the newest first, and a box to write."""
    user: Any = request.user
    found = Proposal.objects.visible_to(user).select_related(
        "call", "group", "village__district", "office", "assigned_to__person"
    )
    file = get_object_or_404(found, pk=pk)
    is_member = file.belongs_to(user)
    if not is_member and user.second_factor_at is None:
        return ask_second_factor(request)
    if not is_member and file.submitted_at is None:
        raise Http404
    form = MessageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            talk.write(file, actor=user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            notes.success(request, _("Sent. The other side has been told."))
            return redirect("proposals:thread", file.pk)
    rows = ThreadMessage.objects.filter(proposal=file).select_related("author", "posting__office")
    page = Keyset(rows.prefetch_related("files").order_by("-id"), request, size=PAGE)
    read = ThreadReading.objects.filter(proposal=file, user=user).values_list("up_to", flat=True).first() or 0
    if page.rows and page.rows[0].pk > read:
        talk.see(file, user, page.rows[0].pk)
    context = {
        "file": file,
        "standing": standing(file),
        "is_member": is_member,
        "form": form,
        "page": page,
        "rows": page.rows,
        "read": read,
        "closed": talk.why_closed(file),
        "may_write": user.has_perm("proposals.write_in_thread", file),
    }
    return render(request, "proposals/triage/thread.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def thread_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file beside a message, to save."""
    user: Any = request.user
    seen = Proposal.objects.visible_to(user).filter(submitted_at__isnull=False).values("pk")
    found = get_object_or_404(
        ThreadFile.objects.select_related("message__proposal__group"), pk=pk, message__proposal__in=seen
    )
    if not found.message.proposal.belongs_to(user) and user.second_factor_at is None:
        return ask_second_factor(request)
    return download(found.file, found.name, found.content_type)
