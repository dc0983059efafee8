"""Who may do what with rounds, awards and the ledger. Nobody proposes and signs; nobody decides on their own group."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from rules import predicate

from casework import permissions
from groups.rules import membership_in, own_groups, villages_of
from villages.enums import DIVISION_ROLES, WORKING_ROLES, Role
from villages.rules import has_role as posted
from villages.rules import role_for

# Who sees all of the money; the Council's auditor reads and changes nothing.
OVERSEES_MONEY = (*DIVISION_ROLES, Role.AUDITOR)


def rounds_seen_by(user: Any) -> Q:
    """The condition behind ``FundingRound.objects.visible_to``; says the same as ``funding.view_round``."""
    return ~Q(pk__in=[]) if posted(user, *OVERSEES_MONEY) else Q(pk__in=[])


def awards_seen_by(user: Any) -> Q:
    """The condition behind ``Award.objects.visible_to``; says the same as ``funding.view_award``."""
    if posted(user, *OVERSEES_MONEY):
        return ~Q(pk__in=[])
    return Q(group__in=own_groups(user)) | villages_of(user, "proposal__village")


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


works_there = role_for(*WORKING_ROLES, place=lambda obj: obj.place)

ROUND = {
    "funding.view_round": oversees_money,
    "funding.draft_round": runs_rounds,
    "funding.propose_round": runs_rounds,
    "funding.sign_round": directs & ~proposed_it,
    "funding.send_back_round": directs,
    "funding.announce_round": runs_rounds,
    "funding.view_ledger": oversees_money,
}
AWARD = {
    "funding.view_award": is_member | works_there | oversees_money,
}

for table in (ROUND, AWARD):
    permissions.register(table)
