from django.db import migrations

from seoul_portal.triggers import NotePublicChanges


class Migration(migrations.Migration):
    dependencies = [("seoul_portal", "0001_initial"), ("funding", "0001_initial")]
    operations = [
        NotePublicChanges(
            [
                "funding_fundinground",
                "funding_award",
                "funding_continuation",
                "funding_nomination",
                "funding_report",
                "funding_settlement",
            ]
        )
    ]
