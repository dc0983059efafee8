"""What the district says of a proposal: a recommendation with reasons, and what was seen on the spot."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit
from casework.lifecycle import NotAllowed, Refused
from proposals.enums import ProposalState, Recommendation
from proposals.models import DistrictEvaluation, Proposal
from villages.enums import Role
from villages.rules import held

OPEN_IN = (ProposalState.ELIGIBLE, ProposalState.IN_REVIEW)


def why_closed(proposal: Proposal) -> str:
    """Why the district cannot evaluate now, in one sentence; nothing where it can."""
    if proposal.state in OPEN_IN:
        return ""
    return _("A proposal is evaluated from the day it is found eligible until the round is announced.")


def evaluate(
    proposal: Proposal,
    *,
    actor: Any,
    recommendation: str,
    reason: str,
    visited_on: date | None = None,
    visit_note: str = "",
    seen: int | None = None,
) -> DistrictEvaluation:
    """Write the evaluation, or a new text of it; the record keeps the former ones. Raises ``Refused``.

    ``seen`` is the moment (as a whole number of microseconds) of the text that the writer had before their eyes.
    """
    with transaction.atomic():
        file = Proposal.objects.select_for_update(of=("self",)).select_related("village").get(pk=proposal.pk)
        if not actor.has_perm("proposals.evaluate_for_district", file):
            raise NotAllowed
        reasons = [closed] if (closed := why_closed(file)) else []
        if recommendation not in Recommendation.values:
            reasons.append(_("Please choose a recommendation."))
        if not reason.strip():
            reasons.append(_("Please give your reasons."))
        if visited_on and visited_on > timezone.localdate():
            reasons.append(_("The visit lies in the future. Note it once it has taken place."))
        if visit_note.strip() and not visited_on:
            reasons.append(_("On which day was the visit?"))
        found = DistrictEvaluation.objects.filter(proposal=file).first()
        if found is not None and seen is not None and seen != mark(found):
            reasons.append(_("A colleague has changed the evaluation meanwhile. Please read that first."))
        if reasons:
            raise Refused(reasons)
        values = {
            "recommendation": recommendation,
            "reason": reason.strip(),
            "visited_on": visited_on,
            "visit_note": visit_note.strip(),
        }
        return _keep(found or DistrictEvaluation(proposal=file), values, actor)


def _keep(evaluation: DistrictEvaluation, values: dict[str, Any], actor: Any) -> DistrictEvaluation:
    new = evaluation.pk is None
    changes = {
        name: (None if new else getattr(evaluation, name), value)
        for name, value in values.items()
        if new or getattr(evaluation, name) != value
    }
    if not changes:
        return evaluation
    for name, value in values.items():
        setattr(evaluation, name, value)
    evaluation.by, evaluation.at = actor, timezone.now()
    evaluation.posting = held(actor, [Role.DISTRICT_OFFICER], evaluation.proposal.village)[0]
    evaluation.save()
    verb = "districtevaluation.written" if new else "districtevaluation.changed"
    audit.record(verb, evaluation, actor=actor, changes=changes)
    return evaluation


def mark(evaluation: DistrictEvaluation | None) -> int:
    """Which text of the evaluation this is; 0 before there is one."""
    return int(evaluation.at.timestamp() * 1_000_000) if evaluation else 0
