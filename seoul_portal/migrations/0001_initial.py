"""The table of changes that public pages may show, and the function that its triggers call."""

import django.db.models.functions.datetime
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION portal_note_public_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO seoul_portal_publicchange DEFAULT VALUES;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="at"
                    ),
                ),
            ],
            options={
                "verbose_name": "change of public pages",
                "verbose_name_plural": "changes of public pages",
            },
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION portal_note_public_change"),
    ]
