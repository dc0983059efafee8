"""The office's page of a file: one page for both doors, the village center's and the district's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.access_record import note_access
from casework.attempt import attempted
from casework.lifecycle import Refused
from proposals import continuing
from proposals.eligibility import people_of
from proposals.eligibility import standing as findings
from proposals.forms.triage import MessageForm, NoteForm, ReturnForm
from proposals.models import Proposal, TriagePoint
from proposals.queries.file import Office, of_office
from proposals.queries.standing import standing
from proposals.rules import TRIAGE_ROLES
from proposals.workflow import thread, triage
from proposals.workflow.proposal import PROPOSAL
from seoul_portal.access import signed_in, staff
from villages.rules import held


def _found(request: HttpRequest, pk: int) -> Any:
    """The file, for those who read it in a posting. Members have a page of their own."""
    file: Any = of_office(request.user, pk)
    if file is None:
        raise Http404
    file.still_scored_by = {request.user.pk: file.reader_scores}
    if not request.user.has_perm("proposals.view_internal_notes", file):
        raise Http404
    return file


@staff("proposals.read_files")
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one submitted file, with every step that can be taken."""
    found = _found(request, pk)
    office = Office(found)
    office.hand_over_text()
    user: Any = request.user
    if found.message_rows:
        newest = found.message_rows[0]["id"]
        if newest > (found.read_up_to or 0):
            thread.see(found, user, newest)
    checks = user.has_perm("proposals.check_proposal", found)
    context = {
        "file": found,
        "office": office,
        "standing": standing(found, office.open_objection),
        "text": office.text(),
        "points": office.points(),
        "talk": office.messages(),
        "notes": office.notes(),
        "advice": office.advice(),
        "distinct": people_of(found),
        "findings": findings(found),
        "year": continuing.before(found),
        "checks": checks,
        "evaluates": user.has_perm("proposals.view_evaluation", found),
        "may_take": checks and _own_posting(found, user) is not None,
        "closed": thread.why_closed(found),
        "message_form": MessageForm(),
        "note_form": NoteForm(),
    }
    return render(request, "proposals/triage/file.html", context)


@staff("proposals.read_files")
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to the file, from the record."""
    found = _found(request, pk)
    objection = Office(found).open_objection
    return render(request, "proposals/triage/history.html", {"file": found, "standing": standing(found, objection)})


@staff("proposals.read_files")
@require_POST
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """How to reach the representative. That somebody looked stands in the record of access."""
    found = _found(request, pk)
    person = found.group.representative
    if person is None:
        raise Http404
    note_access(request, person.user, "telephone number and e-mail address")
    response = render(request, "proposals/triage/contact.html", {"file": found, "person": person.user})
    response["Cache-Control"] = "private, no-store"
    return response


@staff("proposals.use_queue")
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file on oneself."""
    found = get_object_or_404(Proposal.objects.visible_to(request.user), pk=pk)
    posting = _own_posting(found, request.user)
    if posting is None:
        raise Http404
    return _done(request, found, lambda: triage.assign(found, actor=request.user, posting=posting))


@staff("proposals.use_queue")
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the file: its text beside a box for points, part by part."""
    found = _found(request, pk)
    step = PROPOSAL.steps["return_"]
    if not PROPOSAL.permits(step, found, request.user):
        raise Http404
    here = found.state
    form: Any = ReturnForm(request.POST or None, initial={"seen": here}, step=step, subject=found, actor=request.user)
    refused = [] if here in step.sources else [PROPOSAL.too_late(found)]
    if request.method == "POST" and form.is_valid():
        try:
            triage.return_(found, actor=request.user, **form.values())
        except Refused as error:
            refused = error.reasons
        else:
            messages.success(request, _("Returned. All members have been told your points."))
            return redirect("proposals:file", found.pk)
    pages = {each.page.key: each for each in Office(found).text()}
    parts = [(part, pages.get(str(part.key)), form[f"point_{part.key}"]) for part in form.parts]
    context = {"file": found, "form": form, "parts": parts, "refused": refused, "step": step}
    status = 200 if request.method != "POST" else 409 if refused else 422
    return render(request, "proposals/triage/return.html", context, status=status)


@staff("proposals.read_files")
@require_POST
def write_note(request: HttpRequest, pk: int) -> HttpResponse:
    """A note that only offices read."""
    found = _found(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please write something, up to 2,000 characters."))
        return redirect("proposals:file", found.pk)
    return _done(request, found, lambda: thread.note(found, actor=request.user, text=form.cleaned_data["note"]))


@signed_in
@require_POST
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """A member marks a point as done, or open again."""
    mine = Proposal.objects.of(request.user).values("pk")
    found = get_object_or_404(TriagePoint, pk=pk, proposal__in=mine)
    done = request.POST.get("done") == "yes"
    attempted(request, lambda: triage.finish_point(found, actor=request.user, done=done))
    return redirect("proposals:proposal", found.proposal_id)


def _own_posting(file: Proposal, user: Any) -> Any:
    """The posting in which ``user`` could take the file, unless they hold it already."""
    if file.state not in PROPOSAL.steps["assign"].sources or not user.has_perm("proposals.assign_proposal", file):
        return None
    mine = held(user, TRIAGE_ROLES, file.village)
    return None if file.assigned_to_id in {each.pk for each in mine} else next(iter(mine), None)


def _done(request: HttpRequest, file: Proposal, act: Any) -> HttpResponse:
    attempted(request, act, _("Done."))
    return redirect("proposals:file", file.pk)
