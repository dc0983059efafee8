"""For staff: reports and settlements of their places, those to read first."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from funding.filters_reports import ReportFilter, SettlementFilter
from funding.models import Report, Settlement
from seoul_portal.access import staff
from seoul_portal.paging import Ordered
from villages.names import named

PAGE = 50


@staff("funding.use_reports")
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Reports by the day on which somebody has to act."""
    found = ReportFilter(request.GET, queryset=_lines(Report, request.user))
    return _list(request, found, "funding/reports/list.html")


@staff("funding.use_reports")
@require_safe
def settlements(request: HttpRequest) -> HttpResponse:
    """Settlements by the day on which somebody has to act."""
    found = SettlementFilter(request.GET, queryset=_lines(Settlement, request.user))
    return _list(request, found, "funding/settlement/list.html")


def _lines(model: Any, user: Any) -> Any:
    """What a line prints, in one query."""
    return model.objects.visible_to(user).annotate(
        title=F("award__proposal__title"),
        number=F("award__proposal__number"),
        group_name=F("award__proposal__group_name"),
        place_name=named("award__proposal__village__name"),
        district_name=named("award__district__name"),
    )


def _list(request: HttpRequest, found: Any, template: str) -> HttpResponse:
    page = Ordered(found.qs, request, field="due_on", size=PAGE)
    context = {"filter": found, "page": page, "rows": page.rows, "today": timezone.localdate()}
    return render(request, template, context)
