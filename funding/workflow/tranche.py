"""The life of one payment, as far as people move it one by one; ``funding.workflow.payments`` pays many at once."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from casework.lifecycle import Lifecycle
from funding import emails
from funding.enums import PaymentOutcome, TrancheState
from funding.models import Award, Tranche
from funding.queries.people import directors, division
from funding.workflow import ledger
from funding.workflow.tranche_steps import STEPS
from groups.queries.groups import people_of

TRANCHE = Lifecycle(Tranche, *STEPS, initial=TrancheState.PLANNED)


def _everybody(tranche: Tranche) -> list[Any]:
    return people_of(tranche.award.group)


@TRANCHE.performs("request")
def request(tranche: Tranche, *, actor: Any) -> Tranche:
    """The group asks for the money."""
    with TRANCHE.moving(tranche, "request", actor=actor) as move:
        move.set(requested_by=actor, requested_at=move.now)
        move.tell(division(but=actor), emails.TRANCHE_REQUESTED, amount=move.subject.amount)
    return move.subject


@TRANCHE.performs("send_back")
def send_back(tranche: Tranche, *, actor: Any, note: str) -> Tranche:
    """Something is missing; the group asks again."""
    with TRANCHE.moving(tranche, "send_back", actor=actor, note=note) as move:
        move.set(requested_by=None, requested_at=None)
        move.tell(_everybody(tranche), emails.TRANCHE_SENT_BACK, amount=move.subject.amount, words=move.note)
    return move.subject


@TRANCHE.performs("approve")
def approve(tranche: Tranche, *, actor: Any) -> Tranche:
    """One official's yes."""
    with TRANCHE.moving(tranche, "approve", actor=actor) as move:
        _approved(move, actor)
    return move.subject


@TRANCHE.performs("countersign")
def countersign(tranche: Tranche, *, actor: Any) -> Tranche:
    """The director's yes to a large payment."""
    with TRANCHE.moving(tranche, "countersign", actor=actor) as move:
        move.set(countersigned_by=actor, countersigned_at=move.now)
    return move.subject


@TRANCHE.performs("stop")
def stop(tranche: Tranche, *, actor: Any, note: str) -> Tranche:
    """Hold it back before it goes to the bank."""
    with TRANCHE.moving(tranche, "stop", actor=actor, note=note) as move:
        move.tell(_everybody(tranche), emails.TRANCHE_STOPPED, amount=move.subject.amount, words=move.note)
    return move.subject


@TRANCHE.performs("resume")
def resume(tranche: Tranche, *, actor: Any) -> Tranche:
    """Approve it anew."""
    with TRANCHE.moving(tranche, "resume", actor=actor) as move:
        _approved(move, actor)
        move.tell(_everybody(tranche), emails.TRANCHE_RESUMED, amount=move.subject.amount)
    return move.subject


@TRANCHE.performs("again")
def again(tranche: Tranche, *, actor: Any, note: str) -> Tranche:
    """Order an undelivered payment to the same account once more."""
    with TRANCHE.moving(tranche, "again", actor=actor, note=note) as move:
        _approved(move, actor)
    return move.subject


def _approved(move: Any, actor: Any) -> None:
    """Somebody approves: whatever was signed before was another approval."""
    move.set(approved_by=actor, approved_at=move.now, countersigned_by=None, countersigned_at=None)
    if move.subject.needs_signature:
        move.tell(directors(but=actor), emails.TRANCHE_TO_SIGN, amount=move.subject.amount)


@TRANCHE.performs("bounce")
def bounce(tranche: Tranche, *, actor: Any, note: str) -> Tranche:
    """The bank sent a payment back: it is promised still, and waits for an account that takes it."""
    with transaction.atomic():
        ledger.lock(tranche.award.round_id)  # before the award, as everywhere
        award = Award.objects.select_for_update(of=("self",)).get(pk=tranche.award_id)
        with TRANCHE.moving(tranche, "bounce", actor=actor, note=note) as move:
            payment = move.subject.payments.get(outcome=PaymentOutcome.PAID)
            payment.outcome, payment.reason = PaymentOutcome.BOUNCED, move.note[:200]
            payment.save(update_fields=["outcome", "reason"])
            ledger.bounce(award, payment.amount, by=actor, key=f"payment:{payment.pk}:bounced")
            move.set(paid_by=None, paid_on=None)
            came_back(move, payment.amount, move.note)
    return move.subject


def came_back(move: Any, amount: int, reason: str) -> None:
    """Ask the group to check its account."""
    move.tell(_everybody(move.subject), emails.MONEY_CAME_BACK, amount=amount, words=reason)
