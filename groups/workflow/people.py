"""Who is in a group: admitting a member, and noting when a running group has fewer than three people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit
from casework.constraints import kindly
from casework.lifecycle import Refused
from groups import emails, pledge
from groups.enums import MINIMUM_PEOPLE, TIME_TO_FIND_SUCCESSOR, Role
from groups.models import Group, Membership
from groups.queries.distinct import distinct_people
from groups.queries.groups import people_of
from groups.workflow.locking import locked
from notices import workflow as notices


def admit(group: Group, user: Any, *, name_public: bool, role: str = Role.MEMBER) -> Membership:
    """Make ``user`` a member, who has just pledged. Call with the group locked (or just made)."""
    if group.is_over:
        raise Refused([_("This group has been disbanded.")])
    with kindly(Membership):
        membership = Membership.objects.create(
            user=user, group=group, role=role, name_public=name_public, pledge_version=pledge.VERSION
        )
    forget_members(group)
    if role == Role.MEMBER:
        audit.record("group.joined", group, actor=user)
    recount(group)
    return membership


def forget_members(group: Group) -> None:
    """Have the people of ``group`` read and counted again."""
    for kept in ("members", "_distinct_people"):
        vars(group).pop(kept, None)


def recount(group: Group) -> None:
    """Note that a running group has fallen below three, or is three again. Call with the group locked."""
    if not group.is_running:
        return
    count = distinct_people(group).count
    if count < MINIMUM_PEOPLE and group.successor_due_on is None:
        _note_due(group, timezone.localdate() + TIME_TO_FIND_SUCCESSOR, "group.fell_short")
        notices.tell(
            people_of(group), emails.SHORT, about=group, due=group.successor_due_on,
            key=f"short:{group.pk}:{group.successor_due_on}", group=group, count=count,
        )  # fmt: skip
    elif count >= MINIMUM_PEOPLE and group.successor_due_on is not None:
        _note_due(group, None, "group.whole_again")


def recount_later(group_id: int) -> None:
    """Recount for the clock: a tie to a village or a family tie may have changed meanwhile."""
    with locked(group_id) as group:
        recount(group)


def _note_due(group: Group, due: date | None, verb: str) -> None:
    before, group.successor_due_on = group.successor_due_on, due
    group.save(update_fields=["successor_due_on"])
    audit.record(verb, group, actor=None, changes={"successor_due_on": (before, due)})
