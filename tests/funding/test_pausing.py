"""A pause stops the clock of an award, and on return every open day moves by exactly the days paused."""

from datetime import timedelta

import pgtrigger
import pytest
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from funding.enums import AwardState
from funding.models import Pause, Report, Settlement
from funding.queries.award_standing import standing
from funding.workflow import ending, ending_early, expense, pausing
from funding.workflow import tranche as tranches
from groups.enums import Purpose
from groups.workflow import group as groups
from groups.workflow.ending import disband
from notices.models import Message
from notices.workflow.reminding import remind_all
from tests.cast import sign_in
from tests.funding import making_agree, making_spend
from tests.funding.making_change import balances, due_of, in_days
from tests.groups.making import agreed, fresh

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


def paused(award, by, days=60):
    pausing.pause(award, actor=by, expected_on=today(days), note="아이를 낳아요")
    return fresh(award)


def resumed(award, by):
    pausing.resume(fresh(award), actor=by)
    return fresh(award)


# --- Standing still ----------------------------------------------------------------------------------


def test_a_pause_of_forty_days_moves_every_open_day_by_forty(client, award, jiwoo, minjun, district_officer):
    before, ends, money = due_of(award), award.ends_on, balances(award)
    assert ("midterm-check", award.reports.get().pk) in before
    sign_in(client, jiwoo)
    assert step(client, award, "pause", expected_on=today(30).isoformat(), note="이사해요").status_code == 302
    assert fresh(award).state == AwardState.PAUSED
    assert set(due_of(award)) == {("pause-over", Pause.objects.get().pk)}
    assert Message.objects.filter(recipient=minjun, kind="award-paused").exists()
    assert Message.objects.filter(recipient=district_officer, kind="award-paused").exists()
    with in_days(40):
        sign_in(client, jiwoo)
        assert step(client, fresh(award), "resume").status_code == 302
        after = due_of(award)
        assert "40" in client.get(reverse("funding:award", args=[award.pk])).content.decode()
    assert after == {key: day + timedelta(days=40) for key, day in before.items()}
    award = fresh(award)
    assert (award.state, award.ends_on, balances(award)) == ("running", ends + timedelta(days=40), money)
    moved = Pause.objects.get().moved
    assert moved["days"] == 40
    assert moved["ends_on"] == [ends.isoformat(), award.ends_on.isoformat()]


def test_a_pause_within_one_day_moves_nothing(award, jiwoo):
    before, ends = due_of(award), award.ends_on
    award = resumed(paused(award, jiwoo), jiwoo)
    assert (award.ends_on, due_of(award)) == (ends, before)
    assert Pause.objects.get().moved == {}


def test_two_pauses_move_by_the_days_of_both_and_no_more(award, jiwoo):
    before = due_of(award)
    paused(award, jiwoo)
    with in_days(10):
        resumed(award, jiwoo)
    with in_days(15):
        paused(fresh(award), jiwoo)
    with in_days(22):
        resumed(award, jiwoo)
        assert due_of(award) == {key: day + timedelta(days=17) for key, day in before.items()}


def test_a_request_for_money_moves_by_the_days_since_it_could_be_made_alone(award, jiwoo, division_official):
    """A pause before the mid-term check was accepted is no reason for more days after it."""
    from funding.models import Tranche

    award = resumed(paused(award, jiwoo), jiwoo)
    making_agree.account_of(award.group, confirmed_by=division_official)
    paused(award, jiwoo)
    with in_days(20):
        award = resumed(award, jiwoo)
        with pgtrigger.ignore():
            Report.objects.filter(award=award).update(
                state="accepted", submitted_by=jiwoo, submitted_at=timezone.now(), decided_by=division_official,
                decided_at=timezone.now(),
            )  # fmt: skip
        second = Tranche.objects.create(award=award, position=9, amount=1, after_midterm=True)
        due = due_of(award)["payment-request", second.pk]
        assert due == today(14)
        assert standing(award).due == due
        paused(award, jiwoo)
    with in_days(25):
        award = resumed(award, jiwoo)
        assert due_of(award)["payment-request", second.pk] == due + timedelta(days=5)
        assert standing(award).due == due + timedelta(days=5)
        tranches.request(second, actor=jiwoo)
        asked = due_of(award)["payment-check", second.pk]
        paused(award, jiwoo)
    with in_days(28):
        award = resumed(award, jiwoo)
        assert due_of(award)["payment-check", second.pk] == asked + timedelta(days=3)


def test_nothing_is_paid_while_paused_but_receipts_and_bounced_payments_are_recorded(
    award, jiwoo, division_official, division_director
):
    tranche = award.tranches.get()
    account = making_agree.account_of(award.group, confirmed_by=division_official)
    from funding.models import Payment, PaymentBatch

    batch = PaymentBatch.objects.create(number="20261122-1", made_by=division_director)
    Payment.objects.create(batch=batch, tranche=tranche, account=account, amount=tranche.amount, outcome="paid")
    award = paused(award, jiwoo)
    made = making_spend.spent(award, 10_000)
    assert fresh(made).amount == 10_000
    expense.take_out(made, actor=jiwoo)
    tranches.bounce(fresh(tranche), actor=division_director, note="계좌 해지")
    assert (fresh(tranche).state, fresh(award).paid) == ("approved", 0)
    with pytest.raises(Refused, match="쉬고"):
        tranches.again(fresh(tranche), actor=division_official, note="확인했어요")


def test_reminders_stop_while_paused_and_the_pause_itself_is_reminded_of(award, jiwoo, triage_officer):
    paused(award, jiwoo, days=20)
    check = award.reports.get()
    with in_days((check.due_on - today()).days + 3):
        remind_all()
        links = set(Message.objects.filter(recipient=jiwoo, kind="deadline").values_list("link", flat=True))
        assert links == {award.get_absolute_url()}
        assert Message.objects.filter(recipient=triage_officer, kind="deadline-overdue").exists()


def test_no_period_runs_out_while_paused(award, jiwoo):
    award = paused(award, jiwoo)
    with in_days((award.ends_on - today()).days + 30):
        assert ending.keep_in_time() == 0
        award = resumed(award, jiwoo)
        assert award.ends_on > today()


# --- Who and when ------------------------------------------------------------------------------------


def test_the_group_and_the_office_in_charge_pause_and_nobody_else(award, seoyeon, minjun, outsider, adviser, auditor):
    for person in (seoyeon, minjun, outsider, adviser, auditor):
        with pytest.raises(NotAllowed):
            pausing.pause(award, actor=person, expected_on=today(10))


def test_staff_in_charge_pause_and_resume(award, district_officer, other_adviser):
    award = paused(award, district_officer)
    with pytest.raises(NotAllowed):
        pausing.resume(award, actor=other_adviser)
    assert resumed(award, district_officer).state == "running"


def test_all_pauses_together_last_no_longer_than_agreed(client, award, jiwoo):
    with pytest.raises(Refused):
        pausing.pause(award, actor=jiwoo, expected_on=today(181))
    with pytest.raises(Refused):
        pausing.pause(award, actor=jiwoo, expected_on=today())
    sign_in(client, jiwoo)
    assert step(client, award, "pause", expected_on=today(181).isoformat()).status_code == 422
    paused(award, jiwoo, days=180)
    with in_days(170):
        resumed(award, jiwoo)
        with pytest.raises(Refused):
            pausing.pause(fresh(award), actor=jiwoo, expected_on=today(11))
        paused(fresh(award), jiwoo, days=10)
    with in_days(190):  # ten days longer than agreed: reminded of, counted, and moved all the same
        award = resumed(award, jiwoo)
        with pytest.raises(Refused):
            pausing.pause(award, actor=jiwoo, expected_on=today(1))


def test_an_award_is_paused_once_and_only_while_it_runs(award, jiwoo):
    award = paused(award, jiwoo)
    with pytest.raises(Refused):
        pausing.pause(award, actor=jiwoo, expected_on=today(9))
    award = resumed(award, jiwoo)
    with pytest.raises(Refused):
        pausing.resume(award, actor=jiwoo)
    ending.finish(award, actor=jiwoo)
    with pytest.raises(Refused):
        pausing.pause(fresh(award), actor=jiwoo, expected_on=today(9))


# --- With the group ----------------------------------------------------------------------------------


@pytest.fixture
def group(award):
    made = award.group
    with_members = [each.user for each in made.members]
    assert len(with_members) >= 3
    return made


def test_a_break_of_the_group_pauses_its_award_and_the_return_wakes_it(award, group, jiwoo):
    before = due_of(award)
    agreed(group, Purpose.BREAK)
    groups.take_break(fresh(group), actor=jiwoo, break_until=today(300), note="")
    pause = Pause.objects.get()
    assert (fresh(award).state, pause.with_break, pause.expected_on) == ("paused", True, today(180))
    with pytest.raises(Refused):
        pausing.resume(fresh(award), actor=jiwoo)
    with in_days(33):
        agreed(group, Purpose.RETURN)
        groups.return_(fresh(group), actor=jiwoo)
        assert fresh(award).state == "running"
        assert due_of(award) == {key: day + timedelta(days=33) for key, day in before.items()}


def test_a_pause_of_its_own_outlasts_the_break(award, group, jiwoo):
    award = paused(award, jiwoo)
    agreed(group, Purpose.BREAK)
    groups.take_break(fresh(group), actor=jiwoo, break_until=today(30), note="")
    agreed(group, Purpose.RETURN)
    groups.return_(fresh(group), actor=jiwoo)
    assert fresh(award).state == "paused"


def test_disbanding_ends_what_runs_with_the_lesson_and_without_blame(award, group, jiwoo, minjun):
    from groups.queries.consequences import consequences

    assert any(str(award) in sentence for sentence in consequences(group, "disband"))
    agreed(group, Purpose.DISBAND)
    disband(fresh(group), actor=jiwoo, note="넷이면 더 좋았을 거예요")
    award = fresh(award)
    final = Report.objects.get(award=award, kind="final")
    assert (award.state, award.ends_on) == ("ended_early", today())
    assert final.data["lessons"] == "넷이면 더 좋았을 거예요"
    assert final.due_on == today(14)
    assert Message.objects.filter(recipient=minjun, kind="award-ended-early").exists()


def test_disbanding_before_the_first_payment_gives_the_money_back(award, group, villages, division_official, jiwoo):
    from tests.funding import making

    other = making.award(award.round, making.in_review(award.proposal.call, villages[:1])[0])
    type(other).objects.filter(pk=other.pk)
    made = making_agree.promised(other)
    with_jiwoo = making_spend.with_members(made, jiwoo)
    with_jiwoo = making_agree.agreed(with_jiwoo)
    agreed(with_jiwoo.group, Purpose.DISBAND)
    disband(fresh(with_jiwoo.group), actor=jiwoo, note="")
    assert (fresh(made).state, fresh(made).committed) == ("declined", 0)


# --- Ending early ------------------------------------------------------------------------------------


def test_the_group_ends_early_in_its_own_words_and_settles(client, award, jiwoo, district_officer):
    making_spend.spent(award, 300_000)
    sign_in(client, jiwoo)
    assert step(client, award, "end_early").status_code == 422  # the lesson is missing
    assert step(client, award, "end_early", note="둘이서는 힘들었어요").status_code == 302
    award = fresh(award)
    assert (award.state, award.ends_on) == ("ended_early", today())
    final = Report.objects.get(award=award, kind="final")
    assert final.data == {"lessons": "둘이서는 힘들었어요"}
    assert due_of(award)["final-report", final.pk] == today(14)
    from funding.workflow import report

    report.submit(making_spend.written(final, jiwoo), actor=jiwoo)
    paper = making_spend.settled(fresh(award), district_officer)
    assert (fresh(award).state, paper.to_return) == ("settled", 700_000)


def test_an_award_that_ends_while_paused_ends_today(award, jiwoo, division_official):
    paused(award, jiwoo)
    with in_days((award.ends_on - today()).days + 20):
        ending_early.stop_early(fresh(award), actor=division_official, note="연락이 닿지 않아요")
        award = fresh(award)
        assert (award.state, award.ends_on) == ("ended_early", today())
        assert Pause.objects.get().ended_on == today()
        assert Settlement.objects.get(award=award).due_on == today(30)


def test_only_the_group_ends_for_itself_and_only_the_division_for_it(award, jiwoo, seoyeon, district_officer):
    for person, act in ((seoyeon, ending_early.end_early), (district_officer, ending_early.end_early),
                        (jiwoo, ending_early.stop_early), (district_officer, ending_early.stop_early)):  # fmt: skip
        with pytest.raises(NotAllowed):
            act(award, actor=person, note="·")
