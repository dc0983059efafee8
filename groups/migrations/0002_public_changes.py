from django.db import migrations

from seoul_portal.triggers import NotePublicChanges


class Migration(migrations.Migration):
    dependencies = [("seoul_portal", "0001_initial"), ("groups", "0001_initial")]
    operations = [NotePublicChanges(["groups_group", "groups_membership", "groups_diaryentry", "groups_minutes", "groups_minutes_present"])]
