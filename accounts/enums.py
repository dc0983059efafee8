"""States and kinds."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.enums import State


class FamilyKind(models.TextChoices):
    """The family ties that make two people count as one."""

    SPOUSE = "spouse", _("spouse")
    SIBLING = "sibling", _("brother or sister")
    LINEAL = "lineal", _("parent, child, grandparent or grandchild")


class TieState(State):
    DECLARED = "declared", _("waiting for the other person")
    CONFIRMED = "confirmed", _("confirmed by both")
    REFUSED = "refused", _("refused")
    ENDED = "ended", pgettext_lazy("family tie", "ended")


class CorrectionState(State):
    ASKED = "asked", _("asked")
    ANSWERED = "answered", _("answered")


class Purpose(models.TextChoices):
    """What personal data is used for; each purpose has its own consent. Upper floors may use further purposes."""

    ACCOUNT = "account", _("Your account")
    TELEPHONE = "telephone", _("Calls and text messages")
    NEWS = "news", _("News of the programme")


class DestructionReason(models.TextChoices):
    CLOSED = "closed", _("the person closed the account")
    NEVER_CONFIRMED = "never_confirmed", _("the e-mail address was never confirmed")
