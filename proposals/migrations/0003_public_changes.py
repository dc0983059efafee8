from django.db import migrations

from seoul_portal.triggers import NotePublicChanges


class Migration(migrations.Migration):
    dependencies = [("seoul_portal", "0001_initial"), ("proposals", "0002_ladders")]
    operations = [NotePublicChanges(["proposals_programme", "proposals_stage", "proposals_call", "proposals_calldistrict", "proposals_callvillage", "proposals_amendment", "proposals_briefing", "proposals_budgetitem", "proposals_criterion", "proposals_documentrequirement", "proposals_panel", "proposals_pledge", "proposals_question", "proposals_slot", "proposals_advice"])]
