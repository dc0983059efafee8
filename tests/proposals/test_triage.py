"""The eligibility check: who may do what at which moment, and what follows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from notices.models import Message
from proposals.models import Proposal
from proposals.workflow import objection as objections
from proposals.workflow import triage
from tests.cast import person, posted
from tests.groups.making import fresh
from tests.proposals.files import in_days, posting

POINTS = [("budget", "강사비 산출 근거를 적어 주세요."), ("idea", "어떤 이웃이 함께하는지 써 주세요.")]


def told(people, kind):
    return {each.recipient for each in Message.objects.filter(kind=kind, recipient__in=people, channel="inbox")}


# --- Assignment --------------------------------------------------------------------------------------


def test_an_officer_may_give_a_file_to_a_colleague_who_is_told(file, triage_officer, district_officer):
    triage.assign(file, actor=triage_officer, posting=posting(district_officer))
    assert fresh(file).assigned_to.person == district_officer
    assert told([district_officer], "proposal-assigned") == {district_officer}


def test_an_officer_may_take_a_file_and_put_it_back(file, triage_officer):
    triage.assign(file, actor=triage_officer, posting=posting(triage_officer))
    assert told([triage_officer], "proposal-assigned") == set()
    triage.assign(file, actor=triage_officer, posting=None)
    assert fresh(file).assigned_to is None


def test_a_file_cannot_be_given_to_somebody_who_does_not_check_here(file, triage_officer, other_center, adviser):
    elsewhere = posted(person("서우진", "woojin@example.kr"), other_center, "triage_officer")
    for wrong in (elsewhere, posting(adviser)):
        with pytest.raises(Refused):
            triage.assign(file, actor=triage_officer, posting=wrong)


def test_a_file_moves_to_the_successor_when_a_posting_ends(file, triage_officer, center, division_official):
    from villages.workflow import posting as postings

    successor = posted(person("서우진", "woojin@example.kr"), center, "triage_officer")
    held = posting(triage_officer)
    triage.assign(file, actor=triage_officer, posting=held)
    postings.end(held, actor=division_official, successor=successor, note="전보")
    assert fresh(file).assigned_to == successor


def test_a_file_goes_back_to_the_queue_when_nobody_succeeds(file, triage_officer, division_official):
    from villages.workflow import posting as postings

    held = posting(triage_officer)
    triage.assign(file, actor=triage_officer, posting=held)
    postings.end(held, actor=division_official, successor=None, note="전보")
    assert fresh(file).assigned_to is None


def test_a_posting_that_ended_cannot_be_given_a_file(file, triage_officer, district_officer):
    ended = posting(triage_officer)
    type(ended).objects.filter(pk=ended.pk).update(starts_on=in_days(-9), ends_on=in_days(-1))
    with pytest.raises(Refused):
        triage.assign(file, actor=district_officer, posting=ended)


# --- Return ------------------------------------------------------------------------------------------


def test_all_members_are_told_the_points_when_a_file_is_returned(file, three, triage_officer):
    triage.return_(file, actor=triage_officer, points=POINTS, due_back_on=in_days(14))
    file = fresh(file)
    assert (file.state, file.due_back_on, file.acts_by) == ("returned", in_days(14), in_days(14))
    assert [(each.key, each.version) for each in file.points.all()] == [("budget", 1), ("idea", 1)]
    assert told(three, "proposal-returned") == set(three)
    body = Message.objects.filter(kind="proposal-returned", channel="inbox").first().body
    assert POINTS[0][1] in body


def test_a_file_cannot_be_returned_without_a_point_or_until_yesterday(file, triage_officer):
    with pytest.raises(Refused) as refused:
        triage.return_(file, actor=triage_officer, points=[("idea", "  ")], due_back_on=in_days(-1))
    assert len(refused.value.reasons) == 2


def test_a_member_may_mark_points_while_the_file_is_with_the_group(returned, three, outsider, triage_officer):
    point = returned.points.first()
    for wrong in (outsider, triage_officer):
        with pytest.raises(NotAllowed):
            triage.finish_point(point, actor=wrong)
    assert triage.finish_point(point, actor=three[1]).done_by == three[1]
    assert triage.finish_point(point, actor=three[2], done=False).done_at is None


def test_a_member_cannot_mark_points_when_the_office_has_the_file(returned, three):
    Proposal.objects.filter(pk=returned.pk).update(state="submitted")
    with pytest.raises(Refused):
        triage.finish_point(returned.points.first(), actor=three[0])


# --- Decisions ---------------------------------------------------------------------------------------


def test_an_officer_may_find_a_file_eligible_and_the_group_hears(file, three, triage_officer):
    triage.find_eligible(file, actor=triage_officer, note="잘 읽었습니다.")
    assert fresh(file).state == "eligible"
    assert fresh(file).decided_by == triage_officer
    assert told(three, "proposal-eligible") == set(three)


def test_a_decision_about_an_older_version_is_refused(file, triage_officer):
    for step, more in ((triage.find_eligible, {}), (triage.find_ineligible, {"rule": "규칙", "note": "이유"})):
        with pytest.raises(Refused, match=r"새|newer"):
            step(file, actor=triage_officer, version=0, **more)


def test_the_group_reads_rule_reason_and_right_to_object(file, three, triage_officer):
    triage.find_ineligible(file, actor=triage_officer, rule="세 사람이 함께해야 합니다.", note="한 분이 탈퇴했습니다.")
    file = fresh(file)
    assert file.objection_until == timezone.localdate() + timedelta(days=file.call.objection_days)
    body = Message.objects.filter(kind="proposal-ineligible", channel="inbox").first().body
    assert "세 사람이 함께해야 합니다." in body
    assert "한 분이 탈퇴했습니다." in body


def test_a_returned_file_cannot_be_found_ineligible_before_its_day_has_passed(returned, triage_officer, time_machine):
    with pytest.raises(Refused):
        triage.find_ineligible(returned, actor=triage_officer, rule="규칙", note="이유")
    time_machine.move_to(timezone.now() + timedelta(days=15))
    triage.find_ineligible(returned, actor=triage_officer, rule="규칙", note="이유")
    assert fresh(returned).state == "ineligible"


def test_nobody_but_the_offices_of_the_place_may_check(file, everybody, other_center):
    elsewhere = posted(person("서우진", "woojin@example.kr"), other_center, "triage_officer").person
    may = {each.email for each in [*everybody, elsewhere] if each.has_perm("proposals.check_proposal", file)}
    assert may == {
        "doyun@example.kr", "subin@example.kr", "yerin@example.kr", "taehyun@example.kr",
    }  # fmt: skip


def test_a_member_who_is_posted_there_cannot_handle_the_own_file(file, three, center):
    posted(three[1], center, "triage_officer")
    member = type(three[1]).objects.get(pk=three[1].pk)
    with pytest.raises(NotAllowed):
        triage.find_eligible(file, actor=member)
    from proposals.queries.queue import queue_of

    assert not queue_of(member).exists()


def test_the_record_says_in_which_posting_staff_acted(file, triage_officer, three):
    from casework.models import AuditEvent

    triage.return_(file, actor=triage_officer, points=POINTS, due_back_on=in_days(14))
    triage.finish_point(fresh(file).points.first(), actor=three[0])
    assert AuditEvent.objects.get(verb="proposal.returned").acting_posting_id == posting(triage_officer).pk
    assert AuditEvent.objects.get(verb="triagepoint.done").acting_posting_id is None


# --- Objections --------------------------------------------------------------------------------------


@pytest.fixture
def refused_file(file, triage_officer):
    triage.find_ineligible(file, actor=triage_officer, rule="규칙", note="이유")
    return fresh(file)


@pytest.fixture
def lodged(refused_file, three, district_officer):
    return objections.lodge(refused_file, actor=three[1], text="탈퇴한 분 대신 새 이웃이 함께합니다.")


def test_a_member_may_object_and_who_did_not_decide_is_told(lodged, district_officer, triage_officer):
    assert lodged.state == "lodged"
    assert told([district_officer, triage_officer], "objection-lodged") == {district_officer}


def test_a_group_cannot_object_twice_or_too_late(lodged, refused_file, three, time_machine):
    with pytest.raises(Refused):
        objections.lodge(refused_file, actor=three[0], text="또 이의")
    objections.withdraw(lodged, actor=three[0])
    time_machine.move_to(timezone.now() + timedelta(days=21))
    with pytest.raises(Refused):
        objections.lodge(refused_file, actor=three[0], text="늦은 이의")


def test_an_upheld_objection_opens_the_file_again(lodged, district_officer, three, triage_officer):
    objections.uphold(lodged, actor=district_officer, note="새 이웃의 동의를 확인했습니다.")
    file = fresh(lodged.proposal)
    assert (file.state, file.ineligible_rule, file.assigned_to) == ("submitted", "", None)
    assert file.triage_due_on > timezone.localdate()
    assert told(three, "objection-upheld") == set(three)
    assert told([triage_officer], "proposal-reopened") == {triage_officer}


def test_a_dismissed_objection_leaves_the_decision(lodged, district_officer, three):
    objections.dismiss(lodged, actor=district_officer, note="규칙은 모두에게 같습니다.")
    assert fresh(lodged.proposal).state == "ineligible"
    with pytest.raises(Refused):
        objections.lodge(fresh(lodged.proposal), actor=three[0], text="다시")


def test_an_objection_to_the_districts_decision_stands_on_the_desk_of_the_divisions_head(
    file, three, district_officer, division_director
):
    from notices.deadlines import deadlines_of

    triage.find_ineligible(file, actor=district_officer, rule="규칙", note="이유")
    made = objections.lodge(fresh(file), actor=three[0], text="다시 봐 주세요.")
    on_desk = {person: [each.link for each in deadlines_of(person)] for person in (district_officer, division_director)}
    assert made.get_absolute_url() in on_desk[division_director]
    assert made.get_absolute_url() not in on_desk[district_officer]


def test_whoever_decided_cannot_answer_the_objection(file, three, district_officer, division_official):
    triage.find_ineligible(file, actor=district_officer, rule="규칙", note="이유")
    made = objections.lodge(fresh(file), actor=three[0], text="다시 봐 주세요.")
    assert told([division_official, district_officer], "objection-lodged") == {division_official}
    with pytest.raises(NotAllowed):
        objections.dismiss(made, actor=district_officer, note="그대로입니다.")


def test_the_database_refuses_an_answer_by_whoever_decided(lodged, triage_officer):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="objection_answered_by_another"), transaction.atomic():
        type(lodged).objects.filter(pk=lodged.pk).update(answered_by=triage_officer)
