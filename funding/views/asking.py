"""Asking for more time and for help, and answering: from the award, from each obligation, and from a reminder.

A link in an e-mail only opens a page. Nothing is asked for before somebody presses a button there.
"""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.access_record import note_access
from casework.attempt import attempted
from funding.enums import HelpState, MoreTimeState
from funding.forms.asking import WhyForm
from funding.models import Award, HelpCall, MoreTime
from funding.queries import obligations
from funding.queries.asking import asked_of, due_of
from funding.queries.conditions import conditions_of
from funding.queries.people import office_of
from funding.views import reading
from funding.workflow import help_call as help_workflow
from funding.workflow import more_time as time_workflow
from groups.models import Group
from groups.rules import own_groups
from notices import deadlines
from notices.calendar import add_business_days
from proposals.queries.standing import Standing
from seoul_portal.access import signed_in

# What an office must answer stands beside what it was asked about, not in a line of its own.
SHOWN_TO_GROUPS = tuple(name for name in obligations.PATHS if name not in ("more-time", "help-call"))


def _own(request: HttpRequest, name: str, pk: int) -> Award:
    """The award of that obligation, for members of its group; for everybody else it does not exist."""
    award = obligations.award_of(name, pk)
    if award is None or not request.user.has_perm("funding.ask_more", award):
        raise Http404
    return award


@signed_in
@require_safe
def obligation(request: HttpRequest, name: str, pk: int) -> HttpResponseBase:
    """One thing that the group must do: by when, and what to press where that is too early or too much."""
    award = _own(request, name, pk)
    found = obligations.find(name, pk)
    if found is None:
        messages.info(request, _("This is done. Thank you!"))
        return redirect(award)
    asked, terms = asked_of([award]), conditions_of(found.award)
    context = {
        "award": found.award,
        "due": found,
        "until": time_workflow.until_by_rule(found, terms),
        "no_later": time_workflow.no_later_day(found),
        "time": asked.time.get((name, pk)),
        "help": asked.help.get((name, pk)),
        "office": office_of(found.award),
        "call_by": add_business_days(timezone.localdate(), terms.help_within),
        "earlier": MoreTime.objects.about(name, pk).exclude(state=MoreTimeState.REQUESTED),
        "form": WhyForm(),
    }
    return render(request, "funding/due/obligation.html", context)


@signed_in
@require_POST
def ask_time(request: HttpRequest, name: str, pk: int) -> HttpResponseBase:
    """More time: granted at once by rule, or asked of the office."""
    _own(request, name, pk)
    seen = _day(request.POST.get("seen", ""))
    attempted(request, lambda: time_workflow.ask(name, pk, actor=request.user, why=_words(request), seen=seen), _answer)
    return redirect("funding:obligation", name, pk)


def _day(text: str) -> date | None:
    """The day by which it was due when the page was shown; nothing where it was tampered with."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _answer(made: MoreTime) -> str:
    if made.until_on:
        return _("Granted. You have until %(day)s now.") % {"day": date_format(made.until_on)}
    return _("Asked for. Your office answers by %(day)s.") % {"day": date_format(made.due_on)}


@signed_in
@require_POST
def ask_help(request: HttpRequest, name: str, pk: int) -> HttpResponseBase:
    """The group needs help with this, or with its project as such."""
    whole = name == obligations.PROJECT
    award = get_object_or_404(Award.objects.visible_to(request.user), pk=pk) if whole else _own(request, name, pk)
    attempted(request, lambda: help_workflow.ask(name, pk, actor=request.user, words=_words(request)), _somebody_calls)
    return redirect(award) if whole else redirect("funding:obligation", name, pk)


def _somebody_calls(made: HelpCall) -> str:
    said = {"office": str(made.office), "day": date_format(made.due_on)}
    return _("%(office)s knows now and will call by %(day)s.") % said


def _words(request: HttpRequest) -> str:
    form = WhyForm(request.POST)
    return form.cleaned_data["words"] if form.is_valid() else ""


@signed_in
@require_safe
def group_due(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is due for the awards of one's group, whoever must act."""
    group = get_object_or_404(Group.objects.filter(pk__in=own_groups(request.user)), pk=pk)
    awards = list(Award.objects.filter(group=group).select_related("proposal", "group"))
    for award in awards:
        award.group = group
    context = {"group": group, **due_of(awards, SHOWN_TO_GROUPS), "awards": awards}
    return render(request, "funding/due/group.html", context)


@signed_in
@require_safe
@reading.opened(reading.more_time)
def more_time(request: HttpRequest, asked: MoreTime) -> HttpResponse:
    """A wish for more time, for the group and for whoever decides."""
    label = deadlines.get(asked.source).label
    context = {
        "asked": asked,
        "award": asked.award,
        "label": label,
        "is_member": asked.belongs_to(request.user),
        "earlier": MoreTime.objects.about(asked.source, asked.object_id).exclude(pk=asked.pk),
        "standing": _time_standing(asked),
    }
    return render(request, "funding/due/more_time.html", context)


def _time_standing(asked: MoreTime) -> Standing:
    if asked.state == MoreTimeState.REQUESTED:
        return Standing(_("More time is asked for."), _("The office"), asked.due_on)
    return Standing(str(asked.get_state_display()))


@signed_in
@require_safe
@reading.opened(reading.help_calls)
def help_call(request: HttpRequest, call: HelpCall) -> HttpResponse:
    """A call for help: the group sees who will call; the office sees whom to call."""
    is_member = call.belongs_to(request.user)
    calls = not is_member and request.user.has_perm("funding.answer_helpcall", call)
    if calls:
        note_access(request, call.asked_by, "telephone number and e-mail address")
    context = {
        "call": call,
        "award": call.award,
        "label": help_workflow.label_of(call),
        "is_member": is_member,
        "calls": calls,
        "standing": _help_standing(call),
    }
    return render(request, "funding/due/help_call.html", context)


def _help_standing(call: HelpCall) -> Standing:
    if call.state == HelpState.OPEN:
        return Standing(_("The group needs help."), str(call.office), call.due_on)
    if call.state == HelpState.TAKEN:
        return Standing(_("Somebody will call."), str(call.taken_by), call.due_on)
    return Standing(str(call.get_state_display()))
