"""An identity visit: asked for, taken by somebody at the counter, confirmed or declined there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.workflow.people import confirm_identity
from casework import audit
from casework.enums import Note
from casework.lifecycle import Lifecycle, Refused, Step
from notices import workflow as notices
from villages import rules
from villages.enums import COUNTER_ROLES, Document, OfficeKind, VisitState
from villages.models import IdentityVisit, Office, Posting
from villages.workflow.posting import lock_for_work


def is_not_mine(visit: IdentityVisit, actor: Any) -> str | None:
    return _("This is assigned to you already.") if rules.is_assignee(actor, visit) else None


# The code of the identity method; see ``villages.identity``.
METHOD = "visit"

VISIT = Lifecycle(
    IdentityVisit,
    Step(
        name="take",
        source=VisitState.REQUESTED,
        target=None,
        may="villages.take_identityvisit",
        verb="identityvisit.taken",
        label=gettext_lazy("Take this on"),
        past=gettext_lazy("Taken on"),
        effect=gettext_lazy("The visit moves to your own list."),
        needs=(is_not_mine,),
    ),
    Step(
        name="release",
        source=VisitState.REQUESTED,
        target=None,
        may="villages.release_identityvisit",
        verb="identityvisit.released",
        label=gettext_lazy("Give back to the queue"),
        past=gettext_lazy("Given back to the queue"),
        effect=gettext_lazy("Your colleagues can take the visit on."),
    ),
    Step(
        name="confirm",
        source=VisitState.REQUESTED,
        target=VisitState.CONFIRMED,
        may="villages.confirm_identityvisit",
        verb="identityvisit.confirmed",
        label=gettext_lazy("Confirm identity"),
        past=gettext_lazy("Identity confirmed"),
        effect=gettext_lazy(
            "You confirm that this person stood before you and showed a document with their name and picture. "
            "Do not copy the document, and write down no number."
        ),
        tells=gettext_lazy("The person."),
        form="villages.forms.ConfirmVisitForm",
    ),
    Step(
        name="decline",
        source=VisitState.REQUESTED,
        target=VisitState.DECLINED,
        may="villages.decline_identityvisit",
        verb="identityvisit.declined",
        label=gettext_lazy("Close without confirming"),
        past=gettext_lazy("Closed without confirming"),
        effect=gettext_lazy("The request ends; the person may ask again."),
        tells=gettext_lazy("The person, with your reason."),
        note=Note.REQUIRED,
        danger=True,
    ),
    Step(
        name="withdraw",
        source=VisitState.REQUESTED,
        target=VisitState.WITHDRAWN,
        may="villages.withdraw_identityvisit",
        verb="identityvisit.withdrawn",
        label=gettext_lazy("Withdraw the request"),
        past=gettext_lazy("Request withdrawn"),
        effect=gettext_lazy("The village center no longer expects you. You may ask again at any time."),
    ),
    initial=VisitState.REQUESTED,
)


def request(person: Any, office: Office) -> IdentityVisit:
    """``person`` asks ``office`` to confirm who they are. Raises ``Refused``."""
    if not office.active or office.kind not in (OfficeKind.VILLAGE_CENTER, OfficeKind.DISTRICT_OFFICE):
        raise Refused([_("Please choose a village center or a district office.")])
    visit = IdentityVisit(person=person, office=office)
    try:
        visit.full_clean()
        with transaction.atomic():
            visit.save(force_insert=True)
            event = audit.record("identityvisit.requested", visit, actor=person, changes={"office": (None, office)})
            notices.tell(_counter(office, person), "identityvisit-requested", about=visit, key=f"audit:{event.pk}")
    except (ValidationError, IntegrityError) as error:
        raise Refused([_("You have asked a village center already. Withdraw that request first.")]) from error
    return visit


@VISIT.performs("take")
def take(visit: IdentityVisit, *, actor: Any) -> IdentityVisit:
    """Move the visit to the actor's own list."""
    with transaction.atomic():
        posting = _counter_posting(visit, actor)
        with VISIT.moving(visit, "take", actor=actor) as move:
            move.set(assigned_to=lock_for_work(posting) if posting else None)
    return visit


@VISIT.performs("release")
def release(visit: IdentityVisit, *, actor: Any) -> IdentityVisit:
    """Put the visit back into the office's queue."""
    with VISIT.moving(visit, "release", actor=actor) as move:
        move.set(assigned_to=None)
    return visit


@VISIT.performs("confirm")
def confirm(visit: IdentityVisit, *, actor: Any, document: str = "") -> IdentityVisit:
    """Somebody at the counter saw the person and a document of kind ``document``."""
    if document not in Document.values:
        raise Refused([_("Please say which kind of document you saw.")])
    with VISIT.moving(visit, "confirm", actor=actor) as move:
        move.set(document=document, decided_at=move.now)
        confirm_identity(move.subject.person, METHOD, actor=actor)
        move.tell([move.subject.person], "identityvisit-confirmed")
    return visit


@VISIT.performs("decline")
def decline(visit: IdentityVisit, *, actor: Any, note: str = "") -> IdentityVisit:
    """The counter could not confirm; the reason goes to the person."""
    with VISIT.moving(visit, "decline", actor=actor, note=note) as move:
        move.set(decided_at=move.now)
        move.tell([move.subject.person], "identityvisit-declined", note=move.note)
    return visit


@VISIT.performs("withdraw")
def withdraw(visit: IdentityVisit, *, actor: Any) -> IdentityVisit:
    """The person does not need the visit any more."""
    with VISIT.moving(visit, "withdraw", actor=actor) as move:
        move.set(decided_at=move.now)
    return visit


def _counter(office: Office, visitor: Any) -> list[Any]:
    here = Posting.objects.in_force().filter(office=office, role__in=COUNTER_ROLES).select_related("person")
    people = {each.person_id: each.person for each in here}
    people.pop(visitor.pk, None)
    return list(people.values())


def _counter_posting(visit: IdentityVisit, actor: Any) -> Posting | None:
    return next((each for each in rules.held(actor, COUNTER_ROLES) if each.office_id == visit.office_id), None)
