"""By when agreements, accounts and payments are due, and who is reminded of them."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from funding.models import Award, Pause, Report, Tranche
from funding.queries.award_standing import standing
from notices import deadlines
from notices.enums import Audience
from tests.funding import making, making_agree
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def awards(division_official, division_director, villages):
    """Two awards of a million won, offered."""
    _round, found = making.signed_pot(9_000_000, division_official, division_director, villages, number=2)
    return [making_agree.promised(each) for each in found]


@pytest.fixture
def today():
    return timezone.localdate()


def source(name):
    return next(each for each in deadlines.sources() if each.name == name)


def due(name):
    """When each open obligation of this sort is due."""
    return list(source(name).open().order_by("pk").values_list("due_on", flat=True))


def asked(name, audience=Audience.RESPONSIBLE):
    """Who is reminded of them."""
    rows = source(name).open()
    return {person for _pk, person in source(name).people[audience].of([each.pk for each in rows])}


def mine(person):
    return [(each.source, each.due_on) for each in deadlines.deadlines_of(person)]


def head(award):
    return award.group.representative.user


def put(award, state):
    """``award`` in another state, past its steps."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Award.objects.filter(pk=award.pk).update(state=state)


def test_an_offered_award_is_due_to_be_accepted_by_every_member(awards, today):
    assert due("agreement") == [today + timedelta(days=14)] * 2
    assert asked("agreement") == {head(each).pk for each in awards}
    assert standing(awards[0]).due == today + timedelta(days=14)


def test_after_the_agreement_the_account_is_due_then_its_confirmation(awards, today, division_official, outsider):
    award = making_agree.agreed(awards[0])
    assert due("account") == [today + timedelta(days=7)]
    assert standing(award).due == today + timedelta(days=7)
    account = making_agree.account_of(award.group)
    assert due("account") == []
    assert due("account-check") == [today + timedelta(days=3)]
    assert division_official.pk in asked("account-check")
    assert ("account-check", today + timedelta(days=3)) in mine(division_official)
    assert not any(name == "account-check" for name, _day in [*mine(outsider), *mine(account.entered_by)])


def test_an_official_is_not_reminded_of_what_they_may_not_do(awards, division, division_official, division_director):
    award = making_agree.payable(awards[0], division_official)
    tranche = making_agree.approved(award, division_official)
    assert due("payment-order")
    assert division_official.pk not in asked("payment-order")
    assert division_director.pk in asked("payment-order")
    assert not any(name == "payment-order" for name, _day in mine(division_official))
    Tranche.objects.filter(pk=tranche.pk).update(needs_signature=True)
    assert due("payment-order") == []
    assert asked("payment-sign") == {division_director.pk}


def test_asking_for_a_payment_moves_by_exactly_the_days_of_a_pause(awards, today, division_official):
    award = making_agree.payable(awards[0], division_official)
    assert due("payment-request") == [today + timedelta(days=14)]
    Pause.objects.create(
        award=award, from_on=today, ended_on=today + timedelta(days=40), expected_on=today + timedelta(days=30),
        by=head(award), ended_by=head(award),
    )  # fmt: skip
    assert due("payment-request") == [today + timedelta(days=54)]
    assert standing(fresh(award)).due == today + timedelta(days=54)


def test_a_first_payment_is_due_from_the_beginning_whatever_was_checked_since(awards, today, division_official):
    award = making_agree.payable(awards[0], division_official)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Report.objects.create(
            award=award, kind="midterm", state="accepted", due_on=today, submitted_by=head(award),
            submitted_at=timezone.now(), decided_by=division_official, decided_at=timezone.now() + timedelta(days=5),
        )  # fmt: skip
    assert due("payment-request") == [today + timedelta(days=14)]
    assert standing(fresh(award)).due == today + timedelta(days=14)


def test_nothing_about_payments_is_due_while_an_award_is_paused(awards, division_official):
    award = making_agree.payable(awards[0], division_official)
    making_agree.approved(award, division_official)
    put(award, "paused")
    assert [due(name) for name in ("payment-request", "payment-check", "payment-sign", "payment-order")] == [[]] * 4


def test_every_state_of_an_award_says_where_it_stands(awards):
    award = making_agree.agreed(awards[0])
    said = set()
    for state, _label in Award._meta.get_field("state").choices:
        award.state = state
        award.outcome = "performing"
        said.add(standing(award).where)
    assert len(said) == len(Award._meta.get_field("state").choices)
