"""Who may ask for more time and help, and who answers. Nobody grants what they asked for."""

from __future__ import annotations

from typing import Any

from rules import predicate

from casework import permissions
from funding.rules.rounds import is_member, oversees_money, works_there
from funding.rules.spending import ADVISERS, reads_reports, sees_award
from villages.enums import DIVISION_ROLES
from villages.rules import role_for


@predicate
def asked_for_it(user: Any, obj: Any) -> bool:
    return obj is not None and user.pk in (getattr(obj, "requested_by_id", None), getattr(obj, "asked_by_id", None))


helps_there = role_for(*ADVISERS, *DIVISION_ROLES, place=lambda obj: obj.place) & ~is_member

ASKING = {
    "funding.ask_more": is_member,
    "funding.view_moretime": sees_award,
    "funding.decide_moretime": reads_reports & ~asked_for_it,
    "funding.view_helpcall": sees_award,
    "funding.answer_helpcall": helps_there & ~asked_for_it,
    # Without an object: the page of everything that is due.
    "funding.view_due": works_there | oversees_money,
}
permissions.register(ASKING)
