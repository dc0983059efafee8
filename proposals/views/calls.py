"""Calls for everybody: the list and a call's page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from proposals.eligibility import rules_of
from proposals.enums import Agreement
from proposals.models import Call
from proposals.queries.calls import area_name, calls_at, current_calls, past_calls, stage_choices, unfold, whole_call
from seoul_portal.access import public
from seoul_portal.paging import Keyset
from seoul_portal.parts import kept
from seoul_portal.visitors import Clock, kept_for_visitors
from villages.models import District
from villages.queries import district_choices

PAGE = 20


@public
@require_safe
@kept_for_visitors(Clock.SECOND)
def calls(request: HttpRequest) -> HttpResponse:
    """Calls that are open or will be, and, asked for, those that are over; narrowed by district and stage."""
    districts, stages = tuple(district_choices()), tuple(stage_choices())
    district, stage = _known(request.GET.get("district"), districts), _known(request.GET.get("stage"), stages)
    past = request.GET.get("when") == "past"
    narrowing = _narrowing(district, stage)
    asked = {"districts": districts, "stages": stages, "district": district, "stage": stage, "past": past}
    context: dict[str, Any] = {
        "past": past,
        "filter": kept(
            ("calls", get_language(), *asked.values()), lambda: render_to_string("proposals/calls/filter.html", asked)
        ),
    }
    now = timezone.now()
    if past:
        page = Keyset(past_calls(Call.objects.public().filter(narrowing), now), request, size=PAGE)
        context |= {"page": page, "closed": [row_of(unfold(call)) for call in page.rows]}
    else:
        rows = [row_of(call) for call in current_calls(narrowing, key=(district, stage))]
        context |= {
            "open": [row for row in rows if row["call"].is_open(now)],
            "coming": [row for row in rows if not row["call"].is_open(now)],
        }
    return render(request, "proposals/calls/list.html", context)


def _known(value: str | None, choices: tuple[tuple[str, str], ...]) -> str:
    """What was chosen; a place or stage that there is not narrows nothing."""
    return next((key for key, _label in choices if key == value), "")


def _narrowing(district: str, stage: str) -> Q:
    wanted = Q(stage=int(stage)) if stage else Q()
    return (
        wanted & Q(pk__in=Call.objects.filter(calls_at(District(pk=int(district)))).values("pk"))
        if district
        else wanted
    )


def row_of(call: Call) -> dict[str, Any]:
    """What a list says of a call."""
    return {"call": call, "area": area_name(call), "is_open": call.is_open()}


@public
@require_safe
@kept_for_visitors(Clock.SECOND)
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a call on one page."""
    found = whole_call(Call.objects.public().select_related("panel"), pk)
    if found is None:
        raise Http404
    return render(request, "proposals/calls/call.html", page_of(found))


def page_of(found: Call) -> dict[str, Any]:
    """The context of a call's page, for the public and for the preview."""
    now = timezone.now()
    return {
        "call": found,
        "area": area_name(found),
        "is_open": found.is_open(now),
        "is_coming": found.opens_at is None or found.opens_at > now,
        "rules": [rule.sentence(found) for rule in rules_of(found) if rule.name not in ("open", "ceiling")],
        "three_confirm": found.agreement == Agreement.THREE,
        "points": sum(criterion.points for criterion in found.criteria.all()),
        "last": max((each.at for each in found.amendments.all()), default=None),
        "briefings": [each for each in found.briefings.all() if each.at > now] or list(found.briefings.all()),
    }
