"""What was told to whom, what they chose to hear, and when reminders are due."""

import secrets
from datetime import date
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.enums import Adjustment, Audience, Channel, MessageState
from seoul_portal.prepared import Prepared

UNFINISHED = (MessageState.QUEUED, MessageState.SENDING, MessageState.RETRY)
# The outbox moves in sets (claims), not file by file, so it has no Lifecycle; PostgreSQL refuses other moves anyway.
MOVES = [
    (MessageState.QUEUED, MessageState.SENDING),
    (MessageState.RETRY, MessageState.SENDING),
    (MessageState.SENDING, MessageState.SENT),
    (MessageState.SENDING, MessageState.RETRY),
    (MessageState.SENDING, MessageState.FAILED),
    (MessageState.FAILED, MessageState.QUEUED),
]


class Message(models.Model):
    """One thing told to one person over one channel, in the words they got."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("recipient"),
    )
    # E-mail address or telephone number as it was; empty in the inbox.
    address = models.CharField(_("address"), max_length=254, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    kind = models.CharField(_("kind"), max_length=80)
    action = models.BooleanField(_("something to do"), default=False)
    due = models.DateField(_("due date"), null=True, blank=True)
    content_type = models.ForeignKey(ContentType, models.CASCADE, null=True, blank=True, related_name="+")
    object_id = models.BigIntegerField(null=True, blank=True)
    about = GenericForeignKey("content_type", "object_id")
    link = models.CharField(max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("words"), blank=True)

    dedupe_key = models.CharField(max_length=300, unique=True)
    # Made once with the row, so that a message sent twice after a crash is recognised as the same one.
    message_id = models.CharField(max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=MessageState.choices, default=MessageState.QUEUED)
    # Opens an account: goes out before everything else, and its words are destroyed once it has.
    secret = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # When anybody may try (again). While a worker is sending, this is the moment at which its claim expires.
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    claimed_by = models.CharField(max_length=80, blank=True)
    error = models.TextField(_("error"), blank=True)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    audit_hidden = frozenset({"address", "subject", "body", "link"})

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="message_has_someone",
                condition=Q(channel=Channel.INBOX, recipient__isnull=False, state=MessageState.SENT)
                | (~Q(channel=Channel.INBOX) & ~Q(address="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-secret", "next_attempt_at", "id"], name="message_work", condition=Q(state__in=UNFINISHED)
            ),
            models.Index(fields=["recipient", "-id"], name="message_inbox", condition=Q(channel=Channel.INBOX)),
            models.Index(
                fields=["recipient"], name="message_unread", condition=Q(channel=Channel.INBOX, read_at__isnull=True)
            ),
            models.Index(fields=["-id"], name="message_failed", condition=Q(state=MessageState.FAILED)),
            models.Index(fields=["created_at"], name="message_age"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="message_moves", field="state", transitions=[(str(old), str(new)) for old, new in MOVES]
            ),
            pgtrigger.Protect(
                name="message_begins",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__channel="inbox") & ~pgtrigger.Q(new__state="queued"),
            ),
        ]

    def __str__(self) -> str:
        """For logs and the admin, which must not tell what a message says."""
        return f"{self.kind} {self.channel} {self.pk}"


class ChannelChoice(models.Model):
    """A person's word on one group of messages and one channel; without a row the channel's default holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="channel_choices")
    group = models.CharField(_("group"), max_length=40)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    wanted = models.BooleanField(_("wanted"))

    class Meta:
        verbose_name = _("channel choice")
        verbose_name_plural = _("channel choices")
        constraints = [models.UniqueConstraint(fields=["user", "group", "channel"], name="channel_choice_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.channel}: {self.wanted}"


class Ladder(models.Model):
    """When people are reminded of a due date: steps before and after it."""

    name = models.SlugField(_("name"), unique=True, help_text=_("Deadline sources refer to this name."))
    label = models.CharField(_("label"), max_length=100)

    class Meta:
        verbose_name = _("reminder ladder")
        verbose_name_plural = _("reminder ladders")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.label


class LadderStep(models.Model):
    """One step: so many days from the due date, this audience hears of it."""

    ladder = models.ForeignKey(Ladder, models.CASCADE, related_name="steps", verbose_name=_("ladder"))
    offset_days = models.SmallIntegerField(
        _("days from the due date"),
        validators=[MinValueValidator(-365), MaxValueValidator(365)],
        help_text=_("−7 is a week before, 0 the day itself, 7 a week after."),
    )
    audience = models.CharField(_("who is told"), max_length=20, choices=Audience.choices)
    adjustment = models.CharField(
        _("on a closed day"), max_length=10, choices=Adjustment.choices, default=Adjustment.NONE
    )

    class Meta:
        verbose_name = _("step of a ladder")
        verbose_name_plural = _("steps of a ladder")
        ordering = ["ladder", "offset_days", "audience"]
        constraints = [models.UniqueConstraint(fields=["ladder", "offset_days", "audience"], name="ladder_step_once")]

    def __str__(self) -> str:
        return f"D{self.offset_days:+d} → {self.get_audience_display()}"


class Reminder(models.Model):
    """A step that was taken for one obligation and one due date. A moved due date starts the ladder afresh.

    It names the step by its values, not by a foreign key: steps that an administrator edits, removes or adds again
    neither repeat a reminder nor lose the record of one.
    """

    source = models.CharField(_("source"), max_length=40)
    object_id = models.BigIntegerField()
    due_on = models.DateField(_("due date"))
    audience = models.CharField(_("who was told"), max_length=20, choices=Audience.choices)
    offset_days = models.SmallIntegerField(_("days from the due date"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    told = models.PositiveIntegerField(_("people told"), default=0)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "object_id", "due_on", "audience", "offset_days"], name="reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.object_id} D{self.offset_days:+d}"


class Broadcast(models.Model):
    """One fact that is told to so many that a worker writes their messages, page after page.

    The row is written with the fact. Each page and the mark up to which it is told are one transaction, so that a
    killed worker leaves out nobody and tells nobody twice.
    """

    name = models.CharField(_("what is told"), max_length=40)  # as registered in ``notices.broadcasts``
    object_id = models.BigIntegerField()
    after = models.BigIntegerField(_("told up to"), default=0)
    told = models.PositiveIntegerField(_("people told"), default=0)
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("message to many")
        verbose_name_plural = _("messages to many")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["name", "object_id"], name="broadcast_once")]
        indexes = [models.Index(fields=["id"], name="broadcast_open", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self.name} {self.object_id}"


class LocalException(models.Model):
    """A day on which offices are closed, or open, otherwise than the national calendar says."""

    day = models.DateField(_("day"), unique=True)
    working = models.BooleanField(_("offices are open"), default=False)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("exception to the calendar")
        verbose_name_plural = _("exceptions to the calendar")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"

    @staticmethod
    def by_day() -> dict[date, bool]:
        """Whether offices are open, for each exceptional day."""
        return dict(_exceptions())


_exceptions = Prepared(lambda: LocalException.objects.values_list("day", "working"))


def _nonce() -> str:
    return secrets.token_hex(8)


class CalendarFeed(models.Model):
    """A person's calendar address. See ``notices.feed`` for how the address follows from ``nonce``."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    nonce = models.CharField(max_length=16, default=_nonce)
    created_at = models.DateTimeField(_("made at"), default=timezone.now)

    audit_hidden = frozenset({"nonce"})

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"

    def renew(self) -> None:
        """Give the feed a new address; the old one stops working once this is saved."""
        self.nonce = _nonce()
        self.created_at = timezone.now()


class Heartbeat(models.Model):
    """When a regular task last ran to its end, so that readiness can tell that beat and worker are alive."""

    name = models.CharField(_("task"), max_length=80, unique=True)
    at = models.DateTimeField(_("at"))
    result = models.JSONField(_("result"), default=dict)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.at}"

    @classmethod
    def beat(cls, name: str, **result: Any) -> None:
        """Note that ``name`` has just run."""
        cls.objects.update_or_create(name=name, defaults={"at": timezone.now(), "result": result})
