"""The reserve list of an announced round: who is next, and what is left for them."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from funding.enums import PromotionState
from funding.models import FundingRound
from funding.queries import joint
from proposals.enums import ProposalState
from proposals.models import Proposal


def reserve_list(round_: FundingRound) -> QuerySet[Proposal]:
    """Who waits, in order: first whoever got there by an objection that was right, then as announced."""
    return (
        Proposal.objects.filter(allocation__round=round_, state=ProposalState.RESERVE)
        .select_related("village__district", "group", "allocation")
        .defer("words", "search")
        .order_by(F("allocation__reserve_place").asc(nulls_first=True), "allocation__place")
    )


def next_in_line(round_: FundingRound) -> Proposal | None:
    """The first on the reserve list whose step up is not proposed already."""
    under_way = round_.promotions.filter(state=PromotionState.PROPOSED).values("proposal")
    return reserve_list(round_).exclude(pk__in=under_way).first()


def what_is_left(round_: FundingRound, proposal: Proposal) -> int:
    """Won that the pot, the ceilings of its district and theme, and the group's years still hold for ``proposal``."""
    applies = Q(district=proposal.village.district_id)
    if proposal.theme:
        applies |= Q(theme=proposal.theme)
    lefts = [each.left for each in round_.ceilings.filter(applies)]
    lefts += joint.left_for([proposal.pk]).values()
    return max(min([round_.left, *lefts]), 0)
