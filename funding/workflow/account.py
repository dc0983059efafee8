"""The bank account of a group: entered by a member, confirmed by an official; a new one needs the same."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit, permissions
from casework.constraints import kindly
from casework.enums import Note
from casework.lifecycle import Lifecycle, NotAllowed, Refused, Step
from funding import banks, emails
from funding.enums import AccountState, AwardState
from funding.models import Award, BankAccount
from funding.queries.accounts import PURPOSE, confirmed_of
from funding.queries.people import division
from groups.models import Group
from groups.queries.groups import people_of
from notices import workflow as notices
from seoul_portal import locked

ACCOUNT = Lifecycle(
    BankAccount,
    Step(
        name="confirm",
        source=AccountState.ENTERED,
        target=AccountState.CONFIRMED,
        may="funding.confirm_account",
        verb="bankaccount.confirmed",
        label=gettext_lazy("Confirm the account"),
        past=gettext_lazy("Account confirmed"),
        effect=gettext_lazy(
            "Payments to this group go to this account from now on. An account confirmed before is replaced; what is"
            " with the bank already goes where it was ordered to."
        ),
        tells=gettext_lazy("Every member of the group."),
    ),
    Step(
        name="refuse",
        source=AccountState.ENTERED,
        target=AccountState.REFUSED,
        may="funding.confirm_account",
        verb="bankaccount.refused",
        label=gettext_lazy("Do not confirm"),
        past=gettext_lazy("Account not confirmed"),
        effect=gettext_lazy("The group enters its account again. An account confirmed before stays."),
        tells=gettext_lazy("Every member of the group, with your reason."),
        note=Note.REQUIRED,
        danger=True,
    ),
    Step(
        name="withdraw",
        source=AccountState.ENTERED,
        target=AccountState.REPLACED,
        may="funding.enter_account",
        verb="bankaccount.withdrawn",
        label=gettext_lazy("Take back"),
        past=gettext_lazy("Account taken back"),
        effect=gettext_lazy("You can then enter another account."),
    ),
    Step(
        name="replace",
        source=AccountState.CONFIRMED,
        target=AccountState.REPLACED,
        may=None,
        verb="bankaccount.replaced",
        label=gettext_lazy("Replace"),
        past=gettext_lazy("Replaced by another account"),
        effect=gettext_lazy("Another account was confirmed."),
    ),
    initial=AccountState.ENTERED,
)


def enter(group: Group, *, actor: Any, bank: str, number: str, holder: str) -> BankAccount:
    """A new account of ``group``, waiting for an official; a confirmed one stays in force until then."""
    digits = banks.digits_of(number)
    with transaction.atomic(), kindly(BankAccount):
        if not permissions.check("funding.enter_account", actor, group):
            raise NotAllowed
        reasons = [
            banks.problem(bank, digits),
            _too_early(group),
            None if holder.strip() else _("Whose account is it?"),
        ]
        if said := [each for each in reasons if each]:
            raise Refused(said)
        made = BankAccount.objects.create(
            group=group,
            bank=bank,
            holder=holder.strip(),
            number=locked.lock(digits, PURPOSE),
            tail=digits[-4:],
            mark=locked.mark(digits, PURPOSE),
            entered_by=actor,
        )
        audit.record("bankaccount.entered", made, actor=actor)
        officials, key = division(but=actor), f"account:{made.pk}"
        notices.tell(officials, emails.ACCOUNT_ENTERED, about=made, key=key, group=group.name)
    return made


def _too_early(group: Group) -> str | None:
    before = (AwardState.OFFERED, AwardState.DECLINED)
    if Award.objects.filter(group=group).exclude(state__in=before).exists():
        return None
    return _("First the agreement is accepted, then the account is entered.")


@ACCOUNT.performs("confirm")
def confirm(account: BankAccount, *, actor: Any) -> BankAccount:
    """An official who did not enter it has compared it with the group's bank book."""
    with ACCOUNT.moving(account, "confirm", actor=actor) as move:
        former = confirmed_of(move.subject.group_id)
        if former is not None:
            with ACCOUNT.moving(former, "replace", actor=None):
                pass
        move.set(confirmed_by=actor, confirmed_at=move.now)
        move.tell(people_of(move.subject.group), emails.ACCOUNT_CONFIRMED, tail=move.subject.tail)
    return move.subject


@ACCOUNT.performs("refuse")
def refuse(account: BankAccount, *, actor: Any, note: str) -> BankAccount:
    """Something is wrong with it; the group hears what."""
    with ACCOUNT.moving(account, "refuse", actor=actor, note=note) as move:
        move.tell(people_of(move.subject.group), emails.ACCOUNT_REFUSED, tail=move.subject.tail, words=move.note)
    return move.subject


@ACCOUNT.performs("withdraw")
def withdraw(account: BankAccount, *, actor: Any) -> BankAccount:
    """The group made a mistake and enters another."""
    with ACCOUNT.moving(account, "withdraw", actor=actor) as move:
        pass
    return move.subject
