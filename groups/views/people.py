"""Members and their roles, successors, and requests to join."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.lifecycle import Refused
from groups import pledge
from groups.forms.founding import AskingForm
from groups.forms.inviting import SuccessorForm
from groups.models import Group, JoinRequest
from groups.queries.distinct import distinct_people
from groups.rules import membership_in
from groups.views.room import in_room, members_only
from groups.workflow import joining, membership, succession
from seoul_portal.access import signed_in


@signed_in
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody in the group, in their roles, and whether they count."""
    group = members_only(request, pk)
    context = in_room(
        request,
        group,
        people=distinct_people(group),
        own=membership_in(request.user, group),
        requests=list(group.join_requests.open().select_related("user")),
        offers=list(group.successions.open().select_related("successor__user", "offered_by")),
    )
    return render(request, "groups/people.html", context)


@signed_in
@require_POST
def publicity(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one's own name on the public page, or take it down."""
    group = members_only(request, pk)
    own = membership_in(request.user, group)
    membership.choose_publicity(own, actor=request.user, name_public="name_public" in request.POST)
    messages.success(request, _("Your choice is kept."))
    return redirect("groups:people", group.pk)


@signed_in
def successor(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a member to represent the group."""
    group = members_only(request, pk)
    form = SuccessorForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        try:
            offer = succession.name_successor(group, actor=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("%(name)s has been asked and will answer.") % {"name": offer.successor.user})
            return redirect("groups:people", group.pk)
    context = in_room(request, group, form=form, alone=len(group.members) == 1)
    return render(request, "groups/successor.html", context, status=422 if form.is_bound else 200)


@signed_in
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a group to let one join. Groups that are not in the directory are found by invitation only."""
    group = get_object_or_404(
        Group.objects.select_related("village__district").exclude(state="disbanded"), pk=pk, listed=True
    )
    if group.belongs_to(request.user):
        return redirect(group)
    form = AskingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = joining.ask(group, actor=request.user, **form.values())
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("The group has your request. We tell you as soon as it answers."))
            return redirect(asked)
    context = {"group": group, "form": form, "pledge": pledge.SENTENCES}
    return render(request, "groups/ask.html", context, status=422 if form.is_bound else 200)


@signed_in
def joinrequest(request: HttpRequest, pk: int) -> HttpResponse:
    """One request to join, for the person who asked and for the members."""
    found = JoinRequest.objects.visible_to(request.user).select_related("user", "group__village__district")
    return render(request, "groups/joinrequest.html", {"asked": get_object_or_404(found, pk=pk)})
