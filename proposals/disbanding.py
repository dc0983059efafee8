"""What becomes of proposals when their group takes a step: heard from the floor below."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import ngettext

from casework.lifecycle import Move
from groups import holds
from groups.models import Group
from proposals.enums import ProposalState
from proposals.models import Proposal
from proposals.workflow import drafting, submission

_OPEN = (ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.RETURNED, ProposalState.ELIGIBLE)


def open_proposals(group: Group) -> QuerySet[Proposal]:
    """Proposals on which nothing was decided yet."""
    return Proposal.objects.filter(group=group, state__in=_OPEN).order_by("id")


def withdraw_all(group: Group, move: Move) -> None:
    """A group that ends asks for nothing any more."""
    for proposal in open_proposals(group):
        if proposal.started_for and not proposal.taken_over_at:
            proposal = drafting.take_over(proposal, actor=move.actor)
        submission.withdraw(proposal, actor=move.actor)


def withdrawn_with_it(group: Group) -> str | None:
    """The sentence on the confirm page."""
    count = open_proposals(group).count()
    return ngettext("%d proposal is withdrawn.", "%d proposals are withdrawn.", count) % count if count else None


def register_steps() -> None:
    """Called once, when the app is ready."""
    holds.register_step("disband", withdraw_all, withdrawn_with_it)
    holds.register_step("change_course", lambda group, _move: drafting.rename_group(group))
