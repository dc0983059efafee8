"""Who may do what with agreements, bank accounts and payments. Nobody enters and confirms, asks and approves, pays."""

from __future__ import annotations

from typing import Any

from rules import predicate

from casework import permissions
from funding.rules.rounds import directs, is_member, oversees_money, represents, runs_rounds, works_there
from groups.enums import Role as GroupRole
from groups.rules import has_role

# Who handles the group's bank account and budget.
handles_money = has_role(GroupRole.REPRESENTATIVE, GroupRole.TREASURER)


@predicate
def entered_account(user: Any, obj: Any) -> bool:
    return obj is not None and obj.entered_by_id == user.pk


@predicate
def asked_for_it(user: Any, obj: Any) -> bool:
    return obj is not None and obj.requested_by_id == user.pk


@predicate
def approved_it(user: Any, obj: Any) -> bool:
    return obj is not None and obj.approved_by_id == user.pk


@predicate
def signed_it(user: Any, obj: Any) -> bool:
    return obj is not None and obj.countersigned_by_id == user.pk


@predicate
def waits_for_signature(_user: Any, obj: Any) -> bool:
    return obj is not None and obj.needs_signature and obj.countersigned_by_id is None


@predicate
def was_not_delivered(_user: Any, obj: Any) -> bool:
    """The bank could not deliver the last order for this payment."""
    last = obj.payments.order_by("-id").first() if obj is not None else None
    return last is not None and last.outcome in ("failed", "bounced")


pays_out = runs_rounds & ~is_member

AGREEMENT = {
    "funding.accept_agreement": is_member,
    "funding.fit_budget": handles_money,
}
ACCOUNT = {
    "funding.view_account": is_member | works_there | oversees_money,
    "funding.enter_account": handles_money,
    "funding.confirm_account": pays_out & ~entered_account,
}
TRANCHE = {
    "funding.view_tranche": is_member | works_there | oversees_money,
    "funding.request_tranche": represents,
    "funding.approve_tranche": pays_out & ~asked_for_it,
    "funding.approve_tranche_again": pays_out & ~asked_for_it & was_not_delivered,
    "funding.countersign_tranche": directs & ~is_member & ~asked_for_it & ~approved_it & waits_for_signature,
    "funding.stop_tranche": pays_out,
    "funding.pay_tranche": pays_out & ~asked_for_it & ~approved_it & ~signed_it,
    # Without an object: the pages and files of batches.
    "funding.view_payments": oversees_money,
    "funding.make_batch": runs_rounds,
}

for table in (AGREEMENT, ACCOUNT, TRANCHE):
    permissions.register(table)
