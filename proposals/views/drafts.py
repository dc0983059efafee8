"""My proposals, beginning one, and the file's page of its writers: the task list, or where the file stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.lifecycle import Refused
from groups.models import Group
from groups.queries.groups import groups_of
from groups.rules import membership_in
from proposals import answers, budget, continuing, presence
from proposals.enums import ProposalState
from proposals.models import Call, Proposal
from proposals.queries.drafts import Task, file_for, mine, tasks_of, writers_of
from proposals.queries.standing import Standing, standing
from proposals.record import content_of, pages_of
from proposals.workflow import drafting
from seoul_portal.access import signed_in
from seoul_portal.paging import Keyset, key

PAGE = 20


@signed_in
@require_safe
def my_proposals(request: HttpRequest) -> HttpResponse:
    """Everything my groups ever proposed, the newest first."""
    page = Keyset(mine(request.user), request, size=PAGE)
    rows = [(proposal, standing(proposal)) for proposal in page.rows]
    return render(request, "proposals/drafts/mine.html", {"rows": rows, "page": page})


@signed_in
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the group whose proposal it will be. What the self-check heard is filled in."""
    call = get_object_or_404(Call.objects.public().select_related("programme"), pk=pk)
    groups = list(groups_of(request.user).exclude(state="disbanded"))
    refused: list[str] = []
    if request.method == "POST":
        group = next((each for each in groups if each.pk == key(request.POST.get("group"))), None)
        if group is None:
            refused = [_("Please choose one of your groups.")]
        else:
            try:
                made = drafting.begin(call, group, actor=request.user, answers=answers.take(request, call))
            except Refused as error:
                refused = error.reasons
            else:
                messages.success(request, _("Your draft is begun. What we knew already is filled in."))
                return redirect(made)
    choices = _choices(call, groups)
    context = {"call": call, "choices": choices, "refused": refused, "open": [c for c in choices if not c["refused"]]}
    return render(request, "proposals/drafts/begin.html", context, status=409 if refused else 200)


def _choices(call: Call, groups: list[Group]) -> list[dict[str, Any]]:
    """Each group with what keeps it from beginning, and the proposal it has already."""
    living = {
        each.group_id: each for each in Proposal.objects.living().filter(call=call, group__in=[g.pk for g in groups])
    }
    return [
        {
            "group": group,
            "proposal": living.get(group.pk),
            "refused": None if group.pk in living else drafting.what_keeps_from_beginning(call, group),
        }
        for group in groups
    ]


def writers_file(request: HttpRequest, pk: int) -> Proposal:
    """The file, for those who write in it. To everybody else these pages do not exist."""
    proposal = file_for(request.user, pk)
    if proposal is None or not (is_member(request, proposal) or may_write(request, proposal)):
        raise Http404
    return proposal


def is_member(request: HttpRequest, proposal: Proposal) -> bool:
    return membership_in(request.user, proposal.group) is not None


def may_write(request: HttpRequest, proposal: Proposal) -> bool:
    """Whether this person may type now: by permission, and as long as the text is open."""
    return proposal.is_text_open and request.user.has_perm("proposals.write_proposal", proposal)


@signed_in
@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """The task list of a draft; later where the file stands. Whoever reads it by their posting is sent on."""
    found = file_for(request.user, pk)
    if found is None:
        raise Http404
    writes = may_write(request, found)
    if not (is_member(request, found) or writes):
        return redirect("proposals:file" if found.submitted_at else "proposals:preview", found.pk)
    tasks = tasks_of(found)
    context = {
        "proposal": found,
        "tasks": tasks,
        "done": sum(task.is_complete for task in tasks),
        "standing": writers_standing(found, tasks),
        "writes": writes,
        "member": is_member(request, found),
        "writing": _writing(request, found, tasks),
        "sums": _sums(found),
        "days_left": _days_left(found),
        "year": continuing.before(found),
        "led_by_member": any(each.user_id == found.lead_id for each in found.group.members),
    }
    return render(request, "proposals/drafts/proposal.html", context)


def writers_standing(proposal: Proposal, tasks: list[Task]) -> Standing:
    """The three answers for its writers: of a draft, how far they have come."""
    if proposal.state != ProposalState.DRAFT:
        return standing(proposal)
    closes = proposal.call.closes_at
    if closes is None or closes <= timezone.now():
        return Standing(_("The call closed before this draft was submitted. You can still read and copy everything."))
    due = timezone.localdate(closes)
    if proposal.started_for and not proposal.taken_over_at:
        return Standing(_("An office began this draft for your group."), _("A member takes it over"), due)
    done = sum(task.is_complete for task in tasks)
    where = _("A draft: %(done)d of %(all)d parts are complete.") % {"done": done, "all": len(tasks)}
    if done < len(tasks):
        return Standing(where, _("You and the other members write the rest"), due)
    lead = _("%(name)s, the lead proposer, or any member: check and submit") % {"name": proposal.lead.name}
    return Standing(where, lead, due)


def _sums(proposal: Proposal) -> budget.Totals | None:
    """What the budget comes to, where there is one."""
    lines = next((each.data.get("lines") for each in proposal.sections.all() if each.key == "budget"), None)
    return budget.totals(lines) if lines else None


def _days_left(proposal: Proposal) -> int | None:
    """Until the group must have handed in: by the date of a returned file, else until the call closes."""
    if proposal.state == ProposalState.RETURNED and proposal.due_back_on:
        left = (proposal.due_back_on - timezone.localdate()).days
        return left if left >= 0 else None
    closes = proposal.call.closes_at
    return (timezone.localdate(closes) - timezone.localdate()).days if closes and closes > timezone.now() else None


def _writing(request: HttpRequest, proposal: Proposal, tasks: list[Task]) -> list[tuple[Any, list[Any]]]:
    """Who is writing in which part now."""
    found = presence.others(proposal, writers_of(proposal), request.user)
    return [(task.part, found[task.part.key]) for task in tasks if task.part.key in found]


@signed_in
@require_safe
def who_writes(request: HttpRequest, pk: int) -> HttpResponse:
    """A heartbeat of a page that somebody writes on (``?part=``), answered by who else is writing.

    A piece of a page for its script; whoever opens the address itself is led to the page.
    """
    found = writers_file(request, pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(found)
    tasks = tasks_of(found)
    part = request.GET.get("part", "")
    if any(task.part.key == part for task in tasks) and may_write(request, found):
        presence.here(found, request.user, part)
    context = {"writing": _writing(request, found, tasks), "part": part}
    return render(request, "proposals/drafts/writing.html", context)


@signed_in
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole text as others will read it; advisers to whom it is shown read and comment here."""
    found = file_for(request.user, pk)
    if found is None:
        raise Http404
    pages = pages_of(content_of(found))
    context = {"proposal": found, "pages": pages, "member": is_member(request, found), "standing": standing(found)}
    return render(request, "proposals/drafts/preview.html", context)


@signed_in
@require_safe
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole text as it is saved now, for the panel beside the form; the part being written is marked.

    A part of a page: whoever opens the address by itself comes to the page with the whole text.
    """
    found = writers_file(request, pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("proposals:preview", found.pk)
    context = {"proposal": found, "pages": pages_of(content_of(found)), "part": request.GET.get("part", "")}
    response = render(request, "proposals/drafts/live.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Another member becomes the lead proposer."""
    found = writers_file(request, pk)
    if not request.user.has_perm("proposals.change_lead", found):
        raise Http404
    refused: list[str] = []
    if request.method == "POST":
        chosen = key(request.POST.get("lead"))
        person = next((each.user for each in found.group.members if each.user_id == chosen), None)
        try:
            if person is None:
                raise Refused([_("Please choose a member of your group.")])
            drafting.change_lead(found, actor=request.user, lead=person)
        except Refused as error:
            refused = error.reasons
        else:
            messages.success(request, _("%(name)s leads the proposal now.") % {"name": person.name})
            return redirect(found)
    context = {"proposal": found, "refused": refused}
    return render(request, "proposals/drafts/lead.html", context, status=409 if refused else 200)
