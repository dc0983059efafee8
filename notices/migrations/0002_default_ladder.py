"""The ladder that every deadline has unless its source names another: administrators change it as they see fit."""

from django.db import migrations

STEPS = [
    (-14, "responsible", "none"),
    (-7, "responsible", "none"),
    (-1, "responsible", "earlier"),  # the last day on which an office can still help
    (0, "responsible", "none"),
    (3, "responsible", "none"),
    (3, "members", "none"),
    (7, "center", "later"),
    (14, "district", "later"),
]


def make(apps, schema_editor):
    ladder = apps.get_model("notices", "Ladder").objects.create(name="default", label="기본 알림 단계")
    step = apps.get_model("notices", "LadderStep")
    step.objects.bulk_create(
        step(ladder=ladder, offset_days=days, audience=audience, adjustment=adjustment)
        for days, audience, adjustment in STEPS
    )


def unmake(apps, schema_editor):
    apps.get_model("notices", "Ladder").objects.filter(name="default").delete()


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [migrations.RunPython(make, unmake)]
