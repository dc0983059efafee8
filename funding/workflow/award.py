"""What a group does with its award. Agreement, payment and settlement continue this table."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from casework.enums import Note
from casework.lifecycle import Lifecycle, Step
from funding import emails
from funding.enums import AwardState
from funding.models import Award
from funding.queries.people import division
from funding.workflow import ledger

AWARD = Lifecycle(
    Award,
    Step(
        name="decline",
        source=AwardState.OFFERED,
        target=AwardState.DECLINED,
        may="funding.decline_award",
        verb="award.declined",
        label=gettext_lazy("Decline the award"),
        past=gettext_lazy("Award declined"),
        effect=gettext_lazy(
            "Your group gets no money from this round. It goes to a group on the reserve list. There is no disadvantage"
            " for you later, but this cannot be undone."
        ),
        tells=gettext_lazy("The Division, which runs the round."),
        note=Note.OPTIONAL,
        note_label=gettext_lazy("Why, if you like to say"),
        danger=True,
    ),
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
