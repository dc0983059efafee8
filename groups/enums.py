"""States, roles and kinds of groups and of everything that happens inside one."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.enums import State

# "Three citizens make a democracy": what a group is. A call may ask for more, never for fewer.
MINIMUM_PEOPLE = 3
INVITATION_LIFE = timedelta(days=14)
OPEN_INVITATIONS_AT_MOST = 30
FORMING_AT_MOST = 3
# How long a running group may stay below three before it counts as overdue, and how long an agreed vote may be used.
TIME_TO_FIND_SUCCESSOR = timedelta(days=30)
VOTE_USABLE_FOR = timedelta(days=30)
LONGEST_VOTE = timedelta(days=30)
LONGEST_BREAK = timedelta(days=365)


class GroupState(State):
    FORMING = "forming", pgettext_lazy("group", "Forming")
    FORMED = "formed", pgettext_lazy("group", "Formed")
    ON_BREAK = "on_break", pgettext_lazy("group", "On a break")
    DISBANDED = "disbanded", pgettext_lazy("group", "Disbanded")


class Theme(models.TextChoices):
    CARE = "care", _("Care")
    EDUCATION = "education", _("Education")
    CULTURE = "culture", _("Culture")
    ENVIRONMENT = "environment", _("Environment and energy")
    SAFETY = "safety", _("Safety")
    FOOD = "food", _("Food")
    SPACE = "space", _("Shared spaces")
    MEDIA = "media", _("Village media")
    OTHER = "other", pgettext_lazy("theme", "Other")


class LegalForm(models.TextChoices):
    INFORMAL = "informal", _("Residents' group (no legal form)")
    NGO = "ngo", _("Registered non-profit organisation")
    COOPERATIVE = "cooperative", _("Cooperative")
    SOCIAL_ENTERPRISE = "social_enterprise", _("Social enterprise")
    COMPANY = "company", _("Company")


class Role(models.TextChoices):
    REPRESENTATIVE = "representative", _("Representative")
    OPERATOR = "operator", _("Project operator")
    TREASURER = "treasurer", _("Treasurer")
    MEMBER = "member", _("Member")


class MembershipState(State):
    ACTIVE = "active", pgettext_lazy("membership", "Member")
    LEFT = "left", pgettext_lazy("membership", "Left")


class Way(models.TextChoices):
    """How an invitation reaches the person."""

    EMAIL = "email", pgettext_lazy("invitation", "By e-mail")
    LINK = "link", _("By a link that I send myself")
    QR = "qr", _("By a QR code that I show on my phone")


class InvitationState(State):
    OPEN = "open", pgettext_lazy("invitation", "Open")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
    DECLINED = "declined", pgettext_lazy("invitation", "Declined")
    EXPIRED = "expired", pgettext_lazy("invitation", "Expired")
    REVOKED = "revoked", pgettext_lazy("invitation", "Taken back")


class JoinRequestState(State):
    ASKED = "asked", pgettext_lazy("request to join", "Asked")
    AGREED = "agreed", pgettext_lazy("request to join", "Agreed")
    DECLINED = "declined", pgettext_lazy("request to join", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request to join", "Withdrawn")


class SuccessionState(State):
    OFFERED = "offered", pgettext_lazy("succession", "Offered")
    ACCEPTED = "accepted", pgettext_lazy("succession", "Accepted")
    DECLINED = "declined", pgettext_lazy("succession", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("succession", "Withdrawn")


class VoteState(State):
    OPEN = "open", pgettext_lazy("vote", "Open")
    CLOSED = "closed", pgettext_lazy("vote", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("vote", "Cancelled")


class Purpose(models.TextChoices):
    """What a vote is about. All but a question of one's own open the way to a step that affects every member."""

    QUESTION = "question", _("A question of our own")
    BREAK = "break", _("Take a break")
    RETURN = "return", _("Come back early from the break")
    COURSE = "course", _("Change course")
    REPRESENTATIVE = "representative", _("A new representative")
    DISBAND = "disband", _("Disband the group")


class TieRule(models.TextChoices):
    FAILS = "fails", _("A tie means no")
    REPEAT = "repeat", _("A tie is voted on once more")


class Choice(models.TextChoices):
    YES = "yes", pgettext_lazy("ballot", "Yes")
    NO = "no", pgettext_lazy("ballot", "No")
    ABSTAIN = "abstain", pgettext_lazy("ballot", "I abstain")


class Outcome(models.TextChoices):
    AGREED = "agreed", pgettext_lazy("vote", "Agreed")
    REJECTED = "rejected", pgettext_lazy("vote", "Not agreed")
    TIED = "tied", pgettext_lazy("vote", "Tied")
    NO_QUORUM = "no_quorum", pgettext_lazy("vote", "Too few voted")


# --- Independence, and trouble inside a group --------------------------------------------------------

# The group reads a signal first, and alone, for so long; a signal is forgotten after a year whatever came of it.
TIME_TO_REPLY = timedelta(days=14)
SIGNAL_LIFE = timedelta(days=365)


class GovernmentTieKind(models.TextChoices):
    CITY = "city", _("I work for the city of Seoul")
    DISTRICT = "district", _("I work for a district")
    ELECTED = "elected", _("I hold, or stand for, an elected office")
    CONTRACTOR = "contractor", _("I work for a contractor of the city or a district")


class SignalKind(models.TextChoices):
    POSTED_MEMBER = "posted_member", _("A member works at an office that decides here")
    DECLARED_TIE = "declared_tie", _("A member declared a tie to government")
    FOUNDED_BY_STAFF = "founded_by_staff", _("Founded by somebody who worked for an office here")
    SHARED_CONTACT = "shared_contact", _("The same telephone number as a member of another group")
    FAMILIES_ACROSS = "families_across", _("Several family ties to another group")
    OFFICIAL_TYPED = "official_typed", _("An official typed the group's text")
    FOUNDED_LATE = "founded_late", _("Founded days before a call closed")


class SignalState(State):
    RAISED = "raised", pgettext_lazy("signal", "Seen")
    TOLD = "told", pgettext_lazy("signal", "With the group")
    ANSWERED = "answered", pgettext_lazy("signal", "Answered")
    DISMISSED = "dismissed", pgettext_lazy("signal", "Dismissed")
    NOTED = "noted", pgettext_lazy("signal", "Noted")
    EXPIRED = "expired", pgettext_lazy("signal", "Forgotten")


class HelpState(State):
    SENT = "sent", pgettext_lazy("help", "Sent")
    TALK_OFFERED = "talk_offered", pgettext_lazy("help", "A talk is offered")
    REFERRED = "referred", pgettext_lazy("help", "Referred to a mediator")
    RETURNED = "returned", pgettext_lazy("help", "Back with you")
    CLOSED = "closed", pgettext_lazy("help", "Closed")
