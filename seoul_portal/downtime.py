"""Finds in migrations what would stop people from working while they run, or break the version that still runs.

While a new version starts, the old one goes on with the new tables. So a step may neither take away nor rename what the
old code uses, nor demand what it does not write, nor hold a lock on a table in use for longer than a moment. An app's
first migration is exempt, and so is what happens to a table in the migration that makes it. Whoever has thought about
a step says so in the migration: ``zero_downtime = "why this is safe"``. How to do it instead stands in
docs/operating.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, RemoveIndexConcurrently
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED

LATER = "stop using it in one release, remove it in the next"
BREAKS_OLD_CODE = {
    migrations.RemoveField: f"the running version still reads this column: {LATER}",
    migrations.DeleteModel: f"the running version still reads this table: {LATER}",
    migrations.RenameField: "the running version knows the old name: add a column, copy, switch, remove",
    migrations.RenameModel: "the running version knows the old name of the table",
    migrations.AlterModelTable: "the running version knows the old name of the table",
}
LOCKING_SQL = re.compile(
    r"CREATE\s+(UNIQUE\s+)?INDEX(?!\s+CONCURRENTLY)|ALTER\s+TABLE|LOCK\s+TABLE|VACUUM\s+FULL|TRUNCATE|DROP\s+", re.I
)


def faults() -> Iterator[str]:
    """What is wrong with the migrations of our apps, one line each. Needs no database."""
    loader = MigrationLoader(None)
    for key, migration in sorted(loader.disk_migrations.items()):
        if key[0] in settings.PORTAL_APPS and not migration.initial and not is_first(migration):
            before = loader.project_state(key, at_end=False)
            yield from (f"{'.'.join(key)}: {fault}" for fault in faults_of(migration, before))


def is_first(migration: migrations.Migration) -> bool:
    """Whether an app begins with it: nobody uses its tables yet."""
    return not any(app == migration.app_label for app, _name in migration.dependencies)


def faults_of(migration: migrations.Migration, state: ProjectState) -> Iterator[str]:
    """What is wrong with one migration that meets the tables of ``state``."""
    if getattr(migration, "zero_downtime", ""):
        return
    fresh: set[str] = set()
    changes_tables = changes_rows = False
    for operation in migration.operations:
        if isinstance(operation, migrations.CreateModel):
            fresh.add(operation.name_lower)
        model = str(getattr(operation, "model_name", getattr(operation, "name", ""))).lower()
        if isinstance(operation, migrations.RunPython):
            changes_rows = True
        elif model not in fresh:
            changes_tables = changes_tables or isinstance(operation, migrations.AddField | migrations.AlterField)
            if fault := _fault(operation, migration.app_label, state):
                yield f"{operation.describe()}: {fault}"
        operation.state_forwards(migration.app_label, state)
    if changes_tables and changes_rows and migration.atomic:
        yield "changes a table and its rows in one transaction, which locks it for as long as the rows take: split it"


def _fault(operation: Any, app: str, state: ProjectState) -> str | None:
    if (why := BREAKS_OLD_CODE.get(type(operation))) is not None:
        return why
    if isinstance(operation, migrations.AddField):
        return _fault_of_new(operation.field)
    if isinstance(operation, migrations.AlterField):
        return _fault_of_changed(state.models[app, operation.model_name_lower].fields[operation.name], operation.field)
    if isinstance(operation, migrations.AddIndex) and not isinstance(operation, AddIndexConcurrently):
        return "stops all writing while it is built: AddIndexConcurrently, with atomic = False"
    if isinstance(operation, migrations.RemoveIndex) and not isinstance(operation, RemoveIndexConcurrently):
        return "waits for every reader and stops them meanwhile: RemoveIndexConcurrently, with atomic = False"
    if isinstance(operation, migrations.AddConstraint) and not isinstance(operation, AddConstraintNotValid):
        return (
            "reads the whole table under a lock: AddConstraintNotValid, then ValidateConstraint in a migration after it"
        )
    if isinstance(operation, migrations.RunSQL) and LOCKING_SQL.search(str(operation.sql)):
        return "locks a table by hand: say in zero_downtime why that is short"
    return None


def _fault_of_new(field: Any) -> str | None:
    if not field.null and field.db_default is NOT_PROVIDED and not field.many_to_many:
        return "the running version does not write it: null=True or db_default"
    if (field.unique or field.db_index) and not field.many_to_many:
        return "its index is built under a lock: db_index=False, and AddIndexConcurrently after it"
    return None


def _fault_of_changed(before: Any, after: Any) -> str | None:
    if before.null and not after.null:
        return "the running version may write nothing there, and the whole table is read under a lock"
    if after.unique > before.unique or after.db_index > before.db_index:
        return "its index is built under a lock: AddIndexConcurrently"
    old, new = before.db_type(connection), after.db_type(connection)
    if old != new and not _is_wider(old, new):
        return f"from {old} to {new} writes the whole table anew under a lock: add a column, copy, switch, remove"
    return None


def _is_wider(old: str | None, new: str | None) -> bool:
    """A longer varchar, or text, costs PostgreSQL nothing."""
    lengths = [re.fullmatch(r"varchar\((\d+)\)", each or "") for each in (old, new)]
    if lengths[0] is None:
        return False
    return new == "text" or (lengths[1] is not None and int(lengths[1][1]) >= int(lengths[0][1]))
