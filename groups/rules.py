"""Who may do what with groups. Being a member is a row, not a role: it is asked of the group each time.

``group_of`` finds the group of anything that belongs to one, so that one predicate serves every model here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from rules import Predicate, predicate

from casework import permissions
from groups.enums import GroupState, Role
from seoul_portal.conditions import among
from villages.enums import WORKING_ROLES, OfficeKind
from villages.enums import Role as Role_
from villages.models import Village
from villages.rules import has_role as posted
from villages.rules import held, works_for


def group_of(obj: Any) -> Any:
    """The group itself, or the group that ``obj`` belongs to."""
    return getattr(obj, "group", obj)


def membership_in(user: Any, obj: Any) -> Any:
    """The active membership of ``user`` in the group of ``obj``, or nothing."""
    if obj is None:
        return None
    return next((each for each in group_of(obj).members if each.user_id == user.pk), None)


def has_role(*roles: str) -> Predicate:
    """A predicate: an active member in one of ``roles``."""

    @predicate(f"group_role:{'|'.join(roles)}")
    def holds(user: Any, obj: Any = None) -> bool:
        membership = membership_in(user, obj)
        return membership is not None and membership.role in roles

    return holds


is_member = has_role(*Role.values)
is_representative = has_role(Role.REPRESENTATIVE)
is_leader = has_role(Role.REPRESENTATIVE, Role.OPERATOR)
works_there = works_for(lambda obj: group_of(obj).village)


@predicate
def can_disband(user: Any, obj: Any) -> bool:
    """The representative alone may give up what is still forming; later the members have voted, and a leader acts."""
    wanted = is_representative if obj.state == GroupState.FORMING else is_leader
    return bool(wanted.test(user, obj))


@predicate
def is_own(user: Any, obj: Any) -> bool:
    return obj is not None and obj.user_id == user.pk


@predicate
def represents(_user: Any, obj: Any) -> bool:
    """The membership is the representative's, whose office passes by succession alone."""
    return obj is not None and obj.role == Role.REPRESENTATIVE


@predicate
def is_own_office(user: Any, obj: Any) -> bool:
    """Holds an office in the group that can be given back: operator or treasurer."""
    return is_own.test(user, obj) and obj.role in (Role.OPERATOR, Role.TREASURER)


@predicate
def is_invited(user: Any, obj: Any) -> bool:
    """Anybody may hold the link of an invitation, but members are in already. The link itself is the proof."""
    return membership_in(user, obj) is None


@predicate
def made_it(user: Any, obj: Any) -> bool:
    return user.pk in (
        getattr(obj, "invited_by_id", None),
        getattr(obj, "opened_by_id", None),
        getattr(obj, "offered_by_id", None),
    )


@predicate
def is_author(user: Any, obj: Any) -> bool:
    return obj is not None and obj.author_id == user.pk


@predicate
def is_successor(user: Any, obj: Any) -> bool:
    return obj.successor.user_id == user.pk


@predicate
def is_elector(user: Any, obj: Any) -> bool:
    return obj.voters.filter(user=user.pk).exists()


@predicate
def has_account(user: Any, _obj: Any = None) -> bool:
    return bool(user.is_authenticated)


def villages_of(user: Any, path: str, roles: Iterable[str] = WORKING_ROLES) -> Q:
    """The condition that the village at ``path`` is one for which ``user`` has one of ``roles``."""
    scope = Q(pk__in=[])
    for posting in held(user, roles):
        office = posting.office
        if office.kind == OfficeKind.DIVISION:
            # Not an empty Q, which would vanish in an "or" instead of holding for every row.
            return Q(**{f"{path}__isnull": False})
        if office.kind == OfficeKind.DISTRICT_OFFICE:
            scope |= Q(among(path, Village.objects.filter(district=office.district_id).order_by().values("pk")))
        else:
            scope |= Q(**{f"{path}__in": office.served})
    return scope


def own_groups(user: Any) -> Any:
    """The ids of the groups in which ``user`` is an active member, as a subquery."""
    return user.memberships.active().values("group")


def groups_seen_by(user: Any, path: str = "") -> Q:
    """The condition behind ``visible_to``; says the same as ``groups.view_group`` of the group at ``path``."""
    at = f"{path}__" if path else ""
    return Q(**{f"{path or 'pk'}__in": own_groups(user)}) | villages_of(user, f"{at}village")


def posted_as(user: Any, *roles: str) -> list[int]:
    """The ids of the postings in force by which ``user`` has one of ``roles``."""
    return [posting.pk for posting in held(user, roles)]


def help_seen_by(user: Any) -> Q:
    """Whoever wrote the note, and the one adviser it names while their posting lasts."""
    return Q(user=user) | Q(adviser__in=posted_as(user, Role_.ADVISER))


@predicate
def is_named_adviser(user: Any, obj: Any) -> bool:
    return obj is not None and obj.adviser_id in posted_as(user, Role_.ADVISER)


# Whom a group's independence concerns: those who oversee decisions, not those who advise.
_WATCH = (Role_.DISTRICT_OFFICER, Role_.DIVISION_OFFICIAL, Role_.DIVISION_DIRECTOR)


def signals_seen_by(user: Any, today: Any) -> Q:
    """Members of the group at once; district officers and the Division when it has replied or could have."""
    ripe = Q(reply_due_on__lt=today) | Q(state__in=["answered", "dismissed", "noted"])
    return (Q(group__in=own_groups(user)) & ~Q(state="raised")) | (ripe & villages_of(user, "group__village", _WATCH))


@predicate
def watches(user: Any, obj: Any = None) -> bool:
    """Oversees the group's village, is not a member, and the group had its say first."""
    if obj is None:
        return posted(user, *_WATCH)
    if membership_in(user, obj) is not None:
        return False
    ripe = obj.may_be_decided or obj.state in ("dismissed", "noted")
    return ripe and posted(user, *_WATCH, covering=obj.place)


@predicate
def is_told_member(user: Any, obj: Any) -> bool:
    return obj is not None and obj.state != "raised" and membership_in(user, obj) is not None


GROUP = {
    "groups.found_group": has_account,
    "groups.view_group": is_member | works_there,
    # The members' own rooms: nobody who works for the city has a key, whatever their role.
    "groups.enter_group": is_member,
    "groups.form_group": is_representative,
    "groups.pause_group": is_leader,
    "groups.return_group": is_leader,
    "groups.change_course_of_group": is_leader,
    "groups.change_form_of_group": is_representative,
    "groups.disband_group": can_disband,
}
MEMBERSHIP = {
    "groups.view_membership": is_member | works_there,
    "groups.leave_membership": is_own,
    "groups.give_role": is_representative & ~represents,
    "groups.give_back_role": is_own_office,
    "groups.change_publicity": is_own,
}
INVITATION = {
    "groups.view_invitation": is_member,
    "groups.invite": is_member,
    "groups.accept_invitation": is_invited,
    "groups.decline_invitation": is_invited,
    "groups.renew_invitation": is_member & (made_it | is_leader),
    "groups.revoke_invitation": is_member & (made_it | is_leader),
}
JOIN_REQUEST = {
    "groups.view_joinrequest": is_own | is_member,
    "groups.agree_joinrequest": is_member,
    "groups.decline_joinrequest": is_leader,
    "groups.withdraw_joinrequest": is_own,
}
SUCCESSION = {
    "groups.view_succession": is_member,
    "groups.name_successor": is_member,
    "groups.name_any_successor": is_representative,
    "groups.answer_succession": is_successor & is_member,
    "groups.withdraw_succession": is_representative | (made_it & is_member),
}
VOTE = {
    "groups.view_vote": is_member,
    "groups.open_vote": is_member,
    "groups.cast_ballot": is_elector & is_member,
    "groups.cancel_vote": made_it & is_member,
}

# The rooms: members read, write and add; what stands there is changed by whoever wrote it, or by a leader.
PLACE = {
    "groups.view_post": is_member,
    "groups.write_post": is_member,
    "groups.remove_post": is_author & is_member,
    "groups.write_record": is_member,
    "groups.view_record": is_member,
    "groups.change_record": is_member & (is_author | is_leader),
    "groups.publish_record": is_leader,
    "groups.list_group": is_leader,
}
HELP_NOTE = {
    "groups.view_helpnote": is_own | is_named_adviser,
    "groups.write_helpnote": is_member,
    "groups.answer_helpnote": is_named_adviser,
    "groups.close_helpnote": is_own,
    "groups.resend_helpnote": is_own,
}
SIGNAL = {
    "groups.view_signal": is_told_member | watches,
    "groups.watch_independence": watches,
    "groups.answer_signal": is_told_member,
    "groups.decide_signal": watches,
}

for table in (PLACE, HELP_NOTE, SIGNAL, GROUP, MEMBERSHIP, INVITATION, JOIN_REQUEST, SUCCESSION, VOTE):
    permissions.register(table)
