"""Narrowing a ranking."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from funding.enums import Outcome
from funding.models import Allocation
from groups.enums import Theme
from seoul_portal.prepared import Prepared
from villages.models import District
from villages.names import named

LONGEST_QUERY = 60


def district_choices() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in _districts(key=get_language())]


_districts = Prepared(lambda: District.objects.order_by("code").values_list("pk", named()))


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

    @property
    def is_narrow(self) -> bool:
        return any(self.data.get(name) for name in self.filters)
