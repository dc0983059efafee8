"""What changed on the way of an award: variations and pauses, for the group and for staff."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding import varying
from funding.enums import VariationKind, VariationState
from funding.filters.changes import PauseFilter, VariationFilter
from funding.models import Award, Pause, Variation
from funding.queries.conditions import conditions_of
from funding.queries.lists import told
from funding.queries.pauses import days_after, with_moves
from funding.views import reading
from funding.views.lists import by_day
from funding.workflow.variation_checks import CHANGEABLE
from proposals.queries.standing import Standing
from seoul_portal.access import signed_in, staff

PAGE = 50


@signed_in
@require_safe
@reading.opened(reading.awards)
def changes(request: HttpRequest, award: Award) -> HttpResponse:
    """Every change of what was agreed on, what can still be moved by rule, and every pause with what it moved."""
    user: Any = request.user
    terms, pauses = conditions_of(award), with_moves(award)
    context = {
        "award": award,
        "is_member": award.belongs_to(user),
        "variations": Variation.objects.filter(award=award).select_related("requested_by", "decided_by"),
        "pauses": pauses,
        "may_ask": award.state in CHANGEABLE and user.has_perm("funding.request_variation", award),
        "free": varying.free_to_move(award, terms),
        "share": terms.small_change,
        "days_left": days_after([pause for pause, _moves in pauses], terms),
    }
    return render(request, "funding/changes/changes.html", context)


@signed_in
@require_safe
@reading.opened(reading.variations)
def variation(request: HttpRequest, variation: Variation) -> HttpResponse:
    """One change, before and after."""
    context = {
        "variation": variation,
        "award": variation.award,
        "is_member": variation.belongs_to(request.user),
        "rows": varying.compared(variation),
        "moved": varying.moved(variation.before, variation.after) if variation.kind == VariationKind.BUDGET else 0,
        "standing": _standing(variation),
    }
    return render(request, "funding/changes/variation.html", context)


def _standing(variation: Variation) -> Standing:
    if variation.state == VariationState.REQUESTED:
        next_ = _("The district office, or the Division: decide")
        return Standing(_("Asked for. Nothing has changed yet."), next_, variation.due_on)
    if variation.by_rule:
        return Standing(_("Passed by rule; it holds, and nobody had to decide on it."))
    return Standing(variation.get_state_display())


@staff("funding.use_changes")
@require_safe
def variations(request: HttpRequest) -> HttpResponse:
    """Changes that groups ask for, the first due first."""
    found = VariationFilter(request.GET, queryset=_of_my_awards(Variation, request.user))
    return by_day(request, found, "funding/changes/variations.html")


@staff("funding.use_changes")
@require_safe
def pauses(request: HttpRequest) -> HttpResponse:
    """Projects that stand still, the first expected back first."""
    found = PauseFilter(request.GET, queryset=_of_my_awards(Pause, request.user))
    return by_day(request, found, "funding/changes/pauses.html", field="expected_on")


def _of_my_awards(model: Any, user: Any) -> Any:
    return told(model.objects.filter(award__in=Award.objects.visible_to(user)))
