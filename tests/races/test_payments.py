"""Two officials order, or read the bank's answer, at the same moment, each over a connection of their own."""

import pytest
from django.utils import timezone

from funding.models import Award, LedgerEntry, Payment
from funding.workflow import payments
from tests.cast import HONGDAE, OKSU, SEONGSU
from tests.funding import making, making_agree
from tests.races.test_groups import again, refusals
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def approved(places, division, division_official, division_director):
    """Six payments that the director approved, and two officials who may order them."""
    villages = [places[code] for code in (SEONGSU, OKSU, HONGDAE)]
    _round, awards = making.signed_pot(9_000_000, division_official, division_director, villages, number=6)
    for award in awards:
        payable = making_agree.payable(making_agree.promised(award), division_director)
        making_agree.approved(payable, division_director)
    return division_official, making_agree.second_official(division)


def test_two_officials_make_a_batch_at_once_and_every_payment_is_ordered_once(approved):
    one, two = approved
    results = together(lambda: payments.order(actor=again(one)), lambda: payments.order(actor=again(two)))
    assert refusals(results) == 1, results
    assert Payment.objects.count() == 6


def test_two_officials_read_the_same_answer_at_once_and_everything_is_paid_once(approved):
    one, two = approved
    batch = payments.order(actor=one)
    today = str(timezone.localdate())
    lines = [(each.tranche_id, "paid", today, "", "") for each in batch.payments.all()]
    results = together(*[lambda who=who: making_agree.answer(batch, again(who), *lines) for who in (one, two)])
    assert refusals(results) == 0, results
    assert LedgerEntry.objects.filter(kind="pay").count() == 6
    assert set(Award.objects.values_list("state", "paid")) == {("running", 1_000_000)}
