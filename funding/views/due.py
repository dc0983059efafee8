"""For staff: everything that is due for awards of their places, whoever must act, by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.filters.due import DueForm
from funding.queries import due_list
from funding.queries.due_list import Line, Place
from seoul_portal.access import staff
from seoul_portal.paging import key
from seoul_portal.rows import address_of
from seoul_portal.sheets import csv_lines
from seoul_portal.templatetags.portal import day

PAGE = 50


@staff("funding.view_due")
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What is due this month and late, unless something else is chosen."""
    form = DueForm(request.GET)
    page = _Page(request, form.choice())
    due_list.mark_moved(page.rows)
    context = {
        "form": form,
        "page": page,
        "lines": list(_lines(page.rows)),
        "query": request.GET.urlencode(),
    }
    return render(request, "funding/due/list.html", context)


@staff("funding.view_due")
@require_safe
def due_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list whole, as a table."""
    found = due_list.every_line(request.user, DueForm(request.GET).choice())
    answer = StreamingHttpResponse(csv_lines(_table(found)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="due-{timezone.localdate():%Y%m%d}.csv"'
    return answer


def _words() -> dict[str, str]:
    return {"time": _("more time"), "pause": _("pause"), "period": _("period changed")}


def _lines(rows: list[Line]) -> Iterator[dict[str, Any]]:
    """Rows as plain values to print: what many of them share is worked out once."""
    today, says, shown = timezone.localdate(), _words(), cache(day)
    address = address_of("funding:award")
    for row in rows:
        yield {
            "url": address.format(row.award),
            "title": row.title,
            "number": row.number,
            "what": row.label,
            "is_groups": row.is_groups,
            "group": row.group,
            "place": f"{row.district} {row.place}",
            "day": shown(row.due_on),
            "is_late": row.due_on < today,
            "moved": ", ".join(says[word] for word in row.moved),
        }


def _table(found: Iterator[Line]) -> Iterator[list[str]]:
    says = _words()
    heads = [_("Due"), _("What is due"), _("Who acts"), _("Project"), _("Number"), _("Group"), _("District")]
    yield [*heads, _("Village"), _("Moved by")]
    for line in found:
        who = _("The group") if line.is_groups else _("An office")
        row = [line.due_on.isoformat(), str(line.label), who, line.title, line.number, line.group, line.district]
        row += [line.place, ", ".join(says[word] for word in line.moved)]
        yield row


class _Page:
    """A page of the list: ``?from=`` continues after a row, ``?to=`` goes back before it."""

    def __init__(self, request: HttpRequest, choice: due_list.Choice) -> None:
        self._request = request
        after, before = _place(request.GET.get("from")), _place(request.GET.get("to"))
        found = due_list.lines(request.user, choice, PAGE + 1, after=after, before=before)
        more = len(found) > PAGE
        self.rows = (found[-PAGE:] if before else found[:PAGE]) if more else found
        self._earlier = more if before else after is not None
        self._later = True if before else more

    @property
    def previous_url(self) -> str:
        return self._url("to", self.rows[0]) if self._earlier and self.rows else ""

    @property
    def next_url(self) -> str:
        return self._url("from", self.rows[-1]) if self._later and self.rows else ""

    def _url(self, name: str, row: Line) -> str:
        query = self._request.GET.copy()
        query.pop("from", None)
        query.pop("to", None)
        query[name] = f"{row.due_on.isoformat()}~{row.rank}~{row.pk}"
        return f"?{query.urlencode()}"


def _place(text: str | None) -> Place | None:
    """A row's place out of an address, or nothing where the text is none."""
    parts: Any = (text or "").split("~")
    if len(parts) != 3:
        return None
    try:
        day = date.fromisoformat(parts[0])
    except ValueError:
        return None
    rank, pk = key(parts[1]), key(parts[2])
    return None if rank is None or pk is None else (day, rank, pk)
