"""Cancelling an award: proposed by one, heard by the group, signed by another, returned in parts that add up."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from funding.models import Clawback, Instalment, LedgerEntry, Settlement, Statement
from funding.queries.ledger import compare
from funding.reclaiming import divided, months_after, unaccounted
from funding.workflow import clawback as workflow
from funding.workflow import settlement as settlements
from funding.workflow import tranche as tranches
from notices.deadlines import deadlines_of
from notices.models import Message
from tests.cast import sign_in
from tests.funding import making_agree, making_spend
from tests.funding.making import with_fresh_factor
from tests.funding.making_change import due_of, in_days
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(center, district_office, division_official, division_director, villages, jiwoo, seoyeon, minjun):
    return making_spend.at_work(
        division_official, division_director, villages, jiwoo, seoyeon, minjun, treasurer=seoyeon
    )


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def step(client, row, name, **sent):
    address = reverse("casework:step", args=[type(row)._meta.model_name, row.pk, name])
    return client.post(address, {"seen": row.state, **sent})


def proposed(award, by, amount=900_000, count=3, first=60):
    return workflow.propose(
        fresh(award),
        actor=by,
        amount=amount,
        reason="보고한 모임이 열리지 않았어요",
        count=count,
        first_on=today(first),
    )


def signed(made, director, jiwoo):
    workflow.state(made, actor=jiwoo, text="모임은 다른 곳에서 열렸어요")
    workflow.sign(fresh(made), actor=with_fresh_factor(director), note="확인해 보니 열리지 않았습니다")
    return fresh(made)


def parts(made):
    return [(each.amount, each.paid) for each in made.instalments.order_by("due_on", "id")]


# --- The whole way, by pages -------------------------------------------------------------------------


def test_an_award_is_cancelled_and_its_money_returned_in_three_parts(
    client, award, jiwoo, minjun, division_official, division_director
):
    making_spend.spent(award, 100_000)
    page = reverse("funding:propose-clawback", args=[award.pk])
    sign_in(client, division_official)
    assert "1,000,000" in client.get(page).content.decode()
    sent = {"reason": "보고와 달라요", "amount": "1,000,001", "count": 3, "first_on": today(60).isoformat()}
    assert client.post(page, sent).status_code == 422
    answer = client.post(page, sent | {"amount": "1,000,000"})
    made = Clawback.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert parts(made) == [(333_334, 0), (333_333, 0), (333_333, 0)]
    assert fresh(award).state == "running"  # nothing is decided
    assert Message.objects.filter(recipient=minjun, kind="clawback-proposed").exists()
    assert "hearing" in {each.source for each in deadlines_of(minjun)}

    sign_in(client, division_director)
    assert step(client, made, "sign", note="·").status_code == 409  # the group can still speak
    sign_in(client, minjun)
    assert step(client, made, "state", text="Weather moved it.").status_code == 302
    assert Message.objects.filter(recipient=division_director, kind="clawback-heard").exists()
    assert ("clawback-sign", made.pk) in due_of(award)

    sign_in(client, division_director)
    assert "Weather moved it." in client.get(made.get_absolute_url()).content.decode()
    assert step(client, made, "sign", note="들었지만 그대로입니다").status_code == 302
    award, made = fresh(award), fresh(made)
    assert (award.state, award.outcome, made.state) == ("clawback", "unaccounted", "signed")
    assert [key for key in due_of(award) if key[0] != "instalment"] == []

    sign_in(client, division_official)
    money = {"amount": "400,000", "on": today().isoformat(), "before": 1_000_000}
    assert step(client, made, "take_back", **money).status_code == 302
    assert step(client, made, "take_back", **money).status_code == 409  # the same press again
    assert parts(made) == [(333_334, 333_334), (333_333, 66_666), (333_333, 0)]
    assert fresh(award).returned == 400_000
    assert step(client, made, "take_back", **(money | {"amount": "600,000", "before": 600_000})).status_code == 302
    award = fresh(award)
    assert (award.state, award.returned, fresh(made).state) == ("closed", 1_000_000, "done")
    assert Message.objects.filter(recipient=jiwoo, kind="clawback-done").exists()
    assert not compare().differences


# --- Four eyes and a hearing -------------------------------------------------------------------------


def test_nobody_signs_what_they_proposed(award, jiwoo, division_director, division_official):
    made = proposed(award, division_director)
    workflow.state(made, actor=jiwoo, text="아니에요")
    for person in (division_director, division_official):
        with pytest.raises(NotAllowed):
            workflow.sign(made, actor=with_fresh_factor(person), note="·")
    with pytest.raises(DatabaseError), transaction.atomic():  # nor from the shell
        Clawback.objects.filter(pk=made.pk).update(
            state="signed", signed_by=division_director, signed_at=timezone.now()
        )


def test_a_signature_needs_a_second_factor_given_just_now(award, jiwoo, division_official, division_director):
    made = proposed(award, division_official)
    workflow.state(made, actor=jiwoo, text="아니에요")
    with pytest.raises(Refused):
        workflow.sign(made, actor=division_director, note="·")


def test_before_the_hearing_is_over_nobody_signs_not_even_by_sql(award, division_official, division_director):
    made = proposed(award, division_official)
    director = with_fresh_factor(division_director)
    with pytest.raises(Refused):
        workflow.sign(made, actor=director, note="·")
    by_hand = {"state": "signed", "signed_by": division_director, "signed_at": timezone.now()}
    with pytest.raises(DatabaseError), transaction.atomic():
        Clawback.objects.filter(pk=made.pk).update(**by_hand)
    with in_days(14), pytest.raises(Refused):  # the last day belongs to the group
        workflow.sign(made, actor=with_fresh_factor(division_director), note="·")
    with in_days(15):
        workflow.sign(made, actor=with_fresh_factor(division_director), note="말씀이 없었습니다")
    assert fresh(award).state == "clawback"


def test_only_members_speak_and_only_before_the_signature(award, jiwoo, outsider, district_officer, division_official,
                                                          division_director):  # fmt: skip
    made = proposed(award, division_official)
    for person in (outsider, district_officer, division_official):
        with pytest.raises(NotAllowed):
            workflow.state(made, actor=person, text="·")
    made = signed(made, division_director, jiwoo)
    with pytest.raises(Refused):
        workflow.state(made, actor=jiwoo, text="하나 더")
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.update(text="바꿈")


def test_only_the_division_proposes(award, jiwoo, district_officer, auditor, outsider):
    for person in (jiwoo, district_officer, auditor, outsider):
        with pytest.raises(NotAllowed):
            proposed(award, person)


def test_a_proposal_taken_back_leaves_the_award_as_it_was(award, division_official, minjun):
    made = proposed(award, division_official)
    with pytest.raises(Refused):
        proposed(award, division_official)  # one at a time
    workflow.withdraw(made, actor=division_official, note="오해였습니다")
    assert (fresh(made).state, fresh(award).state) == ("withdrawn", "running")
    assert Message.objects.filter(recipient=minjun, kind="clawback-withdrawn").exists()
    assert proposed(award, division_official).state == "proposed"


def test_while_the_end_is_proposed_nothing_is_paid(division_official, division_director, villages, jiwoo, seoyeon):
    from funding.queries.payments import ready

    half = making_spend.at_work(division_official, division_director, villages, jiwoo, seoyeon, paid=400_000)
    making_agree.account_of(half.group, confirmed_by=division_official)
    tranche = half.tranches.get()
    tranches.request(tranche, actor=jiwoo)
    tranches.approve(tranche, actor=division_official)
    assert list(ready()) == [tranche]
    made = proposed(half, division_official, amount=1)
    assert list(ready()) == []
    tranches.stop(fresh(tranche), actor=division_director, note="확인 중입니다")
    with pytest.raises(Refused):
        tranches.resume(fresh(tranche), actor=division_director)
    workflow.withdraw(made, actor=division_official, note="오해였습니다")
    tranches.resume(fresh(tranche), actor=division_director)
    assert list(ready()) == [tranche]


# --- How much ----------------------------------------------------------------------------------------


def test_never_more_than_what_is_unaccounted_for(award, division_official, district_officer):
    made = making_spend.spent(award, 300_000)
    type(made).objects.filter(pk=made.pk).update(
        state="accepted", decided_by=district_officer, decided_at=timezone.now()
    )
    found = unaccounted(fresh(award))
    assert (found.grant, found.most) == (700_000, 700_000)
    with pytest.raises(Refused):
        proposed(award, division_official, amount=700_001)
    with pytest.raises(DatabaseError), transaction.atomic():
        Clawback.objects.create(
            award=award,
            amount=700_001,
            grant=700_001,
            reason="·",
            hearing_until=today(14),
            proposed_by=division_official,
        )
    with pytest.raises(DatabaseError), transaction.atomic():  # interest that no settlement found
        Clawback.objects.create(
            award=award,
            amount=700_001,
            grant=700_000,
            reason="·",
            hearing_until=today(14),
            proposed_by=division_official,
        )
    assert proposed(award, division_official, amount=700_000).grant == 700_000


def test_what_was_accounted_for_meanwhile_is_not_signed_for(
    award, division_official, division_director, jiwoo, district_officer
):
    made = making_spend.spent(award, 300_000)
    claim = proposed(award, division_official, amount=1_000_000)
    workflow.state(claim, actor=jiwoo, text="영수증이 있어요")
    type(made).objects.filter(pk=made.pk).update(
        state="accepted", decided_by=district_officer, decided_at=timezone.now()
    )
    with pytest.raises(Refused):
        workflow.sign(fresh(claim), actor=with_fresh_factor(division_director), note="·")


def test_an_offer_that_nobody_answers_is_cancelled_without_money(
    villages, division_official, division_director, jiwoo, center, district_office
):
    from tests.funding import making

    _round, (offered,) = making.signed_pot(4_000_000, division_official, division_director, villages[:1])
    offered = making_agree.promised(making_spend.with_members(offered, jiwoo))
    made = signed(proposed(offered, division_official, amount=0), division_director, jiwoo)
    offered = fresh(offered)
    assert (offered.state, offered.committed, made.state) == ("cancelled", 0, "done")
    assert LedgerEntry.objects.get(award=offered, kind="release").amount == 1_000_000


def test_what_was_not_paid_goes_back_to_the_pot(award, division_official, division_director, jiwoo, villages, seoyeon,
                                                minjun):  # fmt: skip
    half = making_spend.at_work(division_official, division_director, villages, jiwoo, seoyeon, minjun, paid=400_000)
    signed(proposed(half, division_official, amount=400_000), division_director, jiwoo)
    half = fresh(half)
    assert (half.committed, half.paid) == (400_000, 400_000)
    assert LedgerEntry.objects.get(award=half, kind="release").amount == 600_000
    assert not compare().differences


def test_while_a_payment_is_with_the_bank_nothing_is_signed(award, division_official, division_director, jiwoo):
    from funding.models import Payment, PaymentBatch

    account = making_agree.account_of(award.group, confirmed_by=division_official)
    batch = PaymentBatch.objects.create(number="20261122-1", made_by=division_director)
    Payment.objects.create(batch=batch, tranche=award.tranches.get(), account=account, amount=1_000_000)
    made = proposed(award, division_official)
    workflow.state(made, actor=jiwoo, text="·")
    with pytest.raises(Refused):
        workflow.sign(fresh(made), actor=with_fresh_factor(division_director), note="·")
    Payment.objects.update(outcome="paid")
    signed(made, division_director, jiwoo)
    with pytest.raises(Refused):
        tranches.bounce(fresh(award.tranches.get()), actor=division_director, note="반송")


def test_what_a_settlement_left_unpaid_is_reclaimed_with_its_interest(
    award, jiwoo, district_officer, division_official, division_director
):
    making_spend.spent(award, 500_000)
    making_spend.settling(award)
    paper = making_spend.settled(award, district_officer, interest=1_234)
    settlements.take_back(paper, actor=division_official, amount=100_000, on=today(), before=501_234)
    assert unaccounted(fresh(award)).most == 401_234
    made = signed(proposed(award, division_official, amount=401_234, count=2), division_director, jiwoo)
    assert (made.grant, parts(made)) == (400_000, [(200_617, 0), (200_617, 0)])
    with pytest.raises(Refused):  # it is returned in one place only
        settlements.take_back(fresh(paper), actor=division_official, amount=1, on=today(), before=401_234)
    workflow.take_back(made, actor=division_official, amount=399_999, on=today(), before=401_234)
    assert (fresh(award).returned, fresh(paper).interest_returned) == (499_999, 0)
    workflow.take_back(fresh(made), actor=division_official, amount=1_235, on=today(), before=1_235)
    award, paper = fresh(award), Settlement.objects.get(award=award)
    assert (award.state, award.returned, paper.interest_returned) == ("closed", 500_000, 1_234)
    assert paper.returned_on == today()
    assert not compare().differences


# --- Instalments -------------------------------------------------------------------------------------


@pytest.fixture
def claim(award, division_official, division_director, jiwoo):
    return signed(proposed(award, division_official, count=3), division_director, jiwoo)


def test_the_group_asks_for_other_instalments_and_the_division_answers(client, claim, seoyeon, division_official):
    sign_in(client, seoyeon)
    wish = {"count": 10, "first_on": today(90).isoformat(), "note": "한 달에 십만 원씩 낼 수 있어요"}
    assert step(client, claim, "ask_plan", **wish).status_code == 302
    assert step(client, fresh(claim), "ask_plan", **wish).status_code == 409
    assert ("instalments-asked", claim.pk) in due_of(claim.award)
    workflow.take_back(fresh(claim), actor=division_official, amount=350_000, on=today(), before=900_000)
    sign_in(client, division_official)
    assert "한 달에 십만 원씩" in client.get(claim.get_absolute_url()).content.decode()
    plan = {"count": 10, "first_on": today(90).isoformat()}
    assert step(client, fresh(claim), "plan", **plan).status_code == 302
    rows = parts(fresh(claim))
    assert sorted(rows[:2]) == [(50_000, 50_000), (300_000, 300_000)]
    assert rows[2:] == [(55_000, 0)] * 10
    assert sum(amount for amount, _paid in rows) == 900_000
    assert fresh(claim).asked_at is None
    assert Message.objects.filter(recipient=seoyeon, kind="instalments-planned").exists()


def test_a_refused_plan_leaves_the_instalments(claim, seoyeon, minjun, division_official):
    before = parts(claim)
    with pytest.raises(NotAllowed):
        workflow.ask_plan(claim, actor=minjun, count=9, first_on=today(30), note="·")
    workflow.ask_plan(claim, actor=seoyeon, count=9, first_on=today(30), note="·")
    workflow.refuse_plan(fresh(claim), actor=division_official, note="더 빨리 가능합니다")
    assert (parts(fresh(claim)), fresh(claim).asked_count) == (before, None)


def test_instalments_add_up_whatever_is_written_by_hand(claim):
    one = claim.instalments.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        Instalment.objects.filter(pk=one.pk).update(paid=one.amount + 1)
    Instalment.objects.filter(pk=one.pk).update(amount=one.amount - 1)
    with pytest.raises(DatabaseError):
        connection.check_constraints()


def test_no_instalment_is_due_sooner_than_two_weeks_after_the_signature(
    award, division_official, division_director, jiwoo
):
    made = proposed(award, division_official, count=2, first=3)
    first, second = made.instalments.order_by("due_on").values_list("due_on", flat=True)
    made = signed(made, division_director, jiwoo)
    moved = list(made.instalments.order_by("due_on").values_list("due_on", flat=True))
    assert moved == [today(15), second + (today(15) - first)]


def test_more_than_is_left_or_from_tomorrow_is_not_recorded(claim, division_official, district_officer, jiwoo):
    values = {"on": today(), "before": 900_000}
    for person in (district_officer, jiwoo):
        with pytest.raises(NotAllowed):
            workflow.take_back(claim, actor=person, amount=1, **values)
    for amount in (0, 900_001):
        with pytest.raises(Refused):
            workflow.take_back(claim, actor=division_official, amount=amount, **values)
    with pytest.raises(Refused):
        workflow.take_back(claim, actor=division_official, amount=1, on=today(1), before=900_000)
    assert fresh(claim.award).returned == 0


def test_instalments_that_are_late_reach_the_group_then_the_offices(claim, seoyeon, triage_officer):
    from notices.workflow.reminding import remind_all

    with in_days(75):
        remind_all()
        assert "instalment" in {each.source for each in deadlines_of(seoyeon)}
        assert Message.objects.filter(recipient=triage_officer, kind="deadline-overdue").exists()


@pytest.mark.parametrize(
    ("amount", "count"), [(1, 1), (1, 24), (100, 3), (999_999, 7), (1_000_000, 24), (10**10, 13), (0, 3)]
)
def test_a_sum_is_divided_to_the_won(amount, count):
    rows = divided(amount, count, date(2026, 1, 31))
    assert sum(won for won, _due in rows) == amount
    assert all(won > 0 for won, _due in rows)
    assert [due for _won, due in rows] == sorted({due for _won, due in rows})


def test_months_end_where_they_end():
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2027, 11, 30), 3) == date(2028, 2, 29)
