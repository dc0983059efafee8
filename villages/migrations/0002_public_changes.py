from django.db import migrations

from seoul_portal.triggers import NotePublicChanges


class Migration(migrations.Migration):
    dependencies = [("seoul_portal", "0001_initial"), ("villages", "0001_initial")]
    operations = [NotePublicChanges(["villages_district", "villages_village", "villages_village_successors", "villages_office", "villages_office_villages", "villages_openinghours", "villages_specialday"])]
