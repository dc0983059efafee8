"""The one act that publishes: every decision, award, promise of money and message at once, or none of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit
from casework.lifecycle import Refused
from funding import emails
from funding.enums import Outcome
from funding.models import Allocation, Award, FundingRound
from funding.queries.feedback import averages_of_funded
from funding.workflow import agreement, ledger
from funding.workflow.round import ROUND, as_seen
from groups.models import Membership
from notices import workflow as notices
from notices.workflow import Telling
from proposals.enums import ProposalState
from proposals.models import Call, Proposal
from proposals.queries.people import members_of
from proposals.workflow import call as calls
from proposals.workflow.call import CALL
from proposals.workflow.proposal import PROPOSAL

# Which step of the proposal carries a decision out, and what its members are told.
_STEPS = {
    Outcome.SELECTED: ("select", emails.SELECTED),
    Outcome.RESERVE: ("put_on_reserve", emails.RESERVE),
    Outcome.NOT_SELECTED: ("not_select", emails.NOT_SELECTED),
}


@ROUND.performs("announce")
def announce(round_: FundingRound, *, actor: Any, version: int | None = None) -> FundingRound:
    """Publish the round in one transaction.

    The round is locked first, then its proposals in the order of their ids, so that a group that withdraws at this
    moment is either out before or told after. Whoever withdrew before gets nothing, and the money stays in the pot.
    It is one transaction in the request of whoever presses the button: killed, nothing has happened; pressed again,
    the state refuses. Reading and telling are done for all groups together, so that thousands take seconds.
    """
    with ROUND.moving(round_, "announce", actor=actor) as move:
        pot: FundingRound = move.subject
        as_seen(pot, version)
        files = {each.pk: each for each in _locked(pot)}
        told: list[Telling] = []
        for row in pot.allocations.order_by("place"):
            file = files.get(row.proposal_id)
            if file is not None and file.state == ProposalState.IN_REVIEW:
                told += publish(file, row, pot, at=move.now, by=actor)
        notices.tell_all(told)
        move.set(announced_at=move.now, figures=_figures(pot))
        for call in pot.calls.filter(state__in=CALL.steps["announce"].sources).order_by("pk"):
            calls.announce(call)
    return move.subject


def publish(file: Proposal, row: Allocation, pot: FundingRound, *, at: Any, by: Any) -> list[Telling]:
    """One decision made public: the step, and the award with its promise. Returns what every member is to be told."""
    step, kind = _STEPS[Outcome(row.outcome)]
    with PROPOSAL.moving(file, step, actor=None) as move:
        move.set(decided_at=at, decided_by=pot.signed_by, decided_with=pot.proposed_by)
        until = None
        if row.outcome == Outcome.NOT_SELECTED:
            until = timezone.localdate(at) + timedelta(days=file.call.objection_days)
            move.set(objection_until=until)
    if row.outcome == Outcome.SELECTED:
        offer(file, pot, row.amount, by=by)
    said = {"amount": row.amount, "asked": row.asked, "reserve": row.reserve_place, "link": feedback_of(file)}
    key = f"round:{pot.pk}:{file.pk}"
    return [Telling(person, kind, key, file, until, said) for person in members_of(file)]


def feedback_of(file: Proposal) -> str:
    """The page on which the group reads its result."""
    return reverse("funding:feedback", args=[file.pk])


def offer(file: Proposal, pot: FundingRound, amount: int, *, by: Any) -> Award:
    """An award with its promise from the pot and its agreement, once for each proposal."""
    made = Award.objects.create(round=pot, proposal=file, group=file.group, amount=amount)
    audit.record("award.offered", made, actor=by, changes={"amount": (None, amount)})
    ledger.commit(made, amount, by=by, key=f"award:{made.pk}:offered")
    agreement.make(made)
    return made


def _locked(pot: FundingRound) -> list[Proposal]:
    """The proposals of the round, locked, with what publishing them reads."""
    ids = list(pot.allocations.order_by("proposal_id").values_list("proposal_id", flat=True))
    list(Proposal.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk").only("pk"))
    found = Proposal.objects.filter(pk__in=ids).select_related("call__stage", "group__village", "village__district")
    files = list(found.defer("words", "search"))
    members: dict[int, list[Membership]] = defaultdict(list)
    groups = {file.group_id for file in files}
    for each in Membership.objects.active().filter(group__in=groups).select_related("user").order_by("joined_at", "pk"):
        members[each.group_id].append(each)
    for file in files:
        file.group.members = members[file.group_id]  # as the group itself would read them, one by one
    return files


def _figures(pot: FundingRound) -> dict[str, Any]:
    """What the public record says in total of those who were not selected: numbers and won, no group."""
    calls = Call.objects.filter(rounds=pot)
    states = Counter(
        Proposal.objects.filter(call__in=calls, submitted_at__isnull=False).values_list("state", flat=True)
    )
    rows = pot.allocations.all()
    if not any(states.values()):
        raise Refused([_("There is nothing to announce.")])
    return {
        "states": dict(states),
        "asked": sum(row.asked for row in rows),
        "averages": averages_of_funded(pot),
        "least": min((row.score for row in rows if row.outcome == Outcome.SELECTED and row.score), default=None),
    }
