from django.db import migrations

from seoul_portal.triggers import NotePublicChanges


class Migration(migrations.Migration):
    dependencies = [("seoul_portal", "0001_initial"), ("accounts", "0002_consent_texts")]
    operations = [NotePublicChanges(["accounts_user"])]
