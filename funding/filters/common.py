"""What the lists of rounds, awards and money are narrowed by alike."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from funding.queries.lists import about
from villages.queries import district_choices

LONGEST_QUERY = 60


class OfAwardFilter(django_filters.FilterSet):
    """Words and district, as every list of what belongs to an award has them.

    Where nothing is chosen for the field ``chooses``, the list holds the rows of ``otherwise``.
    """

    chooses = "state"
    otherwise = Q()

    q = django_filters.CharFilter(label=_("Words or number"), method="searched", max_length=LONGEST_QUERY)
    district = django_filters.ChoiceFilter(
        label=_("District"), choices=district_choices, empty_label=_("All"), field_name="award__district"
    )

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.form.cleaned_data.get(self.chooses)
        return super().filter_queryset(queryset if chosen else queryset.filter(self.otherwise))

    def searched(self, found: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        return found.filter(about("award__proposal", words))

    def in_state(self, found: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        return found if state == "all" else found.filter(state=state)
