import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import seoul_portal.triggers
import villages.models.place
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='District',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, unique=True, verbose_name='code')),
                ('former_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None, verbose_name='former codes')),
                ('name_ko', models.CharField(max_length=60, verbose_name='Korean name')),
                ('name_en', models.CharField(max_length=80, verbose_name='English name')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='exists from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='exists until (exclusive)')),
                ('search', villages.models.place.SearchKeys(editable=False)),
                ('tile_column', models.PositiveSmallIntegerField(verbose_name='column on the tile map')),
                ('tile_row', models.PositiveSmallIntegerField(verbose_name='row on the tile map')),
                ('letters', models.CharField(blank=True, max_length=4, verbose_name='letters in file numbers')),
                ('successors', models.ManyToManyField(blank=True, related_name='predecessors', to='villages.district', verbose_name='successors')),
            ],
            options={
                'verbose_name': 'district',
                'verbose_name_plural': 'districts',
                'ordering': ['code'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='district_ends_after_start', violation_error_message='A place must end after it begins.'), models.UniqueConstraint(condition=models.Q(('letters', ''), _negated=True), fields=('letters',), name='district_letters_once')],
            },
        ),
        migrations.CreateModel(
            name='Village',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, unique=True, verbose_name='code')),
                ('former_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None, verbose_name='former codes')),
                ('name_ko', models.CharField(max_length=60, verbose_name='Korean name')),
                ('name_en', models.CharField(max_length=80, verbose_name='English name')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='exists from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='exists until (exclusive)')),
                ('search', villages.models.place.SearchKeys(editable=False)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='villages', to='villages.district', verbose_name='district')),
                ('successors', models.ManyToManyField(blank=True, related_name='predecessors', to='villages.village', verbose_name='successors')),
            ],
            options={
                'verbose_name': 'village',
                'verbose_name_plural': 'villages',
                'ordering': ['code'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='village_ends_after_start', violation_error_message='A place must end after it begins.')],
            },
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('village_center', 'Village center'), ('district_office', 'District office'), ('division', 'Local Community Division'), ('council', 'Metropolitan Council')], max_length=20, verbose_name='kind')),
                ('name_ko', models.CharField(max_length=100, verbose_name='Korean name')),
                ('name_en', models.CharField(max_length=120, verbose_name='English name')),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='villages.district', verbose_name='district')),
                ('address_ko', models.CharField(blank=True, max_length=200, verbose_name='address in Korean')),
                ('address_en', models.CharField(blank=True, max_length=200, verbose_name='address in English')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='telephone number')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('directions_ko', models.CharField(blank=True, max_length=300, verbose_name='how to get there, in Korean')),
                ('directions_en', models.CharField(blank=True, max_length=300, verbose_name='how to get there, in English')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('villages', models.ManyToManyField(blank=True, related_name='offices', to='villages.village', verbose_name='villages served')),
            ],
            options={
                'verbose_name': 'office',
                'verbose_name_plural': 'offices',
                'ordering': ['kind', 'name_ko'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('district', None), ('kind__in', ('division', 'council'))), models.Q(models.Q(('kind__in', ('division', 'council')), _negated=True), ('district__isnull', False)), _connector='OR'), name='office_district_by_kind', violation_error_message='Village centers and district offices need a district; the others have none.'), models.UniqueConstraint(condition=models.Q(('active', True), ('kind', 'district_office')), fields=('district',), name='office_one_per_district', violation_error_message='This district has an active district office already.'), models.UniqueConstraint(condition=models.Q(('active', True), ('kind__in', ('division', 'council'))), fields=('kind',), name='office_one_in_the_city', violation_error_message='There is an active office of this kind already.')],
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='villages.office', verbose_name='office')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='weekday')),
                ('opens', models.TimeField(verbose_name='opens')),
                ('closes', models.TimeField(verbose_name='closes')),
            ],
            options={
                'verbose_name': 'opening hours',
                'verbose_name_plural': 'opening hours',
                'ordering': ['weekday', 'opens'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='hours_close_after_open', violation_error_message='Closing time must be after opening time.'), models.UniqueConstraint(fields=('office', 'weekday', 'opens'), name='hours_once')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='villages.office', verbose_name='office')),
                ('role', models.CharField(choices=[('adviser', 'Adviser'), ('triage_officer', 'Triage officer'), ('district_officer', 'District officer'), ('division_official', 'Division official'), ('division_director', 'Division director'), ('reviewer', 'Reviewer'), ('auditor', 'Auditor'), ('administrator', 'Administrator')], max_length=20, verbose_name='role')),
                ('duties', models.CharField(blank=True, max_length=300, verbose_name='duties')),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('active', 'Active'), ('ended', 'Ended')], default='proposed', max_length=10, verbose_name='state')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposed')),
                ('pledged_at', models.DateTimeField(blank=True, null=True, verbose_name='pledge of confidentiality given')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='villages.posting', verbose_name='successor')),
            ],
            options={
                'verbose_name': 'posting',
                'verbose_name_plural': 'postings',
                'ordering': ['office', 'role', 'starts_on', 'id'],
                'indexes': [models.Index(condition=models.Q(('state', 'ended'), _negated=True), fields=['ends_on'], name='posting_to_expire')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'ended'), _negated=True), fields=('person', 'office', 'role'), name='posting_open_once', violation_error_message='This person holds this role at this office already, or it was proposed to them.'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), ('state', 'ended'), _connector='OR'), name='posting_ends_after_start', violation_error_message='The last day cannot be before the first day.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'active'), _negated=True), ('pledged_at__isnull', False), _connector='OR'), name='posting_active_is_pledged')],
                'triggers': [pgtrigger.compiler.Trigger(name='posting_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{active:ended,proposed:active,proposed:ended}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='3e1e624056d568b5d15520f8b9bac0cd38b312e7', operation='UPDATE', pgid='pgtrigger_posting_moves_8d2ff', table='villages_posting', when='BEFORE')), pgtrigger.compiler.Trigger(name='posting_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'proposed\')', func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='72f0394254f6f63e762cf3fdd76d299cd39ae342', operation='INSERT', pgid='pgtrigger_posting_begins_a487e', table='villages_posting', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='IdentityVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identity_visits', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identity_visits', to='villages.office', verbose_name='village center')),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('confirmed', 'Confirmed'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='requested', max_length=10, verbose_name='state')),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='identity_visits', to='villages.posting', verbose_name='assigned to')),
                ('document', models.CharField(blank=True, choices=[('resident_card', 'Resident registration card'), ('driving_licence', 'Driving licence'), ('passport', 'Passport'), ('foreigner_card', 'Residence card for foreigners'), ('student_card', 'Student or youth card')], max_length=20, verbose_name='document shown')),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='requested')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
            ],
            options={
                'verbose_name': 'identity visit',
                'verbose_name_plural': 'identity visits',
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('state', 'requested')), fields=['office', 'id'], name='visit_queue')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'requested')), fields=('person',), name='visit_one_open', violation_error_message='You have asked a village center already. Withdraw that request first.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('document', ''), _negated=True), _connector='OR'), name='visit_confirmed_by_document')],
                'triggers': [pgtrigger.compiler.Trigger(name='identityvisit_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{requested:confirmed,requested:declined,requested:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='2be189c9c27b3ab27f8b713882b0c62e4d1a1f2a', operation='UPDATE', pgid='pgtrigger_identityvisit_moves_64544', table='villages_identityvisit', when='BEFORE')), pgtrigger.compiler.Trigger(name='identityvisit_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'requested\')', func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='842bd844856e151090f3a1ef41abe1a92395ddbb', operation='INSERT', pgid='pgtrigger_identityvisit_begins_03630', table='villages_identityvisit', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SpecialDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='special_days', to='villages.office', verbose_name='office')),
                ('day', models.DateField(verbose_name='day')),
                ('opens', models.TimeField(blank=True, null=True, verbose_name='opens')),
                ('closes', models.TimeField(blank=True, null=True, verbose_name='closes')),
                ('reason_ko', models.CharField(blank=True, max_length=100, verbose_name='reason in Korean')),
                ('reason_en', models.CharField(blank=True, max_length=100, verbose_name='reason in English')),
            ],
            options={
                'verbose_name': 'special day',
                'verbose_name_plural': 'special days',
                'ordering': ['day'],
                'constraints': [models.UniqueConstraint(fields=('office', 'day'), name='special_day_once'), models.CheckConstraint(condition=models.Q(models.Q(('closes', None), ('opens', None)), ('closes__gt', models.F('opens')), _connector='OR'), name='special_day_hours', violation_error_message='Give both times, closing after opening, or none for a closed day.')],
            },
        ),
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='villages.village', verbose_name='village')),
                ('basis', models.CharField(choices=[('lives', 'I live here'), ('works', 'I work here'), ('studies', 'I study here')], max_length=10, verbose_name='what ties you to it')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='since')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'tie to a village',
                'verbose_name_plural': 'ties to villages',
                'ordering': ['ended_on', 'basis', '-since'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('user', 'village', 'basis'), name='tie_once', violation_error_message='You have added this village already.'), models.UniqueConstraint(condition=models.Q(('basis', 'lives'), ('ended_on', None)), fields=('user',), name='tie_one_home', violation_error_message='You already have a village where you live. If you moved, end that entry first.'), models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('since')), _connector='OR'), name='tie_ends_after_start', violation_error_message='The last day cannot be before the first day.')],
            },
        ),
        seoul_portal.triggers.InstallTriggers(
            models=['posting', 'identityvisit'],
        ),
    ]
