"""The public register of awards: its list, one entry, figures, open data, and what was announced."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.views.decorators.http import condition, conditional_page, require_safe

from funding import open_data
from funding.enums import AwardState
from funding.feeds import Announcements
from funding.filters.register import RegisterFilter
from funding.queries import register as queries
from groups.enums import Theme
from proposals.hiding import Veil
from seoul_portal.access import public
from seoul_portal.paging import Keyset
from seoul_portal.parts import kept
from seoul_portal.rows import address_of
from seoul_portal.sheets import csv_lines
from seoul_portal.templatetags.portal import money
from seoul_portal.visitors import Clock, kept_for_visitors

PAGE = 30
FRESH = 300  # seconds for which a copy need not be asked about


@public
@require_safe
@kept_for_visitors(Clock.DAY)
def register(request: HttpRequest) -> HttpResponse:
    """Every award, the newest first."""
    chosen = tuple(request.GET.get(name, "") for name in RegisterFilter.base_filters)
    found: Any = SimpleLazyObject(lambda: RegisterFilter(request.GET, queryset=queries.entries()))
    years = timezone.localdate().year  # the choice of years grows
    form = kept(("register", get_language(), years, *chosen), lambda: as_crispy_form(found.form))
    whole = None if any(chosen) else ("register", get_language())
    entries: Any = SimpleLazyObject(queries.entries) if whole else found.qs
    page = Keyset(entries, request, size=PAGE, prepared=whole)
    return render(request, "funding/register/list.html", {"form": form, "page": page, "lines": _lines(page.rows)})


def _lines(rows: list[Any]) -> list[dict[str, Any]]:
    """Entries as plain values to print."""
    address = address_of("funding:entry")
    states = {state.value: str(said) for state, said in queries.PLAINLY.items()}
    themes = {value: str(label) for value, label in Theme.choices}
    return [
        {
            "url": address.format(award.pk),
            "title": award.title,
            "about": f"{award.group_name} · {award.programme_name} {award.stage_name} · {_year(award.offered_at)}",
            "district": award.district_name,
            "village": " · ".join(filter(None, [award.village_name, themes.get(award.theme, "")])),
            "amount": money(award.amount),
            "state": states[award.state],
        }
        for award in rows
    ]


def _year(moment: datetime) -> int:
    return timezone.localtime(moment).year


@public
@require_safe
@kept_for_visitors(Clock.DAY)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Who, what for, where, how much, and what came of it."""
    award: Any = queries.details().filter(pk=pk).first()
    if award is None:
        raise Http404
    context = {
        "award": award,
        "state": queries.PLAINLY[AwardState(award.state)],
        "closed": award.state == AwardState.CLOSED,
        "summary": Veil().text(award.summary or ""),
        "lesson": Veil().text(award.lesson or ""),
        "years": queries.years_of(award),
    }
    return render(request, "funding/register/entry.html", context)


@public
@require_safe
@kept_for_visitors(Clock.DAY)
def figures(request: HttpRequest) -> HttpResponse:
    """What was promised, paid, spent and returned, by programme and year."""
    return render(request, "funding/register/figures.html", {"rows": queries.figures()})


def _state(request: HttpRequest) -> tuple[int, Any]:
    """Read once for each request."""
    if not hasattr(request, "register_state"):
        request.register_state = queries.version()  # type: ignore[attr-defined]
    return request.register_state  # type: ignore[attr-defined]


unless_unchanged = condition(
    etag_func=lambda request, **_rest: f'"register-{_state(request)[0]}"',
    last_modified_func=lambda request, **_rest: _state(request)[1],
)


@public
@require_safe
@unless_unchanged
def as_json(request: HttpRequest) -> HttpResponseBase:
    """All of it as 360Giving JSON."""
    pieces = open_data.as_json(_root(request), modified=_state(request)[1])
    return _file(StreamingHttpResponse(pieces, content_type="application/json; charset=utf-8"), "register.json")


@public
@require_safe
@unless_unchanged
def as_csv(request: HttpRequest) -> HttpResponseBase:
    """All of it as a table."""
    pieces = csv_lines(open_data.as_rows(_root(request)))
    return _file(StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8"), "register.csv")


@public
@require_safe
@conditional_page
def announcements(request: HttpRequest) -> HttpResponseBase:
    """What was announced, as an Atom feed."""
    response = Announcements()(request)
    patch_cache_control(response, public=True, max_age=FRESH)
    return response


def _file(response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=FRESH)
    return response


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
