import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import notices.models
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
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='task')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('result', models.JSONField(default=dict, verbose_name='result')),
            ],
            options={
                'verbose_name': 'heartbeat',
                'verbose_name_plural': 'heartbeats',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Ladder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.SlugField(help_text='Deadline sources refer to this name.', unique=True, verbose_name='name')),
                ('label', models.CharField(max_length=100, verbose_name='label')),
            ],
            options={
                'verbose_name': 'reminder ladder',
                'verbose_name_plural': 'reminder ladders',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='LocalException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='day')),
                ('working', models.BooleanField(default=False, verbose_name='offices are open')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
            ],
            options={
                'verbose_name': 'exception to the calendar',
                'verbose_name_plural': 'exceptions to the calendar',
                'ordering': ['-day'],
            },
        ),
        migrations.CreateModel(
            name='Broadcast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='what is told')),
                ('object_id', models.BigIntegerField()),
                ('after', models.BigIntegerField(default=0, verbose_name='told up to')),
                ('told', models.PositiveIntegerField(default=0, verbose_name='people told')),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='begun')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
            ],
            options={
                'verbose_name': 'message to many',
                'verbose_name_plural': 'messages to many',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['id'], name='broadcast_open')],
                'constraints': [models.UniqueConstraint(fields=('name', 'object_id'), name='broadcast_once')],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feed', to=settings.AUTH_USER_MODEL)),
                ('nonce', models.CharField(default=notices.models._nonce, max_length=16)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made at')),
            ],
            options={
                'verbose_name': 'calendar address',
                'verbose_name_plural': 'calendar addresses',
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40, verbose_name='source')),
                ('object_id', models.BigIntegerField()),
                ('due_on', models.DateField(verbose_name='due date')),
                ('audience', models.CharField(choices=[('responsible', 'the people responsible'), ('members', 'all members'), ('center', 'the village center'), ('district', 'the district office')], max_length=20, verbose_name='who was told')),
                ('offset_days', models.SmallIntegerField(verbose_name='days from the due date')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('told', models.PositiveIntegerField(default=0, verbose_name='people told')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('source', 'object_id', 'due_on', 'audience', 'offset_days'), name='reminder_once')],
            },
        ),
        migrations.CreateModel(
            name='ChannelChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='channel_choices', to=settings.AUTH_USER_MODEL)),
                ('group', models.CharField(max_length=40, verbose_name='group')),
                ('channel', models.CharField(choices=[('inbox', 'Inbox in the portal'), ('email', 'E-mail'), ('text', 'Text message')], max_length=10, verbose_name='channel')),
                ('wanted', models.BooleanField(verbose_name='wanted')),
            ],
            options={
                'verbose_name': 'channel choice',
                'verbose_name_plural': 'channel choices',
                'constraints': [models.UniqueConstraint(fields=('user', 'group', 'channel'), name='channel_choice_once')],
            },
        ),
        migrations.CreateModel(
            name='LadderStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ladder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='notices.ladder', verbose_name='ladder')),
                ('offset_days', models.SmallIntegerField(help_text='−7 is a week before, 0 the day itself, 7 a week after.', validators=[django.core.validators.MinValueValidator(-365), django.core.validators.MaxValueValidator(365)], verbose_name='days from the due date')),
                ('audience', models.CharField(choices=[('responsible', 'the people responsible'), ('members', 'all members'), ('center', 'the village center'), ('district', 'the district office')], max_length=20, verbose_name='who is told')),
                ('adjustment', models.CharField(choices=[('none', 'that very day'), ('earlier', 'the business day before'), ('later', 'the next business day')], default='none', max_length=10, verbose_name='on a closed day')),
            ],
            options={
                'verbose_name': 'step of a ladder',
                'verbose_name_plural': 'steps of a ladder',
                'ordering': ['ladder', 'offset_days', 'audience'],
                'constraints': [models.UniqueConstraint(fields=('ladder', 'offset_days', 'audience'), name='ladder_step_once')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to=settings.AUTH_USER_MODEL, verbose_name='recipient')),
                ('address', models.CharField(blank=True, max_length=254, verbose_name='address')),
                ('channel', models.CharField(choices=[('inbox', 'Inbox in the portal'), ('email', 'E-mail'), ('text', 'Text message')], max_length=10, verbose_name='channel')),
                ('kind', models.CharField(max_length=80, verbose_name='kind')),
                ('action', models.BooleanField(default=False, verbose_name='something to do')),
                ('due', models.DateField(blank=True, null=True, verbose_name='due date')),
                ('content_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                ('object_id', models.BigIntegerField(blank=True, null=True)),
                ('link', models.CharField(blank=True, max_length=1000)),
                ('language', models.CharField(choices=[('ko', 'Korean'), ('en', 'English')], max_length=5, verbose_name='language')),
                ('subject', models.CharField(max_length=300, verbose_name='subject')),
                ('body', models.TextField(blank=True, verbose_name='words')),
                ('dedupe_key', models.CharField(max_length=300, unique=True)),
                ('message_id', models.CharField(max_length=120)),
                ('state', models.CharField(choices=[('queued', 'waiting'), ('sending', 'being sent'), ('retry', 'will be tried again'), ('sent', 'sent'), ('failed', 'failed')], default='queued', max_length=10, verbose_name='state')),
                ('secret', models.BooleanField(default=False)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next attempt')),
                ('claimed_by', models.CharField(blank=True, max_length=80)),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written at')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state__in', ('queued', 'sending', 'retry'))), fields=['-secret', 'next_attempt_at', 'id'], name='message_work'), models.Index(condition=models.Q(('channel', 'inbox')), fields=['recipient', '-id'], name='message_inbox'), models.Index(condition=models.Q(('channel', 'inbox'), ('read_at__isnull', True)), fields=['recipient'], name='message_unread'), models.Index(condition=models.Q(('state', 'failed')), fields=['-id'], name='message_failed'), models.Index(fields=['created_at'], name='message_age')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('channel', 'inbox'), ('recipient__isnull', False), ('state', 'sent')), models.Q(models.Q(('channel', 'inbox'), _negated=True), models.Q(('address', ''), _negated=True)), _connector='OR'), name='message_has_someone')],
                'triggers': [pgtrigger.compiler.Trigger(name='message_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{queued:sending,retry:sending,sending:sent,sending:retry,sending:failed,failed:queued}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='3b6382c9ee9ca01719d862e3ea39d1cc2dc5b80d', operation='UPDATE', pgid='pgtrigger_message_moves_bc11f', table='notices_message', when='BEFORE')), pgtrigger.compiler.Trigger(name='message_begins', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."channel" = \'inbox\') AND NOT (NEW."state" = \'queued\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='9afdb422a5782b643d05a7616fdeb966d849cf26', operation='INSERT', pgid='pgtrigger_message_begins_f00b3', table='notices_message', when='BEFORE'))],
            },
        ),
        seoul_portal.triggers.InstallTriggers(
            models=['message'],
        ),
    ]
