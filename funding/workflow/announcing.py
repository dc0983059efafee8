"""The one act that publishes: every decision, award, promise of money and message at once, or none of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
from funding.queries.rounds import RESULTS
from funding.workflow import agreement, ledger
from funding.workflow.round import ROUND, as_seen
from groups.models import Membership
from notices import broadcasts
from notices.broadcasts import Page
from notices.workflow import Telling, broadcasting
from proposals.enums import ProposalState
from proposals.models import Call, Proposal
from proposals.queries.people import members_of
from proposals.workflow import call as calls
from proposals.workflow.call import CALL
from proposals.workflow.proposal import PROPOSAL

# Which step of the proposal carries a decision out, and what its members are told.
_STEPS = {Outcome.SELECTED: "select", Outcome.RESERVE: "put_on_reserve", Outcome.NOT_SELECTED: "not_select"}
_KINDS = {
    Outcome.SELECTED: emails.SELECTED,
    Outcome.RESERVE: emails.RESERVE,
    Outcome.NOT_SELECTED: emails.NOT_SELECTED,
}
GROUPS_ON_A_PAGE = 100


@ROUND.performs("announce")
def announce(round_: FundingRound, *, actor: Any, version: int | None = None) -> FundingRound:
    """Publish the round in one transaction.

    The round is locked first, then its proposals in the order of their ids, so that a group that withdraws at this
    moment is either out before or told after. Whoever withdrew before gets nothing, and the money stays in the pot.
    It is one transaction in the request of whoever presses the button: killed, nothing has happened; pressed again,
    the state refuses. All groups of one outcome move together, so that thousands take seconds. The first of them
    are told in this transaction, the others page by page by the workers that it wakes.
    """
    with ROUND.moving(round_, "announce", actor=actor) as move:
        pot: FundingRound = move.subject
        as_seen(pot, version)
        files = {file.pk: file for file in _locked(pot) if file.state == ProposalState.IN_REVIEW}
        rows = [row for row in pot.allocations.order_by("place") if row.proposal_id in files]
        for outcome in Outcome:
            _publish(pot, outcome, [(files[row.proposal_id], row) for row in rows if row.outcome == outcome], by=actor)
        move.set(announced_at=move.now, figures=_figures(pot))
        for call in pot.calls.filter(state__in=CALL.steps["announce"].sources).order_by("pk"):
            calls.announce(call)
        broadcasting.begin(RESULTS, pot.pk)
    return move.subject


def _publish(pot: FundingRound, outcome: Outcome, decided: list[tuple[Proposal, Allocation]], *, by: Any) -> None:
    """The decisions of one outcome made public: their steps, and awards with their promises."""
    with PROPOSAL.moving_all([file for file, _row in decided], _STEPS[outcome], actor=None) as moves:
        for move, (file, _row) in zip(moves, decided, strict=True):
            move.set(decided_at=move.now, decided_by=pot.signed_by, decided_with=pot.proposed_by)
            if outcome == Outcome.NOT_SELECTED:
                days = timedelta(days=file.call.objection_days)
                move.set(objection_until=timezone.localdate(move.now) + days)
    if outcome == Outcome.SELECTED:
        offer_all(pot, [(file, row.amount) for file, row in decided], by=by)


@broadcasts.source(RESULTS)
def results(round_id: int, after: int) -> Page:
    """The results of groups after place ``after`` in the ranking. Who withdrew before hears nothing."""
    decided = Allocation.objects.filter(round=round_id, place__gt=after).exclude(
        proposal__state=ProposalState.WITHDRAWN
    )
    rows = list(decided.select_related("proposal__group").order_by("place")[:GROUPS_ON_A_PAGE])
    with_members([row.proposal for row in rows])
    tellings = [telling for row in rows for telling in _tellings(row)]
    return Page(tellings, rows[-1].place if len(rows) == GROUPS_ON_A_PAGE else None)


def _tellings(row: Allocation) -> Iterator[Telling]:
    file, kind = row.proposal, _KINDS[Outcome(row.outcome)]
    until = file.objection_until if row.outcome == Outcome.NOT_SELECTED else None
    said = {"amount": row.amount, "asked": row.asked, "reserve": row.reserve_place, "link": feedback_of(file)}
    for person in members_of(file):
        yield Telling(person, kind, f"round:{row.round_id}:{file.pk}", file, until, said)


def feedback_of(file: Proposal) -> str:
    """The page on which the group reads its result."""
    return reverse("funding:feedback", args=[file.pk])


def offer(file: Proposal, pot: FundingRound, amount: int, *, by: Any) -> Award:
    """An award with its promise from the pot and its agreement, once for each proposal."""
    return offer_all(pot, [(file, amount)], by=by)[0]


def offer_all(pot: FundingRound, offers: Sequence[tuple[Proposal, int]], *, by: Any) -> list[Award]:
    """``offer`` for many proposals, each with its amount."""
    made = Award.objects.bulk_create(
        Award(round=pot, proposal=file, group=file.group, village=file.village, amount=amount)
        for file, amount in offers
    )
    audit.record_all("award.offered", [(each, {"amount": (None, each.amount)}) for each in made], actor=by)
    ledger.commit_all([(each, each.amount, f"award:{each.pk}:offered") for each in made], by=by)
    agreement.make_all(made)
    return made


def _locked(pot: FundingRound) -> list[Proposal]:
    """The proposals of the round, locked, with what publishing them reads."""
    ids = list(pot.allocations.order_by("proposal_id").values_list("proposal_id", flat=True))
    list(Proposal.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk").only("pk"))
    found = Proposal.objects.filter(pk__in=ids).select_related("call__stage", "group__village", "village__district")
    return with_members(found.defer("words", "search"))


def with_members(found: Iterable[Proposal]) -> list[Proposal]:
    """The proposals, with the members of their groups as the groups themselves would read them one by one."""
    files = list(found)
    members: dict[int, list[Membership]] = defaultdict(list)
    groups = {file.group_id for file in files}
    for each in Membership.objects.active().filter(group__in=groups).select_related("user").order_by("joined_at", "pk"):
        members[each.group_id].append(each)
    for file in files:
        file.group.members = members[file.group_id]
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
