"""What proposals put on shared pages: lines of the menus, and cards."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from proposals.models import Call
from proposals.queries.calls import calls_at, current_calls
from proposals.views.calls import row_of
from seoul_portal import cards, menus
from seoul_portal.cards import Card

# On the home page: what is open, and what opens next.
SHOWN_AT_HOME = 6


def calls_at_home(request: HttpRequest, about: Any = None) -> Card | None:
    """Calls that are open or will be."""
    rows = [row_of(call) for call in current_calls(Call.objects.public())[:SHOWN_AT_HOME]]
    return Card("proposals/cards/calls.html", {"rows": rows}) if rows else None


def calls_here(request: HttpRequest, about: Any = None) -> Card | None:
    """The calls in which people of a village or district may ask, for its public page."""
    here = Call.objects.filter(calls_at(about)).values("pk")
    rows = [row_of(call) for call in current_calls(Call.objects.public().filter(pk__in=here))]
    return Card("proposals/cards/calls_here.html", {"rows": rows})


def register_pages() -> None:
    """Called once, when the app is ready."""
    cards.register("calls", calls_at_home, order=10)
    for slot in ("village", "district"):
        cards.register(slot, calls_here, order=10)
    menus.add("main", _("Calls"), "proposals:calls", 15)
    menus.add("staff", _("Building calls"), "proposals:building", 60, permission="proposals.build_call")
    menus.add("staff", _("Self-checks"), "proposals:self-checks", 62, permission="proposals.see_self_checks")
