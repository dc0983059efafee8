"""Who may do what with calls, proposals, advice and what happens on a file.

A draft is the group's: offices read it only once the group shows it to them, or while staff begun it at the counter
and nobody has taken it over. From the first submission on, the offices of the village and the Division read it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from rules import predicate

from casework import permissions
from groups.rules import membership_in, own_groups, villages_of
from villages.enums import COUNTER_ROLES, DIVISION_ROLES, WORKING_ROLES, Role
from villages.rules import has_role as posted
from villages.rules import offices_of, role_for

# Who checks files: the center's and the district's door lead to one shared file.
TRIAGE_ROLES = (Role.TRIAGE_OFFICER, Role.DISTRICT_OFFICER)
ADVICE_ROLES = (Role.ADVISER, Role.DISTRICT_OFFICER)


def file_of(obj: Any) -> Any:
    """The proposal itself, or the proposal that ``obj`` belongs to."""
    return getattr(obj, "proposal", obj)


# --- Calls -------------------------------------------------------------------------------------------


def calls_seen_by(user: Any) -> Q:
    """Published calls, and drafts for the Division."""
    return ~Q(pk__in=[]) if posted(user, *DIVISION_ROLES) else ~Q(state="draft")


@predicate
def is_published(_user: Any, obj: Any) -> bool:
    return obj is not None and obj.is_public


runs_calls = role_for(*DIVISION_ROLES, place=lambda _call: None)


# --- Proposals ---------------------------------------------------------------------------------------


def own_proposals(user: Any, path: str = "") -> Q:
    at = f"{path}__" if path else ""
    return Q(**{f"{at}group__in": own_groups(user)})


def shown_to_offices(path: str = "") -> Q:
    """Files that the offices of the village may read."""
    at = f"{path}__" if path else ""
    return (
        Q(**{f"{at}submitted_at__isnull": False})
        | Q(**{f"{at}shared_at__isnull": False})
        | Q(**{f"{at}started_for": True, f"{at}taken_over_at__isnull": True})
    )


def proposals_seen_by(user: Any, path: str = "") -> Q:
    """The condition behind ``visible_to``; says the same as ``proposals.view_proposal`` of the file at ``path``."""
    at = f"{path}__" if path else ""
    return own_proposals(user, path) | (shown_to_offices(path) & villages_of(user, f"{at}village"))


@predicate
def is_member(user: Any, obj: Any) -> bool:
    """An active member of the group whose file it is."""
    return obj is not None and membership_in(user, file_of(obj).group) is not None


@predicate
def is_shown(_user: Any, obj: Any) -> bool:
    file = file_of(obj)
    return bool(file.submitted_at or file.shared_at or (file.started_for and not file.taken_over_at))


works_there = role_for(*WORKING_ROLES, place=lambda obj: file_of(obj).village)
_triages = role_for(*TRIAGE_ROLES, *DIVISION_ROLES, place=lambda obj: file_of(obj).village)
_advises = role_for(*ADVICE_ROLES, place=lambda obj: file_of(obj).village)
reads_as_staff = works_there & is_shown & ~is_member


@predicate
def is_submitted(_user: Any, obj: Any) -> bool:
    return file_of(obj).submitted_at is not None


# Whoever belongs to the group does not handle its file, whatever their posting.
checks_file = _triages & is_submitted & ~is_member


@predicate
def may_check_somewhere(user: Any, obj: Any = None) -> bool:
    return posted(user, *TRIAGE_ROLES, *DIVISION_ROLES)


@predicate
def may_write(user: Any, obj: Any) -> bool:
    """Members; and staff at the counter until the group takes over what they began for it."""
    file = file_of(obj)
    if membership_in(user, file.group) is not None:
        return not file.started_for or file.taken_over_at is not None
    return file.started_for and file.taken_over_at is None and posted(user, *COUNTER_ROLES, covering=file.village)


@predicate
def in_hands_of_group(_user: Any, obj: Any) -> bool:
    file = file_of(obj)
    return not file.started_for or file.taken_over_at is not None


@predicate
def is_lead(user: Any, obj: Any) -> bool:
    return obj is not None and file_of(obj).lead_id == user.pk


@predicate
def begun_for_group(_user: Any, obj: Any) -> bool:
    return obj.started_for and obj.taken_over_at is None


@predicate
def belongs_to_group(user: Any, obj: Any) -> bool:
    """For beginning a proposal: asked with the group."""
    return obj is not None and membership_in(user, obj) is not None


begins_for_group = role_for(*COUNTER_ROLES)


# --- Advice ------------------------------------------------------------------------------------------


def advice_seen_by(user: Any) -> Q:
    """Whoever asked, the group, and those who advise at the office."""
    return Q(user=user) | Q(group__in=own_groups(user)) | offices_of(user, (*ADVICE_ROLES, *DIVISION_ROLES), "office")


@predicate
def asked_for_it(user: Any, obj: Any) -> bool:
    """Whoever asked, or a member of the group it is for."""
    if obj is None:
        return False
    if obj.user_id == user.pk:
        return True
    return obj.group_id is not None and membership_in(user, obj.group) is not None


def _office_of(obj: Any) -> Any:
    """The office itself, or the office of a talk or hour."""
    return getattr(obj, "office", obj)


@predicate
def advises_there(user: Any, obj: Any = None) -> bool:
    """Advises at the office, or at the office of the talk or hour; without an object, anywhere."""
    return posted(user, *ADVICE_ROLES, covering=_office_of(obj))


@predicate
def oversees_advice(user: Any, obj: Any = None) -> bool:
    return posted(user, *ADVICE_ROLES, *DIVISION_ROLES, covering=_office_of(obj))


@predicate
def has_account(user: Any, _obj: Any = None) -> bool:
    return bool(user.is_authenticated)


# --- Objections --------------------------------------------------------------------------------------


def objections_seen_by(user: Any) -> Q:
    return proposals_seen_by(user, "proposal")


@predicate
def decided_it(user: Any, obj: Any) -> bool:
    """Took the decision, or proposed what another person signed."""
    return user.pk in (obj.decided_by_id, obj.decided_with_id)


@predicate
def assessed_it(user: Any, obj: Any) -> bool:
    """Scored the file, or recommended on it for the district: what the decision stands on."""
    file = file_of(obj)
    scored = file.reviews.filter(seat__user=user, state__in=["scored", "final"])
    return bool(scored.exists() or type(file).objects.filter(pk=file.pk, district_evaluation__by=user).exists())


# An objection is answered one floor up: by the district's officer or the Division, never by whoever decided.
answers_objections = role_for(Role.DISTRICT_OFFICER, *DIVISION_ROLES, place=lambda obj: file_of(obj).village)

CALL = {
    "proposals.view_call": is_published | runs_calls,
    "proposals.build_call": runs_calls,
    "proposals.publish_call": runs_calls,
    "proposals.amend_call": runs_calls,
    "proposals.see_self_checks": may_check_somewhere,
}
PROPOSAL = {
    # Asked with the group, since there is no proposal yet.
    "proposals.begin_proposal": belongs_to_group,
    "proposals.begin_for_group": begins_for_group,
    "proposals.view_proposal": is_member | reads_as_staff,
    "proposals.write_proposal": may_write,
    "proposals.take_over_proposal": is_member & begun_for_group,
    "proposals.share_proposal": is_member & in_hands_of_group,
    "proposals.confirm_proposal": is_member & in_hands_of_group,
    "proposals.submit_proposal": is_member & in_hands_of_group,
    "proposals.withdraw_proposal": is_member & in_hands_of_group,
    "proposals.change_lead": is_member & in_hands_of_group,
    "proposals.comment_on_proposal": _advises & is_shown & ~is_member,
    "proposals.finish_comment": is_member,
}
TRIAGE = {
    "proposals.use_queue": may_check_somewhere,
    # Advisers read the files of their villages; only those who check them decide.
    "proposals.read_files": role_for(*WORKING_ROLES, place=lambda obj: file_of(obj).village),
    "proposals.check_proposal": checks_file,
    "proposals.assign_proposal": checks_file,
    "proposals.write_in_thread": (is_member & in_hands_of_group) | (reads_as_staff & is_submitted),
    "proposals.view_internal_notes": reads_as_staff & is_submitted,
    "proposals.write_internal_note": reads_as_staff & is_submitted,
    "proposals.see_similar_for_staff": checks_file,
    "proposals.finish_point": is_member,
    "proposals.object": is_member,
    "proposals.view_objection": is_member | reads_as_staff,
    "proposals.answer_objection": answers_objections & ~is_member & ~decided_it & ~assessed_it,
    "proposals.withdraw_objection": is_member,
}
ADVICE = {
    "proposals.ask_advice": has_account,
    "proposals.view_advice": asked_for_it | oversees_advice,
    "proposals.change_advice": asked_for_it,
    "proposals.hold_advice": advises_there & ~asked_for_it,
    "proposals.offer_hours": advises_there,
    "proposals.see_hours_of_help": role_for(*DIVISION_ROLES, Role.DISTRICT_OFFICER),
}

# --- Review ------------------------------------------------------------------------------------------


def addresses_of(user: Any) -> set[str]:
    """The e-mail addresses that ``user`` proved to have; read once per user instance."""
    if not hasattr(user, "_proved_addresses"):
        rows = user.emailaddress_set.filter(verified=True).values_list("email", flat=True)
        user._proved_addresses = {address.lower() for address in rows}
    return user._proved_addresses


def panels_seen_by(user: Any) -> Q:
    """The Division, but nobody who sits on the panel themself."""
    return ~Q(seats__in=own_seats_of(user)) if posted(user, *DIVISION_ROLES) else Q(pk__in=[])


def own_seats_of(user: Any) -> Any:
    """The ids of the seats that ``user`` has taken, as a subquery."""
    return user.seats.filter(state="accepted").values("pk")


def own_seats(user: Any) -> Q:
    return Q(user=user) | Q(user=None, email__in=addresses_of(user))


def seats_seen_by(user: Any) -> Q:
    return own_seats(user) | (~Q(pk__in=[]) if posted(user, *DIVISION_ROLES) else Q(pk__in=[]))


def open_reviews(user: Any) -> Q:
    """One's own on a panel that scores: not before it begins, not after it closes, not what one gave up."""
    mine = Q(seat__user=user, seat__state="accepted", seat__panel__state="running")
    return mine & Q(state__in=["assigned", "cleared", "scored"])


def reviews_seen_by(user: Any) -> Q:
    """One's own; and for the Division all, but of panels on which one sits and of one's own groups."""
    if not posted(user, *DIVISION_ROLES):
        return open_reviews(user)
    others = ~Q(seat__panel__seats__in=own_seats_of(user)) & ~Q(proposal__group__in=own_groups(user))
    return open_reviews(user) | others


@predicate
def sits_there(user: Any, obj: Any) -> bool:
    """Holds the seat of this review on a panel that scores, and has not given the file up."""
    seat = obj.seat
    return (
        seat.user_id == user.pk
        and seat.state == "accepted"
        and seat.panel.state == "running"
        and obj.state in ("assigned", "cleared", "scored")
    )


@predicate
def has_declared(_user: Any, obj: Any) -> bool:
    return obj.has_declared


@predicate
def advised_group(user: Any, obj: Any) -> bool:
    """Advice and assessment are separate: held a talk with the group, or commented on the draft."""
    file = file_of(obj)
    held = file.group.advice.filter(adviser__person=user, state__in=["held", "noted"]).order_by().values("pk")
    return bool(held.union(file.comments.filter(author=user).order_by().values("pk")).exists())


def _panel_of(obj: Any) -> Any:
    """The panel itself, or that of a seat or review."""
    seat = getattr(obj, "seat", obj)
    return getattr(seat, "panel", seat)


@predicate
def runs_panel(user: Any, obj: Any = None) -> bool:
    """The Division, but nobody who sits on the panel themself. Without an object: on any."""
    if not posted(user, *DIVISION_ROLES):
        return False
    # All seats are read, and not one looked for: the pages of a panel have them at hand.
    return obj is None or not any(
        seat.user_id == user.pk and seat.state == "accepted" for seat in _panel_of(obj).seats.all()
    )


@predicate
def still_scores(user: Any, obj: Any) -> bool:
    """Reads the file for a panel that has not closed: keeps to their own judgement until then."""
    file = file_of(obj)
    known: dict[int, bool] = getattr(file, "still_scored_by", {})  # read together with the file
    return known[user.pk] if user.pk in known else file.reviews.filter(open_reviews(user)).exists()


@predicate
def is_of_own_group(user: Any, obj: Any) -> bool:
    return membership_in(user, file_of(obj).group) is not None


@predicate
def is_own_seat(user: Any, obj: Any) -> bool:
    """Invited by name, or by an address that the person proved to have."""
    if obj.user_id is not None:
        return obj.user_id == user.pk
    return obj.email.lower() in addresses_of(user)


runs_seats = role_for(*DIVISION_ROLES, place=lambda _obj: None)
evaluates = role_for(Role.DISTRICT_OFFICER, place=lambda obj: file_of(obj).village)
reads_evaluation = role_for(Role.DISTRICT_OFFICER, *DIVISION_ROLES, place=lambda obj: file_of(obj).village)

REVIEW = {
    # Asked with the call, since there is no panel yet; then with the panel, the seat or the review.
    "proposals.set_up_panel": runs_calls,
    "proposals.run_panel": runs_panel,
    "proposals.view_panel": runs_panel,
    "proposals.view_seat": is_own_seat | runs_seats,
    "proposals.answer_seat": is_own_seat,
    "proposals.view_review": sits_there | (runs_panel & ~is_of_own_group),
    "proposals.release_review": runs_panel & ~is_of_own_group,
    "proposals.declare_on_review": sits_there,
    "proposals.read_file_for_review": sits_there & has_declared & ~advised_group,
    "proposals.score_review": sits_there & has_declared & ~advised_group,
    "proposals.evaluate_for_district": evaluates & is_submitted & ~is_member & ~still_scores,
    "proposals.view_evaluation": reads_evaluation & is_submitted & ~is_member & ~still_scores,
    "proposals.evaluate_somewhere": role_for(Role.DISTRICT_OFFICER, *DIVISION_ROLES),
}

for table in (CALL, PROPOSAL, TRIAGE, ADVICE, REVIEW):
    permissions.register(table)
