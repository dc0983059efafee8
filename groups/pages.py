"""What groups puts on shared pages: a line of the main menu, and my groups on the desk."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from groups.queries.directory import groups_at
from groups.queries.groups import groups_of, waiting_for
from seoul_portal import cards, menus
from seoul_portal.cards import Card
from villages.pages import PEOPLE


def my_groups(request: HttpRequest, about: Any = None) -> Card | None:
    """My groups, and what in them waits for my answer."""
    groups = list(groups_of(request.user)[:20])
    return Card("groups/cards/my_groups.html", {"groups": groups, "waiting": waiting_for(request.user)})


def groups_here(request: HttpRequest, about: Any = None) -> Card | None:
    """The newest groups of a village or district, for its public page."""
    found = groups_at(about)
    place = "village" if hasattr(about, "district_id") else "district"
    return Card("groups/cards/groups_here.html", {"groups": found, "place": place, "about": about})


def register_pages() -> None:
    """Called once, when the app is ready."""
    cards.register("desk", my_groups, order=20)
    for slot in ("village", "district"):
        cards.register(slot, groups_here, order=20)
    menus.add("main", _("Groups"), "groups:directory", 20)
    menus.add("me", _("My groups"), "groups:mine", 20)
    menus.add("me", _("Ties to government"), "groups:declaration", 30)
    menus.add(
        "staff", _("Independence of groups"), "groups:watch", 41, permission="groups.watch_independence", under=PEOPLE
    )
