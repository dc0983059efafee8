"""The adviser's desk: who comes when, who waits for a time, what is still to be noted, and who was helped how much."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.lifecycle import Refused
from proposals.forms.advice import FollowUpForm
from proposals.forms.hours import WalkInForm
from proposals.models import Advice, Proposal
from proposals.queries import advice as reading
from proposals.queries.help import districts_helped, groups_helped
from proposals.workflow import advice as talks
from proposals.workflow.walkin import receive
from seoul_portal.access import staff
from seoul_portal.paging import Keyset

PAGE = 30


@staff("proposals.hold_advice")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Today, this week, asked for, to be noted."""
    mine = request.GET.get("whose") == "mine"
    ahead = reading.booked_ahead(request.user, mine=mine)
    today = timezone.localdate()
    context = {
        "mine": mine,
        "today": [each for each in ahead if timezone.localtime(each.slot.starts_at).date() == today],  # type: ignore[union-attr]
        "week": [each for each in ahead if timezone.localtime(each.slot.starts_at).date() > today],  # type: ignore[union-attr]
        "asked": reading.asked_for(request.user),
        "unnoted": reading.to_be_noted(request.user, mine=mine),
    }
    return render(request, "proposals/advice/desk.html", context)


@staff("proposals.hold_advice")
@require_safe
def past(request: HttpRequest) -> HttpResponse:
    """Talks that are over, the newest first."""
    page = Keyset(reading.past_talks(request.user), request, size=PAGE)
    return render(request, "proposals/advice/past.html", {"page": page, "talks": page.rows})


@staff("proposals.hold_advice")
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree on the next talk at the end of one."""
    found = Advice.objects.visible_to(request.user).select_related("user", "group", "office__district", "proposal")
    talk = get_object_or_404(found, pk=pk)
    if not request.user.has_perm("proposals.hold_advice", talk):
        raise Http404
    form = FollowUpForm(request.POST or None, office=talk.office, initial={"topic": talk.topic})
    if request.method == "POST" and form.is_valid():
        try:
            again = talks.follow_up(talk, actor=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Booked. The group was told."))
            return redirect(again)
    context = {"form": form, "talk": talk}
    return render(request, "proposals/advice/follow_up.html", context, status=422 if form.is_bound else 200)


@staff("proposals.offer_hours")
@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: HttpRequest) -> HttpResponse:
    """Record a visit without an appointment, and begin a draft for a group that wants one."""
    form = WalkInForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            visit, draft = _record(request, form)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Recorded. They were told and can read it."))
            return redirect(draft or visit)
    return render(request, "proposals/advice/walk_in.html", {"form": form}, status=422 if form.is_bound else 200)


def _record(request: HttpRequest, form: WalkInForm) -> tuple[Advice, Proposal | None]:
    values: dict[str, Any] = dict(form.cleaned_data)
    _posting, office = form.places[values["place"]]
    group = values["group"]
    village = group.village if group is not None else reading.home_for(form.person, office)
    return receive(
        office, actor=request.user, person=form.person, group=group, village=village, topic=values["topic"],
        minutes=values["minutes"], discussed=values["discussed"], note=values["note"], call=values["begin"],
    )  # fmt: skip


@staff("proposals.see_hours_of_help")
@require_safe
def help_given(request: HttpRequest) -> HttpResponse:
    """Talks and minutes per group and per district, so that help is fair."""
    page = Keyset(groups_helped(request.user), request, size=PAGE)
    context = {"page": page, "groups": page.rows, "districts": districts_helped(request.user)}
    return render(request, "proposals/advice/help_given.html", context)
