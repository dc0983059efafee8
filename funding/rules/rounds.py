"""Who may do what with rounds, awards and the ledger. Nobody proposes and signs; nobody decides on their own group."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from rules import predicate

from casework import permissions
from groups.enums import Role as GroupRole
from groups.rules import membership_in, own_groups, villages_of
from seoul_portal.conditions import among
from villages.enums import DIVISION_ROLES, WORKING_ROLES, Role
from villages.rules import has_role as posted
from villages.rules import role_for

# Who sees all of the money; the Council's auditor reads and changes nothing.
OVERSEES_MONEY = (*DIVISION_ROLES, Role.AUDITOR)


def rounds_seen_by(user: Any) -> Q:
    """The condition behind ``FundingRound.objects.visible_to``; says the same as ``funding.view_round``."""
    return ~Q(pk__in=[]) if posted(user, *OVERSEES_MONEY) else Q(pk__in=[])


def awards_seen_by(user: Any, path: str = "") -> Q:
    """The condition behind ``Award.objects.visible_to``; as ``funding.view_award`` of the award at ``path``."""
    if posted(user, *OVERSEES_MONEY):
        return ~Q(pk__in=[])
    at = f"{path}__" if path else ""
    return Q(among(f"{at}group", own_groups(user))) | villages_of(user, f"{at}village")


def accounts_seen_by(user: Any) -> Q:
    """The condition behind ``BankAccount.objects.visible_to``: members, their offices and whoever oversees money."""
    if posted(user, *OVERSEES_MONEY):
        return ~Q(pk__in=[])
    return Q(among("group", own_groups(user))) | villages_of(user, "group__village")


@predicate
def oversees_money(user: Any, _obj: Any = None) -> bool:
    return posted(user, *OVERSEES_MONEY)


@predicate
def runs_rounds(user: Any, _obj: Any = None) -> bool:
    return posted(user, *DIVISION_ROLES)


@predicate
def directs(user: Any, _obj: Any = None) -> bool:
    return posted(user, Role.DIVISION_DIRECTOR)


@predicate
def proposed_it(user: Any, obj: Any) -> bool:
    return obj is not None and obj.proposed_by_id == user.pk


@predicate
def is_member(user: Any, obj: Any) -> bool:
    return obj is not None and membership_in(user, obj) is not None


def groups_asking(user: Any, round_id: Any) -> Any:
    """The memberships of ``user`` in groups whose proposals are in the round."""
    from groups.models import Membership  # models import this room

    return Membership.objects.active().filter(user=user, group__proposals__allocation__round=round_id)


@predicate
def has_group_in_it(user: Any, obj: Any) -> bool:
    """Is a member of a group whose proposal this round, allocation or step up is about."""
    if obj is None:
        return False
    known: dict[int, bool] = getattr(obj, "own_group_asks", {})  # read together with the round
    if user.pk in known:
        return known[user.pk]
    return groups_asking(user, getattr(obj, "round_id", obj.pk)).exists()


@predicate
def represents(user: Any, obj: Any) -> bool:
    """Speaks for the group: its representative or operator."""
    membership = membership_in(user, obj) if obj is not None else None
    return membership is not None and membership.role in (GroupRole.REPRESENTATIVE, GroupRole.OPERATOR)


works_there = role_for(*WORKING_ROLES, place=lambda obj: obj.place)
# Whoever's own group asks for this money takes no part in deciding on it, whatever their posting.
decides = runs_rounds & ~has_group_in_it
signs = directs & ~has_group_in_it

ROUND = {
    "funding.view_round": oversees_money,
    "funding.draft_round": decides,
    "funding.propose_round": decides,
    "funding.sign_round": signs & ~proposed_it,
    "funding.send_back_round": signs,
    "funding.reopen_round": decides,
    "funding.announce_round": decides,
    "funding.view_ledger": oversees_money,
}
PROMOTION = {
    "funding.propose_promotion": decides,
    "funding.sign_promotion": signs & ~proposed_it,
    "funding.withdraw_promotion": decides,
}
AWARD = {
    "funding.view_award": is_member | works_there | oversees_money,
    "funding.decline_award": represents,
}

for table in (ROUND, PROMOTION, AWARD):
    permissions.register(table)
