"""Writing very many rows of a model at once, by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models

from seoul_portal.search import SearchField


def ids(model: type[models.Model], count: int) -> range:
    """So many primary keys of ``model`` that nobody else gets."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        (sequence,) = cursor.fetchone()
        cursor.execute("SELECT setval(%s, nextval(%s) + %s)", [sequence, sequence, count])
        (last,) = cursor.fetchone()
    return range(last - count, last)


def copy(model: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write ``rows``, each a value per name in ``columns``; every other column gets its field's default."""
    others = [
        field
        for field in model._meta.concrete_fields
        if field.attname not in columns
        and not (field.generated or isinstance(field, (models.AutoField, models.BigAutoField, SearchField)))
    ]
    defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
    names = ", ".join(connection.ops.quote_name(name) for name in (*columns, *(field.column for field in others)))
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {connection.ops.quote_name(model._meta.db_table)} ({names}) FROM STDIN") as table,
    ):
        for row in rows:
            table.write_row((*row, *defaults))


@contextmanager
def searched_afterwards(*searched: type[models.Model]) -> Iterator[None]:
    """Take the search indexes of these models away meanwhile: built once, over all rows, they take far less time."""
    indexes = [(model, index) for model in searched for index in model._meta.indexes if isinstance(index, GinIndex)]
    with connection.schema_editor(atomic=False) as editor:
        for model, index in indexes:
            editor.remove_index(model, index)
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # what is checked at the end is checked before an index is built
    with connection.schema_editor(atomic=False) as editor:
        for model, index in indexes:
            editor.add_index(model, index)
