"""Projects that may become services of the city, for those concerned; and those that did, for everybody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.lifecycle import Refused
from funding.enums import NominationState
from funding.forms.nomination import Dossier
from funding.models import Award, Nomination
from funding.models.nomination import OVER
from funding.queries.nominations import lines, services, standing
from funding.views import reading
from funding.workflow import nomination as workflow
from seoul_portal.access import public, signed_in, staff
from seoul_portal.paging import Keyset
from seoul_portal.visitors import Clock, kept_for_visitors

PAGE = 50
SERVICES = 20


@staff("funding.use_nominations")
@require_safe
def nominations(request: HttpRequest) -> HttpResponse:
    """Nominations of one's places; at first those on which somebody has to act."""
    state = request.GET.get("state", "")
    found = lines(request.user)
    if state in NominationState.values:
        found = found.filter(state=state)
    elif state != "all":
        found = found.exclude(state__in=OVER)
    page = Keyset(found, request, size=PAGE)
    context = {"rows": page.rows, "page": page, "state": state, "states": NominationState.choices}
    return render(request, "funding/nominations/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.awards, may="funding.nominate_award")
def nominate(request: HttpRequest, award: Award) -> HttpResponse:
    """The dossier of a new nomination."""
    form = Dossier(request.POST or None)
    refused = workflow.is_performing(award)
    if request.method == "POST" and form.is_valid():
        try:
            made = workflow.nominate(award, actor=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Nominated. Every member of the group is asked now."))
            return redirect(made)
    context = {"award": award, "form": form, "refused": refused}
    return render(request, "funding/nominations/new.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_safe
@reading.opened(reading.nominations)
def nomination(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    """The dossier, what the group, the district and the city said, and the next step."""
    user: Any = request.user
    context = {
        "nomination": nomination,
        "award": nomination.award,
        "is_member": nomination.belongs_to(user),
        "standing": standing(nomination),
    }
    return render(request, "funding/nominations/nomination.html", context)


@public
@require_safe
@kept_for_visitors(Clock.DAY)
def city_services(request: HttpRequest) -> HttpResponse:
    """Services of the city that grew from residents' groups, the newest first, each with its group named."""
    page = Keyset(services(), request, size=SERVICES)
    return render(request, "funding/nominations/services.html", {"services": page.rows, "page": page})
