"""Awards that are agreed on and running, by the real workflow as far as that is quick."""

import pgtrigger
from django.db import transaction
from django.utils import timezone

from funding.models import Agreement, BankAccount, Tranche
from funding.workflow import agreement as agreements
from funding.workflow import ledger
from funding.workflow import tranche as tranches
from funding.workflow.award import AWARD
from tests.cast import person, posted
from tests.groups.making import fresh


def promised(award):
    """``award`` with all of it promised and its agreement made, as the announcement does it."""
    left = award.amount - award.committed
    if left:
        ledger.commit(award, left, by=None, key=f"award:{award.pk}:offered")
    if not Agreement.objects.filter(award=award).exists():
        with transaction.atomic():
            agreements.make(award)
    return fresh(award)


def accepted_by(award, *people):
    """``award`` after these people took the lesson and said yes."""
    for one in people:
        agreements.take_lesson(award, actor=one)
        agreements.accept(award, actor=one, seen=fresh(award.agreement).fingerprint)
        award = fresh(award)
    return award


def agreed(award):
    """``award`` after as many members as its conditions ask for accepted, the representative first."""
    if award.state != "offered":
        return award
    award = promised(award)
    order = sorted(award.group.members, key=lambda each: each.role != "representative")
    return accepted_by(award, *[each.user for each in order[:3]])


def account_of(group, *, confirmed_by=None, number="3333012345678"):
    """A bank account of ``group``; past the workflow, for tests that are about something else."""
    from seoul_portal import locked

    with pgtrigger.ignore():
        return BankAccount.objects.create(
            group=group, bank="090", holder=group.name[:60], number=locked.lock(number, "bank-account"),
            tail=number[-4:], mark=locked.mark(number, "bank-account"), entered_by=group.representative.user,
            state="confirmed" if confirmed_by else "entered", confirmed_by=confirmed_by,
            confirmed_at=timezone.now() if confirmed_by else None,
        )  # fmt: skip


def running(award, paid=None):
    """``award`` running with ``paid`` won (all of it, if not said) at its group; its first payments as paid rows.

    The ledger and the award move by the real workflow; the officials' part of the payments is put in place by rows.
    """
    award = agreed(award)
    paid = award.amount if paid is None else paid
    signer, payer = award.round.proposed_by, award.round.signed_by
    now, left = timezone.now(), paid
    for tranche in award.tranches.order_by("position"):
        if left < tranche.amount:
            break
        left -= tranche.amount
        with pgtrigger.ignore():
            Tranche.objects.filter(pk=tranche.pk).update(
                state="paid", requested_by=award.group.representative.user, requested_at=now, approved_by=signer,
                approved_at=now, countersigned_by=None, needs_signature=False, paid_by=payer,
                paid_on=timezone.localdate(now),
            )  # fmt: skip
    ledger.pay(award, paid, by=payer, key=f"award:{award.pk}:running")
    with AWARD.moving(fresh(award), "start", actor=None):
        pass
    return fresh(award)


def payable(award, official):
    """``award`` agreed on, with an account that ``official`` confirmed."""
    award = agreed(award)
    account_of(award.group, confirmed_by=official)
    return award


def approved(award, official, position=1):
    """Its payment number ``position``, asked for by the representative and approved by ``official``."""
    tranche = award.tranches.get(position=position)
    tranches.request(tranche, actor=award.group.representative.user)
    tranches.approve(tranche, actor=official)
    return fresh(tranche)


def answer(batch, actor, *lines):
    """The bank's answer to ``batch``: of each line (number, outcome, day, reason) and whatever else stands in it."""
    from funding.bank_files import as_csv, read
    from funding.workflow import payments

    rows = [("number", "outcome", "date", "reason", "amount"), *lines]
    return payments.answer(batch, read("answer.csv", as_csv(rows)), "0" * 64, actor=actor)


def second_official(division):
    """Another official of the Division."""
    return posted(person("한이음", "second-official@example.kr"), division, "division_official").person
