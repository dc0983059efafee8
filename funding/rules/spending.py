"""Who may do what with receipts, diary, reports and settlements. Nobody decides on their own."""

from __future__ import annotations

from typing import Any

from rules import predicate

from casework import permissions
from funding.rules.rounds import is_member, oversees_money, represents, runs_rounds, works_there
from groups.enums import Role as GroupRole
from groups.rules import has_role as has_group_role
from villages.enums import DIVISION_ROLES, Role
from villages.rules import role_for

READERS = (Role.TRIAGE_OFFICER, Role.DISTRICT_OFFICER, *DIVISION_ROLES)
ADVISERS = (Role.ADVISER, Role.TRIAGE_OFFICER, Role.DISTRICT_OFFICER)


@predicate
def entered_it(user: Any, obj: Any) -> bool:
    return obj is not None and obj.by_id == user.pk


@predicate
def handed_it_in(user: Any, obj: Any) -> bool:
    return obj is not None and obj.submitted_by_id == user.pk


@predicate
def is_check(_user: Any, obj: Any) -> bool:
    """A mid-term check, which the center may write at a visit."""
    return obj is not None and obj.kind == "midterm"


keeps_accounts = has_group_role(GroupRole.REPRESENTATIVE, GroupRole.TREASURER)
reads_reports = role_for(*READERS, place=lambda obj: obj.place) & ~is_member
advises_there = role_for(*ADVISERS, place=lambda obj: obj.place) & ~is_member
judges = role_for(Role.DISTRICT_OFFICER, *DIVISION_ROLES, place=lambda obj: obj.place) & ~is_member
sees_award = is_member | works_there | oversees_money

SPENDING = {
    "funding.view_expense": sees_award,
    "funding.add_expense": is_member,
    "funding.change_expense": is_member & (entered_it | keeps_accounts),
    "funding.decide_expense": reads_reports,
    "funding.write_diary": is_member,
    "funding.view_report": sees_award,
    "funding.write_report": is_member | (is_check & advises_there),
    "funding.view_goals": advises_there,
    "funding.read_report": reads_reports & ~handed_it_in,
    "funding.view_settlement": sees_award,
    "funding.submit_settlement": keeps_accounts,
    "funding.read_settlement": reads_reports & ~handed_it_in,
    "funding.record_return": runs_rounds & ~is_member,
    "funding.finish_award": represents,
    "funding.judge_award": judges,
    # Without an object: the pages of staff.
    "funding.use_reports": works_there | oversees_money,
}
permissions.register(SPENDING)
