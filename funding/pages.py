"""What rounds and results put on shared pages: lines of the menus, and cards."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from funding.enums import RoundState
from funding.models import FundingRound
from funding.queries.next_stage import calls_of, draft_of, group_places
from funding.queries.results import results
from proposals.enums import CallState
from seoul_portal import cards, menus
from seoul_portal.cards import Card

# Shelves of the staff menu.
MONEY, FUNDED = _("Rounds and money"), _("Funded groups")
SHOWN_AT_HOME = 3


def latest_results(request: HttpRequest, about: Any = None) -> Card | None:
    """The results announced last, for visitors."""
    rounds = list(results()[:SHOWN_AT_HOME])
    return Card("funding/cards/results.html", {"rounds": rounds}) if rounds else None


def results_of(request: HttpRequest, about: Any = None) -> Card | None:
    """The way from a decided call to its results."""
    if about.state != CallState.ANNOUNCED:
        return None
    rounds = list(results().filter(calls=about))
    return Card("funding/cards/results_of_call.html", {"rounds": rounds}) if rounds else None


def rounds_at_work(request: HttpRequest, about: Any = None) -> Card | None:
    """Rounds that wait for somebody of the Division."""
    if not request.user.has_perm("funding.draft_round"):
        return None
    rounds = list(FundingRound.objects.exclude(state=RoundState.ANNOUNCED).order_by("-id")[:SHOWN_AT_HOME])
    return Card("funding/cards/rounds.html", {"rounds": rounds}) if rounds else None


def what_comes_next(request: HttpRequest, about: Any = None) -> Card | None:
    """For members: the place that is kept for their group in the next stage."""
    places = [(place, next(iter(calls_of(place.stage)), None), draft_of(place)) for place in group_places(about)]
    return Card("funding/cards/next_stage.html", {"places": places}) if places else None


def register_pages() -> None:
    """Called once, when the app is ready."""
    menus.add("main", _("Results"), "funding:results", 19)
    menus.add(
        "staff", _("City services"), "funding:nominations", 66, permission="funding.use_nominations", under=FUNDED
    )
    menus.add("staff", _("Rounds"), "funding:rounds", 50, permission="funding.view_round", under=MONEY)
    menus.add("staff", _("Bank accounts"), "funding:accounts", 51, permission="funding.view_payments", under=MONEY)
    menus.add("staff", _("Payments"), "funding:tranches", 52, permission="funding.view_payments", under=MONEY)
    menus.add("staff", _("Batches"), "funding:batches", 53, permission="funding.view_payments", under=MONEY)
    menus.add("staff", _("Reconciliation"), "funding:reconciliation", 54, permission="funding.view_ledger", under=MONEY)
    menus.add("staff", _("Reports"), "funding:reports", 61, permission="funding.use_reports", under=FUNDED)
    menus.add("staff", _("Due dates"), "funding:due", 60, permission="funding.view_due", under=FUNDED)
    menus.add("staff", _("Changes"), "funding:variations", 63, permission="funding.use_changes", under=FUNDED)
    menus.add("staff", _("Pauses"), "funding:pauses", 64, permission="funding.use_changes", under=FUNDED)
    menus.add("staff", _("Cancellations"), "funding:clawbacks", 65, permission="funding.use_changes", under=FUNDED)
    menus.add("staff", _("Settlements"), "funding:settlements", 62, permission="funding.use_reports", under=FUNDED)
    cards.register("staff", rounds_at_work, order=15)
    cards.register("home", latest_results, order=5)
    cards.register("call", results_of)
    cards.register("group", what_comes_next, order=20)
