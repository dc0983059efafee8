"""Reminder ladders of floor 4 that differ from the default one; administrators change them as they see fit."""

from django.db import migrations

LADDERS = {
    "advice-talk": (
        "사전상담 하루 전 알림",
        [(-1, "responsible", "none"), (-1, "members", "none")],
    ),
    # A call does not wait: everybody in the group hears before it closes, and nobody afterwards.
    "unfinished-draft": (
        "쓰던 제안서 알림",
        [
            (-7, "responsible", "none"),
            (-3, "responsible", "none"),
            (-1, "responsible", "earlier"),
            (-1, "members", "earlier"),
            (0, "responsible", "none"),
        ],
    ),
    "advice-office": (
        "사전상담 담당자 알림",
        [(0, "responsible", "none"), (3, "responsible", "later"), (3, "district", "later")],
    ),
}


def make(apps, schema_editor):
    ladders, step = apps.get_model("notices", "Ladder"), apps.get_model("notices", "LadderStep")
    for name, (label, steps) in LADDERS.items():
        ladder = ladders.objects.create(name=name, label=label)
        step.objects.bulk_create(
            step(ladder=ladder, offset_days=days, audience=audience, adjustment=adjustment)
            for days, audience, adjustment in steps
        )


def unmake(apps, schema_editor):
    apps.get_model("notices", "Ladder").objects.filter(name__in=LADDERS).delete()


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial"), ("notices", "0002_default_ladder")]

    operations = [migrations.RunPython(make, unmake)]
