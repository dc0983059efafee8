"""States, kinds and limits of calls, drafts, advice and triage. What differs between calls is a row, not a constant."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.enums import State

LONGEST_SHORT = 200
LONGEST_LONG = 4000
# A slot is moved or cancelled by the group until so long before it begins; later one rings up.
SLOT_CHANGES_UNTIL = timedelta(hours=2)
# Business days within which somebody who did not decide answers an objection.
OBJECTION_ANSWER_DAYS = 10


class StageKind(models.TextChoices):
    """The year of support; ``data/glossary`` has the programme's own words for them."""

    SEED = "seed", _("Seed (first year)")
    SPROUT = "year-2", _("Sprout (second year)")
    ACTION = "year-3", _("Action (third year)")
    OTHER = "other", pgettext_lazy("stage", "Other")


class CallState(State):
    DRAFT = "draft", pgettext_lazy("call", "Being written")
    PUBLISHED = "published", pgettext_lazy("call", "Announced, not open yet")
    OPEN = "open", pgettext_lazy("call", "Open")
    CLOSED = "closed", pgettext_lazy("call", "Closed")
    DECIDING = "deciding", pgettext_lazy("call", "Being decided")
    ANNOUNCED = "announced", pgettext_lazy("call", "Results announced")


class AreaKind(models.TextChoices):
    CITY = "city", _("The whole city")
    DISTRICTS = "districts", _("Some districts")
    VILLAGES = "villages", _("Some villages")


class Agreement(models.TextChoices):
    """Who must confirm a proposal on their own account before it is submitted."""

    REPRESENTATIVE = "representative", _("The representative alone")
    THREE = "three", _("The representative and two more members")


class ReviewStep(models.TextChoices):
    """How proposals are looked at, in the order in which a call announces it."""

    ELIGIBILITY = "eligibility", _("Eligibility check")
    DOCUMENTS = "documents", _("Document review")
    SITE = "site", _("Site review")
    INTERVIEW = "interview", _("Interview")
    PEERS = "peers", _("Peer review by proposers")


class QuestionKind(models.TextChoices):
    SHORT = "short", _("Short text")
    LONG = "long", _("Long text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One of several")
    SEVERAL = "several", _("Any of several")
    FILE = "file", _("File")


class Item(models.TextChoices):
    """Budget items. A call allows some of them, each with caps."""

    INSTRUCTOR = "instructor", _("Instructor fees")
    MEETING = "meeting", pgettext_lazy("budget", "Meetings")
    MATERIALS = "materials", _("Materials")
    PUBLICITY = "publicity", _("Publicity")
    RENT = "rent", _("Rent of rooms and equipment")
    ALLOWANCE = "allowance", _("Activity allowance")
    WRITING = "writing", _("Writing fees")
    TRAVEL = "travel", _("Travel")
    INSURANCE = "insurance", _("Insurance")
    OTHER = "other", pgettext_lazy("budget", "Other")


class SectionKey(models.TextChoices):
    """The parts of a proposal, in the order in which they are asked. A call asks for those it needs."""

    GROUP = "group", _("Your group")
    PEOPLE = "people", _("Who does what")
    IDEA = "idea", _("The idea")
    ACTIVITIES = "activities", _("What you will do")
    PLAN = "plan", _("Monthly plan")
    GOALS = "goals", _("Your own goals")
    CONTINUATION = "continuation", _("How it continues")
    QUESTIONS = "questions", _("Questions of this call")
    BUDGET = "budget", _("Budget")
    DOCUMENTS = "documents", _("Documents")
    PLEDGES = "pledges", _("Pledges")


# Without these there is nothing to decide on; a call adds what else it needs.
CORE_SECTIONS = [SectionKey.GROUP, SectionKey.IDEA, SectionKey.ACTIVITIES, SectionKey.BUDGET]


class SectionState(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETE = "complete", _("Complete")
    ATTENTION = "attention", _("Needs attention")
    CHANGES_ASKED = "changes_asked", _("Changes asked")


class EditOutcome(models.TextChoices):
    """What became of what somebody typed: it stands, it waits beside another text, or it was set aside."""

    SAVED = "saved", _("Saved")
    CONFLICT = "conflict", _("Waits beside another text")
    SET_ASIDE = "set_aside", _("Set aside")


class ProposalState(State):
    DRAFT = "draft", pgettext_lazy("proposal", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("proposal", "Submitted")
    RETURNED = "returned", pgettext_lazy("proposal", "Returned for corrections")
    ELIGIBLE = "eligible", pgettext_lazy("proposal", "Eligible")
    IN_REVIEW = "in_review", pgettext_lazy("proposal", "In review")
    SELECTED = "selected", pgettext_lazy("proposal", "Selected")
    RESERVE = "reserve", pgettext_lazy("proposal", "On the reserve list")
    NOT_SELECTED = "not_selected", pgettext_lazy("proposal", "Not selected")
    INELIGIBLE = "ineligible", pgettext_lazy("proposal", "Not eligible")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")


class Side(models.TextChoices):
    """On whose behalf somebody writes in the thread of a file."""

    GROUP = "group", pgettext_lazy("thread", "Group")
    STAFF = "staff", pgettext_lazy("thread", "Office")


class ObjectionState(State):
    LODGED = "lodged", pgettext_lazy("objection", "Lodged")
    UPHELD = "upheld", pgettext_lazy("objection", "Upheld")
    DISMISSED = "dismissed", pgettext_lazy("objection", "Dismissed")
    WITHDRAWN = "withdrawn", pgettext_lazy("objection", "Withdrawn")


class AdviceWay(models.TextChoices):
    CENTER = "center", _("At the office")
    VISIT = "visit", _("We visit you")
    PHONE = "phone", _("By telephone")
    ONLINE = "online", _("Online")


class AdviceState(State):
    REQUESTED = "requested", pgettext_lazy("advice", "Asked for")
    BOOKED = "booked", pgettext_lazy("advice", "Booked")
    HELD = "held", pgettext_lazy("advice", "Held")
    NOTED = "noted", pgettext_lazy("advice", "Held, with a note")
    CANCELLED = "cancelled", pgettext_lazy("advice", "Cancelled")
    MISSED = "missed", pgettext_lazy("advice", "Missed")


class AdviceTopic(models.TextChoices):
    """What one can ask about, and what an adviser ticks as discussed."""

    IDEA = "idea", _("Is this an idea for the programme?")
    GROUP = "group", _("Finding people, being a group")
    PLAN = "plan", _("Plan and activities")
    BUDGET = "budget", _("Budget and accounts")
    PLACE = "place", _("Places and permits")
    PARTNERS = "partners", _("Partners nearby")
    FORM = "form", _("Filling in the proposal")
    OTHER = "other", pgettext_lazy("advice", "Something else")


class CheckOutcome(models.TextChoices):
    """The answer to one rule of the self-check, and to the whole."""

    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")
    ASK = "ask", _("Ask a person")


# --- Review ------------------------------------------------------------------------------------------


class PanelState(State):
    PREPARING = "preparing", pgettext_lazy("panel", "Being set up")
    RUNNING = "running", pgettext_lazy("panel", "Scoring")
    CLOSED = "closed", pgettext_lazy("panel", "Closed")


class SeatKind(models.TextChoices):
    STAFF = "staff", _("From an office")
    EXPERT = "expert", _("Outside expert")
    RESIDENT = "resident", _("Resident")


class SeatState(State):
    INVITED = "invited", pgettext_lazy("seat", "Invited")
    ACCEPTED = "accepted", pgettext_lazy("seat", "On the panel")
    DECLINED = "declined", pgettext_lazy("seat", "Declined")
    LEFT = "left", pgettext_lazy("seat", "Left the panel")


class ReviewState(State):
    ASSIGNED = "assigned", pgettext_lazy("review", "Declaration awaited")
    CONFLICT = "conflict", pgettext_lazy("review", "Conflict declared")
    CLEARED = "cleared", pgettext_lazy("review", "To be scored")
    SCORED = "scored", pgettext_lazy("review", "Handed in")
    FINAL = "final", pgettext_lazy("review", "Final")
    RELEASED = "released", pgettext_lazy("review", "Taken back")


class ConflictKind(models.TextChoices):
    FAMILY = "family", _("Family or household")
    FRIEND = "friend", _("Close friendship or quarrel")
    WORK = "work", _("Work or business together")
    MEMBER = "member", _("Member of the group, or was one")
    ADVISED = "advised", _("I advised this group")
    MONEY = "money", _("I would gain or lose by it")
    OTHER = "other", pgettext_lazy("conflict", "Something else")


class Recommendation(models.TextChoices):
    RECOMMENDED = "recommended", _("Recommended")
    CONDITIONS = "conditions", _("Recommended with conditions")
    NOT = "not", _("Not recommended")


class Relation(models.TextChoices):
    """What the portal knows to stand between a reviewer and a file. All but the village are a bar to everybody."""

    VILLAGE = "village", _("lives, works or studies in the village")
    OFFICE = "office", _("works at an office that has to do with the file")
    ADVISED = "advised", _("advised the group")
    MEMBER = "member", _("is or was a member of the group")
    FAMILY = "family", _("is related to a member")
    WROTE = "wrote", _("wrote in the proposal")
    CHECKED = "checked", _("decided on the file before")
    DECLARED = "declared", _("declared a conflict")
    SCOPE = "scope", _("reads other districts or themes")
