"""Inviting people, and the page that an invited person opens."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from casework.lifecycle import Refused
from groups import pledge
from groups.enums import Way
from groups.forms.founding import JoiningForm
from groups.forms.inviting import InvitationForm
from groups.models import Invitation
from groups.queries.distinct import distinct_people
from groups.queries.groups import invitation_by
from groups.views.room import in_room, members_only
from groups.workflow import invitation as workflow
from seoul_portal.access import public, signed_in

FRESH = "groups.fresh-invitation"


@signed_in
def invitations(request: HttpRequest, pk: int) -> HttpResponse:
    """All invitations of a group, those that wait first."""
    group = members_only(request, pk)
    found = list(group.invitations.select_related("invited_by", "accepted_by")[:100])
    for each in found:
        each.group = group
    return render(request, "groups/invitations.html", in_room(request, group, invitations=found))


@signed_in
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an invitation for one person, in the way that the address asks for."""
    group = members_only(request, pk)
    way = Way(request.GET["way"]) if request.GET.get("way") in Way.values else Way.QR
    form = InvitationForm(request.POST or None, way=way)
    if request.method == "POST" and form.is_valid():
        try:
            made = workflow.invite(group, actor=request.user, way=way, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            return _show_once(request, made)
    context = in_room(request, group, form=form, ways=Way.choices, way=way)
    return render(request, "groups/invite.html", context, status=422 if form.is_bound else 200)


@signed_in
@never_cache
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """One invitation, for members. Its link or QR code is shown once, to whoever has just made it."""
    found = get_object_or_404(
        Invitation.objects.visible_to(request.user).select_related("invited_by", "accepted_by"), pk=pk
    )
    group = members_only(request, found.group_id)
    found.group = group
    kept, token = request.session.pop(FRESH, (None, ""))
    link = request.build_absolute_uri(workflow.invitation_path(token)) if kept == pk else ""
    context = in_room(
        request,
        group,
        invitation=found,
        link=link,
        qr=qr_code(link) if link and found.way == Way.QR else "",
        may_renew=_may_renew(request.user, found),
    )
    return render(request, "groups/invitation.html", context)


@signed_in
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new link for an invitation and show it."""
    found = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    try:
        return _show_once(request, workflow.renew(found, actor=request.user))
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, reason)
        return redirect(found)


@public
@never_cache
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Who asks, for what, and what joining means: shown before anybody must sign up or in."""
    found = invitation_by(token)
    if found is None or not found.is_open or found.group.is_over:
        return _dead(request, found)
    if found.group.belongs_to(request.user):
        messages.info(request, _("You are a member of this group already."))
        return redirect(found.group)
    form = JoiningForm(request.POST or None)
    if request.method == "POST":
        answer = _answer(request, found, form)
        if answer is not None:
            return answer
    context = {
        "invitation": found,
        "group": found.group,
        "people": distinct_people(found.group),
        "form": form,
        "pledge": pledge.SENTENCES,
        "elsewhere": found.email
        if request.user.is_authenticated and found.email not in ("", request.user.email)
        else "",
    }
    return render(request, "groups/invited.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, found: Invitation, form: JoiningForm) -> HttpResponse | None:
    """Accept or decline; nothing where the form has to be shown again."""
    actor: Any = request.user if request.user.is_authenticated else None
    try:
        if "decline" in request.POST:
            workflow.decline(found, actor=actor) if actor else workflow.turn_down(found)
            return render(request, "groups/declined.html", {"group": found.group})
        if actor is None:
            return redirect(f"{reverse('account_login')}?next={request.path}")
        if form.is_valid():
            workflow.accept(found, actor=actor, name_public=form.cleaned_data["name_public"])
            messages.success(request, _("Welcome! You are a member of %(group)s.") % {"group": found.group})
            return redirect(found.group)
    except Refused as error:
        form.is_valid()
        form.add_error(None, error.reasons)
    return None


def _dead(request: HttpRequest, found: Invitation | None) -> HttpResponse:
    """A used, expired or mistyped link. Whoever has just used it wants to be led to the group."""
    if found is not None and request.user.is_authenticated and found.group.belongs_to(request.user):
        return redirect(found.group)
    return render(request, "groups/invitation_over.html", {"invitation": found}, status=404)


def _may_renew(user: Any, found: Invitation) -> bool:
    step = workflow.INVITATION.steps["renew"]
    return found.state in step.sources and not found.group.is_over and user.has_perm(step.may, found)


def _show_once(request: HttpRequest, made: Invitation) -> HttpResponse:
    """Carry the secret to the next page, where it is taken out again; an e-mail has carried its own already."""
    if made.way == Way.EMAIL:
        messages.success(request, _("The invitation is on its way to %(address)s.") % {"address": made.email})
        return redirect("groups:invitations", made.group_id)
    request.session[FRESH] = (made.pk, made.token)
    return redirect(made)


def qr_code(link: str) -> SafeString:
    """``link`` as a picture, drawn into the page: it must not be fetched a second time."""
    code = segno.make(link, error="m", micro=False)
    drawn = code.svg_inline(
        scale=6, border=4, dark="#000", light="#fff", svgclass="p-qr", lineclass=None, omitsize=True
    )
    return mark_safe(drawn)  # noqa: S308 - made by segno from our own address
