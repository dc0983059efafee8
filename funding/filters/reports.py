"""Narrowing the lists of reports and settlements."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.forms import CheckboxInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.enums import ReportKind, ReportState
from funding.filters.common import OfAwardFilter
from funding.models import Report, Settlement

_OTHERS = [choice for choice in ReportState.choices if choice[0] != ReportState.SUBMITTED]
STATES = [("all", _("All")), *_OTHERS]


class _PaperFilter(OfAwardFilter):
    """Without a choice of state, the list holds what waits to be read."""

    otherwise = Q(state=ReportState.SUBMITTED)

    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, empty_label=_("To read"), method="in_state")
    late = django_filters.BooleanFilter(
        label=_("Late only"), widget=CheckboxInput(attrs={"value": "true"}), method="is_late"
    )

    def is_late(self, found: QuerySet[Any], _name: str, value: bool | None) -> QuerySet[Any]:
        waiting = [ReportState.DUE, ReportState.RETURNED, ReportState.SUBMITTED]
        return found.filter(due_on__lt=timezone.localdate(), state__in=waiting) if value else found


class ReportFilter(_PaperFilter):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=ReportKind.choices, empty_label=_("All"))

    class Meta:
        model = Report
        fields = ("q", "kind", "state", "district", "late")


class SettlementFilter(_PaperFilter):
    owing = django_filters.BooleanFilter(
        label=_("Money still to return"), widget=CheckboxInput(attrs={"value": "true"}), method="owes"
    )

    class Meta:
        model = Settlement
        fields = ("q", "state", "district", "late", "owing")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Who owes has been read already, so that choice alone looks beyond what waits."""
        if self.form.cleaned_data.get("owing") and not self.form.cleaned_data.get("state"):
            self.form.cleaned_data["state"] = "all"
        return super().filter_queryset(queryset)

    def owes(self, found: QuerySet[Any], _name: str, value: bool | None) -> QuerySet[Any]:
        return found.filter(state=ReportState.ACCEPTED, returned_on=None) if value else found
