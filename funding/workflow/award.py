"""The life of an award, as one table, and the answer of a group that does not want it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from casework.lifecycle import Lifecycle
from funding import emails
from funding.enums import AwardState
from funding.models import Award
from funding.queries.people import division
from funding.workflow import ledger
from funding.workflow.award_steps import agreeing, living, spending

AWARD = Lifecycle(
    Award,
    *agreeing.STEPS,
    *spending.STEPS,
    *living.STEPS,
    initial=AwardState.OFFERED,
)


@AWARD.performs("decline")
def decline(award: Award, *, actor: Any, note: str = "") -> Award:
    """The group does not take the money: what is promised goes back to the pot."""
    with transaction.atomic():
        ledger.lock(award.round_id)  # before the award, as everywhere
        with AWARD.moving(award, "decline", actor=actor, note=note) as move:
            freed = move.subject.committed - move.subject.paid
            if freed:
                ledger.release(move.subject, freed, by=actor, key=f"award:{award.pk}:declined")
            move.tell(division(), emails.DECLINED, amount=freed, words=move.note, round=move.subject.round)
    return move.subject
