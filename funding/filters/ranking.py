"""Narrowing a ranking."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from funding.enums import Outcome
from funding.filters.common import LONGEST_QUERY
from funding.models import Allocation
from groups.enums import Theme
from villages.queries import district_choices


class RankingFilter(django_filters.FilterSet):
    """By words, decision, theme and district."""

    q = django_filters.CharFilter(label=_("Words or number"), method="searched", max_length=LONGEST_QUERY)
    outcome = django_filters.ChoiceFilter(label=_("Decision"), choices=Outcome.choices, empty_label=_("All"))
    theme = django_filters.ChoiceFilter(label=_("Theme"), choices=Theme.choices, empty_label=_("All"))
    district = django_filters.ChoiceFilter(label=_("District"), choices=district_choices, empty_label=_("All"))

    class Meta:
        model = Allocation
        fields = ("q", "outcome", "theme", "district")

    def searched(self, found: QuerySet[Allocation], _name: str, words: str) -> QuerySet[Allocation]:
        """A round is small enough to look into every title, group and number."""
        return found.filter(
            Q(proposal__title__icontains=words)
            | Q(proposal__group_name__icontains=words)
            | Q(proposal__number__icontains=words)
        )
