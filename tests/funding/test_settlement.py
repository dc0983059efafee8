"""The account at the end: computed, decided, returned to the won, judged and closed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from funding.models import Expense, LedgerEntry, Settlement
from funding.queries.ledger import compare
from funding.workflow import ending, expense, settlement
from notices.deadlines import deadlines_of
from notices.models import Message
from tests.cast import sign_in
from tests.funding import making_spend as making
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(center, district_office, division_official, division_director, villages, jiwoo, seoyeon, minjun):
    return making.at_work(division_official, division_director, villages, jiwoo, seoyeon, minjun, treasurer=seoyeon)


def step(client, row, name, **sent):
    address = reverse("casework:step", args=[type(row)._meta.model_name, row.pk, name])
    return client.post(address, {"seen": row.state, **sent})


def figures(paper):
    return (paper.paid, paper.accepted, paper.disallowed, paper.unspent, paper.to_return)


def test_an_account_is_computed_decided_accepted_and_returned_to_the_won(
    client, award, seoyeon, district_officer, division_official
):
    making.spent(award, 500_000)
    wrong = making.spent(award, 60_000, item="instructor", payee="강사 가")
    making.spent(award, 30_000, item="instructor", source="own", payee="강사 나")
    making.settling(award)
    sign_in(client, seoyeon)
    page = reverse("funding:settlement", args=[award.pk])
    assert "440,000" in client.get(page).content.decode()
    paper = Settlement.objects.get(award=award)
    assert step(client, paper, "submit", interest="1,234원").status_code == 302
    paper = fresh(paper)
    assert figures(paper) == (1_000_000, 560_000, 0, 440_000, 441_234)

    sign_in(client, district_officer)
    assert award.proposal.title in client.get(reverse("funding:settlements")).content.decode()
    assert client.get(page).status_code == 200
    assert step(client, paper, "accept").status_code == 409  # receipts are not decided on
    assert step(client, wrong, "disallow", note="영수증의 날짜가 달라요").status_code == 302
    seen = list(Expense.objects.filter(award=award).values_list("pk", flat=True))
    assert client.post(reverse("funding:accept-receipts", args=[award.pk]), {"seen": seen}).status_code == 302
    assert fresh(wrong).state == "disallowed"
    assert step(client, paper, "accept").status_code == 302
    paper = fresh(paper)
    assert figures(paper) == (1_000_000, 500_000, 60_000, 440_000, 501_234)
    assert (fresh(award).state, paper.return_by) == ("settled", timezone.localdate() + timedelta(days=15))
    assert [each.source for each in deadlines_of(seoyeon)] == ["money-to-return"]

    sign_in(client, division_official)
    first = {"amount": "500,000", "on": timezone.localdate().isoformat(), "before": 501_234}
    assert step(client, paper, "take_back", **first).status_code == 302
    assert step(client, paper, "take_back", **first).status_code == 409  # the same press again
    assert (fresh(award).returned, fresh(paper).interest_returned, fresh(paper).returned_on) == (500_000, 0, None)
    rest = first | {"amount": "1,234", "before": 1_234}
    assert step(client, paper, "take_back", **rest).status_code == 302
    assert (fresh(award).returned, fresh(paper).interest_returned) == (500_000, 1_234)
    assert fresh(paper).returned_on == timezone.localdate()
    assert not compare().differences


def test_nothing_to_return_settles_at_once_and_what_was_not_paid_goes_back_to_the_pot(
    center, district_office, division_official, division_director, villages, jiwoo, seoyeon, minjun, district_officer
):
    award = making.at_work(division_official, division_director, villages, jiwoo, seoyeon, minjun, paid=600_000)
    making.spent(award, 600_000)
    making.settling(award)
    paper = making.settled(award, district_officer)
    award = fresh(award)
    assert (award.state, award.committed, paper.returned_on) == ("settled", 600_000, timezone.localdate())
    assert LedgerEntry.objects.get(award=award, kind="release").amount == 400_000
    ending.judge(award, actor=district_officer, note="이웃이 늘었어요", outcome="performing")
    assert (fresh(award).state, fresh(award).outcome) == ("closed", "performing")
    assert Message.objects.filter(recipient=jiwoo, kind="award-judged").exists()
    assert Message.objects.filter(recipient=minjun, kind="award-closed").exists()


def test_what_was_spent_beyond_the_payments_counts_as_own_money(
    center, district_office, division_official, division_director, villages, jiwoo, seoyeon, minjun, district_officer
):
    award = making.at_work(division_official, division_director, villages, jiwoo, seoyeon, minjun, paid=500_000)
    making.spent(award, 600_000)
    making.settling(award)
    paper = making.settled(award, district_officer)
    assert figures(paper) == (500_000, 500_000, 0, 0, 0)
    assert paper.figures["own_spent"] == 100_000


def test_whoever_handed_in_or_is_a_member_does_not_accept(award, jiwoo, outsider, adviser, other_adviser):
    making.settling(award)
    paper = making.handed_in(award)
    for person in (jiwoo, outsider, adviser, other_adviser):
        with pytest.raises(NotAllowed):
            settlement.accept(paper, actor=person)


def test_a_returned_settlement_opens_the_receipts_again(client, award, jiwoo, district_officer):
    made = making.spent(award, 100_000)
    making.settling(award)
    paper = making.handed_in(award)
    expense.disallow(made, actor=district_officer, note="상호가 보이지 않아요")
    sign_in(client, district_officer)
    assert step(client, paper, "return_", **{"point-receipts": "사진을 다시 찍어 주세요"}).status_code == 302
    assert Message.objects.filter(recipient=jiwoo, kind="settlement-returned").exists()
    clear = making.receipt(fresh(award), 90_000, picture=making.photograph(9))
    expense.correct(fresh(made), clear, actor=jiwoo)
    assert (fresh(made).state, fresh(made).reason, fresh(made).amount) == ("recorded", "", 90_000)
    assert figures(making.handed_in(award)) == (1_000_000, 90_000, 0, 910_000, 910_000)


def test_the_accepted_settlement_is_a_pdf_with_its_fingerprint(client, award, jiwoo, district_officer):
    making.spent(award, 100_000)
    making.settling(award)
    address = reverse("funding:settlement-pdf", args=[award.pk])
    sign_in(client, jiwoo)
    assert client.get(address).status_code == 404
    making.settled(award, district_officer)
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content == client.get(address).content
    assert answer.content.startswith(b"%PDF")


def test_money_that_came_back_is_recorded_by_the_division_alone(award, district_officer, jiwoo):
    making.spent(award, 100_000)
    making.settling(award)
    paper = making.settled(award, district_officer)
    for person in (district_officer, jiwoo):
        with pytest.raises(NotAllowed):
            settlement.take_back(paper, actor=person, amount=900_000, on=timezone.localdate(), before=900_000)


def test_more_than_is_owed_is_not_recorded(award, district_officer, division_official):
    making.spent(award, 100_000)
    making.settling(award)
    paper = making.settled(award, district_officer)
    with pytest.raises(Refused):
        settlement.take_back(paper, actor=division_official, amount=900_001, on=timezone.localdate(), before=900_000)
    assert fresh(award).returned == 0


def test_an_award_closes_when_money_is_back_and_the_outcome_judged_in_either_order(
    award, district_officer, division_official
):
    making.spent(award, 100_000)
    making.settling(award)
    paper = making.settled(award, district_officer)
    ending.judge(fresh(award), actor=district_officer, note="배운 것이 많아요", outcome="learned")
    assert fresh(award).state == "settled"
    settlement.take_back(paper, actor=division_official, amount=900_000, on=timezone.localdate(), before=900_000)
    assert fresh(award).state == "closed"
    assert fresh(award).closed_at


def test_the_judgement_is_made_by_page_and_read_by_the_group(client, award, jiwoo, district_officer, adviser):
    making.settling(award)
    award = fresh(award)
    assert step(sign_in(client, adviser), award, "judge", outcome="partly", note="절반").status_code == 404
    sign_in(client, district_officer)
    assert step(client, award, "judge", outcome="partly", note="절반은 이루었어요").status_code == 302
    sign_in(client, jiwoo)
    assert "절반은 이루었어요" in client.get(reverse("funding:award", args=[award.pk])).content.decode()


def test_an_auditor_reads_the_account_and_finds_no_button(client, award, auditor, district_officer):
    making.spent(award, 100_000)
    making.settling(award)
    making.handed_in(award)
    sign_in(client, auditor)
    body = client.get(reverse("funding:settlement", args=[award.pk])).content.decode()
    assert "/do/" not in body
    assert client.get(reverse("funding:settlements")).status_code == 200
    assert client.post(reverse("funding:accept-receipts", args=[award.pk])).status_code == 404
