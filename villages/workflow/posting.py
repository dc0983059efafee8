"""A posting: proposed by an office, accepted by the person, ended by either or by the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit
from casework.enums import Note
from casework.lifecycle import Lifecycle, Move, NotAllowed, Refused, Step
from notices import workflow as notices
from villages import handover, rules
from villages.enums import KEPT_ROLES, PostingState, Role
from villages.models import Office, Posting


def second_factor_is_set_up(posting: Posting, actor: Any) -> str | None:
    if actor is not None and not is_mfa_enabled(actor):
        return _("Please set up a second factor first (an authenticator app or a passkey): staff sign in with two.")
    return None


def is_not_over(posting: Posting, actor: Any) -> str | None:
    if posting.ends_on and posting.ends_on < timezone.localdate():
        return _("The last day of this posting has passed. Please ask for a new proposal.")
    return None


def office_is_active(posting: Posting, actor: Any) -> str | None:
    return None if posting.office.active else _("This office has closed.")


def somebody_remains(posting: Posting, actor: Any) -> str | None:
    """The portal needs an administrator and a director at every moment; name the next one first."""
    if posting.role not in KEPT_ROLES or not posting.is_in_force:
        return None
    if Posting.objects.in_force().filter(role=posting.role).exclude(pk=posting.pk).exists():
        return None
    return _("This is the last person in the role “%(role)s”. Have somebody else accept it first.") % {
        "role": posting.get_role_display()
    }


def last_day_has_passed(posting: Posting, actor: Any) -> str | None:
    if posting.ends_on and posting.ends_on < timezone.localdate():
        return None
    return _("The last day has not passed.")


POSTING = Lifecycle(
    Posting,
    Step(
        name="accept",
        source=PostingState.PROPOSED,
        target=PostingState.ACTIVE,
        may="villages.accept_posting",
        verb="posting.accepted",
        label=gettext_lazy("Accept the posting"),
        past=gettext_lazy("Posting accepted"),
        effect=gettext_lazy("You will see the files of this office from the first day of the posting."),
        tells=gettext_lazy("The person who proposed you."),
        needs=(second_factor_is_set_up, is_not_over, office_is_active),
        form="villages.forms.AcceptForm",
    ),
    Step(
        name="decline",
        source=PostingState.PROPOSED,
        target=PostingState.ENDED,
        may="villages.decline_posting",
        verb="posting.declined",
        label=gettext_lazy("Decline"),
        past=gettext_lazy("Posting declined"),
        effect=gettext_lazy("The proposal ends. Nothing else changes for you."),
        tells=gettext_lazy("The person who proposed you."),
        note=Note.OPTIONAL,
    ),
    Step(
        name="withdraw",
        source=PostingState.PROPOSED,
        target=PostingState.ENDED,
        may="villages.withdraw_posting",
        verb="posting.withdrawn",
        label=gettext_lazy("Withdraw the proposal"),
        past=gettext_lazy("Proposal withdrawn"),
        effect=gettext_lazy("The person can no longer accept this posting."),
        tells=gettext_lazy("The person to whom it was proposed."),
        note=Note.REQUIRED,
        danger=True,
    ),
    Step(
        name="name_successor",
        source=PostingState.ACTIVE,
        target=None,
        may="villages.end_posting",
        verb="posting.successor_named",
        label=gettext_lazy("Name a successor"),
        past=gettext_lazy("Successor named"),
        effect=gettext_lazy("When the posting ends with its last day, open work moves to this person."),
        tells=gettext_lazy("The successor."),
        form="villages.forms.SuccessorForm",
    ),
    Step(
        name="end",
        source=PostingState.ACTIVE,
        target=PostingState.ENDED,
        may="villages.end_posting",
        verb="posting.ended",
        label=gettext_lazy("End the posting"),
        past=gettext_lazy("Posting ended"),
        effect=gettext_lazy(
            "Access through this posting ends at once. Open work moves to the successor you name, "
            "or back to the office's queue."
        ),
        tells=gettext_lazy("The person, and whoever receives their open work."),
        needs=(somebody_remains,),
        note=Note.REQUIRED,
        form="villages.forms.EndForm",
        danger=True,
    ),
    Step(
        name="expire",
        source=PostingState.PROPOSED | PostingState.ACTIVE,
        target=PostingState.ENDED,
        may=None,
        verb="posting.expired",
        label=gettext_lazy("Last day passed"),
        past=gettext_lazy("Posting ended with its last day"),
        effect=gettext_lazy(
            "The posting ends with its last day; open work moves to the successor, or back to the office's queue."
        ),
        tells=gettext_lazy("The person, and the office."),
        needs=(last_day_has_passed,),
    ),
    initial=PostingState.PROPOSED,
)


def propose(
    person: Any,
    office: Office,
    role: str,
    *,
    actor: Any,
    starts_on: date | None = None,
    ends_on: date | None = None,
    duties: str = "",
) -> Posting:
    """Offer ``role`` at ``office`` to ``person``, who has to accept it.

    Raises ``NotAllowed`` where ``actor`` may not offer the role, and ``Refused`` with every reason against it.
    """
    if not rules.may_propose(actor, office, role):
        raise NotAllowed
    if person.pk == actor.pk:
        raise Refused([_("Somebody else has to propose your own posting.")])
    return _propose(person, office, role, actor, starts_on=starts_on, ends_on=ends_on, duties=duties)


def propose_first_administrator(person: Any, office: Office) -> Posting:
    """Offer the administrator's role when nobody holds it: a new or a locked-out installation. For operators."""
    if Posting.objects.in_force().filter(role=Role.ADMINISTRATOR).exists():
        raise Refused([_("There is an administrator already; they can propose another.")])
    return _propose(person, office, Role.ADMINISTRATOR, None)


def _propose(person: Any, office: Office, role: str, actor: Any, **fields: Any) -> Posting:
    fields["starts_on"] = fields.get("starts_on") or timezone.localdate()
    posting = Posting(person=person, office=office, role=role, proposed_by=actor, **fields)
    reasons = []
    if not person.is_active:
        reasons.append(_("This account is closed."))
    if not office.active:
        reasons.append(_("This office has closed."))
    if posting.ends_on and posting.ends_on < timezone.localdate():
        reasons.append(_("The last day has passed already."))
    try:
        posting.full_clean()
    except ValidationError as error:
        reasons += error.messages
    if reasons:
        raise Refused(reasons)
    try:
        with transaction.atomic():
            posting.save(force_insert=True)
            changes = {
                name: (None, getattr(posting, name)) for name in ("person", "office", "role", "starts_on", "ends_on")
            }
            event = audit.record("posting.proposed", posting, actor=actor, changes=changes)
            notices.tell([person], "posting-proposed", about=posting, due=posting.starts_on, key=f"audit:{event.pk}")
    except IntegrityError as error:  # the same proposal, a moment earlier
        raise Refused([_("This person holds this role at this office already, or it was proposed to them.")]) from error
    return posting


@POSTING.performs("accept")
def accept(posting: Posting, *, actor: Any, pledge: bool = False) -> Posting:
    """The person takes the posting and pledges to keep confidential what they will read."""
    if not pledge:
        raise Refused([_("Please confirm that you will keep residents' data confidential.")])
    with POSTING.moving(posting, "accept", actor=actor) as move:
        move.set(pledged_at=move.now)
        move.tell(_proposer(move.subject), "posting-accepted")
    return posting


@POSTING.performs("decline")
def decline(posting: Posting, *, actor: Any, note: str = "") -> Posting:
    """The person does not want the posting."""
    with POSTING.moving(posting, "decline", actor=actor, note=note) as move:
        move.set(ended_at=move.now)
        move.tell(_proposer(move.subject), "posting-declined", note=move.note)
    return posting


@POSTING.performs("withdraw")
def withdraw(posting: Posting, *, actor: Any, note: str = "") -> Posting:
    """The office takes its proposal back."""
    with POSTING.moving(posting, "withdraw", actor=actor, note=note) as move:
        move.set(ended_at=move.now)
        move.tell([move.subject.person], "posting-withdrawn", note=move.note)
    return posting


@POSTING.performs("name_successor")
def name_successor(posting: Posting, *, actor: Any, successor: Posting) -> Posting:
    """Say who takes over when the last day has passed."""
    _must_be_possible(posting, successor)
    with POSTING.moving(posting, "name_successor", actor=actor) as move:
        move.set(successor=successor)
        move.tell([successor.person], "posting-successor", person=move.subject.person.name, day=move.subject.ends_on)
    return posting


@POSTING.performs("end")
def end(posting: Posting, *, actor: Any, note: str = "", successor: Posting | None = None) -> Posting:
    """End an active posting now; open work goes to ``successor`` (active, same office) or to the office's queue."""
    with transaction.atomic():
        locked = _lock(posting, successor)
        if successor is not None:
            successor = locked[successor.pk]
            _must_be_possible(posting, successor)
        with POSTING.moving(posting, "end", actor=actor, note=note) as move:
            today = timezone.localdate(move.now)
            last_day = min(move.subject.ends_on or today, today)
            move.set(ended_at=move.now, ends_on=last_day, successor=successor)
            _hand_over(move, successor)
            move.tell([move.subject.person], "posting-ended", note=move.note)
    return posting


@POSTING.performs("expire")
def expire(posting: Posting) -> Posting:
    """The clock ends a posting after its last day."""
    with transaction.atomic():
        locked = _lock(posting, posting.successor)
        named = locked.get(posting.successor_id or 0)
        successor = named if named is not None and named in possible_successors(posting) else None
        with POSTING.moving(posting, "expire", actor=None) as move:
            move.set(ended_at=move.now, successor=successor)
            _hand_over(move, successor)
            move.tell([move.subject.person], "posting-ended", note="")
    return posting


def expire_due() -> int:
    """End every posting whose last day has passed, and return how many there were."""
    due = (
        Posting.objects.open().filter(ends_on__lt=timezone.localdate()).select_related("office", "person", "successor")
    )
    ended = 0
    for posting in due.order_by("pk"):
        try:
            expire(posting)
        except Refused:  # somebody ended it in the meantime
            continue
        ended += 1
    return ended


def possible_successors(posting: Posting) -> Any:
    """Active postings of other people at the same office that last beyond today."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    here = Posting.objects.in_force().filter(Q(ends_on=None) | Q(ends_on__gte=tomorrow), office=posting.office_id)
    return here.exclude(pk=posting.pk).exclude(person=posting.person_id).select_related("person", "office")


def lock_for_work(posting: Posting) -> Posting:
    """The posting's row, locked until the transaction ends; raises ``Refused`` if it can take no work any more."""
    locked = Posting.objects.select_for_update(of=("self",)).select_related("office").get(pk=posting.pk)
    if not locked.is_in_force:
        raise Refused([_("This posting is not active.")])
    return locked


def _must_be_possible(posting: Posting, successor: Posting) -> None:
    if successor not in possible_successors(posting):
        raise Refused([_("The successor must have an active posting at the same office.")])


def _lock(posting: Posting, successor: Posting | None = None) -> dict[int, Posting]:
    """Lock all rows the end of a posting depends on, always in one order.

    Two people who end each other's postings at once must not both find that the other one remains.
    """
    wanted = Q(pk__in=[each.pk for each in (posting, successor) if each is not None])
    if posting.role in KEPT_ROLES:
        wanted |= Q(role=posting.role, state=PostingState.ACTIVE)
    return {each.pk: each for each in Posting.objects.filter(wanted).order_by("pk").select_for_update(of=("self",))}


def _hand_over(move: Move, successor: Posting | None) -> None:
    posting: Posting = move.subject
    pieces = handover.hand_over(posting, successor, actor=move.actor)
    if not pieces:
        return
    if successor is not None:
        move.tell([successor.person], "work-received", pieces=pieces)
    else:
        colleagues = Posting.objects.in_force().filter(office=posting.office_id).exclude(pk=posting.pk)
        people = {each.person_id: each.person for each in colleagues.select_related("person")}
        people.pop(posting.person_id, None)
        move.tell(people.values(), "work-in-queue", pieces=pieces)


def _proposer(posting: Posting) -> list[Any]:
    return [posting.proposed_by] if posting.proposed_by_id else []
