"""A person's own villages, and the visit by which they confirm who they are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import identity_of
from casework.lifecycle import Refused
from seoul_portal.access import signed_in
from villages import queries
from villages.enums import OfficeKind
from villages.forms import TieForm, VisitRequestForm
from villages.models import IdentityVisit, Office, Tie, Village
from villages.workflow import tie as ties
from villages.workflow import visit as visits


@signed_in
@require_safe
def my_villages(request: HttpRequest) -> HttpResponse:
    """Where I live, work or study; a search to add a village."""
    asked = request.GET.get("q", "").strip()
    found = [place for place in queries.search(asked).villages if place.is_current] if asked else []
    return render(
        request, "villages/my_villages.html", {"ties": queries.ties_of(request.user), "q": asked, "found": found}
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_tie(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """Say what ties me to this village."""
    village = get_object_or_404(Village.objects.select_related("district"), code=code, district__code=district)
    form = TieForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ties.declare(request.user, village, form.cleaned_data["basis"], since=form.cleaned_data["since"])
        except Refused as error:
            for reason in error.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, _("%(village)s is one of your villages now.") % {"village": village.name})
            return redirect("villages:my-villages")
    context = {"village": village, "form": form}
    return render(request, "villages/add_tie.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def end_tie(request: HttpRequest, pk: int) -> HttpResponse:
    """I no longer live, work or study there."""
    tie = get_object_or_404(Tie.objects.filter(user=request.user.pk).select_related("village"), pk=pk)
    ties.end(tie, actor=request.user)
    messages.success(request, _("%(village)s is no longer one of your villages.") % {"village": tie.village.name})
    return redirect("villages:my-villages")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest) -> HttpResponse:
    """Whether my identity is confirmed, and where to have it confirmed."""
    waiting = IdentityVisit.objects.waiting().filter(person=request.user.pk).first()
    if waiting:
        return redirect(waiting)
    form = VisitRequestForm(request.POST or None, offices=_near(request))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(visits.request(request.user, form.cleaned_data["office"]))
        except Refused as error:
            for reason in error.reasons:
                form.add_error(None, reason)
    context: dict[str, Any] = {
        "form": form,
        "confirmed": identity_of(request.user),
        "any_office": form.fields["office"].queryset.exists(),  # type: ignore[attr-defined]
    }
    return render(request, "villages/identity.html", context, status=422 if form.errors else 200)


def _near(request: HttpRequest) -> Any:
    """The offices for this person's villages, and one they came from a link to."""
    mine = queries.villages_tied_to(request.user)
    offices = Q(villages__in=mine) | Q(kind=OfficeKind.DISTRICT_OFFICE, district__villages__in=mine)
    asked = request.GET.get("office", "")
    if asked.isdecimal() and len(asked) < 10:
        offices |= Q(pk=asked)
    counters = (OfficeKind.VILLAGE_CENTER, OfficeKind.DISTRICT_OFFICE)
    return Office.objects.filter(offices, kind__in=counters, active=True).distinct().order_by("-kind", "name_ko")
