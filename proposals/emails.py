"""The kinds of messages about calls and proposals. Their words stand in ``templates/proposals/messages``."""

from django.utils.translation import gettext_lazy as _

from notices.kinds import Kind, add_group, register

CALL_AMENDED = "call-amended"

BEGUN = "proposal-begun"
BEGUN_FOR = "proposal-begun-for"
TAKEN_OVER = "proposal-taken-over"
LEAD_CHANGED = "proposal-lead-changed"

CONFIRMATION_NEEDED = "proposal-confirmation-needed"
SUBMITTED = "proposal-submitted"
RESUBMITTED = "proposal-resubmitted"
WITHDRAWN = "proposal-withdrawn"
TWO_LEADS = "proposal-two-leads"
ARRIVED = "proposal-arrived"
ARRIVED_AGAIN = "proposal-arrived-again"
WITHDRAWN_FOR_OFFICE = "proposal-withdrawn-for-office"

ADVICE_ASKED = "advice-asked"
ADVICE_BOOKED = "advice-booked"
ADVICE_TAKEN = "advice-taken"
ADVICE_CANCELLED = "advice-cancelled"
ADVICE_BACK = "advice-back"
ADVICE_CLOSED = "advice-closed"
ADVICE_NOTED = "advice-noted"
ADVICE_MISSED = "advice-missed"
ADVICE_VISITED = "advice-visited"
ADVICE_SOON = "advice-soon"
UNFINISHED = "unfinished-draft"
HOURS_OFFERED = "hours-offered-for-you"
HOURS_TAKEN_BACK = "hours-taken-back-for-you"
COMMENTS = "proposal-comments"

# Triage
ASSIGNED = "proposal-assigned"
RETURNED = "proposal-returned"
ELIGIBLE = "proposal-eligible"
INELIGIBLE = "proposal-ineligible"
REOPENED = "proposal-reopened"
THREAD_TO_GROUP = "proposal-message-to-group"
THREAD_TO_OFFICE = "proposal-message-to-office"
OBJECTION_LODGED = "objection-lodged"
OBJECTION_UPHELD = "objection-upheld"
OBJECTION_DISMISSED = "objection-dismissed"
OBJECTION_WITHDRAWN = "objection-withdrawn"

# Review
SEAT_OFFERED = "seat-offered"
SEAT_OFFERED_BY_MAIL = "seat-offered-by-mail"
SEAT_ANSWERED = "seat-answered"
SEAT_LEFT = "seat-left"
SEAT_TAKEN_BACK = "seat-taken-back"
REVIEWS_ASSIGNED = "reviews-assigned"
REVIEW_TAKEN_BACK = "review-taken-back"
REVIEWS_CLOSED = "reviews-closed"
CONFLICT_DECLARED = "review-conflict"
TALK_ASKED = "review-talk-asked"
TALK_DUE = "review-talk-due"
TALK_HELD = "review-talk-held"
PANEL_CLOSED = "panel-closed"

# (name, label, whether the recipient must do something)
_ADVICE = (
    (ADVICE_ASKED, _("Somebody asks for advice"), True),
    (ADVICE_BOOKED, _("Your advice is booked"), False),
    (ADVICE_TAKEN, _("One of your advice hours was booked"), False),
    (ADVICE_CANCELLED, _("A talk was cancelled"), False),
    (ADVICE_BACK, _("The office could not keep a talk"), False),
    (ADVICE_CLOSED, _("Your question was answered"), False),
    (ADVICE_NOTED, _("The note of a talk"), False),
    (ADVICE_MISSED, _("You did not meet"), False),
    (ADVICE_VISITED, _("Your visit was recorded"), False),
    (ADVICE_SOON, _("A talk is near"), False),
    (HOURS_OFFERED, _("A colleague offered hours in your name"), False),
    (HOURS_TAKEN_BACK, _("A colleague took hours of yours back"), False),
    (COMMENTS, _("Comments on your draft"), False),
)
_SUBMISSION = (
    (CONFIRMATION_NEEDED, _("Your confirmation is needed"), True),
    (SUBMITTED, _("Your proposal was submitted"), False),
    (RESUBMITTED, _("Your proposal was submitted again"), False),
    (WITHDRAWN, _("Your proposal was withdrawn"), False),
    (TWO_LEADS, _("Somebody leads two proposals"), True),
    (ARRIVED, _("A proposal arrived"), True),
    (ARRIVED_AGAIN, _("A changed proposal arrived"), True),
    (WITHDRAWN_FOR_OFFICE, _("A proposal was withdrawn"), False),
)
_DRAFTING = (
    (BEGUN, _("A proposal was begun"), False),
    (BEGUN_FOR, _("An office began a proposal for your group"), True),
    (TAKEN_OVER, _("A draft was taken over"), False),
    (LEAD_CHANGED, _("A new lead proposer"), False),
    (UNFINISHED, _("You have an unfinished draft"), True),
)
# (name, label, whether the recipient must do something)
_KINDS = ((CALL_AMENDED, _("The rules of a call changed"), False),)
# What residents and what offices hear of files.
_TRIAGE = (
    (RETURNED, _("The office asks for corrections"), True),
    (ELIGIBLE, _("Your proposal is eligible"), False),
    (INELIGIBLE, _("Your proposal is not eligible"), True),
    (THREAD_TO_GROUP, _("The office wrote to you"), False),
    (OBJECTION_UPHELD, _("Your objection was right"), False),
    (OBJECTION_DISMISSED, _("Your objection was answered"), False),
)
_OFFICES = (
    (ASSIGNED, _("A proposal was given to you"), True),
    (REOPENED, _("A proposal is checked again"), True),
    (THREAD_TO_OFFICE, _("A group wrote to the office"), False),
    (OBJECTION_LODGED, _("An objection waits for an answer"), True),
    (OBJECTION_WITHDRAWN, _("An objection was withdrawn"), False),
)
_REVIEW = (
    (SEAT_OFFERED, _("You are asked to review"), True),
    (SEAT_OFFERED_BY_MAIL, _("An invitation to review"), True),
    (SEAT_ANSWERED, _("Somebody answered about a panel"), False),
    (SEAT_LEFT, _("Somebody left a panel"), True),
    (SEAT_TAKEN_BACK, _("Your seat on a panel was taken back"), False),
    (REVIEWS_ASSIGNED, _("Proposals for you to review"), True),
    (REVIEW_TAKEN_BACK, _("A proposal was taken back from you"), False),
    (REVIEWS_CLOSED, _("The time to review is over"), False),
    (CONFLICT_DECLARED, _("A reviewer declared a conflict"), False),
    (TALK_ASKED, _("Scores lie far apart"), False),
    (TALK_DUE, _("A talk among reviewers is due"), True),
    (TALK_HELD, _("A talk among reviewers was noted"), False),
    (PANEL_CLOSED, _("A panel was closed"), False),
)


def register_kinds() -> None:
    """Tell the registry about them; called once, when the app is ready."""
    add_group("proposals", _("Calls and proposals"))
    add_group("advice", _("Advice"))
    for name, label, action in _ADVICE:
        register(Kind(name, label, action=action, app="proposals", group="advice"))
    for name, label, action in (*_DRAFTING, *_SUBMISSION, *_KINDS):
        register(Kind(name, label, action=action, app="proposals", group="proposals"))
    add_group("offices", _("Files of your office"))
    for group, kinds in (("proposals", _TRIAGE), ("offices", _OFFICES)):
        for name, label, action in kinds:
            register(Kind(name, label, action=action, app="proposals", group=group))
    add_group("review", _("Review of proposals"))
    for name, label, action in _REVIEW:
        register(Kind(name, label, action=action, app="proposals", group="review"))
