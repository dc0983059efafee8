from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

AT_ONCE = 1000


def fill(apps, schema_editor):
    """The village of awards from before, a thousand at a time: each waits for nobody, and nobody waits long for it."""
    award, proposal = apps.get_model("funding", "Award"), apps.get_model("proposals", "Proposal")
    village = Subquery(proposal.objects.filter(pk=OuterRef("proposal")).values("village")[:1])
    while left := list(award.objects.filter(village=None).order_by().values_list("pk", flat=True)[:AT_ONCE]):
        award.objects.filter(pk__in=left).update(village=village)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("funding", "0003_award_village"),
        ("proposals", "0003_public_changes"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name="award",
            index=models.Index(fields=["village"], name="award_village"),
        ),
        AddIndexConcurrently(
            model_name="award",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "offered",
                            "agreed",
                            "running",
                            "paused",
                            "reporting",
                            "ended_early",
                            "settling",
                            "settled",
                            "clawback",
                        ],
                    )
                ),
                fields=["state", "village"],
                name="award_on_the_way",
            ),
        ),
    ]
