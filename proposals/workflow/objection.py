"""A group's word against a decision: lodged in time, answered by somebody who did not decide."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit
from casework.constraints import kindly
from casework.enums import Note
from casework.lifecycle import Lifecycle, NotAllowed, Refused, Step
from notices import workflow as notices
from notices.calendar import add_business_days
from proposals import emails
from proposals.enums import OBJECTION_ANSWER_DAYS, ObjectionState, ProposalState
from proposals.models import Objection, Proposal
from proposals.queries.people import answerers, members_of
from proposals.workflow import triage
from proposals.workflow.proposal import PROPOSAL

OBJECTION = Lifecycle(
    Objection,
    Step(
        name="uphold",
        source=ObjectionState.LODGED,
        target=ObjectionState.UPHELD,
        may="proposals.answer_objection",
        verb="objection.upheld",
        label=gettext_lazy("The objection is right"),
        past=gettext_lazy("Objection upheld"),
        effect=gettext_lazy(
            "The decision falls. A file that was not eligible is checked again from the beginning; one that was not"
            " selected goes to the head of the reserve list."
        ),
        tells=gettext_lazy("All members, with your words, and the office that checks it."),
        note=Note.REQUIRED,
        note_label=gettext_lazy("Answer to the group"),
    ),
    Step(
        name="dismiss",
        source=ObjectionState.LODGED,
        target=ObjectionState.DISMISSED,
        may="proposals.answer_objection",
        verb="objection.dismissed",
        label=gettext_lazy("The decision stands"),
        past=gettext_lazy("Objection dismissed"),
        effect=gettext_lazy("The decision stays as it is. The group reads your answer."),
        tells=gettext_lazy("All members, with your words."),
        note=Note.REQUIRED,
        note_label=gettext_lazy("Answer to the group"),
        danger=True,
    ),
    Step(
        name="withdraw",
        source=ObjectionState.LODGED,
        target=ObjectionState.WITHDRAWN,
        may="proposals.withdraw_objection",
        verb="objection.withdrawn",
        label=gettext_lazy("Take the objection back"),
        past=gettext_lazy("Objection withdrawn"),
        effect=gettext_lazy("The decision stands. While there is time you can object again."),
        tells=gettext_lazy("Those who would have answered."),
    ),
    initial=ObjectionState.LODGED,
)


def why_not(proposal: Proposal) -> str:
    """Why the group cannot object now, in one sentence; nothing where it can."""
    if proposal.state not in (ProposalState.INELIGIBLE, ProposalState.NOT_SELECTED):
        return _("There is no decision to object to.")
    if proposal.objection_until is None or proposal.objection_until < timezone.localdate():
        return _("The time to object is over. Your village center tells you what else you can do.")
    if Objection.objects.filter(
        proposal=proposal,
        lodged_at__gte=proposal.decided_at,
        state__in=[ObjectionState.LODGED, ObjectionState.DISMISSED],
    ).exists():
        return _("Your group has objected to this decision already.")
    return ""


def lodge(proposal: Proposal, *, actor: Any, text: str) -> Objection:
    """A member objects for the group. Those who may answer are told. Raises ``Refused``."""
    with transaction.atomic(), kindly(Objection):
        file: Any = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
        if not actor.has_perm("proposals.object", file):
            raise NotAllowed
        if why := why_not(file):
            raise Refused([why])
        made = Objection.objects.create(
            proposal=file,
            by=actor,
            decided_by=file.decided_by,
            decided_with=file.decided_with,
            text=text.strip(),
            answer_due_on=add_business_days(timezone.localdate(), OBJECTION_ANSWER_DAYS),
        )
        event = audit.record("objection.lodged", made, actor=actor)
        audit.record("proposal.objected", file, actor=actor)
        notices.tell(
            answerers(made),
            emails.OBJECTION_LODGED,
            about=made,
            due=made.answer_due_on,
            key=f"audit:{event.pk}",
            file=file,
            words=made.text,
        )
    return made


@OBJECTION.performs("uphold")
def uphold(objection: Objection, *, actor: Any, note: str) -> Objection:
    """Somebody who did not decide finds the objection right: the file is checked again, or waits at the head of those
    for whom money may become free."""
    with OBJECTION.moving(objection, "uphold", actor=actor, note=note) as move:
        move.set(answer=move.note, answered_by=actor)
        file = move.subject.proposal
        file = _reconsider(file) if file.state == ProposalState.NOT_SELECTED else triage.reopen(file)
        move.tell(members_of(file), emails.OBJECTION_UPHELD, file=file, words=move.note)
    return move.subject


def _reconsider(file: Proposal) -> Proposal:
    with PROPOSAL.moving(file, "reconsider", actor=None) as move:
        move.set(objection_until=None)
    return move.subject


@OBJECTION.performs("dismiss")
def dismiss(objection: Objection, *, actor: Any, note: str) -> Objection:
    """Somebody who did not decide finds that the decision stands."""
    with OBJECTION.moving(objection, "dismiss", actor=actor, note=note) as move:
        move.set(answer=move.note, answered_by=actor)
        file = move.subject.proposal
        move.tell(members_of(file), emails.OBJECTION_DISMISSED, file=file, words=move.note)
    return move.subject


@OBJECTION.performs("withdraw")
def withdraw(objection: Objection, *, actor: Any) -> Objection:
    """The group does not object any more."""
    with OBJECTION.moving(objection, "withdraw", actor=actor) as move:
        move.tell(answerers(move.subject), emails.OBJECTION_WITHDRAWN, file=move.subject.proposal)
    return move.subject
