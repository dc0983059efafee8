"""Narrowing the queue."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.forms import CheckboxInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proposals.enums import ProposalState
from proposals.models import Proposal
from proposals.queries.queue import IN_WORK, Aside, condition, sees_city
from seoul_portal.search.narrowing import SearchFilterSet

LONGEST_QUERY = 100
WAITING = (
    ("office", pgettext_lazy("waiting on", "The office")),
    ("group", pgettext_lazy("waiting on", "The group")),
    ("nobody", pgettext_lazy("waiting on", "Nobody")),
)
STATES = [choice for choice in ProposalState.choices if choice[0] != ProposalState.DRAFT]


class QueueFilter(SearchFilterSet):
    """Without a choice of state, and without words to search for, the list holds what is in work."""

    q = django_filters.CharFilter(label=_("Words or number"), method="searched", max_length=LONGEST_QUERY)
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("all", _("All, decided ones too")), *STATES],
        empty_label=_("In work"),
        method="in_state",
    )
    waiting = django_filters.ChoiceFilter(label=_("Waiting on"), choices=WAITING, empty_label=_("All"), method="waits")
    call = django_filters.ChoiceFilter(label=_("Call"), empty_label=_("All"))
    place = django_filters.ChoiceFilter(label=_("Village"), empty_label=_("All"), method="at_place")
    assigned = django_filters.ChoiceFilter(label=_("Assigned to"), empty_label=_("All"), method="assigned_to")
    late = django_filters.BooleanFilter(
        label=_("Late only"), widget=CheckboxInput(attrs={"value": "true"}), method="is_late"
    )

    class Meta:
        model = Proposal
        fields = ("q", "state", "waiting", "call", "place", "assigned", "late")

    def __init__(self, data: Any, *, aside: Aside, user: Any, queryset: QuerySet[Proposal]) -> None:
        self.user = user
        self.city = sees_city(user)
        super().__init__(data, queryset=queryset)
        self.filters["call"].extra["choices"] = aside.calls
        self.filters["place"].extra["choices"] = aside.places
        if self.city:
            self.filters["place"].label = _("District")
        self.filters["assigned"].extra["choices"] = [
            ("mine", _("Me")),
            ("nobody", _("Nobody")),
            *((str(pk), name) for pk, name in aside.people),
        ]

    @property
    def words(self) -> str:
        """What is searched for."""
        return str(self.form.cleaned_data.get("q") or "") if self.form.is_valid() else ""

    @property
    def in_work(self) -> bool:
        """Whether the list holds nothing but files in work, which all have a day by which somebody acts."""
        return not (self._chosen("state") not in ("", *IN_WORK) or self._chosen("waiting") == "nobody" or self.words)

    def _chosen(self, name: str) -> str:
        return str(self.form.cleaned_data.get(name) or "") if self.form.is_valid() else ""

    def filter_queryset(self, queryset: QuerySet[Proposal]) -> QuerySet[Proposal]:
        return super().filter_queryset(queryset.filter(state__in=IN_WORK) if self.in_work else queryset)

    def in_state(self, files: QuerySet[Proposal], name: str, value: str) -> QuerySet[Proposal]:
        return files if value == "all" else files.filter(state=value)

    def waits(self, files: QuerySet[Proposal], name: str, value: str) -> QuerySet[Proposal]:
        states: dict[str, Q] = {
            "office": Q(state=ProposalState.SUBMITTED),
            "group": Q(state=ProposalState.RETURNED),
            "nobody": ~Q(state__in=IN_WORK),
        }
        return files.filter(states[value])

    def at_place(self, files: QuerySet[Proposal], name: str, value: str) -> QuerySet[Proposal]:
        return files.filter(**{"village__district" if self.city else "village": value})

    def assigned_to(self, files: QuerySet[Proposal], name: str, value: str) -> QuerySet[Proposal]:
        if value == "mine":
            return files.filter(condition("mine", self.user))
        return files.filter(assigned_to=None) if value == "nobody" else files.filter(assigned_to=int(value))

    def is_late(self, files: QuerySet[Proposal], name: str, value: bool | None) -> QuerySet[Proposal]:
        return files.filter(acts_by__lt=timezone.localdate()) if value else files
