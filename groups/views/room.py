"""What every page inside a group needs: the group, for members only, and the menu of its rooms."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups.models import Group
from seoul_portal.menus import Item

# The rooms of a group in the order of its menu: (label, name of the address, which takes the group's id).
ROOMS: list[tuple[Promise, str]] = [
    (_("Where we stand"), "groups:desk"),
    (_("Members"), "groups:people"),
    (_("Invitations"), "groups:invitations"),
    (_("Votes"), "groups:votes"),
    (_("Board"), "groups:board"),
    (_("Minutes"), "groups:minutes"),
    (_("Diary"), "groups:diary"),
    (_("Calendar"), "groups:calendar"),
    (_("What others see"), "groups:shown"),
    (_("Independence"), "groups:independence"),
    (_("A quiet word"), "groups:help"),
]


def members_only(request: HttpRequest, pk: int) -> Group:
    """The group, if the signed-in person may enter it. To everybody else it does not exist, whatever their post."""
    group = get_object_or_404(Group.objects.of(request.user).select_related("village__district"), pk=pk)
    if not request.user.has_perm("groups.enter_group", group):
        raise Http404
    return group


def in_room(request: HttpRequest, group: Group, **context: Any) -> dict[str, Any]:
    """The context of a page inside ``group``: extends ``groups/room.html``."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    items = [Item(label, reverse(name, args=[group.pk]), name == here) for label, name in ROOMS]
    return {"group": group, "rooms": items, **context}
