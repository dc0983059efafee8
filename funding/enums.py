"""States and kinds of rounds, allocations, awards and ledger entries."""

from django.db import models
from django.utils.translation import pgettext_lazy

from casework.enums import State


class RoundState(State):
    DRAFTING = "drafting", pgettext_lazy("round", "Being drafted")
    PROPOSED = "proposed", pgettext_lazy("round", "Proposed to the director")
    SIGNED = "signed", pgettext_lazy("round", "Signed, not announced")
    ANNOUNCED = "announced", pgettext_lazy("round", "Announced")


class Outcome(models.TextChoices):
    """What a round decides on one proposal."""

    SELECTED = "selected", pgettext_lazy("outcome", "Selected")
    RESERVE = "reserve", pgettext_lazy("outcome", "Reserve")
    NOT_SELECTED = "not_selected", pgettext_lazy("outcome", "Not selected")


class EntryKind(models.TextChoices):
    """Movements of money. ``COMMIT`` promises from the pot, ``RELEASE`` gives a promise back; floor 5 adds payments."""

    COMMIT = "commit", pgettext_lazy("ledger", "Committed")
    RELEASE = "release", pgettext_lazy("ledger", "Released")
    PAY = "pay", pgettext_lazy("ledger", "Paid")
    RETURN = "return", pgettext_lazy("ledger", "Returned")


class AwardState(State):
    """The first states of an award; agreement, payment and settlement continue it."""

    OFFERED = "offered", pgettext_lazy("award", "Offered")
    DECLINED = "declined", pgettext_lazy("award", "Declined by the group")


class PromotionState(State):
    PROPOSED = "proposed", pgettext_lazy("promotion", "Proposed to the director")
    SIGNED = "signed", pgettext_lazy("promotion", "Signed and told")
    WITHDRAWN = "withdrawn", pgettext_lazy("promotion", "Taken back")
