"""How many queries the pages of payments may cost."""

from tests.budgets import Ask, Budget
from tests.cast import HONGDAE, OKSU, SEONGSU


def payments(ask: Ask, numbers: range) -> None:
    """Approved payments in one batch, each of another group, and an account of each that waits."""
    import pgtrigger
    from django.utils import timezone

    from funding.models import Payment, PaymentBatch
    from tests.funding import making, making_agree

    villages = [ask("places")[code] for code in (SEONGSU, OKSU, HONGDAE)]
    official, director = ask("division_official"), ask("division_director")
    for number in numbers:
        _round, (made,) = making.signed_pot(4_000_000, official, director, villages[:1])
        with pgtrigger.ignore():
            type(made.round).objects.filter(pk=made.round_id).update(state="announced", announced_at=timezone.now())
        made = making_agree.payable(making_agree.promised(made), official)
        approved = making_agree.approved(made, official)
        if not PaymentBatch.objects.exists():
            PaymentBatch.objects.create(number="20261122-1", made_by=director)
        batch = PaymentBatch.objects.first()
        account = made.group.accounts.get()
        Payment.objects.create(batch=batch, tranche=approved, account=account, amount=approved.amount)
        PaymentBatch.objects.create(number=f"20261121-{number}", made_by=director)
        making_agree.account_of(made.group, number="3333017777777")


def _first(name: str):
    from django.apps import apps

    return lambda ask: {"pk": apps.get_model("funding", name).objects.order_by("id").first().pk}


BUDGETS = [
    Budget("funding:accounts", 8, "division_official", fill=payments),
    Budget("funding:tranches", 8, "division_official", fill=payments, query="?state=approved"),
    Budget("funding:batches", 10, "division_official", fill=payments),
    Budget("funding:batch", 10, "division_official", fill=payments, arguments=_first("PaymentBatch")),
    Budget("funding:tranche", 16, "division_official", fill=payments, arguments=_first("Tranche")),
    Budget("funding:award", 22, "division_official", fill=payments, arguments=_first("Award")),
    Budget("funding:agreement", 17, "division_official", fill=payments, arguments=_first("Award")),
]
