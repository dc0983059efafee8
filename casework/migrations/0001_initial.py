import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import seoul_portal.triggers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='day')),
                ('events', models.PositiveBigIntegerField(verbose_name='events')),
                ('previous', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64, verbose_name='seal')),
                ('sealed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'seal',
                'verbose_name_plural': 'seals',
                'ordering': ['day'],
                'triggers': [pgtrigger.compiler.Trigger(name='seal_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b6c84f6ded84d2271504bbfb4cdce81cbc3e39a3', operation='UPDATE OR DELETE', pgid='pgtrigger_seal_append_only_41b45', table='casework_seal', when='BEFORE')), pgtrigger.compiler.Trigger(name='seal_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'this table is never emptied';", hash='40bdbd6be1098df27e0c7b1f0379704dceb6b1f0', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_seal_no_truncate_5c98f', table='casework_seal', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='actor')),
                ('acting_posting_id', models.BigIntegerField(null=True)),
                ('acting_as', models.CharField(blank=True, max_length=200, verbose_name='acting as')),
                ('verb', models.CharField(max_length=80, verbose_name='verb')),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('object_id', models.BigIntegerField()),
                ('changes', models.JSONField(default=dict, verbose_name='changes')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('fingerprint', models.CharField(editable=False, max_length=64)),
            ],
            options={
                'verbose_name': 'audit event',
                'verbose_name_plural': 'audit events',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['content_type', 'object_id', 'id'], name='audit_by_subject'), models.Index(fields=['at', 'id'], name='audit_by_time'), models.Index(fields=['actor', 'id'], name='audit_by_actor')],
                'triggers': [pgtrigger.compiler.Trigger(name='audit_event_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cdf69483e4dba36adaa19a526a9e5e74463eaa2b', operation='UPDATE OR DELETE', pgid='pgtrigger_audit_event_append_only_75355', table='casework_auditevent', when='BEFORE')), pgtrigger.compiler.Trigger(name='audit_event_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'this table is never emptied';", hash='c2db50afa871b20c4ec768a568d06b9a32c4babc', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_audit_event_no_truncate_0b590', table='casework_auditevent', when='BEFORE')), pgtrigger.compiler.Trigger(name='audit_event_not_in_sealed_day', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (SELECT 1 FROM casework_seal WHERE day >= (NEW.at AT TIME ZONE 'Asia/Seoul')::date) THEN\n                        RAISE EXCEPTION 'this day is sealed: %', NEW.at;\n                    END IF;\n                    RETURN NEW;\n                ", hash='9c0314286094daa8e56bc3d5d537418502fae7a5', operation='INSERT', pgid='pgtrigger_audit_event_not_in_sealed_day_8dea2', table='casework_auditevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PersonalDataAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reader')),
                ('acting_posting_id', models.BigIntegerField(null=True)),
                ('acting_as', models.CharField(blank=True, max_length=200, verbose_name='acting as')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_accesses', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('what', models.CharField(max_length=200, verbose_name='what')),
                ('address', models.GenericIPAddressField(null=True, verbose_name='from where')),
                ('path', models.CharField(blank=True, max_length=300, verbose_name='page')),
                ('request_id', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'verbose_name': 'personal data access',
                'verbose_name_plural': 'personal data accesses',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['person', '-id'], name='access_by_person')],
                'triggers': [pgtrigger.compiler.Trigger(name='access_no_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='dded039c6c34bdfdd8ead9c02100aa762c0fd3bf', operation='UPDATE', pgid='pgtrigger_access_no_update_8b97d', table='casework_personaldataaccess', when='BEFORE')), pgtrigger.compiler.Trigger(name='access_kept_two_years', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF OLD.at > now() - interval '2 years' THEN\n                        RAISE EXCEPTION 'personal data access records are kept 2 years';\n                    END IF;\n                    RETURN OLD;\n                ", hash='e3feb1fe49efd08920b2e2245f749571d19a5f1a', operation='DELETE', pgid='pgtrigger_access_kept_two_years_83a85', table='casework_personaldataaccess', when='BEFORE')), pgtrigger.compiler.Trigger(name='access_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'this table is never emptied';", hash='af51d856ee9be5eef427384c2b9368dc1209571d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_access_no_truncate_1ea43', table='casework_personaldataaccess', when='BEFORE'))],
            },
        ),
        seoul_portal.triggers.InstallTriggers(
            models=['seal', 'auditevent', 'personaldataaccess'],
        ),
    ]
