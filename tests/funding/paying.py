"""Agreements, accounts and payments for the walks: subjects of lifecycles and stops of the tour."""

from datetime import timedelta

import pgtrigger
from django.db import transaction
from django.utils import timezone

from funding.models import Award, BankAccount, Payment, PaymentBatch, Tranche
from funding.workflow import agreement as agreements
from tests.casework.walk import Walk
from tests.cast import HONGDAE, OKSU, SEONGSU
from tests.funding import making, making_agree
from tests.groups.making import fresh
from villages.models import Office, Village

NOW = timezone.now()


def _award(cast, villages):
    """An award of jiwoo's group, of which nothing is promised yet, with seoyeon as its other member."""
    _round, (made,) = making.signed_pot(4_000_000, cast("division_official"), cast("division_director"), villages[:1])
    with pgtrigger.ignore():
        type(made.round).objects.filter(pk=made.round_id).update(state="announced", announced_at=NOW)
    with transaction.atomic():
        made.group.memberships.update(role="member", state="left")
        made.group.memberships.create(user=cast("jiwoo"), role="representative", pledge_version=1)
        made.group.memberships.create(user=cast("seoyeon"), pledge_version=1)
    return fresh(made)


# --- Lifecycles --------------------------------------------------------------------------------------


def _villages():
    return [Village.objects.get(code=code) for code in (SEONGSU, OKSU, HONGDAE)]


def _second():
    return making_agree.second_official(Office.objects.get(kind="division"))


def award(cast):
    """An award of a group whose representative is jiwoo, offered with its agreement."""
    made = _award(cast.get, _villages())
    with transaction.atomic():
        agreements.make(made)
    today = timezone.localdate()
    Award.objects.filter(pk=made.pk).update(starts_on=today, ends_on=today + timedelta(days=90), outcome="performing")
    return fresh(made)


def account(cast):
    """An account that jiwoo entered; whoever confirms it later is nobody of the cast."""
    made = making_agree.account_of(making_agree.agreed(_award(cast.get, _villages())).group)
    BankAccount.objects.filter(pk=made.pk).update(confirmed_by=_second(), confirmed_at=NOW)
    return fresh(made)


def tranche(cast):
    """A payment that can be asked for; the hands of its later states are nobody's of the cast."""
    payable = making_agree.payable(making_agree.agreed(_award(cast.get, _villages())), cast["division_official"])
    made = payable.tranches.get()
    Tranche.objects.filter(pk=made.pk).update(
        approved_by=_second(), approved_at=NOW, paid_by=cast["administrator"], paid_on=timezone.localdate()
    )
    return fresh(made)


SUBJECTS = {"award": Walk(award), "bankaccount": Walk(account), "tranche": Walk(tranche)}


# --- The tour ----------------------------------------------------------------------------------------


def happen(ask, villages) -> dict:
    """An offered award of jiwoo's group, one that is agreed with its account entered, and one with a batch."""
    offered, agreed, paying = [making_agree.promised(_award(ask, villages)) for _number in range(3)]
    agreed = making_agree.agreed(agreed)
    paying = making_agree.payable(paying, ask("division_official"))
    approved = making_agree.approved(paying, ask("division_official"))
    batch = PaymentBatch.objects.create(number="20261122-9", made_by=ask("division_director"))
    Payment.objects.create(batch=batch, tranche=approved, account=paying.group.accounts.get(), amount=approved.amount)
    return {
        "offered": offered,
        "agreed": agreed,
        "account": making_agree.account_of(agreed.group),
        "tranche": approved,
        "batch": batch,
    }


def _pk(name: str):
    return lambda ask: {"pk": ask(name).pk}


ARGUMENTS = {f"funding:{name}": _pk("offered") for name in ("agreement", "lesson", "fit")}
ARGUMENTS |= {f"funding:{name}": _pk("agreed") for name in ("agreement-pdf", "account-new")}
ARGUMENTS |= {f"funding:{name}": _pk(name) for name in ("account", "tranche", "batch")}
ARGUMENTS |= {"funding:order-file": lambda ask: {"pk": ask("batch").pk, "form": "csv"}}
