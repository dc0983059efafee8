"""What the lists of reports, changes, cancellations and nominations ask alike."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet

from villages.names import named

M = TypeVar("M", bound=Model)


def told(rows: QuerySet[M]) -> QuerySet[M]:
    """Rows that belong to an award, each with what a line says of it: no further query for any."""
    found: Any = rows.annotate(
        title=F("award__proposal__title"),
        number=F("award__proposal__number"),
        group_name=F("award__proposal__group_name"),
        place_name=named("award__village__name"),
        district_name=named("award__district__name"),
    )
    return found


def about(proposal: str, words: str) -> Q:
    """Rows whose ``proposal`` has this very number, or these words in its title or in the name of its group."""
    known: dict[str, Any] = {
        f"{proposal}__number": words.strip(),
        f"{proposal}__title__icontains": words,
        f"{proposal}__group_name__icontains": words,
    }
    return Q(**known, _connector=Q.OR)
