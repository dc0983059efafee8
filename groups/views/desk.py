"""Founding a group, my groups, and a group's desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework.lifecycle import Refused
from groups import pledge
from groups.enums import Role
from groups.forms.founding import FoundingForm
from groups.queries.distinct import distinct_people
from groups.queries.groups import groups_of, home_of, villages_for, waiting_for, waiting_in
from groups.views.room import in_room, members_only
from groups.views.standing import standing
from groups.workflow.group import found as found_group
from seoul_portal.access import signed_in


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The groups of the signed-in person, and what waits for their answer."""
    context = {"groups": groups_of(request.user), "waiting": waiting_for(request.user)}
    return render(request, "groups/mine.html", context)


@signed_in
def found(request: HttpRequest) -> HttpResponse:
    """Found a group. Without a village of one's own there is nothing to choose from, so that comes first."""
    villages = villages_for(request.user)
    form = FoundingForm(request.POST or None, villages=villages, home=home_of(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            group = found_group(request.user, **form.values())
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(
                request, _("Your group is founded. Now invite your neighbors: three of you make it a group.")
            )
            return redirect("groups:invite", group.pk)
    context = {"form": form, "villages": villages.exists(), "pledge": pledge.SENTENCES}
    return render(request, "groups/found.html", context, status=422 if form.is_bound else 200)


@signed_in
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the group stands, what waits for whom, and every step that can be taken."""
    group = members_only(request, pk)
    user: Any = request.user
    people = distinct_people(group)
    invitations = list(group.invitations.open().select_related("invited_by"))
    own = next(each for each in people.people if each.membership.user_id == user.pk)
    context = in_room(
        request,
        group,
        own=own,
        leads=own.membership.role in (Role.REPRESENTATIVE, Role.OPERATOR),
        people=people,
        standing=standing(group, people, invitations),
        invitations=invitations,
        waiting=waiting_in(group, user),
    )
    return render(request, "groups/desk.html", context)
