"""Brings the committed test database back to what migrations left in it.

Django would TRUNCATE every table, which the append-only tables refuse, and would lose the rows that migrations wrote.
"""

import pgtrigger
from django.db import connection, transaction

_initial: dict[str, bytes] = {}


def _tables() -> list[str]:
    return [table for table in connection.introspection.table_names() if table != "django_migrations"]


def _filled(tables: list[str]) -> list[str]:
    query = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM {connection.ops.quote_name(table)})" for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [name for (name,) in cursor.fetchall()]


def remember() -> None:
    """Note the rows of the freshly migrated database."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _filled(_tables()):
            with cursor.copy(f"COPY {connection.ops.quote_name(table)} TO STDOUT (FORMAT binary)") as copy:
                _initial[table] = b"".join(bytes(part) for part in copy)


def restore() -> None:
    """Remove every row and put back the remembered ones."""
    filled = _filled(_tables())
    # Foreign keys are deferred, so the order does not matter; the triggers stand aside for this transaction only.
    with pgtrigger.ignore(), transaction.atomic(), connection.cursor() as cursor:
        for table in filled:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        for table, content in _initial.items():
            with cursor.copy(f"COPY {connection.ops.quote_name(table)} FROM STDIN (FORMAT binary)") as copy:
                copy.write(content)


def let_go() -> None:
    """End every other session: a live server's pool or a dying worker must not keep the database from being dropped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()
    connection.close_pool()
