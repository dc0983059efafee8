"""Narrowing the lists of changes, pauses and cancellations."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.forms import CheckboxInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from funding.enums import ClawbackState, VariationKind, VariationState
from funding.filters.common import OfAwardFilter
from funding.models import Clawback, Pause, Variation

_VARIATIONS = [("all", _("All")), *[each for each in VariationState.choices if each[0] != VariationState.REQUESTED]]
_CLAWBACKS = [("all", _("All")), *ClawbackState.choices]


class VariationFilter(OfAwardFilter):
    """Without a choice of state, the list holds what waits for a decision."""

    otherwise = Q(state=VariationState.REQUESTED)

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=_VARIATIONS, empty_label=_("To decide on"), method="in_state"
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=VariationKind.choices, empty_label=_("All"))
    late = django_filters.BooleanFilter(
        label=_("Late only"), widget=CheckboxInput(attrs={"value": "true"}), method="is_late"
    )

    class Meta:
        model = Variation
        fields = ("q", "kind", "state", "district", "late")

    def is_late(self, found: QuerySet[Any], _name: str, value: bool | None) -> QuerySet[Any]:
        return found.filter(due_on__lt=timezone.localdate(), state=VariationState.REQUESTED) if value else found


class PauseFilter(OfAwardFilter):
    """Without a choice, the list holds the projects that stand still now."""

    chooses, otherwise = "ended", Q(ended_on=None)

    ended = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("over", _("Longer than expected")), ("ended", pgettext_lazy("pause", "Ended")), ("all", _("All"))],
        empty_label=pgettext_lazy("pause", "Paused now"),
        method="in_time",
    )

    class Meta:
        model = Pause
        fields = ("q", "ended", "district")

    def in_time(self, found: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        if state == "over":
            return found.filter(ended_on=None, expected_on__lt=timezone.localdate())
        return found.filter(ended_on__isnull=False) if state == "ended" else found


class ClawbackFilter(OfAwardFilter):
    """All that are not taken back or done, unless a state is chosen."""

    otherwise = Q(state__in=[ClawbackState.PROPOSED, ClawbackState.SIGNED])

    state = django_filters.ChoiceFilter(label=_("State"), choices=_CLAWBACKS, empty_label=_("Open"), method="in_state")

    class Meta:
        model = Clawback
        fields = ("q", "state", "district")
