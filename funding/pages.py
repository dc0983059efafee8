"""What rounds and results put on shared pages: lines of the menus, and cards."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from funding.enums import RoundState
from funding.models import FundingRound
from funding.queries.results import results
from proposals.enums import CallState
from seoul_portal import cards, menus
from seoul_portal.cards import Card

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
    if not request.user.has_perm("funding.draft_round"):  # type: ignore[union-attr]
        return None
    rounds = list(FundingRound.objects.exclude(state=RoundState.ANNOUNCED).order_by("-id")[:SHOWN_AT_HOME])
    return Card("funding/cards/rounds.html", {"rounds": rounds}) if rounds else None


def register_pages() -> None:
    """Called once, when the app is ready."""
    menus.add("main", _("Results"), "funding:results", 19)
    menus.add("staff", _("Rounds"), "funding:rounds", 64, permission="funding.view_round")
    menus.add("staff", _("Bank accounts"), "funding:accounts", 67, permission="funding.view_payments")
    menus.add("staff", _("Payments"), "funding:tranches", 68, permission="funding.view_payments")
    menus.add("staff", _("Batches"), "funding:batches", 69, permission="funding.view_payments")
    menus.add("staff", _("Reconciliation"), "funding:reconciliation", 66, permission="funding.view_ledger")
    menus.add("staff", _("Reports"), "funding:reports", 60, permission="funding.use_reports")
    menus.add("staff", _("Settlements"), "funding:settlements", 61, permission="funding.use_reports")
    cards.register("staff", rounds_at_work, order=15)
    cards.register("home", latest_results, order=5)
    cards.register("call", results_of)
