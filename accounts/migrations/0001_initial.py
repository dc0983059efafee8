import accounts.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import seoul_portal.triggers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('language', models.CharField(choices=[('ko', 'Korean'), ('en', 'English')], default='ko', max_length=5, verbose_name='preferred language')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='telephone number')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed on')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_any_case')],
            },
        ),
        migrations.CreateModel(
            name='CorrectionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='correction_requests', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('text', models.TextField(max_length=4000, validators=[accounts.validators.no_resident_number], verbose_name='what is wrong, and what would be right')),
                ('state', models.CharField(choices=[('asked', 'asked'), ('answered', 'answered')], default='asked', max_length=20, verbose_name='state')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
            ],
            options={
                'verbose_name': 'correction request',
                'verbose_name_plural': 'correction requests',
                'ordering': ['-asked_at'],
                'indexes': [models.Index(fields=['state', 'asked_at'], name='correction_queue')],
                'triggers': [pgtrigger.compiler.Trigger(name='correctionrequest_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{asked:answered}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='d080e5cdd9da6958349f74bddfe36457a06de891', operation='UPDATE', pgid='pgtrigger_correctionrequest_moves_673ef', table='accounts_correctionrequest', when='BEFORE')), pgtrigger.compiler.Trigger(name='correctionrequest_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'asked\')', func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='f8bca2c311473bed3037e1295359558e7d44abe0', operation='INSERT', pgid='pgtrigger_correctionrequest_begins_fc430', table='accounts_correctionrequest', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='DestructionRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('reason', models.CharField(choices=[('closed', 'the person closed the account'), ('never_confirmed', 'the e-mail address was never confirmed')], max_length=20, verbose_name='reason')),
                ('counts', models.JSONField(default=dict, verbose_name='what')),
            ],
            options={
                'verbose_name': 'destruction record',
                'verbose_name_plural': 'destruction records',
                'ordering': ['-at'],
                'triggers': [pgtrigger.compiler.Trigger(name='destruction_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7e0e9dcb63f8507f16068ef3036f22a9ffb6d573', operation='UPDATE OR DELETE', pgid='pgtrigger_destruction_append_only_9db91', table='accounts_destructionrecord', when='BEFORE')), pgtrigger.compiler.Trigger(name='destruction_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'this table is never emptied';", hash='afc17556f446d64ea56748abebdf6f8da4e372fe', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_destruction_no_truncate_66eeb', table='accounts_destructionrecord', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='FamilyTie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties_declared', to=settings.AUTH_USER_MODEL, verbose_name='declared by')),
                ('to_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties_named_in', to=settings.AUTH_USER_MODEL, verbose_name='relative')),
                ('kind', models.CharField(choices=[('spouse', 'spouse'), ('sibling', 'brother or sister'), ('lineal', 'parent, child, grandparent or grandchild')], max_length=20, verbose_name='kind')),
                ('state', models.CharField(choices=[('declared', 'waiting for the other person'), ('confirmed', 'confirmed by both'), ('refused', 'refused'), ('ended', 'ended')], default='declared', max_length=20, verbose_name='state')),
                ('declared_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='declared')),
            ],
            options={
                'verbose_name': 'family tie',
                'verbose_name_plural': 'family ties',
                'ordering': ['-declared_at'],
                'indexes': [models.Index(fields=['to_user', 'state'], name='family_tie_by_relative')],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_user', models.F('to_user')), _negated=True), name='family_tie_not_to_oneself'), models.UniqueConstraint(django.db.models.functions.comparison.Least('from_user', 'to_user'), django.db.models.functions.comparison.Greatest('from_user', 'to_user'), condition=models.Q(('state__in', ['declared', 'confirmed'])), name='family_tie_open_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='familytie_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{confirmed:ended,declared:confirmed,declared:ended,declared:refused}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='965c097e3d830a49abf10b32aaeda70cb934989c', operation='UPDATE', pgid='pgtrigger_familytie_moves_a92cd', table='accounts_familytie', when='BEFORE')), pgtrigger.compiler.Trigger(name='familytie_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'declared\')', func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='8581fe59fc41774381493c433a30b68e42cbbf7c', operation='INSERT', pgid='pgtrigger_familytie_begins_d84b5', table='accounts_familytie', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='IdentityConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identity_confirmations', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('method', models.CharField(max_length=40, verbose_name='method')),
                ('confirmed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='confirmed')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
            ],
            options={
                'verbose_name': 'identity confirmation',
                'verbose_name_plural': 'identity confirmations',
                'ordering': ['-confirmed_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('person')), _negated=True), _connector='OR'), name='identity_not_confirmed_by_oneself')],
            },
        ),
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.SlugField(max_length=40, verbose_name='purpose')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('required', models.BooleanField(default=False, verbose_name='the account cannot exist without it')),
                ('title_ko', models.CharField(max_length=120, verbose_name='title (Korean)')),
                ('title_en', models.CharField(max_length=120, verbose_name='title (English)')),
                ('purpose_text_ko', models.TextField(verbose_name='purpose of use (Korean)')),
                ('purpose_text_en', models.TextField(verbose_name='purpose of use (English)')),
                ('items_ko', models.TextField(verbose_name='items collected (Korean)')),
                ('items_en', models.TextField(verbose_name='items collected (English)')),
                ('retention_ko', models.TextField(verbose_name='how long it is kept (Korean)')),
                ('retention_en', models.TextField(verbose_name='how long it is kept (English)')),
                ('refusal_ko', models.TextField(verbose_name='right to refuse and what follows (Korean)')),
                ('refusal_en', models.TextField(verbose_name='right to refuse and what follows (English)')),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='published')),
            ],
            options={
                'verbose_name': 'consent text',
                'verbose_name_plural': 'consent texts',
                'ordering': ['purpose', '-version'],
                'constraints': [models.UniqueConstraint(fields=('purpose', 'version'), name='consent_text_version')],
                'triggers': [pgtrigger.compiler.Trigger(name='consent_text_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d2c7cba31cf38e475bdd71e70b4fb9bcec45eb7f', operation='UPDATE OR DELETE', pgid='pgtrigger_consent_text_append_only_e8e1d', table='accounts_consenttext', when='BEFORE')), pgtrigger.compiler.Trigger(name='consent_text_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'this table is never emptied';", hash='4c1f960735ab5cfaf16bcecab1f2b7dd008fe16f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_consent_text_no_truncate_ca6a1', table='accounts_consenttext', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='accounts.consenttext', verbose_name='text')),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='given')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ['-given_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('user', 'text'), name='consent_given_once'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('withdrawn_at__gte', models.F('given_at')), _connector='OR'), name='consent_withdrawn_after_given')],
                'triggers': [pgtrigger.compiler.Trigger(name='consent_no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='576b575cea82226c521d6887d51d777ee8b6043f', operation='DELETE', pgid='pgtrigger_consent_no_delete_fcaeb', table='accounts_consent', when='BEFORE')), pgtrigger.compiler.Trigger(name='consent_only_ends', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."text_id" IS DISTINCT FROM (NEW."text_id") OR OLD."given_at" IS DISTINCT FROM (NEW."given_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='192cf3e25109cc73908a00bccba53d11a9ecd1d0', operation='UPDATE', pgid='pgtrigger_consent_only_ends_a55e7', table='accounts_consent', when='BEFORE')), pgtrigger.compiler.Trigger(name='consent_ends_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."withdrawn_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0ae47b7988c71e75499165eff249a4d2feafd240', operation='UPDATE', pgid='pgtrigger_consent_ends_once_b233d', table='accounts_consent', when='BEFORE')), pgtrigger.compiler.Trigger(name='consent_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'this table is never emptied';", hash='4921f8ec57838203800c13749784c8a81e99cd2d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_consent_no_truncate_335e3', table='accounts_consent', when='BEFORE'))],
            },
        ),
        seoul_portal.triggers.InstallTriggers(
            models=['consenttext', 'consent', 'correctionrequest', 'destructionrecord', 'familytie'],
        ),
    ]
