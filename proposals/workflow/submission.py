"""Agreeing to a text, handing it in, handing in a corrected one, and withdrawing.

A submission counts by the moment at which its request reached the server (``casework.context.began_at``), so nobody is
late because many were quick. The same text handed in twice is one version, whoever pressed and however often.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit, permissions
from casework.constraints import kindly
from casework.context import began_at
from casework.lifecycle import Move, NotAllowed, Refused
from notices import workflow as notices
from notices.calendar import add_business_days
from proposals import emails
from proposals.enums import ProposalState
from proposals.models import Confirmation, Proposal, Version
from proposals.queries.agreement import agreed
from proposals.queries.missing import missing
from proposals.queries.people import desk_of, members_of
from proposals.record import present
from proposals.workflow import assigning
from proposals.workflow.needs import call_takes_it, latest, rival_of
from proposals.workflow.numbers import next_number
from proposals.workflow.proposal import PROPOSAL
from villages.enums import OfficeKind
from villages.models import Office

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")

# --- Agreeing ----------------------------------------------------------------------------------------


def confirm(proposal: Proposal, *, actor: Any, seen: str) -> Confirmation:
    """``actor`` says yes to the text with the fingerprint ``seen``. Those whose yes is missing are told.

    Raises ``Refused`` where the text is another one by now, is incomplete, or cannot be submitted any more.
    """
    with transaction.atomic():
        locked = _locked(proposal)
        if not permissions.check("proposals.confirm_proposal", actor, locked):
            raise NotAllowed
        _refuse_another_text(locked, seen)
        if closed := call_takes_it(locked, actor):
            raise Refused([closed])
        if missing(locked):
            raise Refused([_("Something is still missing. Please complete the text first, then confirm it.")])
        made = _say_yes(locked, actor, seen)
        waiting = [word.user for word in agreed(locked).waiting]
        notices.tell(
            waiting,
            emails.CONFIRMATION_NEEDED,
            about=locked,
            due=timezone.localdate(locked.call.closes_at) if locked.call.closes_at else None,
            key=f"confirm:{locked.pk}:{seen}",
            proposal=locked,
            who=actor,
        )
    return made


def _say_yes(proposal: Proposal, actor: Any, seen: str) -> Confirmation:
    made, new = Confirmation.objects.get_or_create(proposal=proposal, user=actor, fingerprint=seen)
    if new:
        audit.record("proposal.confirmed", proposal, actor=actor, changes={"fingerprint": (None, seen)})
    return made


# --- Handing in --------------------------------------------------------------------------------------


def hand_in(proposal: Proposal, *, actor: Any, seen: str) -> Version:
    """Hand in the text with the fingerprint ``seen``, for the first time or again, whichever is due.

    Pressing is the actor's own yes. Handed in already, by whomever: that version is returned and nothing happens.
    Raises ``Refused`` with every reason, and then nothing is written.
    """
    tell_of_two_leads(proposal, actor)
    with transaction.atomic():
        locked = _locked(proposal)
        if not permissions.check("proposals.submit_proposal", actor, locked):
            raise NotAllowed
        if done := _handed_in_already(locked, seen):
            return done
        if not _FINGERPRINT.fullmatch(seen):
            raise Refused([_another_text()])
        if permissions.check("proposals.confirm_proposal", actor, locked):
            _say_yes(locked, actor, seen)
        act = resubmit if locked.state == ProposalState.SUBMITTED else submit
        try:
            act(locked, actor=actor)
        except Refused:
            _refuse_another_text(locked, seen)  # whoever read an older text hears of that before anything else
            raise
        version = latest(locked)
        # The step read the whole text once: asking it again before would cost a quarter of a submission.
        if version is None or version.fingerprint != seen:
            raise Refused([_another_text()])
    return version


@PROPOSAL.performs("submit")
def submit(proposal: Proposal, *, actor: Any) -> Proposal:
    """Hand the draft, or a returned file, in. Raises ``Refused`` with every reason."""
    with kindly(Proposal), PROPOSAL.moving(proposal, "submit", actor=actor) as move:
        _freeze(move, emails.SUBMITTED)
    return move.subject


@PROPOSAL.performs("resubmit")
def resubmit(proposal: Proposal, *, actor: Any) -> Proposal:
    """Hand a changed text in while the call is open; the former version stays in the history."""
    with kindly(Proposal), PROPOSAL.moving(proposal, "resubmit", actor=actor) as move:
        _freeze(move, emails.RESUBMITTED)
    return move.subject


@PROPOSAL.performs("withdraw")
def withdraw(proposal: Proposal, *, actor: Any, note: str = "") -> Proposal:
    """End the proposal before anything is decided on it."""
    with PROPOSAL.moving(proposal, "withdraw", actor=actor, note=note) as move:
        context = {"proposal": move.subject, "who": actor, "words": move.note}
        move.tell(members_of(move.subject, but=actor), emails.WITHDRAWN, **context)
        if move.subject.submitted_at:
            move.tell(desk_of(move.subject, but=actor), emails.WITHDRAWN_FOR_OFFICE, **context)
        assigning.drop_of_file(move.subject)
    return move.subject


def _freeze(move: Move, kind: str) -> None:
    """Keep the text as a version, number the file, and let everybody know."""
    proposal, at = move.subject, began_at()
    now, former = present(proposal), latest(proposal)
    due = add_business_days(timezone.localdate(at), proposal.call.triage_days)
    move.set(
        submitted_at=proposal.submitted_at or at,
        office=proposal.office or door_of(proposal),
        triage_due_on=due,
        due_back_on=None,
        number=proposal.number or next_number(proposal.village.district, at),
    )
    version = Version.objects.create(
        proposal=proposal,
        number=former.number + 1 if former else 1,
        at=at,
        by=move.actor,
        rules_version=proposal.call.rules_version,
        content=now.content,
        fingerprint=now.fingerprint,
        asked=now.content["budget"]["grant"],
        own=now.content["budget"]["own"],
    )
    context = {"proposal": proposal, "version": version, "who": move.actor, "day": due}
    move.tell(members_of(proposal), kind, **context)
    office_kind = emails.ARRIVED if former is None else emails.ARRIVED_AGAIN
    move.tell(desk_of(proposal, but=move.actor), office_kind, due=due, **context)


def door_of(proposal: Proposal) -> Office:
    """The village center that serves the village; where there is none, the district office. Raises ``Refused``."""
    village = proposal.village
    serving = village.offices.filter(kind=OfficeKind.VILLAGE_CENTER, active=True).order_by("pk").first()
    office = (
        serving
        or Office.objects.filter(kind=OfficeKind.DISTRICT_OFFICE, district=village.district_id, active=True).first()
    )
    if office is None:
        raise Refused([_("No office is open for your district in this portal yet. Please ask the Division.")])
    return office


def tell_of_two_leads(proposal: Proposal, actor: Any) -> None:
    """Whoever leads two proposals of one call, and both groups, hear of it, once; the step itself is then refused."""
    rival = rival_of(proposal)
    if rival is None:
        return
    with transaction.atomic():
        for mine, other in ((proposal, rival), (rival, proposal)):
            notices.tell(
                members_of(mine),
                emails.TWO_LEADS,
                about=mine,
                key=f"two-leads:{mine.pk}:{other.pk}",
                proposal=mine,
                other=other,
                lead=proposal.lead,
            )


def _locked(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",))
    return rows.select_related("call", "group", "village__district", "lead").get(pk=proposal.pk)


def _handed_in_already(proposal: Proposal, seen: str) -> Version | None:
    last = latest(proposal) if proposal.state == ProposalState.SUBMITTED else None
    return last if last and last.fingerprint == seen else None


def _refuse_another_text(proposal: Proposal, seen: str) -> None:
    if present(proposal).fingerprint != seen:
        raise Refused([_another_text()])


def _another_text() -> str:
    return _("The text was changed while you were reading it. Please look at it again; nothing is lost.")
