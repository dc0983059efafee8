"""Migrations that would stop people from working are named."""

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Q

from seoul_portal import downtime

INDEX = models.Index(fields=["name"], name="by_name")
CHECK = models.CheckConstraint(condition=Q(size__gt=0), name="size_positive")


def state() -> ProjectState:
    found = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20)),
        ("size", models.IntegerField(null=True)),
    ]
    found.add_model(ModelState("groups", "thing", fields))
    return found


def said(*operations, atomic: bool = True, **given) -> list[str]:
    steps = list(operations)
    kind = type("Migration", (migrations.Migration,), {"operations": steps, "atomic": atomic, **given})
    return list(downtime.faults_of(kind("0002_next", "groups"), state()))


def nothing(apps, editor) -> None:
    """Rows are changed, one might say."""


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (migrations.RemoveField("thing", "name"), "still reads this column"),
        (migrations.DeleteModel("Thing"), "still reads this table"),
        (migrations.RenameField("thing", "name", "title"), "old name"),
        (migrations.RenameModel("Thing", "Object"), "old name"),
        (migrations.AlterModelTable("thing", "objects"), "old name"),
        (migrations.AddField("thing", "kind", models.CharField(max_length=5, default="x")), "db_default"),
        (migrations.AddField("thing", "kind", models.CharField(max_length=5, null=True, unique=True)), "index"),
        (migrations.AlterField("thing", "size", models.IntegerField(default=1)), "may write nothing"),
        (migrations.AlterField("thing", "size", models.BigIntegerField(null=True)), "integer to bigint"),
        (migrations.AlterField("thing", "name", models.CharField(max_length=10)), "varchar(20) to varchar(10)"),
        (migrations.AlterField("thing", "name", models.CharField(max_length=20, db_index=True)), "index"),
        (migrations.AddIndex("thing", INDEX), "AddIndexConcurrently"),
        (migrations.AddConstraint("thing", CHECK), "AddConstraintNotValid"),
        (migrations.RunSQL("CREATE INDEX by_size ON groups_thing (size)"), "locks a table"),
    ],
)  # fmt: skip
def test_a_step_that_stops_people_is_named_with_what_to_do_instead(operation, words):
    (fault,) = said(operation)
    assert words in fault
    assert not said(operation, zero_downtime="Nobody has used this table yet.")


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("thing", "kind", models.CharField(max_length=5, null=True)),
        migrations.AddField("thing", "kind", models.CharField(max_length=5, db_default="x")),
        migrations.AlterField("thing", "name", models.CharField(max_length=200)),
        migrations.AlterField("thing", "name", models.TextField()),
        migrations.AlterField("thing", "size", models.IntegerField(null=True, verbose_name="size")),
        AddIndexConcurrently("thing", INDEX),
        AddConstraintNotValid("thing", CHECK),
        migrations.RunSQL("CREATE INDEX CONCURRENTLY by_size ON groups_thing (size)"),
        migrations.RunPython(nothing),
    ],
)
def test_a_step_that_nobody_notices_is_left_alone(operation):
    assert not said(operation)


def test_a_table_that_the_same_migration_makes_may_get_anything():
    made = migrations.CreateModel("New", [("id", models.BigAutoField(primary_key=True))])
    assert not said(made, migrations.AddField("new", "kind", models.CharField(max_length=5, default="x")))


def test_a_table_and_its_rows_are_not_changed_in_one_transaction():
    kind = migrations.AddField("thing", "kind", models.CharField(max_length=5, null=True))
    assert "in one transaction" in said(kind, migrations.RunPython(nothing))[0]
    assert not said(kind, migrations.RunPython(nothing), atomic=False)
