"""Search for Korean and English, by pairs of syllables, in PostgreSQL without an extension.

To make a model searchable:

1. ``search = SearchField(A=["name"], B=["introduction"])``: titles under A, further text under B to D.
2. ``manage.py makemigrations``: one migration adds column, index and trigger. If the table already has rows, add
   ``migrations.RunSQL("UPDATE groups_group SET search = NULL")`` at its end, which makes the trigger index them; do
   so too when the sources change later.
3. In a view: ``search(Group.objects.visible_to(user), request.GET.get("q", ""))``. Filter before, not after; a set of
   filters does so as a ``narrowing.SearchFilterSet``.
4. In the template: ``{{ group.name|highlight:q }}`` and ``{{ group.introduction|excerpt:q }}``.

Nothing else: saves, bulk writes and raw SQL all keep the index. ``likeness(one, other)`` compares two texts.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from seoul_portal.search.field import TITLE, Rank, SearchField
from seoul_portal.search.letters import bigrams, likeness
from seoul_portal.search.marks import excerpt, highlight, located
from seoul_portal.search.query import parse

__all__ = ["CANDIDATES", "SearchField", "bigrams", "excerpt", "highlight", "likeness", "located", "search"]

M = TypeVar("M", bound=models.Model)

# A word that stands in half of all rows cannot be ranked over half of all rows while somebody waits. So many hits are
# ranked, those in titles before others: more than fifteen pages of twenty, which nobody turns without another word.
CANDIDATES = 300


def search(queryset: models.QuerySet[M], text: str, field: str = "search") -> models.QuerySet[M]:
    """The rows of ``queryset`` in which every word of ``text`` occurs, best first, annotated with ``rank``.

    Nothing typed leaves the rows as they are; something typed without a letter or digit finds nothing. ``queryset``
    must not be sliced. Of more than ``CANDIDATES`` hits, those with the words in their titles are found before others.
    """
    rows: Any = queryset
    if not text.strip():
        return rows.annotate(rank=models.Value(0.0))
    query = parse(text)
    if query is None:
        return rows.none().annotate(rank=models.Value(0.0))
    found = rows.order_by().values("pk")
    in_title = models.Q((f"{field}__matches", query.tsquery(TITLE)))
    anywhere = models.Q((f"{field}__matches", query.tsquery()))
    # PostgreSQL looks for the others only if there are too few titles.
    titled, others = found.filter(in_title)[:CANDIDATES], found.filter(anywhere, ~in_title)[:CANDIDATES]
    candidates = titled.union(others, all=True)[:CANDIDATES]
    return (
        _without_conditions(rows)
        .filter(pk__in=candidates)
        .annotate(rank=Rank(models.F(field), models.Value(query.rank_tsquery())))
        .order_by("-rank", "pk")
    )


def _without_conditions(rows: Any) -> Any:
    """The columns of ``rows``: the candidates have met its conditions, and PostgreSQL, asked again, would think that
    next to none of them can have met them twice."""
    query = rows.query
    joins = (getattr(each, "join_field", None) for each in query.alias_map.values())
    if query.group_by is not None or any(join and (join.one_to_many or join.many_to_many) for join in joins):
        return rows  # here a condition may decide how often a row is there
    bare = rows.all()
    bare.query.clear_where()
    return bare
