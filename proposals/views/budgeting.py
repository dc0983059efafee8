"""Help with the budget: its sums while somebody types, and lines pasted from a spreadsheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from casework.lifecycle import Refused
from proposals.budget import Sheet
from proposals.enums import SectionKey
from proposals.models import Call, Proposal, Section
from proposals.outline import MOST_ROWS, Asked, Part, parts_of, shown
from proposals.pasting import Pasted, lines_in
from proposals.queries.calls import whole_call
from proposals.reading import read
from proposals.views.opening import for_writers
from proposals.workflow import drafting
from seoul_portal.access import signed_in


@signed_in
@require_POST
@for_writers
def sums(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """What the rows in the form come to, saved or not. Writes nothing."""
    part, section = _budget(proposal)
    rows = read(part, request.POST).data.get("lines", section.data.get("lines"))
    context = {"sheet": Sheet(proposal.call, rows), "proposal": proposal}
    return render(request, "proposals/submission/sheet.html", context)


@signed_in
@for_writers
def paste(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Paste a table, look at what was understood, then add it to the budget."""
    part, section = _budget(proposal)
    lines = next(asked for asked in part.asks if asked.key == "lines")
    text = request.POST.get("table", "")
    there = len(section.data.get("lines") or [])
    pasted = lines_in(text, {row.item for row in proposal.call.budget_items.all()}, MOST_ROWS - there)
    refused: list[str] = []
    if request.method == "POST" and "add" in request.POST and pasted.rows:
        try:
            _append(request, section, pasted)
        except Refused as error:
            refused = error.reasons
        else:
            said = ngettext("%(number)d line was added.", "%(number)d lines were added.", len(pasted.rows))
            messages.success(request, said % {"number": len(pasted.rows)})
            return redirect(f"{reverse('proposals:section', args=[proposal.pk, SectionKey.BUDGET])}#f-lines")
    context = {
        "proposal": proposal,
        "table": text,
        "pasted": pasted if request.method == "POST" else None,
        "head": [column.label for column in lines.columns],
        "rows": _readable(lines, pasted),
        "refused": refused,
    }
    return render(request, "proposals/submission/paste.html", context, status=409 if refused else 200)


def _append(request: HttpRequest, section: Section, pasted: Pasted) -> None:
    data: dict[str, Any] = {**section.data, "lines": [*(section.data.get("lines") or []), *pasted.rows]}
    drafting.save_section(section, actor=request.user, data=data, base_version=section.version)


def _readable(lines: Asked, pasted: Pasted) -> list[list[str]]:
    return [[shown(column, row.get(column.key)) for column in lines.columns] for row in pasted.rows]


def _budget(proposal: Proposal) -> tuple[Part, Section]:
    """The budget's part and its text; a call without one has no such page."""
    proposal.call = whole_call(Call.objects.all(), proposal.call_id) or proposal.call
    part = next((each for each in parts_of(proposal.call) if each.key == SectionKey.BUDGET), None)
    section = proposal.sections.filter(key=SectionKey.BUDGET).first()
    if part is None or section is None:
        raise Http404
    return part, section
