"""Queries that almost every page asks, with their SQL put together once instead of each time.

Making the SQL of a queryset takes Django longer than PostgreSQL needs to answer it, where the answer is a few rows.
Only the text of the question is kept, never an answer.

unread = Prepared(lambda: Message.objects.filter(recipient=PERSON, read_at=None).values_list("pk"))
unread(person=user.pk)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

# Stands for a person's key while the SQL is made: a number that no key reaches.
PERSON = 9_000_000_000_000_000_001
KEPT = 1_000  # of each question


class Prepared:
    """``build(*about)`` gives a queryset of plain values; ``key`` names all that its SQL depends on but ``PERSON``."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._made: dict[Hashable, tuple[str, tuple[Any, ...]] | None] = {}

    def __call__(self, *about: Any, key: Hashable = None, person: int | None = None) -> list[tuple[Any, ...]]:
        if key not in self._made:
            if len(self._made) >= KEPT:
                self._made.clear()
            self._made[key] = self._make(*about)
        made = self._made[key]
        if made is None:
            return []
        sql, params = made
        with connection.cursor() as cursor:
            cursor.execute(sql, [person if each == PERSON else each for each in params])
            return cursor.fetchall()

    def _make(self, *about: Any) -> tuple[str, tuple[Any, ...]] | None:
        try:
            return self._build(*about).query.sql_with_params()
        except EmptyResultSet:
            return None
