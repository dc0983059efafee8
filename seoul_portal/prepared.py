"""Queries that almost every page asks, with their SQL put together once instead of each time, and planned once, too.

Where the answer is a few rows, making the SQL of a queryset takes Django longer than PostgreSQL needs to answer it, and
so does planning it: eleven milliseconds for a join of eight tables that is read in half of one. So the text stays here,
and its plan with the connection, as a prepared statement. Only the question is kept, never an answer.

unread = Prepared(lambda: Message.objects.filter(recipient=PERSON, read_at=None).values_list("pk"))
unread(person=user.pk)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from copy import copy
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import QuerySet
from django.utils import timezone

# What stands in the question while its SQL is made, and gets its value each time it is asked: a person's key, that of
# a row, a text, the present moment, and today. They are values that nothing in the database ever has.
PERSON = 9_000_000_000_000_000_001
ROW = 9_000_000_000_000_000_002
TEXT = "\ue000\ue001"
NOW = datetime(9876, 5, 4, 3, 21, tzinfo=UTC)
TODAY = date(9876, 5, 4)
KEPT = 200  # of each question: together a few megabytes


class Prepared:
    """``build(*about)`` gives a queryset; ``key`` names all that its SQL depends on but the marks above.

    Called, it gives the list of what iterating the queryset would give, and asks the database each time.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._made: dict[Hashable, _Question] = {}

    def __call__(
        self,
        *about: Any,
        key: Hashable = None,
        person: int | None = None,
        row: int | None = None,
        text: str | None = None,
    ) -> list[Any]:
        question = self._made.get(key)
        if question is None:
            if len(self._made) >= KEPT:
                self._made.clear()
            question = self._made[key] = _Question(lambda: self._build(*about))
        return question.ask({PERSON: person, ROW: row, TEXT: text})


class _Question:
    """A queryset whose SQL is made."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        began = timezone.now()
        self._found = found = build()
        self._compiler = found.query.get_compiler(found.db)
        self._sql: str | None = None
        try:
            # Fills the compiler, too, with what it must know to read the answer.
            sql, params = self._compiler.as_sql()
        except EmptyResultSet:
            return
        params = [_moment(each, began) for each in params]
        self._sql = _with_values(sql, params, connections[found.db])
        self._marks = tuple(each for each in params if _is_mark(each))

    def ask(self, keys: dict[Any, Any]) -> list[Any]:
        if self._sql is None:
            return []
        values = keys | {NOW: timezone.now(), TODAY: timezone.localdate()} if self._marks else keys
        made = (self._sql, tuple(values[each] for each in self._marks))
        compiler: Any = copy(self._compiler)  # it holds the connection of a thread
        compiler.connection = _Planned(connections[self._found.db])
        compiler.as_sql = lambda *args, **kwargs: made
        query: Any = copy(self._found.query)
        query.get_compiler = lambda *args, **kwargs: compiler
        again: Any = type(self._found)(self._found.model, query, self._found.db)
        for name in ("_iterable_class", "_fields", "_prefetch_related_lookups"):
            setattr(again, name, getattr(self._found, name))
        return list(again)


class _Planned:
    """A connection whose cursors leave the values to PostgreSQL, which is what lets it keep a plan."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self) -> Any:
        if self._connection.execute_wrappers:  # they may put a second command before ours, which cannot be planned
            return self._connection.cursor()
        self._connection.ensure_connection()
        cursor: Any = ServerBindingCursor
        return self._connection._prepare_cursor(cursor(self._connection.connection))


def _with_values(sql: str, params: Any, connection: Any) -> str:
    """``sql`` with every value but the marks written into it.

    PostgreSQL keeps a plan only where it is as good as one made for the values, and it cannot know that an index over
    what is in work serves ``state IN ($1, $2)``. With the values in the text it can.
    """
    left = iter(params)

    def written(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        value = next(left)
        return "%s" if _is_mark(value) else connection.ops.compose_sql("%s", [value]).replace("%", "%%")

    return re.sub("%%|%s", written, sql)


def _moment(value: Any, began: datetime) -> Any:
    """The mark of the present moment for one that was read from the clock while the question was built.

    Raises ``ValueError`` for any other moment, which would grow old with the question.
    """
    if not isinstance(value, datetime) or value == NOW:
        return value
    if not began <= value <= timezone.now():
        raise ValueError(f"A question that is kept may not hold {value}: compare with the present moment.")
    return NOW


def _is_mark(value: Any) -> bool:
    # Keys may come as one of psycopg's own kinds of whole number.
    return isinstance(value, int | date | str) and value in (PERSON, ROW, TEXT, NOW, TODAY)
