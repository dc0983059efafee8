"""Who may do what about projects that may become services of the city. Nobody nominates and decides."""

from __future__ import annotations

from typing import Any

from rules import predicate

from casework import permissions
from funding.rules.rounds import is_member, oversees_money, represents, runs_rounds, works_there
from funding.rules.spending import ADVISERS, sees_award
from villages.enums import DIVISION_ROLES, Role
from villages.rules import role_for


@predicate
def nominated_it(user: Any, obj: Any) -> bool:
    return obj is not None and obj.nominated_by_id == user.pk


district = role_for(Role.DISTRICT_OFFICER, place=lambda obj: obj.place)

NOMINATION = {
    # The award is the object here, the nomination everywhere below.
    "funding.nominate_award": role_for(*ADVISERS, *DIVISION_ROLES, place=lambda obj: obj.place) & ~is_member,
    "funding.view_nomination": sees_award,
    "funding.change_nomination": nominated_it & ~is_member,
    "funding.withdraw_nomination": nominated_it & ~is_member,
    "funding.answer_nomination": represents,
    "funding.assess_nomination": district & ~is_member & ~nominated_it,
    "funding.decide_nomination": runs_rounds & ~is_member & ~nominated_it,
    # Without an object: the page of staff.
    "funding.use_nominations": works_there | oversees_money,
}
permissions.register(NOMINATION)
