"""Announcing publishes everything at once, to everybody once; freed money moves up by two hands; objections count."""

import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from funding.models import Award, LedgerEntry, Promotion
from funding.queries.ledger import compare
from funding.queries.reserve import next_in_line, reserve_list, what_is_left
from funding.workflow import announcing, award, promotion
from notices.models import Message
from notices.workflow import broadcasting
from proposals.models import Panel, Proposal, Review, Seat, Version
from proposals.workflow import objection
from tests.cast import person, posted, sign_in
from tests.funding import making
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(villages, division_official, division_director):
    return making.ranked(4_000_000, villages, ceilings={villages[0].district: 3_000_000})


@pytest.fixture
def round_(draft, division_official, division_director):
    """Announced: three of six selected, two on the reserve list; a million is left."""
    return making.announced(draft, division_official, division_director)


def files(round_):
    return list(Proposal.objects.filter(allocation__round=round_).order_by("allocation__place"))


def told(kind):
    return set(Message.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_every_decision_award_promise_and_message_is_there_at_once(round_, division_official, division_director):
    decided = files(round_)
    assert [file.state for file in decided] == ["selected"] * 3 + ["reserve"] * 2 + ["not_selected"]
    assert {(each.amount, each.committed) for each in Award.objects.all()} == {(1_000_000, 1_000_000)}
    assert (fresh(round_).committed, fresh(round_).left) == (3_000_000, 1_000_000)
    assert LedgerEntry.objects.count() == 3
    assert told("result-selected") == {file.lead_id for file in decided[:3]}
    assert told("result-reserve") == {file.lead_id for file in decided[3:5]}
    assert told("result-not-selected") == {decided[5].lead_id}
    last = decided[5]
    assert (last.decided_by, last.decided_with) == (division_director, division_official)
    assert (last.objection_until - round_.announced_at.date()).days in (20, 21)
    assert round_.figures["states"] == {"selected": 3, "reserve": 2, "not_selected": 1}
    assert compare().differences == []


def test_nothing_is_told_before_the_announcement(draft, division_official, division_director):
    making.signed_by(making.proposed(draft, division_official), division_director)
    assert not Message.objects.filter(kind__startswith="result-").exists()
    assert {file.state for file in files(draft)} == {"in_review"}


def test_everybody_reads_their_result_in_their_own_language(draft, division_official, division_director):
    lead = files(draft)[0].lead
    type(lead).objects.filter(pk=lead.pk).update(language="en")
    making.announced(draft, division_official, division_director)
    mail = Message.objects.filter(recipient=lead, kind="result-selected").first()
    assert "Congratulations" in mail.body
    assert "₩1,000,000" in mail.body


def test_a_group_that_withdrew_after_the_signature_gets_nothing_and_is_not_told(
    draft, division_official, division_director
):
    from proposals.workflow import submission

    signed = making.signed_by(making.proposed(draft, division_official), division_director)
    first = files(draft)[0]
    submission.withdraw(first, actor=first.lead)
    announcing.announce(signed, actor=division_official)
    assert fresh(first).state == "withdrawn"
    assert (Award.objects.count(), fresh(signed).committed) == (2, 2_000_000)
    assert first.lead_id not in told("result-selected")


def test_announcing_twice_announces_once(round_, division_official):
    before = Message.objects.count()
    with pytest.raises(Refused):
        announcing.announce(round_, actor=division_official)
    assert (Message.objects.count(), Award.objects.count()) == (before, 3)


def test_announcing_many_takes_no_more_statements_than_announcing_few(villages, division_official, division_director):
    counts = []
    for number in (3, 30):
        draft = making.ranked(90_000_000, villages, number=number)
        signed = making.signed_by(
            making.proposed(draft, division_official, select=number - 2, reserve=1), division_director
        )
        with CaptureQueriesContext(connection) as queries:
            announcing.announce(signed, actor=division_official)
        counts.append(len(queries))
    assert counts[1] <= counts[0]


def test_of_many_groups_the_first_are_told_at_once_and_the_others_by_the_worker(
    villages, division_official, division_director, monkeypatch, client
):
    monkeypatch.setattr(announcing, "GROUPS_ON_A_PAGE", 4)
    draft = making.ranked(4_000_000, villages, number=10)
    leads = [file.lead_id for file in files(draft)]
    done = making.announced(draft, division_official, division_director)
    assert {file.state for file in files(done)} == {"selected", "reserve", "not_selected"}
    page = reverse("funding:round", args=[done.pk])
    assert "지금까지 4명에게" in sign_in(client, division_official).get(page).content.decode()
    everybody = Message.objects.filter(kind__startswith="result-", channel="inbox")
    assert set(everybody.values_list("recipient", flat=True)) == set(leads[:4])
    assert broadcasting.go_on() == 2
    assert sorted(everybody.values_list("recipient", flat=True)) == sorted(leads)
    assert broadcasting.go_on() == 0
    assert "지금까지" not in client.get(page).content.decode()


def test_a_page_of_messages_that_fails_leaves_no_half_and_is_written_again(
    villages, division_official, division_director, monkeypatch
):
    monkeypatch.setattr(announcing, "GROUPS_ON_A_PAGE", 4)
    making.announced(making.ranked(4_000_000, villages, number=10), division_official, division_director)
    before = Message.objects.count()

    def die_at_the_mark(execute, sql, params, many, context):
        if sql.startswith('UPDATE "notices_broadcast"'):
            raise KeyboardInterrupt
        return execute(sql, params, many, context)

    with connection.execute_wrapper(die_at_the_mark), pytest.raises(KeyboardInterrupt):
        broadcasting.go_on()
    assert Message.objects.count() == before
    broadcasting.go_on()
    told = Message.objects.filter(kind__startswith="result-").values_list("recipient", "channel")
    assert len(told) == len(set(told))
    assert len({recipient for recipient, _channel in told}) == 10


def test_an_unsigned_round_cannot_be_announced(draft, division_official):
    with pytest.raises(Refused):
        announcing.announce(making.proposed(draft, division_official), actor=division_official)


# --- Freed money --------------------------------------------------------------------------------------


def test_a_declined_award_frees_its_money_for_the_next_on_the_reserve_list(
    round_, division_official, division_director
):
    one = Award.objects.order_by("id").first()
    award.decline(one, actor=one.proposal.lead, note="이사를 가요.")
    assert (fresh(one).state, fresh(one).committed, fresh(round_).left) == ("declined", 0, 2_000_000)
    assert division_official.pk in told("award-declined")
    following = next_in_line(fresh(round_))
    assert following == files(round_)[3]
    step = promotion.propose(round_, following, actor=division_official, amount=1_000_000)
    assert division_director.pk in told("promotion-proposed")
    promotion.sign(step, actor=making.with_fresh_factor(division_director))
    assert fresh(following).state == "selected"
    assert told("result-promoted") == {following.lead_id}
    assert fresh(round_).committed == 3_000_000
    assert [each.pk for each in reserve_list(round_)] == [files(round_)[4].pk]
    assert compare().differences == []


def test_only_a_representative_of_the_group_declines(round_, outsider, division_director):
    one = Award.objects.first()
    for each in (outsider, division_director):
        with pytest.raises(NotAllowed):
            award.decline(one, actor=each)


def test_whoever_proposed_a_step_up_cannot_sign_it(round_, division_director):
    step = promotion.propose(round_, next_in_line(round_), actor=division_director, amount=1_000_000)
    with pytest.raises(NotAllowed):
        promotion.sign(step, actor=making.with_fresh_factor(division_director))


def test_a_step_up_goes_in_order_within_what_is_left_and_a_part_needs_a_reason(round_, division_official):
    following, later = reserve_list(round_)
    for file, amount in ((later, 1_000_000), (following, 1_000_001), (following, 0), (following, 500_000)):
        with pytest.raises(Refused):
            promotion.propose(round_, file, actor=division_official, amount=amount)
    assert not Promotion.objects.exists()
    assert what_is_left(round_, following) == 1_000_000
    promotion.propose(round_, following, actor=division_official, amount=500_000, reason="남은 금액이 적어요.")
    with pytest.raises(Refused):
        promotion.propose(round_, following, actor=division_official, amount=1_000_000)


def test_a_step_up_that_does_not_fit_any_more_cannot_be_signed(round_, division_official, division_director):
    one, two = reserve_list(round_)
    first = promotion.propose(round_, one, actor=division_official, amount=1_000_000)
    second = promotion.propose(round_, two, actor=division_official, amount=1_000_000)
    director = making.with_fresh_factor(division_director)
    promotion.sign(first, actor=director)
    with pytest.raises(Refused):
        promotion.sign(second, actor=director)
    promotion.withdraw(second, actor=division_official)
    assert fresh(two).state == "reserve"


# --- Objections ---------------------------------------------------------------------------------------


def test_neither_proposer_nor_signer_answers_an_objection(
    district_officer, division, round_, division_official, division_director
):
    file = next(each for each in files(round_) if each.state == "not_selected")
    made = objection.lodge(file, actor=file.lead, text="점수를 다시 봐 주세요.")
    for who in (division_official, division_director):
        with pytest.raises(NotAllowed):
            objection.uphold(made, actor=who, note="네")
    colleague = posted(person("송하준", "hajun@example.kr"), division, "division_official").person
    objection.uphold(made, actor=colleague, note="공간 점수가 빠졌습니다.")
    assert fresh(file).state == "reserve"
    assert next_in_line(round_) == file  # before those who were announced there
    body = Message.objects.filter(recipient=file.lead, kind="objection-upheld").first().body
    assert "공간 점수가 빠졌습니다." in body


def test_whoever_recommended_for_the_district_does_not_answer_the_objection(division, round_):
    from proposals.models import DistrictEvaluation
    from proposals.queries.people import answerers
    from villages.models import Office

    file = next(each for each in files(round_) if each.state == "not_selected")
    here = Office.objects.get(kind="district_office", district=file.village.district)
    officer = posted(person("배수현", "suhyun@example.kr"), here, "district_officer")
    colleague = posted(person("송하준", "hajun@example.kr"), division, "division_official").person
    DistrictEvaluation.objects.create(
        proposal=file, by=officer.person, posting=officer, recommendation="not", reason="공간이 없습니다."
    )
    made = objection.lodge(file, actor=file.lead, text="점수를 다시 봐 주세요.")
    assert colleague in answerers(made)
    assert officer.person not in answerers(made)
    with pytest.raises(NotAllowed):
        objection.dismiss(made, actor=officer.person, note="아니요")


def test_whoever_scored_the_file_does_not_answer_its_objection(division, round_):
    from proposals.queries.people import answerers

    file = next(each for each in files(round_) if each.state == "not_selected")
    colleague = posted(person("송하준", "hajun@example.kr"), division, "division_official")
    other = posted(person("고은별", "eunbyeol@example.kr"), division, "division_official").person
    with pgtrigger.ignore():
        panel = Panel.objects.create(call=file.call, state="closed", per_proposal=1, due_on=timezone.localdate())
        seat = Seat.objects.create(
            panel=panel, user=colleague.person, posting=colleague, kind="staff", state="accepted", invited_by=other
        )
        version = Version.objects.create(
            proposal=file, number=1, by=file.lead, rules_version=1, content={}, fingerprint="0", asked=1, own=0
        )
        times = dict.fromkeys(("declared_at", "handed_in_at"), timezone.now())
        Review.objects.create(seat=seat, proposal=file, version=version, state="final", position=1, total=10, **times)
    made = objection.lodge(file, actor=file.lead, text="점수를 다시 봐 주세요.")
    assert other in answerers(made)
    assert colleague.person not in answerers(made)
    with pytest.raises(NotAllowed):
        objection.uphold(made, actor=colleague.person, note="네")
    objection.uphold(made, actor=other, note="점수를 다시 보았습니다.")


def test_a_selected_group_cannot_object(round_):
    file = files(round_)[0]
    with pytest.raises(Refused):
        objection.lodge(file, actor=file.lead, text="더 주세요.")
