import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """The village of an award, filled for new ones by whatever inserts them: the trigger does it."""

    dependencies = [
        ("funding", "0002_public_changes"),
        ("villages", "0002_public_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="award",
            name="village",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="awards",
                to="villages.village",
                verbose_name="village",
            ),
        ),
        pgtrigger.migrations.RemoveTrigger(model_name="award", name="award_is_of_its_proposal"),
        pgtrigger.migrations.AddTrigger(
            model_name='award',
            trigger=pgtrigger.compiler.Trigger(name='award_is_of_its_proposal', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    SELECT v.id, v.district_id, p.theme INTO NEW.village_id, NEW.district_id, NEW.theme\n                    FROM proposals_proposal p JOIN villages_village v ON v.id = p.village_id\n                    WHERE p.id = NEW.proposal_id AND p.group_id = NEW.group_id;\n                    IF NOT FOUND THEN\n                        RAISE EXCEPTION 'proposal % is not of group %', NEW.proposal_id, NEW.group_id;\n                    END IF;\n                    RETURN NEW;\n                ", hash='74edbb8fe952598c270c2aa7035ef15df5f5dc87', operation='INSERT', pgid='pgtrigger_award_is_of_its_proposal_ee78a', table='funding_award', when='BEFORE')),
        ),
    ]
