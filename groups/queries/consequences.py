"""What a step will bring about for this very group, counted before anybody confirms it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups import holds
from groups.enums import MINIMUM_PEOPLE, TIME_TO_FIND_SUCCESSOR, GroupState
from groups.models import Group
from groups.queries.distinct import without
from groups.rules import group_of


def consequences(subject: Any, step: str) -> list[str]:
    """Sentences for the confirm page of ``step`` on a group or on something in it."""
    group = group_of(subject)
    own = {"disband": _disbanding, "leave": _leaving, "take_break": _resting}.get(step)
    said = own(group, subject) if own else []
    if step in {"disband", "leave"}:
        said += holds.binding(group)
    return said + holds.consequences(group, step)


def _disbanding(group: Group, subject: Any) -> list[str]:
    invitations, requests, votes = (
        group.invitations.open().count(),
        group.join_requests.open().count(),
        group.votes.open().count(),
    )
    said = []
    if invitations:
        said.append(ngettext("%d open invitation lapses.", "%d open invitations lapse.", invitations) % invitations)
    if requests:
        said.append(ngettext("%d request to join ends.", "%d requests to join end.", requests) % requests)
    if votes:
        said.append(ngettext("%d open vote is cancelled.", "%d open votes are cancelled.", votes) % votes)
    return said


def _resting(group: Group, subject: Any) -> list[str]:
    said = [_("Invitations, requests to join and votes go on: you can use the break to find people.")]
    if group.successor_due_on:
        said.append(_("The time to find a third person stops while you rest."))
    return said


def _leaving(group: Group, subject: Any) -> list[str]:
    if group.state == GroupState.FORMING and len(group.members) == 1:
        return [_("You are the only member, so the group is disbanded.")]
    left = without(group, subject)
    if group.is_running and left < MINIMUM_PEOPLE:
        return [
            _(
                "The group falls to %(left)d of %(minimum)d distinct people. It has %(days)d days to find a successor, "
                "and cannot submit a proposal meanwhile."
            )
            % {"left": left, "minimum": MINIMUM_PEOPLE, "days": TIME_TO_FIND_SUCCESSOR.days}
        ]
    return []
