"""A table to try search on, outside every app: for the tests here and for the benchmark."""

from contextlib import contextmanager

import pgtrigger
from django.apps.registry import Apps
from django.db import connection, models

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


@contextmanager
def table():
    """The table of ``Note`` with index and trigger, as its migration would make them."""
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    for trigger in Note._meta.triggers:
        trigger.install(Note)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Note)


# Known to pgtrigger only by name; ``migrate`` must not look for its table.
for _trigger in Note._meta.triggers:
    pgtrigger.registry.delete(_trigger.get_uri(Note))
    Note._meta.triggers = [_trigger]
