"""Calls for everybody: the list and a call's page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from proposals.eligibility import rules_of
from proposals.enums import Agreement
from proposals.models import Call, Stage
from proposals.queries.calls import area_name, calls_at, current_calls, past_calls, unfold, whole_call
from seoul_portal.access import public
from seoul_portal.paging import Keyset, key
from villages.models import District

PAGE = 20


@public
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Calls that are open or will be, and, asked for, those that are over; narrowed by district and stage."""
    districts = list(District.objects.current().order_by("code").defer("search"))
    stages = list(Stage.objects.select_related("programme").filter(calls__isnull=False).distinct())
    chosen = {name: key(request.GET.get(name)) for name in ("district", "stage")}
    found = Call.objects.public().filter(_narrowing(chosen, districts))
    context: dict[str, Any] = {
        "districts": districts, "stages": stages, "chosen": chosen, "narrowed": any(chosen.values()),
        "past": request.GET.get("when") == "past",
    }  # fmt: skip
    now = timezone.now()
    if context["past"]:
        page = Keyset(past_calls(found, now), request, size=PAGE)
        context |= {"page": page, "closed": [row_of(unfold(call)) for call in page.rows]}
    else:
        rows = [row_of(call) for call in current_calls(found, now)]
        context |= {
            "open": [row for row in rows if row["call"].is_open(now)],
            "coming": [row for row in rows if not row["call"].is_open(now)],
        }
    return render(request, "proposals/calls/list.html", context)


def _narrowing(chosen: dict[str, int | None], districts: list[Any]) -> Q:
    """By what was chosen; a place that there is not narrows nothing."""
    wanted = Q()
    district = next((each for each in districts if each.pk == chosen["district"]), None)
    if district is not None:
        wanted &= Q(pk__in=Call.objects.filter(calls_at(district)).values("pk"))
    if chosen["stage"] is not None:
        wanted &= Q(stage=chosen["stage"])
    return wanted


def row_of(call: Call) -> dict[str, Any]:
    """What a list says of a call."""
    return {"call": call, "area": area_name(call), "is_open": call.is_open()}


@public
@require_safe
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
