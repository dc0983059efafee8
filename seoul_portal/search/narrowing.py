"""Words beside other choices."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from seoul_portal.search import search


class SearchFilterSet(django_filters.FilterSet):
    """The words of ``q`` are looked for among what the other choices leave.

    A search ranks so many hits and no more: looked for first, those of a whole city would crowd out the one in the
    village that was chosen.
    """

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.form.cleaned_data
        chosen["q"] = chosen.pop("q", "")  # the last of them now
        return super().filter_queryset(queryset)

    def searched(self, found: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        return search(found, words)
