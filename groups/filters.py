"""Narrowing the directory of groups."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from groups.enums import GroupState, Theme
from groups.models import Group
from seoul_portal.search.narrowing import SearchFilterSet
from villages.models import District, Village

LONGEST_QUERY = 100


class DirectoryFilter(SearchFilterSet):
    """Words, place, theme and state. Without a state, groups that are over stay out of the list."""

    q = django_filters.CharFilter(label=_("Words"), method="searched", max_length=LONGEST_QUERY)
    district = django_filters.ModelChoiceFilter(
        label=_("District"), queryset=District.objects.current, empty_label=_("All"), field_name="village__district"
    )
    village = django_filters.ModelChoiceFilter(
        label=_("Village"), queryset=Village.objects.none, empty_label=_("All"), field_name="village"
    )
    theme = django_filters.ChoiceFilter(label=_("Theme"), choices=Theme.choices, empty_label=_("All"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=GroupState.choices, empty_label=_("All active"))

    class Meta:
        model = Group
        fields = ("q", "district", "village", "theme", "state")

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        chosen = (data or {}).get("district", "")
        if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
            # Villages are offered once the district is known: a list of them all helps nobody.
            villages = Village.objects.current().filter(district=chosen).order_by("name_ko")
            self.filters["village"].queryset = villages
        else:
            del self.filters["village"]

    def filter_queryset(self, queryset: QuerySet[Group]) -> QuerySet[Group]:
        chosen = self.form.cleaned_data.get("state")
        return super().filter_queryset(queryset if chosen else queryset.exclude(state=GroupState.DISBANDED))
