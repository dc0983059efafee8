"""What others see of a group, chosen by its leaders."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groups.models import DiaryEntry, Minutes
from groups.queries.directory import public_names
from groups.queries.place import diary_of, minutes_of
from groups.rules import is_leader
from groups.views.room import in_room, members_only
from groups.workflow import place
from seoul_portal.access import signed_in

SHOWN_AT_MOST = 100


@signed_in
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """What the public sees; leaders change it here, other members read it."""
    group = members_only(request, pk)
    if request.method == "POST":
        place.choose_listed(group, actor=request.user, listed="listed" in request.POST)
        messages.success(request, _("Your choice is kept."))
        return redirect("groups:shown", group.pk)
    context = in_room(
        request,
        group,
        minutes=minutes_of(group)[:SHOWN_AT_MOST],
        diary=diary_of(group)[:SHOWN_AT_MOST],
        shown_names=", ".join(each.user.name for each in public_names(group)),
        leads=is_leader.test(request.user, group),
    )
    return render(request, "groups/place/shown.html", context)


@signed_in
@require_POST
def publish_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish minutes, or take them off the public page."""
    return _publish(request, pk, Minutes)


@signed_in
@require_POST
def publish_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a diary entry, or take it off the public page."""
    return _publish(request, pk, DiaryEntry)


def _publish(request: HttpRequest, pk: int, model: Any) -> HttpResponse:
    record = get_object_or_404(model.objects.visible_to(request.user), pk=pk)
    published = request.POST.get("published") == "yes"
    place.publish(record, actor=request.user, published=published)
    messages.success(request, _("It is on the public page now.") if published else _("Only members see it now."))
    return redirect("groups:shown", record.group_id)
