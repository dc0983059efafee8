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
    """Movements of money. ``COMMIT`` promises from the pot, ``RELEASE`` gives a promise back.

    ``BOUNCE`` takes back a payment that the bank could not deliver: that money never reached the group, so it is
    promised still. ``RETURN`` is money that a group had and gave back.
    """

    COMMIT = "commit", pgettext_lazy("ledger", "Committed")
    RELEASE = "release", pgettext_lazy("ledger", "Released")
    PAY = "pay", pgettext_lazy("ledger", "Paid")
    BOUNCE = "bounce", pgettext_lazy("ledger", "Payment came back")
    RETURN = "return", pgettext_lazy("ledger", "Returned")


class AwardState(State):
    """From the offer to the closed account."""

    OFFERED = "offered", pgettext_lazy("award", "Offered")
    DECLINED = "declined", pgettext_lazy("award", "Declined by the group")
    AGREED = "agreed", pgettext_lazy("award", "Agreed, not paid yet")
    RUNNING = "running", pgettext_lazy("award", "Running")
    PAUSED = "paused", pgettext_lazy("award", "Paused")
    REPORTING = "reporting", pgettext_lazy("award", "Reporting")
    ENDED_EARLY = "ended_early", pgettext_lazy("award", "Ended early")
    SETTLING = "settling", pgettext_lazy("award", "Settling")
    SETTLED = "settled", pgettext_lazy("award", "Settled")
    CLOSED = "closed", pgettext_lazy("award", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("award", "Cancelled")
    CLAWBACK = "clawback", pgettext_lazy("award", "Being reclaimed")


class ProjectOutcome(models.TextChoices):
    """What came of a project, judged at the end. Only ``UNACCOUNTED`` bars a group from new support."""

    PERFORMING = "performing", pgettext_lazy("project", "Performing")
    PARTLY = "partly", pgettext_lazy("project", "Partly reached its goals")
    LEARNED = "learned", pgettext_lazy("project", "No result, but learned")
    UNACCOUNTED = "unaccounted", pgettext_lazy("project", "Money unaccounted for")


class AccountState(State):
    """A bank account of a group."""

    ENTERED = "entered", pgettext_lazy("account", "Waiting for confirmation")
    CONFIRMED = "confirmed", pgettext_lazy("account", "Confirmed")
    REFUSED = "refused", pgettext_lazy("account", "Not confirmed")
    REPLACED = "replaced", pgettext_lazy("account", "Replaced")


class TrancheState(State):
    PLANNED = "planned", pgettext_lazy("tranche", "Planned")
    REQUESTED = "requested", pgettext_lazy("tranche", "Asked for")
    APPROVED = "approved", pgettext_lazy("tranche", "Approved")
    PAID = "paid", pgettext_lazy("tranche", "Paid")
    STOPPED = "stopped", pgettext_lazy("tranche", "Stopped")


class PaymentOutcome(models.TextChoices):
    """What the bank said of one payment."""

    WAITING = "waiting", pgettext_lazy("payment", "Not answered yet")
    PAID = "paid", pgettext_lazy("payment", "Paid")
    FAILED = "failed", pgettext_lazy("payment", "Not delivered")
    BOUNCED = "bounced", pgettext_lazy("payment", "Came back")


class ExpenseState(State):
    RECORDED = "recorded", pgettext_lazy("expense", "Recorded")
    ACCEPTED = "accepted", pgettext_lazy("expense", "Accepted")
    DISALLOWED = "disallowed", pgettext_lazy("expense", "Disallowed")


class Source(models.TextChoices):
    """Whose money was spent."""

    GRANT = "grant", pgettext_lazy("source", "Grant")
    OWN = "own", pgettext_lazy("source", "Own contribution")


class Evidence(models.TextChoices):
    """What proves an expense."""

    CARD = "card", pgettext_lazy("evidence", "Card slip")
    INVOICE = "invoice", pgettext_lazy("evidence", "Tax invoice or bill")
    TRANSFER = "transfer", pgettext_lazy("evidence", "Bank transfer")
    OTHER = "other", pgettext_lazy("evidence", "Other receipt")


class ReportKind(models.TextChoices):
    MIDTERM = "midterm", pgettext_lazy("report", "Mid-term check")
    FINAL = "final", pgettext_lazy("report", "Final report")


class ReportState(State):
    """Of reports and of settlements."""

    DUE = "due", pgettext_lazy("report", "To be written")
    SUBMITTED = "submitted", pgettext_lazy("report", "Handed in")
    RETURNED = "returned", pgettext_lazy("report", "Returned for corrections")
    ACCEPTED = "accepted", pgettext_lazy("report", "Accepted")


class Manner(models.TextChoices):
    """How a mid-term check is made."""

    VISIT = "visit", pgettext_lazy("check", "By a visit")
    WRITTEN = "written", pgettext_lazy("check", "In writing")
    ONLINE = "online", pgettext_lazy("check", "Online")


class Reached(models.TextChoices):
    """A group's own answer about one of its goals."""

    YES = "yes", pgettext_lazy("goal", "Reached")
    PARTLY = "partly", pgettext_lazy("goal", "Partly reached")
    NO = "no", pgettext_lazy("goal", "Not reached")


class VariationKind(models.TextChoices):
    BUDGET = "budget", pgettext_lazy("variation", "Budget")
    PERIOD = "period", pgettext_lazy("variation", "Period")
    REPRESENTATIVE = "representative", pgettext_lazy("variation", "Representative")
    CONTENT = "content", pgettext_lazy("variation", "Content")


class VariationState(State):
    REQUESTED = "requested", pgettext_lazy("variation", "Asked for")
    APPROVED = "approved", pgettext_lazy("variation", "Approved")
    REFUSED = "refused", pgettext_lazy("variation", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("variation", "Taken back")


class MoreTimeState(State):
    REQUESTED = "requested", pgettext_lazy("more time", "Asked for")
    GRANTED = "granted", pgettext_lazy("more time", "Granted")
    REFUSED = "refused", pgettext_lazy("more time", "Not granted")
    WITHDRAWN = "withdrawn", pgettext_lazy("more time", "Taken back")


class HelpState(State):
    OPEN = "open", pgettext_lazy("help", "Waiting for a call")
    TAKEN = "taken", pgettext_lazy("help", "Somebody will call")
    ANSWERED = "answered", pgettext_lazy("help", "Answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("help", "Not needed any more")


class ClawbackState(State):
    """The end of an award by the city, from the proposal until everything is back."""

    PROPOSED = "proposed", pgettext_lazy("clawback", "Proposed, the group is heard")
    SIGNED = "signed", pgettext_lazy("clawback", "Signed")
    DONE = "done", pgettext_lazy("clawback", "Done")
    WITHDRAWN = "withdrawn", pgettext_lazy("clawback", "Taken back")


class PromotionState(State):
    PROPOSED = "proposed", pgettext_lazy("promotion", "Proposed to the director")
    SIGNED = "signed", pgettext_lazy("promotion", "Signed and told")
    WITHDRAWN = "withdrawn", pgettext_lazy("promotion", "Taken back")


class NominationState(State):
    """From the nomination of a project to a service of the city, or not."""

    ASKED = "asked", pgettext_lazy("nomination", "The group is asked")
    WANTED = "wanted", pgettext_lazy("nomination", "The group said yes")
    ASSESSED = "assessed", pgettext_lazy("nomination", "To be decided")
    ADOPTED = "adopted", pgettext_lazy("nomination", "Becomes a city service")
    NOT_ADOPTED = "not_adopted", pgettext_lazy("nomination", "Does not become a city service")
    DECLINED = "declined", pgettext_lazy("nomination", "The group said no")
    WITHDRAWN = "withdrawn", pgettext_lazy("nomination", "Taken back")
