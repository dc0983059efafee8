"""Programmes and their stages, kept by the Division."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.lifecycle import Refused
from proposals.forms.calls import ProgrammeForm, StageForm
from proposals.models import Programme, Stage
from proposals.workflow import building
from seoul_portal.access import staff


@staff("proposals.build_call")
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme with its stages."""
    found = Programme.objects.prefetch_related(Prefetch("stages", Stage.objects.order_by("id")))
    return render(request, "proposals/building/programmes.html", {"programmes": found})


@staff("proposals.build_call")
@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a programme."""
    row = get_object_or_404(Programme, pk=pk) if pk else Programme()
    return _edit(request, ProgrammeForm(request.POST or None, instance=row), row, programme=row)


@staff("proposals.build_call")
@require_http_methods(["GET", "HEAD", "POST"])
def new_stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a stage to a programme."""
    row = Stage(programme=get_object_or_404(Programme, pk=pk))
    return _edit(request, StageForm(request.POST or None, instance=row), row, programme=row.programme)


@staff("proposals.build_call")
@require_http_methods(["GET", "HEAD", "POST"])
def stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a stage. Calls that exist keep what they have."""
    row = get_object_or_404(Stage.objects.select_related("programme"), pk=pk)
    return _edit(request, StageForm(request.POST or None, instance=row), row, programme=row.programme)


def _edit(request: HttpRequest, form: Any, row: Any, **context: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            building.save_row(row, actor=request.user)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Saved. It counts for new calls; those that exist keep what they have."))
            return redirect("proposals:programmes")
    context |= {"form": form, "row": row}
    status = 422 if request.method == "POST" else 200
    return render(request, "proposals/building/row.html", context, status=status)
