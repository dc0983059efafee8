"""The eligibility check: a file is given to somebody, returned with points, found eligible or not, and reopened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit
from casework.lifecycle import Move, NotAllowed, Refused
from notices.calendar import add_business_days, next_business_day
from proposals import emails
from proposals.enums import SectionKey
from proposals.models import Proposal, TriagePoint, Version
from proposals.queries.people import assignable, desk_of, members_of
from proposals.workflow.proposal import PROPOSAL
from villages.models import Posting
from villages.workflow.posting import lock_for_work


@PROPOSAL.performs("assign")
def assign(proposal: Proposal, *, actor: Any, posting: Posting | None) -> Proposal:
    """Give the file to ``posting``, or with ``None`` back to the office's queue. Raises ``Refused``.

    The posting is locked before the file, as its end does it: no file is left with somebody who is gone.
    """
    with transaction.atomic():
        to = lock_for_work(posting) if posting else None
        with PROPOSAL.moving(proposal, "assign", actor=actor) as move:
            if to is not None and not assignable(move.subject).filter(pk=to.pk).exists():
                raise Refused([_("This person does not check files of this village. Please choose another one.")])
            move.set(assigned_to=to)
            if to is not None and to.person_id != actor.pk:
                move.tell([to.person], emails.ASSIGNED, due=move.subject.acts_by)
    return move.subject


@PROPOSAL.performs("return_")
def return_(
    proposal: Proposal,
    *,
    actor: Any,
    points: Sequence[tuple[str, str]],
    due_back_on: date,
    version: int | None = None,
) -> Proposal:
    """Return the file with ``points``, pairs of the part's key and what to correct there, until ``due_back_on``.

    ``version`` is the one that the actor read; where the group has submitted another meanwhile, it is refused.
    """
    said = [(key, text.strip()) for key, text in points if text.strip()]
    with PROPOSAL.moving(proposal, "return_", actor=actor) as move:
        latest = _read(move, version)
        reasons = []
        if not said:
            reasons.append(_("Write at least one point, so that the group knows what to correct."))
        if any(key not in SectionKey.values for key, _text in said):
            reasons.append(_("A point belongs to a part of the proposal."))
        if due_back_on < next_business_day(timezone.localdate()):
            reasons.append(_("Give the group at least until the next business day."))
        if reasons:
            raise Refused(reasons)
        TriagePoint.objects.bulk_create(
            TriagePoint(proposal=move.subject, version=latest, key=key, text=text, at=move.now) for key, text in said
        )
        move.set(due_back_on=due_back_on)
        labels = dict(SectionKey.choices)
        listed = [(labels[key], text) for key, text in said]
        move.tell(members_of(move.subject), emails.RETURNED, due=due_back_on, points=listed)
    return move.subject


@PROPOSAL.performs("find_eligible")
def find_eligible(proposal: Proposal, *, actor: Any, version: int | None = None, note: str = "") -> Proposal:
    """The proposal goes on to review in the words that the actor read."""
    with PROPOSAL.moving(proposal, "find_eligible", actor=actor, note=note) as move:
        _read(move, version)
        move.set(decided_at=move.now, decided_by=actor, due_back_on=None)
        move.tell(members_of(move.subject), emails.ELIGIBLE, words=move.note)
    return move.subject


@PROPOSAL.performs("find_ineligible")
def find_ineligible(proposal: Proposal, *, actor: Any, rule: str, note: str, version: int | None = None) -> Proposal:
    """The proposal ends by ``rule``, a sentence, for the reason in ``note``; the group can object for some days."""
    with PROPOSAL.moving(proposal, "find_ineligible", actor=actor, note=note) as move:
        _read(move, version)
        if not rule.strip():
            raise Refused([_("Say which rule is not met.")])
        until = timezone.localdate() + timedelta(days=move.subject.call.objection_days)
        move.set(
            decided_at=move.now,
            decided_by=actor,
            ineligible_rule=rule.strip(),
            objection_until=until,
            due_back_on=None,
        )
        move.tell(members_of(move.subject), emails.INELIGIBLE, rule=rule.strip(), words=move.note, until=until)
    return move.subject


def reopen(proposal: Proposal) -> Proposal:
    """An objection was right: the file is checked again, and not by whoever decided before."""
    with PROPOSAL.moving(proposal, "reopen", actor=None) as move:
        file = move.subject
        held = file.assigned_to
        if held and (held.person_id == file.decided_by_id or not held.is_in_force):
            move.set(assigned_to=None)
        move.set(
            triage_due_on=triage_due(file),
            decided_at=None,
            decided_by=None,
            ineligible_rule="",
            objection_until=None,
        )
        move.tell(desk_of(file), emails.REOPENED, due=file.triage_due_on)
    return move.subject


def triage_due(proposal: Proposal) -> date:
    """The day by which a file that comes in today is checked."""
    return add_business_days(timezone.localdate(), proposal.call.triage_days)


def finish_point(point: TriagePoint, *, actor: Any, done: bool = True) -> TriagePoint:
    """A member marks a point as done, or takes the mark back; while the file is the group's. Raises ``Refused``."""
    with transaction.atomic():
        file = Proposal.objects.select_for_update(of=("self",)).get(pk=point.proposal_id)
        point = TriagePoint.objects.get(pk=point.pk)
        if not actor.has_perm("proposals.finish_point", point):
            raise NotAllowed
        if not file.waits_for_group:
            raise Refused([_("The office has the file now; the points cannot be changed any more.")])
        if bool(point.done_at) != done:
            point.done_at, point.done_by = (timezone.now(), actor) if done else (None, None)
            point.save(update_fields=["done_at", "done_by"])
            audit.record("triagepoint.done" if done else "triagepoint.undone", point, actor=actor)
    return point


def latest_version(proposal: Proposal) -> int:
    """The number of the text that counts; 0 before the first submission."""
    newest = Version.objects.filter(proposal=proposal).order_by("-number").values_list("number", flat=True)
    return newest.first() or 0


def _read(move: Move, version: int | None) -> int:
    """The latest version's number; refused where the actor has read an older one. The file is locked."""
    latest = latest_version(move.subject)
    if version is not None and version != latest:
        raise Refused([_("The group has submitted a newer text meanwhile. Please read that one first.")])
    return latest
