"""A group ends, and with it all that was still open in it."""

from __future__ import annotations

from typing import Any

from groups import emails
from groups.enums import InvitationState, Purpose
from groups.models import Group
from groups.workflow import invitation, joining, succession, vote
from groups.workflow.group import GROUP, tell_members, use_vote


@GROUP.performs("disband")
def disband(group: Group, *, actor: Any, note: str = "") -> Group:
    """End the group. What was learned (``note``) stays with it."""
    with GROUP.moving(group, "disband", actor=actor, note=note) as move:
        use_vote(move, Purpose.DISBAND)
        move.set(disbanded_at=move.now, lesson=move.note, break_until=None, successor_due_on=None)
        _lapse_everything(move.subject)
        tell_members(move, emails.DISBANDED)
    return move.subject


def _lapse_everything(group: Group) -> None:
    for each in group.invitations.filter(state=InvitationState.OPEN):
        invitation.expire(each)
    for asked in group.join_requests.open():
        joining.lapse(asked)
    for offer in group.successions.open():
        succession.lapse(offer)
    for open_vote in group.votes.open():
        vote.lapse(open_vote)
