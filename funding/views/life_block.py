"""What an award's page shows of changes on the way: a pause, variations, a cancellation."""

from __future__ import annotations

from typing import Any

from funding.enums import ClawbackState
from funding.models import Award, Clawback, Variation
from funding.queries.pauses import pauses_of
from funding.workflow.award_steps.living import CANCELLABLE
from funding.workflow.variation_checks import CHANGEABLE

SHOWN = 5


def changes_of(award: Award, user: Any) -> dict[str, Any]:
    """The pause in which it is, how long it was paused before, its last changes, and what ``user`` can begin."""
    pauses = list(pauses_of(award))
    claim = Clawback.objects.filter(award=award).exclude(state=ClawbackState.WITHDRAWN).first()
    cancellable = claim is None and award.state in CANCELLABLE
    return {
        "pause": next((each for each in pauses if each.ended_on is None), None),
        "days": sum(each.days for each in pauses if each.ended_on),
        "clawback": claim,
        "variations": list(Variation.objects.filter(award=award)[:SHOWN]),
        "may_ask": award.state in CHANGEABLE and user.has_perm("funding.request_variation", award),
        "may_propose": cancellable and user.has_perm("funding.propose_clawback", award),
    }
