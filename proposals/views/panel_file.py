"""The files of a panel for the Division: who reads each, what they said, giving by hand, and talks."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casework.attempt import attempted
from proposals.enums import SeatState
from proposals.forms.review import TalkForm
from proposals.models import DistrictEvaluation, Moderation, Panel, Review, Score
from proposals.queries import panel as queries
from proposals.queries.relations import WARNINGS, relations
from proposals.queries.review import standing
from proposals.rules import own_groups
from proposals.views.panel import panel_for
from proposals.workflow import assigning
from proposals.workflow import review as reviews
from seoul_portal.access import staff
from seoul_portal.paging import Keyset, key

PAGE = 30
SHOWN = {
    "": gettext_lazy("All"),
    "short": gettext_lazy("Too few reviews"),
    "open": gettext_lazy("Not all handed in"),
    "talk": gettext_lazy("A talk is due"),
}


def _rows(request: HttpRequest, panel: Panel) -> Any:
    """The files of the panel, but of the official's own groups."""
    return queries.rows_of(panel).exclude(group__in=own_groups(request.user))


@staff("proposals.run_panel")
@require_safe
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """Every file with its reviewers, and where scores lie far apart."""
    panel = panel_for(request, pk)
    show = request.GET.get("show", "")
    conditions = {"short": queries.short(panel), "open": queries.unfinished(), "talk": queries.talk_due(panel)}
    mine = Review.objects.standing().select_related("seat__user").order_by("id")
    found = _rows(request, panel).filter(conditions.get(show, Q())).prefetch_related(Prefetch("reviews", mine))
    page = Keyset(found, request, size=PAGE)
    scores = standing(row.pk for row in page.rows)
    context = {
        "panel": panel,
        "page": page,
        "rows": [(row, scores[row.pk]) for row in page.rows],
        "shown": [(name, label, name == show) for name, label in SHOWN.items()],
    }
    return render(request, "proposals/review/files.html", context)


@staff("proposals.run_panel")
@require_safe
def file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """One file: its reviews, who else may read it, talks, and what the district says."""
    panel = panel_for(request, pk)
    return _page(request, panel, _file(request, panel, file))


def _file(request: HttpRequest, panel: Panel, pk: int) -> Any:
    return get_object_or_404(_rows(request, panel), pk=pk)


def _page(
    request: HttpRequest, panel: Panel, row: Any, form: TalkForm | None = None, status: int = 200
) -> HttpResponse:
    said = Prefetch("scores", Score.objects.select_related("criterion").prefetch_related("edits"))
    rows = Review.objects.filter(proposal=row, seat__panel=panel).select_related("seat__user", "proposal__group")
    context = {
        "panel": panel,
        "file": row,
        "reviews": rows.prefetch_related(said).order_by("id"),
        "score": standing([row.pk])[row.pk],
        "people": _people(panel, row, {each.seat_id for each in rows.exclude(state="released")}),
        "talks": Moderation.objects.filter(proposal=row, panel=panel).select_related("by"),
        "talk_due": queries.is_talk_due(row, panel),
        "may_talk": not panel.is_closed and row.done == row.given and row.done >= 2,
        "form": form or TalkForm(),
        "evaluation": DistrictEvaluation.objects.filter(proposal=row).select_related("by").first(),
    }
    return render(request, "proposals/review/file.html", context, status=status)


def _people(panel: Panel, row: Any, reading: set[int]) -> list[dict[str, Any]]:
    """Who sits and does not read the file, each with what stands between; those who may come first."""
    if panel.is_closed:
        return []
    sitting = [seat for seat in queries.seats_of(panel).filter(state=SeatState.ACCEPTED) if seat.pk not in reading]
    known = relations(sitting, [row])
    found = [
        {
            "seat": seat,
            "relations": [each.label for each in known.of(seat, row)],
            "barred": bool(known.bars(seat, row)),
            "warned": any(each in WARNINGS for each in known.of(seat, row)),
        }
        for seat in sitting
    ]
    return sorted(found, key=lambda each: (each["barred"], each["warned"], each["seat"].reads))


@staff("proposals.run_panel")
@require_POST
def give(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Give the file to somebody by hand; a warning must be ticked."""
    panel = panel_for(request, pk)
    row = _file(request, panel, file)
    chosen = key(request.POST.get("seat"))
    seat = next((each for each in panel.seats.all() if each.pk == chosen), None)
    if seat is None:
        raise Http404
    despite = request.POST.get("despite") == "yes"
    said = _("%(name)s reads the file now.") % {"name": seat}
    attempted(request, lambda: assigning.assign(row, seat, actor=request.user, despite=despite), said)
    return redirect("proposals:panel-file", panel.pk, row.pk)


@staff("proposals.run_panel")
@require_POST
def talk(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Note a talk."""
    panel = panel_for(request, pk)
    row = _file(request, panel, file)
    form = TalkForm(request.POST)
    if not form.is_valid():
        return _page(request, panel, row, form, status=422)
    note, said = form.cleaned_data["note"], _("The talk is noted, and the reviewers are told.")
    if attempted(request, lambda: reviews.moderate(panel, row, actor=request.user, note=note), said):
        return redirect("proposals:panel-file", panel.pk, row.pk)
    return _page(request, panel, row, form, status=409)
