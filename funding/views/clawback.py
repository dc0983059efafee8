"""The end of an award by the city: proposed, heard, signed, and returned in instalments."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.lifecycle import Refused
from funding.enums import ClawbackState
from funding.filters.changes import ClawbackFilter
from funding.forms.clawback import ProposeForm
from funding.models import Award, Clawback
from funding.queries.lists import told
from funding.reclaiming import unaccounted
from funding.views import reading
from funding.workflow import clawback as workflow
from funding.workflow.clawback_steps import left_of
from proposals.queries.standing import Standing
from seoul_portal.access import signed_in, staff
from seoul_portal.paging import Keyset

PAGE = 50


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.awards, may="funding.propose_clawback")
def propose(request: HttpRequest, award: Award) -> HttpResponse:
    """What the group holds unaccounted for, and the proposal to end its award."""
    found = unaccounted(award)
    form = ProposeForm(request.POST or None, found=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = workflow.propose(award, actor=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Proposed. The group is told and can speak; then the director decides."))
            return redirect(made)
    context = {"award": award, "form": form, "found": found}
    return render(request, "funding/clawback/propose.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_safe
@reading.opened(reading.clawbacks)
def clawback(request: HttpRequest, clawback: Clawback) -> HttpResponse:
    """The reason, what the group says, the signature, and the plan of what comes back."""
    context = {
        "clawback": clawback,
        "award": clawback.award,
        "is_member": clawback.belongs_to(request.user),
        "standing": _standing(clawback),
        "statements": clawback.statements.select_related("by"),
        "instalments": clawback.instalments.order_by("due_on", "id"),
        "left": left_of(clawback),
        "today": timezone.localdate(),
    }
    return render(request, "funding/clawback/clawback.html", context)


def _standing(clawback: Clawback) -> Standing:
    if clawback.state == ClawbackState.PROPOSED:
        heard = clawback.hearing_until < timezone.localdate() or clawback.statements.exists()
        where = _("Proposed. Nothing is decided.")
        if heard:
            return Standing(where, _("The director: read what the group says, and decide"))
        return Standing(where, _("The group: say what you think"), clawback.hearing_until)
    if clawback.state == ClawbackState.SIGNED:
        due = clawback.instalments.filter(paid_on=None).order_by("due_on").values_list("due_on", flat=True).first()
        where = _("Signed. The money comes back in instalments.")
        asked = (
            _("The Division: answer the wish for other instalments") if clawback.asked_at else _("The group: return")
        )
        return Standing(where, asked, due)
    return Standing(clawback.get_state_display())


@staff("funding.use_changes")
@require_safe
def clawbacks(request: HttpRequest) -> HttpResponse:
    """Cancellations, the newest first."""
    rows = told(Clawback.objects.visible_to(request.user)).annotate(came=Coalesce(Sum("instalments__paid"), 0))
    found = ClawbackFilter(request.GET, queryset=rows.order_by("-id"))
    page = Keyset(found.qs, request, size=PAGE)
    return render(request, "funding/clawback/list.html", {"filter": found, "page": page, "rows": page.rows})
