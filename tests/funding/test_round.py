"""The life of a round: who may do what, what keeps it, and what the director signs is what was proposed."""

import pgtrigger
import pytest
from django.db import DatabaseError, IntegrityError, transaction

from casework.lifecycle import NotAllowed, Refused
from casework.models import AuditEvent
from funding.models import Allocation, FundingRound
from funding.queries.ranking import Trial
from funding.workflow import announcing, ranking
from funding.workflow import round as rounds
from funding.workflow.ranking import Row
from groups.models import Membership
from notices.models import Message
from tests.cast import person, posted
from tests.funding import making
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(villages, division_official, division_director):
    """Six proposals of a million each in a round of four."""
    return making.ranked(4_000_000, villages, ceilings={villages[0].district: 3_000_000})


def rows_of(round_):
    return list(Allocation.objects.filter(round=round_).order_by("place"))


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as error:
        act(*args, **kwargs)
    assert not isinstance(error.value, NotAllowed)
    return error.value.reasons


# --- Drafting -----------------------------------------------------------------------------------------


def test_an_official_gives_a_part_with_a_reason_and_orders_the_reserve_list(draft, division_official):
    one, two, three, four, *_rest = rows_of(draft)
    ranking.decide(
        draft,
        {
            one.pk: Row("selected"), two.pk: Row("selected", 600_000, "강사비를 줄여 주세요."),
            three.pk: Row("reserve", reserve_place=2), four.pk: Row("reserve", reserve_place=1),
        },
        actor=division_official, version=draft.version,
    )  # fmt: skip
    assert [(row.outcome, row.amount, row.reserve_place) for row in rows_of(draft)[:4]] == [
        ("selected", 1_000_000, None), ("selected", 600_000, None), ("reserve", 0, 2), ("reserve", 0, 1),
    ]  # fmt: skip
    ranking.decide(
        draft, {three.pk: Row("reserve", reserve_place=1), four.pk: Row("reserve", reserve_place=2)},
        actor=division_official, version=draft.version,
    )  # fmt: skip
    assert [row.reserve_place for row in rows_of(draft)[2:4]] == [1, 2]


def test_every_fault_of_a_page_is_said_at_once_and_nothing_is_saved(draft, division_official):
    one, two, three, four, *_rest = rows_of(draft)
    typed = {
        one.pk: Row("selected", 2_000_000), two.pk: Row("selected", 10), three.pk: Row("reserve"),
        four.pk: Row("selected", 0),
    }  # fmt: skip
    reasons = refused(ranking.decide, draft, typed, actor=division_official, version=draft.version)
    assert len(reasons) == 4
    assert [number for row in (one, two, three, four) for number in [row.proposal.number] if number in str(reasons)]
    assert {row.outcome for row in rows_of(draft)} == {"not_selected"}


def test_two_rows_cannot_share_a_place_on_the_reserve_list_also_across_pages(draft, division_official):
    one, two, *_rest = rows_of(draft)
    ranking.decide(draft, {one.pk: Row("reserve", reserve_place=1)}, actor=division_official, version=None)
    assert refused(
        ranking.decide, draft, {two.pk: Row("reserve", reserve_place=1)}, actor=division_official, version=None
    )


def test_whoever_saves_an_older_ranking_reads_what_changed(draft, division_official, division_director):
    seen = draft.version
    one, two, *_rest = rows_of(draft)
    ranking.decide(fresh(draft), {one.pk: Row("selected")}, actor=division_director, version=seen)
    reasons = refused(ranking.decide, draft, {two.pk: Row("selected")}, actor=division_official, version=seen)
    assert one.proposal.number in reasons[1]
    assert division_director.name in reasons[1]
    assert fresh(two).outcome == "not_selected"


def test_a_cut_line_with_less_than_was_asked_needs_a_reason(draft, division_official):
    assert refused(ranking.cut, draft, Trial(3, 1, 70), actor=division_official, version=None)
    ranking.cut(draft, Trial(3, 1, 75), actor=division_official, version=None, reason="예산이 모자랍니다.")
    assert [row.amount for row in rows_of(draft)] == [750_000] * 3 + [0] * 3
    assert [row.reason for row in rows_of(draft)] == ["예산이 모자랍니다."] * 3 + [""] * 3


def test_every_change_is_recorded_row_by_row(draft, division_official):
    one = rows_of(draft)[0]
    ranking.decide(draft, {one.pk: Row("selected")}, actor=division_official, version=None)
    event = AuditEvent.objects.filter(verb="fundinground.ranked").get()
    assert event.changes[one.proposal.number] == [["not_selected", 0, None], ["selected", 1_000_000, None]]
    assert event.changes["version"] == [1, 2]


# --- Proposing and signing ----------------------------------------------------------------------------


def test_an_overspent_ranking_can_be_saved_and_not_proposed(draft, division_official):
    ranking.cut(draft, Trial(6, 0), actor=division_official, version=None)
    reasons = refused(rounds.propose, fresh(draft), actor=division_official)
    assert "2,000,000" in str(reasons)  # the pot
    assert "1,000,000" in str(reasons)  # the district


def test_an_empty_ranking_cannot_be_proposed(villages, division_official):
    from tests.proposals.making import open_call

    call = open_call()
    round_ = making.pot(call, 1_000_000)
    making.in_review(call, villages)
    assert len(refused(rounds.propose, round_, actor=division_official)) == 3


def test_the_director_is_told_signs_with_a_fresh_factor_and_everybody_hears(
    draft, division_official, division_director
):
    round_ = making.proposed(draft, division_official)
    assert Message.objects.filter(recipient=division_director, kind="round-proposed").exists()
    reasons = refused(rounds.sign, round_, actor=division_director)
    assert len(reasons) == 1
    round_ = making.signed_by(round_, division_director)
    assert (round_.state, round_.signed_by) == ("signed", division_director)
    assert Message.objects.filter(recipient=division_official, kind="round-signed").exists()


def test_a_director_cannot_sign_what_they_proposed(draft, division_director):
    round_ = making.proposed(draft, division_director)
    with pytest.raises(NotAllowed):
        rounds.sign(round_, actor=making.with_fresh_factor(division_director))
    with pgtrigger.ignore(), pytest.raises(IntegrityError, match="round_signed_by_another"), transaction.atomic():
        FundingRound.objects.filter(pk=round_.pk).update(signed_by=division_director)


def test_an_official_cannot_sign_and_an_auditor_can_do_nothing(draft, division_official, auditor):
    round_ = making.proposed(draft, division_official)
    for act, actor in ((rounds.sign, division_official), (rounds.sign, auditor)):
        with pytest.raises(NotAllowed):
            act(round_, actor=making.with_fresh_factor(actor))
    with pytest.raises(NotAllowed):
        rounds.send_back(round_, actor=auditor, note="음")
    assert auditor.has_perm("funding.view_round", round_)


def test_nobody_decides_on_a_round_in_which_their_own_group_asks(draft, division_official, division_director):
    group = rows_of(draft)[5].proposal.group
    ranking.cut(draft, Trial(3, 1), actor=division_official, version=None)
    Membership.objects.create(user=division_official, group=group, pledge_version=1)
    for act in (
        lambda: ranking.cut(fresh(draft), Trial(6, 0), actor=division_official, version=None),
        lambda: rounds.propose(fresh(draft), actor=division_official),
    ):
        with pytest.raises(NotAllowed):
            act()
    colleague = posted(
        person("송하준", "hajun@example.kr"), division_official.postings.get().office, "division_official"
    )
    rounds.propose(fresh(draft), actor=colleague.person)
    Membership.objects.create(user=division_director, group=group, pledge_version=1)
    with pytest.raises(NotAllowed):
        rounds.sign(fresh(draft), actor=making.with_fresh_factor(division_director))


def test_what_is_proposed_stands_until_it_is_sent_back(draft, division_official, division_director):
    round_ = making.proposed(draft, division_official)
    assert refused(ranking.cut, round_, Trial(1, 0), actor=division_official, version=None)
    with pytest.raises(DatabaseError, match="send it back"), transaction.atomic():
        Allocation.objects.filter(round=round_).update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        FundingRound.objects.filter(pk=round_.pk).update(budget=1)
    assert refused(rounds.send_back, round_, actor=division_director, note=" ")
    rounds.send_back(round_, actor=division_director, note="마포구를 다시 봐 주세요.")
    told = Message.objects.filter(recipient=division_official, kind="round-sent-back").first()
    assert "마포구를 다시 봐 주세요." in told.body
    ranking.cut(fresh(draft), Trial(2, 0), actor=division_official, version=None)


def test_the_director_cannot_sign_a_ranking_that_changed_since_they_read_it(
    draft, division_official, division_director
):
    seen = making.proposed(draft, division_official)
    rounds.reopen(seen, actor=division_official, note="한 팀이 빠졌어요.")
    ranking.cut(fresh(draft), Trial(2, 0), actor=division_official, version=None)
    rounds.propose(fresh(draft), actor=division_official)
    director = making.with_fresh_factor(division_director)
    reasons = refused(rounds.sign, fresh(draft), actor=director, version=seen.version)
    assert len(reasons) > 1
    rounds.sign(fresh(draft), actor=director, version=fresh(draft).version)


def test_a_signature_is_undone_until_the_results_are_announced(draft, division_official, division_director):
    round_ = making.signed_by(making.proposed(draft, division_official), division_director)
    rounds.reopen(round_, actor=division_official, note="숫자가 틀렸어요.")
    assert (fresh(round_).state, fresh(round_).signed_by) == ("drafting", None)
    round_ = making.announced(fresh(round_), division_official, division_director)
    assert refused(rounds.reopen, round_, actor=division_official, note="아니요")
    assert refused(announcing.announce, round_, actor=division_official)


# --- Taking proposals over ----------------------------------------------------------------------------


def test_proposals_are_taken_over_only_from_closed_panels(villages, division_official):
    from tests.proposals.making import open_call

    call = open_call()
    round_ = making.pot(call, 1_000_000)
    making.in_review(call, villages, 2)
    assert "씨앗기" in refused(ranking.fill, round_, actor=division_official)[0]
