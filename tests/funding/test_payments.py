"""Account and payments: four eyes, orders to the bank, and its answers."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from funding.models import Award, LedgerEntry, Payment, Report
from funding.workflow import account as accounts
from funding.workflow import payments
from funding.workflow import tranche as tranches
from notices.models import Message
from tests.funding import making, making_agree
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db

NUMBER = "3333-01-2345678"


@pytest.fixture
def awards(division_official, division_director, villages):
    """Three awards of a million won, offered."""
    _round, found = making.signed_pot(9_000_000, division_official, division_director, villages, number=3)
    return [making_agree.promised(each) for each in found]


@pytest.fixture
def second(division):
    return making_agree.second_official(division)


@pytest.fixture
def today():
    return str(timezone.localdate())


def large(official, director, villages):
    """An award of three million won, which needs a director's signature."""
    return making.signed_pot(9_000_000, official, director, villages[:1], amount=3_000_000)[1][0]


def head(award):
    """Who represents the group of ``award``."""
    return award.group.representative.user


def refused_by_sql(text, *values):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, values)


# --- The account -------------------------------------------------------------------------------------


def entered(award, number=NUMBER, actor=None):
    return accounts.enter(award.group, actor=actor or head(award), bank="090", number=number, holder="이웃 모임")


def test_an_account_is_entered_after_the_agreement_and_kept_locked(awards):
    with pytest.raises(Refused):
        entered(awards[0])
    made = entered(making_agree.agreed(awards[0]))
    assert (made.state, made.tail) == ("entered", "5678")
    assert "3333012345678" not in made.number
    assert str(made) == "090 ···5678"


@pytest.mark.parametrize("number", ["12", "33330123456789999", "3333-01-23456", "일이삼사", "1" * 13, ""])
def test_a_number_that_the_bank_does_not_have_is_refused(awards, number):
    award = making_agree.agreed(awards[0])
    with pytest.raises(Refused):
        entered(award, number=number)


def test_whoever_entered_an_account_cannot_confirm_it(awards, division_official, outsider):
    made = entered(making_agree.agreed(awards[0]))
    for actor in (made.entered_by, outsider):
        with pytest.raises(NotAllowed):
            accounts.confirm(made, actor=actor)
    refused_by_sql(
        "UPDATE funding_bankaccount SET state = 'confirmed', confirmed_by_id = entered_by_id, confirmed_at = now()"
        " WHERE id = %s",
        made.pk,
    )
    assert accounts.confirm(made, actor=division_official).state == "confirmed"


def test_an_official_who_is_a_member_of_the_group_cannot_confirm_its_account(awards, division_official):
    award = making_agree.agreed(awards[0])
    award.group.memberships.create(user=division_official, pledge_version=1)
    made = entered(award)
    with pytest.raises(NotAllowed):
        accounts.confirm(fresh(made), actor=division_official)


def test_a_refused_account_is_entered_again_and_the_former_stays_in_force(awards, division_official, second):
    award = making_agree.agreed(awards[0])
    first = accounts.confirm(entered(award), actor=division_official)
    other = entered(award, number="3333019999999")
    with pytest.raises(Refused):
        entered(award, number="3333018888888")
    accounts.refuse(other, actor=second, note="예금주가 달라요.")
    assert fresh(first).state == "confirmed"
    again = accounts.confirm(entered(award, number="3333018888888"), actor=second)
    assert (fresh(first).state, again.state) == ("replaced", "confirmed")


def test_the_same_number_in_another_group_is_noticed_after_a_change_of_the_key(awards, settings):
    from funding.queries.accounts import also_used_by, number_of

    one, two = making_agree.agreed(awards[0]), making_agree.agreed(awards[1])
    first = entered(one)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, for the portal moved on"
    assert number_of(first) == "3333012345678"
    assert list(also_used_by(entered(two))) == [one.group]


# --- Asked for, approved, signed ---------------------------------------------------------------------


def test_a_payment_needs_agreement_account_and_a_leader_who_asks(awards, division_official, outsider):
    offered, agreed = awards[0], making_agree.agreed(awards[1])
    with pytest.raises(Refused):
        tranches.request(offered.tranches.get(), actor=head(offered))
    with pytest.raises(Refused, match=r"계좌|account"):
        tranches.request(agreed.tranches.get(), actor=head(agreed))
    ready = making_agree.payable(agreed, division_official)
    for actor in (outsider, division_official):
        with pytest.raises(NotAllowed):
            tranches.request(ready.tranches.get(), actor=actor)
    assert tranches.request(ready.tranches.get(), actor=head(ready)).state == "requested"


def test_a_later_payment_follows_the_midterm_check(villages, division_official, division_director):
    from funding.models import Conditions
    from tests.proposals.making import open_call

    call = open_call()
    Conditions.objects.create(stage=call.stage, tranches=[50, 50])
    round_ = making.pot(call, 9_000_000, state="signed", people=(division_official, division_director))
    award = making_agree.payable(making.award(round_, making.in_review(call, villages)[0]), division_official)
    later = award.tranches.get(position=2)
    with pytest.raises(Refused, match=r"중간|mid-term"):
        tranches.request(later, actor=head(award))
    now = timezone.now()
    report = Report.objects.filter(award=award, kind="midterm").first() or Report(award=award, kind="midterm")
    report.due_on = timezone.localdate()
    report.save()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE funding_report SET state = 'accepted', submitted_by_id = %s, submitted_at = %s, decided_by_id = %s,"
            " decided_at = %s WHERE id = %s",
            [head(award).pk, now, division_official.pk, now, report.pk],
        )
    assert tranches.request(later, actor=head(award)).state == "requested"


def test_nobody_approves_what_they_asked_for(awards, division_official, division):
    """Not even a representative who was posted to the Division meanwhile; nor by SQL."""
    from tests.cast import posted

    award = making_agree.payable(awards[0], division_official)
    tranche = tranches.request(award.tranches.get(), actor=head(award))
    posted(head(award), division, "division_official")
    with pytest.raises(NotAllowed):
        tranches.approve(tranche, actor=fresh(head(award)))
    refused_by_sql(
        "UPDATE funding_tranche SET state = 'approved', approved_by_id = requested_by_id, approved_at = now()"
        " WHERE id = %s",
        tranche.pk,
    )


def test_a_large_payment_is_signed_by_a_director_who_did_not_approve_it(
    villages, division, division_official, division_director, second
):
    _round, (award,) = making.signed_pot(
        9_000_000, division_official, division_director, villages[:1], amount=3_000_000
    )
    tranche = making_agree.approved(making_agree.payable(award, division_official), division_official)
    with pytest.raises(Refused):
        payments.order(actor=second)
    with pytest.raises(NotAllowed):
        tranches.countersign(tranche, actor=making.with_fresh_factor(division_official))
    with pytest.raises(Refused):  # not without a fresh second factor
        tranches.countersign(tranche, actor=division_director)
    tranches.countersign(tranche, actor=making.with_fresh_factor(division_director))
    with pytest.raises(Refused):
        payments.order(actor=division_director)
    assert payments.order(actor=second).payments.get().amount == 3_000_000


def test_a_director_who_approved_cannot_countersign_and_sql_cannot_either(
    villages, division_official, division_director
):
    _round, (award,) = making.signed_pot(
        9_000_000, division_official, division_director, villages[:1], amount=3_000_000
    )
    tranche = making_agree.approved(making_agree.payable(award, division_official), division_director)
    with pytest.raises(NotAllowed):
        tranches.countersign(tranche, actor=making.with_fresh_factor(division_director))
    refused_by_sql("UPDATE funding_tranche SET countersigned_by_id = approved_by_id WHERE id = %s", tranche.pk)
    refused_by_sql(
        "UPDATE funding_tranche SET state = 'paid', paid_by_id = %s, paid_on = now() WHERE id = %s",
        division_official.pk, tranche.pk,
    )  # fmt: skip


def test_a_stopped_payment_goes_on_by_a_new_approval_and_a_new_signature(
    villages, division_official, division_director, second
):
    _round, (award,) = making.signed_pot(
        9_000_000, division_official, division_director, villages[:1], amount=3_000_000
    )
    tranche = making_agree.approved(making_agree.payable(award, division_official), division_official)
    tranches.countersign(tranche, actor=making.with_fresh_factor(division_director))
    tranches.stop(tranche, actor=second, note="대표가 바뀌는 중이에요.")
    again = tranches.resume(tranche, actor=second)
    assert (again.approved_by, again.countersigned_by) == (second, None)


# --- Ordered and answered ----------------------------------------------------------------------------


@pytest.fixture
def ordered(awards, division_official, second):
    """A batch of three payments, approved by one official and ordered by another."""
    for award in awards:
        making_agree.approved(making_agree.payable(award, division_official), division_official)
    return payments.order(actor=second)


def test_whoever_approved_orders_nothing_of_it_and_records_nothing_as_paid(awards, division_official, second, today):
    one, two = [making_agree.payable(each, division_official) for each in awards[:2]]
    by_first, by_second = making_agree.approved(one, division_official), making_agree.approved(two, second)
    batch = payments.order(actor=second)
    assert [each.tranche for each in batch.payments.all()] == [by_first]
    with pytest.raises(Refused, match=r"Line 2|2번째|2행"):
        making_agree.answer(batch, division_official, (by_first.pk, "paid", today, "", ""))
    refused_by_sql(
        "UPDATE funding_tranche SET state = 'paid', paid_by_id = approved_by_id, paid_on = now() WHERE id = %s",
        by_first.pk,
    )
    assert payments.order(actor=division_official).payments.get().tranche == by_second


def test_a_payment_is_not_ordered_twice(ordered, second):
    with pytest.raises(Refused):
        payments.order(actor=second)
    line = ordered.payments.first()
    refused_by_sql(
        "INSERT INTO funding_payment (batch_id, tranche_id, account_id, amount, outcome, reason)"
        " VALUES (%s, %s, %s, 1, 'waiting', '')",
        ordered.pk, line.tranche_id, line.account_id,
    )  # fmt: skip


def test_the_banks_answer_pays_once_starts_the_award_and_everybody_hears(ordered, awards, second, today):
    one = ordered.payments.order_by("pk").first().tranche
    for _twice in range(2):
        making_agree.answer(ordered, second, (one.pk, "지급", today, "", "1,000,000"))
        assert (fresh(one).state, fresh(one).paid_by) == ("paid", second)
        assert (fresh(one.award).state, fresh(one.award).paid) == ("running", 1_000_000)
        assert LedgerEntry.objects.filter(award=one.award, kind="pay").count() == 1
        assert Message.objects.filter(kind="money-paid", channel="inbox").count() == one.award.group.memberships.count()


def test_an_answer_with_one_wrong_line_writes_nothing_and_says_what_is_wrong_with_each(ordered, second, today):
    one, two, three = [each.tranche_id for each in ordered.payments.order_by("pk")]
    tomorrow = str(timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refused) as refusal:
        making_agree.answer(
            ordered, second,
            (one, "paid", today, "", "1000000"), (999_999, "paid", today, "", ""), (two, "paid", today, "", "999"),
            (three, "paid", tomorrow, "", ""), (three, "mañana", today, "", ""),
        )  # fmt: skip
    assert len(refusal.value.reasons) == 5
    assert set(Payment.objects.values_list("outcome", flat=True)) == {"waiting"}
    assert not LedgerEntry.objects.filter(kind="pay").exists()


def test_an_undelivered_payment_waits_for_another_account_or_another_approval(
    ordered, awards, second, division_official
):
    one, two, _three = ordered.payments.order_by("pk")
    making_agree.answer(
        ordered, second, (one.tranche_id, "불능", "", "예금주 불일치", ""), (two.tranche_id, "failed", "", "closed", "")
    )
    assert fresh(one.tranche).state == "approved"
    assert fresh(one).reason == "예금주 불일치"
    assert Message.objects.filter(kind="money-came-back").exists()
    with pytest.raises(Refused):
        payments.order(actor=second)
    group = one.tranche.award.group
    new = accounts.enter(group, actor=group.representative.user, bank="090", number="3333017777777", holder="모임")
    accounts.confirm(new, actor=second)
    tranches.again(two.tranche, actor=division_official, note="은행이 고쳤어요.")
    batch = payments.order(actor=second)
    assert {each.tranche_id: each.account_id == new.pk for each in batch.payments.all()} == {
        one.tranche_id: True,
        two.tranche_id: False,
    }


def test_a_payment_that_came_back_is_promised_still_and_can_be_ordered_anew(ordered, second, today, division_official):
    one = ordered.payments.order_by("pk").first()
    making_agree.answer(ordered, second, (one.tranche_id, "paid", today, "", ""))
    making_agree.answer(ordered, second, (one.tranche_id, "반송", today, "해지 계좌", ""))
    award = fresh(one.tranche.award)
    assert (award.paid, award.committed, award.state) == (0, 1_000_000, "running")
    assert (fresh(one).outcome, fresh(one.tranche).state) == ("bounced", "approved")
    # The first answer again: it was so, and is recorded.
    making_agree.answer(ordered, second, (one.tranche_id, "paid", today, "", ""))
    assert fresh(award).paid == 0
    tranches.again(one.tranche, actor=division_official, note="다시 열었어요.")
    batch = payments.order(actor=second)
    making_agree.answer(batch, second, (one.tranche_id, "paid", today, "", ""))
    assert fresh(award).paid == 1_000_000


def test_a_payment_with_the_bank_keeps_its_account_and_is_not_stopped(ordered, second):
    line = ordered.payments.order_by("pk").first()
    group = line.tranche.award.group
    new = accounts.enter(group, actor=group.representative.user, bank="090", number="3333017777777", holder="모임")
    accounts.confirm(new, actor=second)
    assert fresh(line).account.state == "replaced"
    with pytest.raises(Refused):
        tranches.stop(line.tranche, actor=second, note="멈춰요.")
    refused_by_sql("UPDATE funding_payment SET account_id = %s WHERE id = %s", new.pk, line.pk)


def test_a_paused_award_is_not_paid(awards, division_official, second):
    tranche = making_agree.approved(making_agree.payable(awards[0], division_official), division_official)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Award.objects.filter(pk=tranche.award_id).update(state="paused")
    with pytest.raises(Refused):
        payments.order(actor=second)
