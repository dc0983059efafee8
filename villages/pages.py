"""This floor's places on shared pages: menus and cards."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from seoul_portal import cards, menus
from seoul_portal.cards import Card
from villages import queries

PEOPLE = _("People and offices")  # a shelf of the staff menu


def _my_villages(request: HttpRequest, about: Any) -> Card:
    return Card("villages/cards/my_villages.html", {"ties": list(queries.ties_of(request.user))})


def register_pages() -> None:
    """Called once, when the app is ready."""
    cards.register("desk", _my_villages, order=30)
    menus.add("main", _("Find your village"), "villages:seoul", 10)
    menus.add("me", _("Your villages"), "villages:my-villages", 20)
    menus.add("me", _("Confirm your identity"), "villages:identity", 25)
    menus.add("staff", _("Start"), "villages:staff", 10, permission="villages.use_staff_pages")
    menus.add(
        "staff", _("Identity visits"), "villages:visits", 40, permission="villages.take_identityvisit", under=PEOPLE
    )
    menus.add("staff", _("Offices"), "villages:offices", 42, permission="villages.view_office_desk", under=PEOPLE)
    menus.add("staff", _("Postings"), "villages:postings", 43, permission="villages.view_office_desk", under=PEOPLE)
