"""Narrowing the public register."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.filters.common import LONGEST_QUERY
from funding.models import Award
from groups.enums import Theme
from proposals.models import Proposal
from proposals.queries.calls import stage_choices
from seoul_portal.search import search
from seoul_portal.search.narrowing import SearchFilterSet
from villages.queries import district_choices

FIRST_YEAR = 2013  # of the programme


def year_choices() -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in range(timezone.localdate().year, FIRST_YEAR - 1, -1)]


class RegisterFilter(SearchFilterSet):
    """By words, district, theme, year and stage."""

    q = django_filters.CharFilter(label=_("Project or group"), method="searched", max_length=LONGEST_QUERY)
    district = django_filters.ChoiceFilter(label=_("District"), choices=district_choices, empty_label=_("All"))
    theme = django_filters.ChoiceFilter(label=_("Theme"), choices=Theme.choices, empty_label=_("All"))
    stage = django_filters.ChoiceFilter(
        label=_("Stage"), choices=stage_choices, empty_label=_("All"), field_name="proposal__call__stage"
    )
    year = django_filters.ChoiceFilter(label=_("Year"), choices=year_choices, empty_label=_("All"), method="in_year")

    class Meta:
        model = Award
        fields = ("q", "district", "theme", "stage", "year")

    def searched(self, found: QuerySet[Award], _name: str, words: str) -> QuerySet[Award]:
        proposals = Proposal.objects.filter(award__in=found.order_by().values("pk")).order_by()
        return found.filter(proposal__in=search(proposals, words).order_by().values("pk"))

    def in_year(self, found: QuerySet[Award], _name: str, year: Any) -> QuerySet[Award]:
        begins = datetime(int(year), 1, 1, tzinfo=timezone.get_current_timezone())
        return found.filter(offered_at__gte=begins, offered_at__lt=begins.replace(year=int(year) + 1))
