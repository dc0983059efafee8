"""Triggers in migrations.

Django loads its picture of all models again after each step of a migration. A table's columns and constraints stand in
its ``CreateModel``; so do its triggers, and one step per app writes them into the database.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

PUBLIC_CHANGE = "public_change"  # the name of the trigger on each table behind public pages


class _Triggers(Operation):
    """Triggers that are written into the database and taken out again; the picture of the models is not touched."""

    def statements(self, app_label: str, state: ProjectState) -> list[tuple[str, str]]:
        """For each trigger, in order, the SQL that installs it and the SQL that takes it out."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing: ``CreateModel`` has said it, or no model says it."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for install, _remove in self.statements(app_label, to_state):
            schema_editor.execute(install, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for _install, remove in self.statements(app_label, from_state):
            schema_editor.execute(remove, params=None)


class InstallTriggers(_Triggers):
    """Install the triggers that ``CreateModel`` named for these models, in this order."""

    def __init__(self, models: list[str]) -> None:
        self.models = models

    def statements(self, app_label: str, state: ProjectState) -> list[tuple[str, str]]:
        found: list[Any] = [each for name in self.models for each in state.models[app_label, name].options["triggers"]]
        return [(trigger.install_sql, trigger.uninstall_sql) for trigger in found]

    def describe(self) -> str:
        return f"Install the triggers of {', '.join(self.models)}"


class NotePublicChanges(_Triggers):
    """Let every statement that changes these tables be seen by the public pages that are kept (``visitors``).

    Not named in ``Meta``: tables that join two models have none, and all that changes here is one trigger for all.
    """

    def __init__(self, tables: list[str]) -> None:
        self.tables = tables

    def statements(self, app_label: str, state: ProjectState) -> list[tuple[str, str]]:
        return [
            (
                f"CREATE TRIGGER {PUBLIC_CHANGE} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION portal_note_public_change()",
                f"DROP TRIGGER {PUBLIC_CHANGE} ON {table}",
            )
            for table in self.tables
        ]

    def describe(self) -> str:
        return f"Note changes of {', '.join(self.tables)}"
