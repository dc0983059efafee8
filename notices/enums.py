"""Channels, states of a message, audiences of a reminder."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a message reaches a person. The inbox is the record and is always written; the others carry it out."""

    INBOX = "inbox", _("Inbox in the portal")
    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")


class MessageState(models.TextChoices):
    """Where a message stands on its way out."""

    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    RETRY = "retry", _("will be tried again")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")


class Audience(models.TextChoices):
    """Whom a step of a reminder ladder tells."""

    RESPONSIBLE = "responsible", _("the people responsible")
    MEMBERS = "members", _("all members")
    CENTER = "center", _("the village center")
    DISTRICT = "district", _("the district office")


class Adjustment(models.TextChoices):
    """What happens to a reminder that would fall on a day on which offices are closed."""

    NONE = "none", _("that very day")
    EARLIER = "earlier", _("the business day before")
    LATER = "later", _("the next business day")
