"""The public record: results of announced rounds."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from funding.queries import results as queries
from proposals.enums import ProposalState
from seoul_portal.access import public
from seoul_portal.paging import Keyset, key
from seoul_portal.visitors import Clock, kept_for_visitors
from villages.names import in_language

PAGE = 50
ROUNDS = 20


@public
@require_safe
@kept_for_visitors(Clock.DAY)
def results(request: HttpRequest) -> HttpResponse:
    """Announced rounds, the newest first."""
    page = Keyset(queries.results().order_by("-id"), request, size=ROUNDS)
    return render(request, "funding/results.html", {"rounds": page.rows, "page": page})


@public
@require_safe
@kept_for_visitors(Clock.DAY)
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was selected, for what and how much; of the others only how many."""
    round_ = get_object_or_404(queries.results(), pk=pk)
    districts = [
        (row["district"], in_language(row["district__name_ko"], row["district__name_en"]), row["awards"], row["won"])
        for row in queries.by_district(round_)
    ]
    chosen = key(request.GET.get("district"))
    awards = queries.standing_awards(round_)
    page = Keyset(awards.filter(district=chosen) if chosen is not None else awards, request, size=PAGE)
    context = {
        "round": round_,
        "districts": districts,
        "chosen": chosen,
        "count": sum(row[2] for row in districts),
        "won": sum(row[3] for row in districts),
        "figures": _figures(round_.figures),
        "least": round_.figures.get("least"),
        "page": page,
        "awards": page.rows,
    }
    return render(request, "funding/result.html", context)


def _figures(kept: dict[str, Any]) -> list[tuple[str, int]]:
    """Totals of those who asked, in the words of the states; nothing that points to one group."""
    states = kept.get("states", {})
    return [(str(state.label), states[state]) for state in ProposalState if states.get(state)]
