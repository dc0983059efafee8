"""What proposals put on shared pages: lines of the menus, and cards."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from proposals.models import Call
from proposals.queries.advice import next_talk_of
from proposals.queries.calls import calls_at, current_calls
from proposals.queries.drafts import of_group, running
from proposals.queries.hours import offices_around
from proposals.queries.queue import VIEWS, counts_of
from proposals.queries.review import seats_of_person
from proposals.queries.standing import standing
from proposals.views.calls import row_of
from seoul_portal import cards, menus
from seoul_portal.cards import Card

# Shelves of the staff menu.
ASKING, ADVICE = _("Calls and proposals"), _("Advice to groups")
# On the home page: what is open, and what opens next.
SHOWN_AT_HOME = 6


def calls_at_home(request: HttpRequest, about: Any = None) -> Card | None:
    """Calls that are open or will be."""
    rows = [row_of(call) for call in current_calls()[:SHOWN_AT_HOME]]
    return Card("proposals/cards/calls.html", {"rows": rows}) if rows else None


def calls_here(request: HttpRequest, about: Any = None) -> Card | None:
    """The calls in which people of a village or district may ask, for its public page."""
    here = Q(pk__in=Call.objects.filter(calls_at(about)).values("pk"))
    rows = [row_of(call) for call in current_calls(here, key=(about._meta.label, about.pk))]
    return Card("proposals/cards/calls_here.html", {"rows": rows})


def next_advice(request: HttpRequest, about: Any = None) -> Card | None:
    """My next talk with an adviser, or how to get one."""
    return Card("proposals/cards/next_advice.html", {"talk": next_talk_of(request.user)})


def advice_here(request: HttpRequest, about: Any = None) -> Card | None:
    """Where to get advice around a village, district or office, and the next free hours."""
    return Card("proposals/cards/advice_here.html", {"offices": offices_around(about)})


def files_to_check(request: HttpRequest, about: Any = None) -> Card | None:
    """How much waits in the queue of whoever checks files; one query."""
    if not request.user.has_perm("proposals.use_queue"):
        return None
    counts = counts_of(request.user)
    return Card("proposals/cards/queue.html", {"views": [(view, counts[view.name]) for view in VIEWS]})


def my_proposals(request: HttpRequest, about: Any = None) -> Card | None:
    """What my groups are writing, must correct, or wait for."""
    rows = [(proposal, standing(proposal)) for proposal in running(request.user)]
    return Card("proposals/cards/my_proposals.html", {"rows": rows}) if rows else None


def proposals_of_group(request: HttpRequest, about: Any = None) -> Card | None:
    """On the desk of a group: its proposals, and the way to a new one."""
    rows = [(proposal, standing(proposal)) for proposal in of_group(about)]
    return Card("proposals/cards/of_group.html", {"rows": rows, "group": about})


def my_reviews(request: HttpRequest, about: Any = None) -> Card | None:
    """For whoever sits on a panel, or was invited to one; one query."""
    seats = seats_of_person(request.user)
    return Card("proposals/cards/reviews.html", {"seats": seats}) if seats else None


def register_pages() -> None:
    """Called once, when the app is ready."""
    cards.register("desk", my_reviews, order=14)
    menus.add("staff", _("Review panels"), "proposals:panels", 21, permission="proposals.run_panel", under=ASKING)
    cards.register("desk", my_proposals, order=12)
    cards.register("group", proposals_of_group, order=10)
    menus.add("me", _("My proposals"), "proposals:mine", 21)
    cards.register("desk", next_advice, order=15)
    for slot in ("village", "district", "office"):
        cards.register(slot, advice_here, order=5)
    menus.add("main", _("Advice"), "proposals:advice-book", 18)
    menus.add("me", _("My talks"), "proposals:my-advice", 22)
    menus.add(
        "staff", _("Adviser's desk"), "proposals:advice-desk", 30, permission="proposals.hold_advice", under=ADVICE
    )
    menus.add(
        "staff", _("Hours of help"), "proposals:help-given", 31, permission="proposals.see_hours_of_help", under=ADVICE
    )
    cards.register("calls", calls_at_home, order=10)
    for slot in ("village", "district"):
        cards.register(slot, calls_here, order=10)
    menus.add("main", _("Calls"), "proposals:calls", 15)
    cards.register("staff", files_to_check, order=10)
    cards.register("desk", files_to_check, order=30)
    menus.add("staff", _("Proposals to check"), "proposals:queue", 20, permission="proposals.use_queue", under=ASKING)
    menus.add("staff", _("Building calls"), "proposals:building", 22, permission="proposals.build_call", under=ASKING)
    menus.add(
        "staff", _("Self-checks"), "proposals:self-checks", 23, permission="proposals.see_self_checks", under=ASKING
    )
