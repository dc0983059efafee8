"""A table to try search on, outside every app: for the tests here and for the benchmark."""

from contextlib import contextmanager

import pgtrigger
from django.apps.registry import Apps
from django.core.management.commands import makemigrations
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState

from seoul_portal.search import SearchField


class Note(models.Model):
    """What a group page says about a group."""

    name = models.CharField(max_length=100)
    introduction = models.TextField(blank=True)
    district = models.IntegerField(default=0, db_index=True)
    search = SearchField(A=["name"], B=["introduction"])

    class Meta:
        app_label = "tests"
        # Not in Django's own list of models: no migration is missing for it.
        apps = Apps()

    def __str__(self):
        return self.name


# pgtrigger watches over the tables of apps only; what it wrote for this one goes into the migration below.
_trigger = Note._meta.triggers[0]
pgtrigger.registry.delete(_trigger.get_uri(Note))
Note._meta.triggers = Note._meta.original_attrs["triggers"] = [_trigger]


def migrations(before):
    """What ``makemigrations`` would write to come from ``before`` to this model."""
    after = ProjectState({("tests", "note"): ModelState.from_model(Note)})
    return makemigrations.MigrationAutodetector(before, after)._detect_changes().get("tests", [])


@contextmanager
def table():
    """The table of ``Note``, by the migration that ``makemigrations`` writes for such a model."""
    [migration] = migrations(ProjectState())
    with connection.schema_editor() as editor:
        migration.apply(ProjectState(), editor)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Note)
