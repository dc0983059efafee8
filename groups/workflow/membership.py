"""Roles that rotate, and leaving."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit
from casework.enums import Note
from casework.lifecycle import Lifecycle, NotAllowed, Refused, Step
from groups import emails
from groups.enums import GroupState, MembershipState, Role
from groups.models import Membership
from groups.queries.distinct import distinct_people
from groups.queries.groups import people_of
from groups.workflow import succession
from groups.workflow.ending import disband
from groups.workflow.locking import locked
from groups.workflow.people import forget_members, recount


def somebody_represents(membership: Membership, actor: Any) -> str | None:
    """A group is never left without a representative, nor a running one without people."""
    group = membership.group
    if group.is_over:
        return None
    if len(group.members) == 1:
        return None if group.state == GroupState.FORMING else _("You are the last member. Disband the group instead.")
    if membership.role == Role.REPRESENTATIVE:
        return _("You represent the group. Name a successor first; once they accept, you can leave.")
    return None


MEMBERSHIP = Lifecycle(
    Membership,
    Step(
        name="leave",
        source=MembershipState.ACTIVE,
        target=MembershipState.LEFT,
        may="groups.leave_membership",
        verb="membership.left",
        label=gettext_lazy("Leave the group"),
        past=gettext_lazy("Left the group"),
        effect=gettext_lazy(
            "You are no longer a member and no longer see what is inside the group. Coming back takes a new invitation."
        ),
        tells=gettext_lazy("All members."),
        needs=(somebody_represents,),
        note=Note.OPTIONAL,
        note_label=gettext_lazy("A few words to the others"),
        form="groups.forms.life.LeaveForm",
        danger=True,
    ),
    Step(
        name="give_role",
        source=MembershipState.ACTIVE,
        target=None,
        may="groups.give_role",
        verb="membership.role_given",
        label=gettext_lazy("Change role"),
        past=gettext_lazy("Role given"),
        effect=gettext_lazy("The person has the role at once. They are told, and may give it back."),
        tells=gettext_lazy("The member."),
        form="groups.forms.life.RoleForm",
    ),
    Step(
        name="give_back_role",
        source=MembershipState.ACTIVE,
        target=None,
        may="groups.give_back_role",
        verb="membership.role_given_back",
        label=gettext_lazy("Give my role back"),
        past=gettext_lazy("Role given back"),
        effect=gettext_lazy("You stay a member, without this role."),
        tells=gettext_lazy("The representative."),
    ),
    initial=MembershipState.ACTIVE,
)


@MEMBERSHIP.performs("leave")
def leave(membership: Membership, *, actor: Any, note: str = "") -> Membership:
    """Leave. Whoever leaves a group that is only forming, as the last one, disbands it."""
    with locked(membership.group_id) as group:
        if group.state == GroupState.FORMING and [each.pk for each in group.members] == [membership.pk]:
            disband(group, actor=actor, note=note)
        with MEMBERSHIP.moving(membership, "leave", actor=actor, note=note) as move:
            move.set(left_at=move.now)
            for offer in group.successions.open().filter(successor=membership):
                succession.lapse(offer)
            others = people_of(group, but=actor)
            count = distinct_people(group).count if group.is_running else None
            audit.record("group.left", group, actor=actor)
            move.tell(others, emails.LEFT, group=group, who=actor, words=move.note, count=count)
        forget_members(group)
        recount(group)
    return move.subject


@MEMBERSHIP.performs("give_role")
def give_role(membership: Membership, *, actor: Any, role: str) -> Membership:
    """Give ``role`` (operator, treasurer or none)."""
    if role == Role.REPRESENTATIVE:
        raise Refused([_("The representative's office passes to a successor who accepts it. Name one instead.")])
    with locked(membership.group_id), MEMBERSHIP.moving(membership, "give_role", actor=actor) as move:
        move.set(role=role)
        if move.subject.user_id != actor.pk:
            move.tell([move.subject.user], emails.ROLE_GIVEN, group=move.subject.group, who=actor, role=Role(role))
    return move.subject


@MEMBERSHIP.performs("give_back_role")
def give_back_role(membership: Membership, *, actor: Any) -> Membership:
    """Be a plain member again."""
    with locked(membership.group_id) as group, MEMBERSHIP.moving(membership, "give_back_role", actor=actor) as move:
        former = Role(move.subject.role)
        move.set(role=Role.MEMBER)
        if group.representative is not None:
            move.tell([group.representative.user], emails.ROLE_RETURNED, group=group, who=actor, role=former)
    return move.subject


def choose_publicity(membership: Membership, *, actor: Any, name_public: bool) -> Membership:
    """Say whether one's own name may stand on the group's public page."""
    with locked(membership.group_id):
        present = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
        if not actor.has_perm("groups.change_publicity", present):
            raise NotAllowed
        before, present.name_public = present.name_public, name_public
        if before != name_public:
            present.save(update_fields=["name_public"])
            audit.record(
                "membership.publicity_chosen", present, actor=actor, changes={"name_public": (before, name_public)}
            )
    return present
