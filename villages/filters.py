"""Narrowing lists of offices and postings."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from villages.enums import OfficeKind, PostingState, Role
from villages.models import District, Office, Posting


class OfficeFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=OfficeKind.choices, empty_label=_("All"))
    district = django_filters.ModelChoiceFilter(
        label=_("District"), queryset=District.objects.current, empty_label=_("All")
    )

    class Meta:
        model = Office
        fields = ("kind", "district")


class PostingFilter(django_filters.FilterSet):
    who = django_filters.CharFilter(label=_("Name or office"), method="named")
    state = django_filters.ChoiceFilter(label=_("State"), choices=PostingState.choices, empty_label=_("All"))
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role.choices, empty_label=_("All"))

    class Meta:
        model = Posting
        fields = ("who", "state", "role")

    def named(self, postings: QuerySet[Posting], name: str, value: str) -> Any:
        return postings.filter(
            Q(person__name__icontains=value) | Q(office__name_ko__icontains=value) | Q(office__name_en__icontains=value)
        )
