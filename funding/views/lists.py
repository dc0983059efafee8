"""Lists of offices that are read by the day on which somebody acts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from seoul_portal.paging import Ordered

PAGE = 30


def by_day(request: HttpRequest, found: Any, template: str, *, field: str = "due_on") -> HttpResponse:
    """A page of what the filter ``found`` leaves, the earliest ``field`` first."""
    page = Ordered(found.qs, request, field=field, size=PAGE)
    context = {"filter": found, "page": page, "rows": page.rows, "today": timezone.localdate()}
    return render(request, template, context)
