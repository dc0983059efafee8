"""What groups puts on shared pages: a line of the main menu, and my groups on the desk."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from groups.queries.groups import groups_of, waiting_for
from seoul_portal import cards, menus
from seoul_portal.cards import Card


def my_groups(request: HttpRequest, about: Any = None) -> Card | None:
    """My groups, and what in them waits for my answer."""
    groups = list(groups_of(request.user)[:20])
    return Card("groups/cards/my_groups.html", {"groups": groups, "waiting": waiting_for(request.user)})


def register_pages() -> None:
    """Called once, when the app is ready."""
    cards.register("desk", my_groups, order=20)
    menus.add("me", _("My groups"), "groups:mine", 20)
