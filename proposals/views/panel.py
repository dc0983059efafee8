"""Panels for the Division: set up, watched, distributed, and what reviewers declared."""

from __future__ import annotations

from collections.abc import Sized

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from casework.attempt import attempted
from casework.lifecycle import Refused
from proposals.enums import PanelState, ReviewState, SeatState
from proposals.forms.review import PanelForm
from proposals.models import Call, Panel, Review, Seat
from proposals.queries import panel as queries
from proposals.queries.standing import Standing
from proposals.workflow import assigning
from proposals.workflow import panel as workflow
from seoul_portal.access import staff
from seoul_portal.paging import Keyset

PAGE = 30
# Calls that wait for a panel; older ones were decided elsewhere.
MOST_CALLS = 20


def panel_for(request: HttpRequest, pk: int, seats: QuerySet[Seat] | None = None) -> Panel:
    """The panel, for whoever runs it; its seats are read with it."""
    rows = Panel.objects.visible_to(request.user).select_related("call")
    seats = Seat.objects.select_related("user") if seats is None else seats
    return get_object_or_404(rows.prefetch_related(Prefetch("seats", seats)), pk=pk)


@staff("proposals.run_panel")
@require_safe
def panels(request: HttpRequest) -> HttpResponse:
    """Every panel, and the calls that are over and have none."""
    found = Panel.objects.visible_to(request.user).select_related("call").order_by("-id")
    page = Keyset(found, request, size=PAGE)
    calls = Call.objects.public().filter(panel=None, state="closed", proposals__number__isnull=False).distinct()
    context = {"page": page, "panels": page.rows, "calls": calls.order_by("-closes_at")[:MOST_CALLS]}
    return render(request, "proposals/review/panels.html", context)


@staff("proposals.set_up_panel")
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Set up a panel for a call."""
    call = get_object_or_404(Call.objects.public(), pk=pk)
    if existing := Panel.objects.visible_to(request.user).filter(call=call).first():
        return redirect(existing)
    form = PanelForm(request.POST or None, initial={"files_shown": not call.names_hidden})
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = workflow.set_up(call, actor=request.user, **form.cleaned_data)
        except Refused as error:
            refused = error.reasons
        else:
            messages.success(request, _("The panel is set up. Now invite people."))
            return redirect(made)
    context = {"call": call, "form": form, "refused": refused}
    return render(request, "proposals/review/new.html", context, status=_status(request, refused))


@staff("proposals.run_panel")
@require_safe
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the panel is: who sits, who has not declared or handed in, what is missing."""
    found = panel_for(request, pk, queries.seats_of(Panel(pk=pk)))
    progress = queries.known_progress(found)
    context = {
        "panel": found,
        "seats": found.seats.all(),
        "progress": progress,
        "standing": standing(found, progress),
        "recusals": sum(seat.conflicts for seat in found.seats.all()),  # type: ignore[attr-defined]
    }
    return render(request, "proposals/review/panel.html", context)


def standing(panel: Panel, progress: queries.Progress) -> Standing:
    """The three answers for a panel."""
    if panel.state == PanelState.PREPARING:
        invited = sum(seat.state == SeatState.INVITED for seat in panel.seats.all())
        waits = ngettext("%(number)d invitation is not answered.", "%(number)d invitations are not answered.", invited)
        where = _("The panel is being set up. Reviewers see nothing yet.")
        return Standing(f"{where} {waits % {'number': invited}}" if invited else where, _("The Division"))
    if panel.is_closed:
        return Standing(_("The panel is closed, and all scores are final."))
    where = _("%(done)d of %(all)d reviews are handed in.") % {"done": progress.handed_in, "all": progress.reviews}
    acts = _("The reviewers") if progress.missing else _("The Division")
    return Standing(where, acts, panel.due_on if progress.missing else None)


@staff("proposals.run_panel")
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the arrangement."""
    found = panel_for(request, pk)
    form = PanelForm(request.POST or None, instance=found)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            workflow.change(found, actor=request.user, **form.cleaned_data)
        except Refused as error:
            refused = error.reasons
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    context = {"panel": found, "call": found.call, "form": form, "refused": refused}
    return render(request, "proposals/review/settings.html", context, status=_status(request, refused))


def _given(made: Sized) -> str:
    return ngettext("%(number)d review was given.", "%(number)d reviews were given.", len(made)) % {"number": len(made)}


@staff("proposals.run_panel")
def distribute(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an even distribution would give to whom, and what cannot be given; on POST give it."""
    found = panel_for(request, pk)
    if request.method == "POST":
        attempted(request, lambda: assigning.distribute(found, actor=request.user), _given)
        return redirect(found)
    plan = queries.plan(found)
    load: dict[Seat, int] = {}
    for seats in plan.given.values():
        for seat in seats:
            load[seat] = load.get(seat, 0) + 1
    loads = sorted(load.items(), key=lambda pair: pair[0].pk)
    return render(request, "proposals/review/distribute.html", {"panel": found, "plan": plan, "loads": loads})


@staff("proposals.run_panel")
@require_safe
def recusals(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of conflicts: how many of which kind, who, on which file, in whose words."""
    found = panel_for(request, pk)
    rows = Review.objects.visible_to(request.user).filter(seat__panel=found, state=ReviewState.CONFLICT)
    page = Keyset(rows.select_related("seat__user", "proposal").order_by("-id"), request, size=PAGE)
    context = {"panel": found, "kinds": queries.recusals(found), "page": page, "rows": page.rows}
    return render(request, "proposals/review/recusals.html", context)


def _status(request: HttpRequest, refused: list[str]) -> int:
    return 200 if request.method != "POST" else 409 if refused else 422
