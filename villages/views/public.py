"""Where things are: Seoul, a district, a village, an office. Everyone may read these pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from seoul_portal.access import public
from seoul_portal.visitors import Clock, kept_for_visitors
from villages import queries
from villages.models import District, Office, Village
from villages.opening import Timetable
from villages.tilemap import TileMap


@dataclass(frozen=True)
class OfficeCard:
    """An office as its visitors need it: when, where, whom to call."""

    office: Office
    hours: Timetable


def office_cards(offices: QuerySet[Office]) -> list[OfficeCard]:
    """``offices`` with their opening hours; one query."""
    return [OfficeCard(office, Timetable.of(office)) for office in queries.with_hours(offices)]


@public
@require_safe
@kept_for_visitors(Clock.DAY)
def seoul(request: HttpRequest) -> HttpResponse:
    """All districts as a map, and as a table."""
    districts = list(queries.districts())
    context = {
        "map": TileMap.of(districts),
        "districts": sorted(districts, key=lambda each: each.name),
        "villages": sum(each.village_count for each in districts),
        "offices": sum(each.office_count for each in districts),
    }
    return render(request, "villages/seoul.html", context)


@public
@require_safe
@kept_for_visitors(Clock.MINUTE)
def district(request: HttpRequest, code: str) -> HttpResponse:
    """A district: its villages and its offices."""
    place = _by_code(District.objects.all(), code)
    if place.code != code:
        return HttpResponsePermanentRedirect(place.get_absolute_url())
    context = {
        "district": place,
        "villages": queries.villages_in(place),
        "offices": office_cards(queries.offices_in(place)),
        "successors": place.successors.all() if place.is_closed else [],
    }
    return render(request, "villages/district.html", context)


@public
@require_safe
@kept_for_visitors(Clock.MINUTE)
def village(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """A village: where to go for advice, and which villages are near; for a closed one, what followed it."""
    place = _by_code(Village.objects.select_related("district"), code)
    if (place.district.code, place.code) != (district, code):
        return HttpResponsePermanentRedirect(place.get_absolute_url())
    context: dict[str, Any] = {"village": place}
    if place.is_closed:
        context["successors"] = place.successors.select_related("district")
    else:
        context["offices"] = office_cards(queries.offices_serving(place))
        context["neighbours"] = queries.neighbours(place)
    return render(request, "villages/village.html", context)


@public
@require_safe
@kept_for_visitors(Clock.MINUTE)
def office(request: HttpRequest, pk: int) -> HttpResponse:
    """One office and the villages it serves."""
    found = get_object_or_404(queries.with_hours(Office.objects.select_related("district")), pk=pk, active=True)
    villages = Village.objects.current().filter(offices=found).select_related("district").order_by("code")
    context = {"office": found, "card": OfficeCard(found, Timetable.of(found)), "villages": villages}
    return render(request, "villages/office.html", context)


@public
@require_safe
@kept_for_visitors(Clock.DAY)
def search(request: HttpRequest) -> HttpResponse:
    """Places by name, in either language."""
    asked = request.GET.get("q", "").strip()
    return render(request, "villages/search.html", {"q": asked, "found": queries.search(asked)})


def _by_code(places: QuerySet[Any], code: str) -> Any:
    """The place of that code, or the one that had it; 404 otherwise."""
    place = places.filter(code=code).first() or places.filter(former_codes__contains=[code]).first()
    if place is None:
        raise Http404
    return place
