"""Reading bank accounts. The number itself is opened here alone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from funding.enums import AccountState
from funding.models import Award, BankAccount
from groups.models import Group
from seoul_portal import locked

PURPOSE = "bank-account"


def number_of(account: BankAccount) -> str:
    """The full number. Whoever shows it to somebody records that."""
    return locked.unlock(account.number, PURPOSE)


def confirmed_of(group: Any) -> BankAccount | None:
    """The account to which this group (or the group of this id) is paid."""
    return BankAccount.objects.filter(group=group, state=AccountState.CONFIRMED).first()


def accounts_of(award: Award) -> QuerySet[BankAccount]:
    """Every account of the award's group, the latest first."""
    return BankAccount.objects.filter(group=award.group_id).select_related("entered_by", "confirmed_by")


def also_used_by(account: BankAccount) -> QuerySet[Group]:
    """Other groups that have, or had, the same number."""
    known = locked.marks(number_of(account), PURPOSE)
    others = BankAccount.objects.filter(mark__in=known).exclude(group=account.group_id)
    return Group.objects.filter(pk__in=others.values("group")).order_by("name")
