"""For staff: reports and settlements of their places, those to read first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from funding.filters.reports import ReportFilter, SettlementFilter
from funding.models import Report, Settlement
from funding.queries.lists import told
from funding.views.lists import by_day
from seoul_portal.access import staff


@staff("funding.use_reports")
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Reports by the day on which somebody has to act."""
    found = ReportFilter(request.GET, queryset=told(Report.objects.visible_to(request.user)))
    return by_day(request, found, "funding/reports/list.html")


@staff("funding.use_reports")
@require_safe
def settlements(request: HttpRequest) -> HttpResponse:
    """Settlements by the day on which somebody has to act."""
    found = SettlementFilter(request.GET, queryset=told(Settlement.objects.visible_to(request.user)))
    return by_day(request, found, "funding/settlement/list.html")
