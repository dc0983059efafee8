"""Who may pause, end, change, cancel and reclaim. A group decides on its rest; the city reclaims by two hands."""

from __future__ import annotations

from casework import permissions
from funding.rules.paying import asked_for_it, handles_money
from funding.rules.rounds import directs, is_member, oversees_money, proposed_it, represents, runs_rounds, works_there
from villages.enums import DIVISION_ROLES, Role
from villages.rules import role_for

sees_award = is_member | works_there | oversees_money
in_charge = role_for(Role.TRIAGE_OFFICER, Role.DISTRICT_OFFICER, *DIVISION_ROLES, place=lambda obj: obj.place)
decides_there = role_for(Role.DISTRICT_OFFICER, *DIVISION_ROLES, place=lambda obj: obj.place) & ~is_member
of_division = runs_rounds & ~is_member

LIFE = {
    "funding.pause_award": represents | (in_charge & ~is_member),
    "funding.resume_award": represents | (in_charge & ~is_member),
    "funding.end_award_early": represents,
    "funding.stop_award_early": of_division,
    "funding.view_pause": sees_award,
}
VARIATION = {
    "funding.view_variation": sees_award,
    "funding.request_variation": represents | handles_money,
    "funding.withdraw_variation": represents | handles_money,
    "funding.decide_variation": decides_there & ~asked_for_it,
    # Without an object: the pages of staff.
    "funding.use_changes": works_there | oversees_money,
}
CLAWBACK = {
    "funding.view_clawback": sees_award,
    "funding.propose_clawback": of_division,
    "funding.withdraw_clawback": of_division,
    "funding.answer_clawback": is_member,
    "funding.sign_clawback": directs & ~is_member & ~proposed_it,
    "funding.ask_instalments": represents | handles_money,
    "funding.plan_instalments": of_division,
    "funding.record_instalment": of_division,
}

for table in (LIFE, VARIATION, CLAWBACK):
    permissions.register(table)
