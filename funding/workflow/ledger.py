"""Moving money: promise it, give a promise back, pay it, take it back. Nothing else in the portal changes a balance.

Each function checks first, so that people read a sentence; the triggers and constraints below have the last word.
The round is locked before anything else, always, so two movements wait for each other and never deadlock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.constraints import kindly
from casework.lifecycle import Refused
from funding import emails
from funding.enums import EntryKind, RoundState
from funding.models import Award, FundingRound, LedgerEntry, Reconciliation, RoundCeiling
from funding.queries import joint
from funding.queries.ledger import compare
from funding.queries.people import directors
from notices import workflow as notices
from seoul_portal.templatetags.portal import money

# An award, won, and the key of the fact from which the entry follows.
Movement = tuple[Award, int, str]
Moved = list[tuple[Award, int]]
Check = Callable[[FundingRound, Moved], list[str]]


def lock(round_id: int) -> FundingRound:
    """The round, locked until the transaction ends: what comes after sees every won moved before."""
    return FundingRound.objects.select_for_update(no_key=True).get(pk=round_id)


def commit(award: Award, amount: int, *, by: Any, key: str) -> LedgerEntry:
    """Promise ``amount`` won of the pot to ``award``. Raises ``Refused`` with all that would be overspent."""
    return _enter(EntryKind.COMMIT, award, amount, by, key, _what_is_over)


def commit_all(promises: Sequence[Movement], *, by: Any) -> list[LedgerEntry]:
    """``commit`` for many awards of one round, each once: all of them, or none where together they would overspend."""
    return _enter_all(EntryKind.COMMIT, promises, by, _what_is_over)


def release(award: Award, amount: int, *, by: Any, key: str) -> LedgerEntry:
    """Give back ``amount`` won of what is promised and not paid. Raises ``Refused``."""
    return _enter(EntryKind.RELEASE, award, amount, by, key, _not_promised)


def pay(award: Award, amount: int, *, by: Any, key: str) -> LedgerEntry:
    """Record that ``amount`` won were paid. Raises ``Refused`` beyond what is promised."""
    return _enter(EntryKind.PAY, award, amount, by, key, _not_promised)


def bounce(award: Award, amount: int, *, by: Any, key: str) -> LedgerEntry:
    """Record that a payment came back from the bank: it is promised still. Raises ``Refused`` beyond what was paid."""
    return _enter(EntryKind.BOUNCE, award, amount, by, key, _never_paid)


def give_back(award: Award, amount: int, *, by: Any, key: str) -> LedgerEntry:
    """Record that the group returned ``amount`` won. Raises ``Refused`` beyond what it was paid."""
    return _enter(EntryKind.RETURN, award, amount, by, key, _never_paid)


def reconcile() -> Reconciliation:
    """Compare every balance with its entries, keep what was found, and tell the directors of a difference."""
    with transaction.atomic():
        found = compare()
        made = Reconciliation.objects.create(
            entries=found.entries, balances=found.balances, differences=[asdict(each) for each in found.differences]
        )
        if found.differences:
            link = reverse("funding:reconciliation")
            count = len(found.differences)
            notices.tell(directors(), emails.LEDGER_DIFFERS, key=f"reconciliation:{made.pk}", count=count, link=link)
    return made


def _enter(kind: EntryKind, award: Award, amount: int, by: Any, key: str, check: Check) -> LedgerEntry:
    return _enter_all(kind, [(award, amount, key)], by, check)[0]


def _enter_all(kind: EntryKind, movements: Sequence[Movement], by: Any, check: Check) -> list[LedgerEntry]:
    if not movements:
        return []
    if any(amount <= 0 for _award, amount, _key in movements):
        raise Refused([_("An amount must be more than zero won.")])
    with transaction.atomic(), kindly(FundingRound, RoundCeiling, Award):
        pot = lock(movements[0][0].round_id)
        entered = {each.key: each for each in LedgerEntry.objects.filter(key__in=[key for *_what, key in movements])}
        new = [each for each in movements if each[2] not in entered]
        if new and pot.state not in (RoundState.SIGNED, RoundState.ANNOUNCED):
            raise Refused([_("No money moves before the round is signed.")])
        now = Award.objects.in_bulk([award.pk for award, *_rest in new])
        if reasons := check(pot, [(now[award.pk], amount) for award, amount, _key in new]):
            raise Refused(reasons)
        made = LedgerEntry.objects.bulk_create(
            LedgerEntry(round=pot, award=now[award.pk], kind=kind, amount=amount, key=key, by=by)
            for award, amount, key in new
        )
        found = {each.key: each for each in made} | {
            key: _same(entered[key], kind, award, amount) for award, amount, key in movements if key in entered
        }
    _read_balances([award for award, *_rest in movements])
    return [found[key] for *_what, key in movements]


def _read_balances(awards: list[Award]) -> None:
    """The balances that the trigger kept, also on the caller's instances."""
    names = ("committed", "paid", "returned")
    rows = {
        pk: values
        for pk, *values in Award.objects.filter(pk__in=[each.pk for each in awards]).values_list("pk", *names)
    }
    for award in awards:
        for name, value in zip(names, rows[award.pk], strict=True):
            setattr(award, name, value)


def _same(entered: LedgerEntry, kind: EntryKind, award: Award, amount: int) -> LedgerEntry:
    """The entry that stands already. Another fact under the same key is a mistake in the code, not of a person."""
    if (entered.kind, entered.award_id, entered.amount) != (kind, award.pk, amount):
        raise ValueError(f"{entered.key} is entered with other figures")
    return entered


def _what_is_over(pot: FundingRound, promises: Moved) -> list[str]:
    reasons = []
    needed = sum(amount for _award, amount in promises)
    if needed > pot.left:
        reasons.append(
            _("The pot has %(left)s left; this would need %(amount)s.")
            % {"left": money(pot.left), "amount": money(needed)}
        )
    for each in pot.ceilings.select_related("district"):
        under = sum(amount for award, amount in promises if each.counts(award))
        if under > each.left:
            reasons.append(
                _("%(place)s has %(left)s left under its ceiling; this would need %(amount)s.")
                % {"place": each, "left": money(each.left), "amount": money(under)}
            )
    reasons += [
        _("This award is worth %(worth)s, of which %(left)s are not promised yet.")
        % {"worth": money(award.amount), "left": money(award.amount - award.committed)}
        for award, amount in promises
        if amount > award.amount - award.committed
    ]
    return reasons + joint.over_with(promises)


def _not_promised(_pot: FundingRound, movements: Moved) -> list[str]:
    return [
        _("Only %(left)s are promised and not paid yet.") % {"left": money(award.committed - award.paid)}
        for award, amount in movements
        if amount > award.committed - award.paid
    ]


def _never_paid(_pot: FundingRound, movements: Moved) -> list[str]:
    return [
        _("Only %(left)s were paid and not returned yet.") % {"left": money(award.paid - award.returned)}
        for award, amount in movements
        if amount > award.paid - award.returned
    ]
