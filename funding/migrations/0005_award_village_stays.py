import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    zero_downtime = (
        "The trigger of 0003 fills the column for the version that does not know it, and reading the awards of a city, "
        "tens of thousands, takes milliseconds."
    )
    dependencies = [("funding", "0004_award_village_filled")]

    operations = [
        migrations.AlterField(
            model_name="award",
            name="village",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="awards",
                to="villages.village",
                verbose_name="village",
            ),
        ),
        pgtrigger.migrations.RemoveTrigger(model_name="award", name="award_stays"),
        pgtrigger.migrations.AddTrigger(
            model_name='award',
            trigger=pgtrigger.compiler.Trigger(name='award_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."round_id" IS DISTINCT FROM (NEW."round_id") OR OLD."proposal_id" IS DISTINCT FROM (NEW."proposal_id") OR OLD."group_id" IS DISTINCT FROM (NEW."group_id") OR OLD."village_id" IS DISTINCT FROM (NEW."village_id") OR OLD."district_id" IS DISTINCT FROM (NEW."district_id") OR OLD."theme" IS DISTINCT FROM (NEW."theme"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1dd91bc421a1e09da2ec73b35133231e4be083b0', operation='UPDATE', pgid='pgtrigger_award_stays_ae2fe', table='funding_award', when='BEFORE')),
        ),
    ]
