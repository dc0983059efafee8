"""Postings from proposal to end, and the work that is handed over."""

from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from casework.models import AuditEvent
from notices.models import Message
from tests.cast import TOTP_SECRET, person, posted
from villages import handover, tasks
from villages.enums import PostingState, Role
from villages.models import IdentityVisit, Posting
from villages.workflow import posting as postings
from villages.workflow import visit as visits


def told(user):
    return set(Message.objects.filter(recipient=user, channel="inbox").values_list("kind", flat=True))


@pytest.fixture
def proposed(jiwoo, center, district_officer):
    return postings.propose(jiwoo, center, Role.ADVISER, actor=district_officer)


@pytest.fixture
def held(adviser):
    return Posting.objects.get(person=adviser)


@pytest.fixture
def colleague(triage_officer):
    return Posting.objects.get(person=triage_officer)


@pytest.fixture
def work(held, adviser, outsider, jiwoo, center):
    """Two identity visits on the adviser's list."""
    made = [visits.request(user, center) for user in (jiwoo, outsider)]
    return [visits.take(visit, actor=adviser) for visit in made]


# --- Proposing and answering -------------------------------------------------------------------------


def test_a_district_officer_may_propose_and_the_person_is_told(proposed, jiwoo, district_officer):
    event = AuditEvent.objects.get(verb="posting.proposed")

    assert (proposed.state, proposed.proposed_by) == (PostingState.PROPOSED, district_officer)
    assert (event.actor, event.acting_as) == (district_officer, "성동구청 자치구 담당자")
    assert told(jiwoo) == {"posting-proposed"}


def test_a_resident_cannot_propose(jiwoo, outsider, center):
    with pytest.raises(NotAllowed):
        postings.propose(outsider, center, Role.ADVISER, actor=jiwoo)


def test_an_official_cannot_hand_out_the_keys_of_the_house(jiwoo, division, division_official):
    with pytest.raises(NotAllowed):
        postings.propose(jiwoo, division, Role.ADMINISTRATOR, actor=division_official)


def test_an_administrator_cannot_propose_their_own_posting(administrator, center):
    with pytest.raises(Refused, match="다른 사람"):
        postings.propose(administrator, center, Role.ADVISER, actor=administrator)


def test_every_reason_against_a_proposal_is_told(jiwoo, center, administrator):
    center.active = jiwoo.is_active = False
    center.save()
    jiwoo.save()
    with pytest.raises(Refused) as refused:
        postings.propose(jiwoo, center, Role.ADVISER, actor=administrator, ends_on=date(2020, 1, 1))

    assert len(refused.value.reasons) == 4
    assert not Posting.objects.filter(person=jiwoo).exists()


def test_a_role_is_not_proposed_twice(proposed, jiwoo, center, administrator):
    with pytest.raises(Refused, match="이미"):
        postings.propose(jiwoo, center, Role.ADVISER, actor=administrator)


def test_a_posting_is_not_accepted_without_second_factor(proposed, jiwoo):
    with pytest.raises(Refused, match="2차 인증"):
        postings.accept(proposed, actor=jiwoo, pledge=True)


def test_a_posting_is_not_accepted_without_the_pledge(proposed, jiwoo):
    TOTP.activate(jiwoo, TOTP_SECRET)
    with pytest.raises(Refused, match="비밀"):
        postings.accept(proposed, actor=jiwoo)


def test_a_person_may_accept_and_holds_the_role(proposed, jiwoo, district_officer):
    TOTP.activate(jiwoo, TOTP_SECRET)
    postings.accept(proposed, actor=jiwoo, pledge=True)

    proposed.refresh_from_db()
    assert proposed.state == PostingState.ACTIVE
    assert proposed.pledged_at is not None
    assert proposed.is_in_force
    assert told(district_officer) == {"posting-accepted"}


def test_nobody_else_may_accept(proposed, outsider, administrator):
    for actor in (outsider, administrator):
        with pytest.raises(NotAllowed):
            postings.accept(proposed, actor=actor, pledge=True)


def test_a_person_may_decline(proposed, jiwoo, district_officer):
    postings.decline(proposed, actor=jiwoo, note="이사를 갑니다")

    assert proposed.state == PostingState.ENDED
    assert told(district_officer) == {"posting-declined"}


def test_an_office_may_withdraw_with_a_reason(proposed, jiwoo, division_official):
    with pytest.raises(Refused):
        postings.withdraw(proposed, actor=division_official)
    postings.withdraw(proposed, actor=division_official, note="자리가 없어졌습니다")

    assert proposed.state == PostingState.ENDED
    assert "posting-withdrawn" in told(jiwoo)


# --- Ending and handing over -------------------------------------------------------------------------


def test_open_work_moves_to_the_successor(held, colleague, work, district_officer, triage_officer, adviser):
    postings.end(held, actor=district_officer, note="부서 이동", successor=colleague)

    assert set(IdentityVisit.objects.values_list("assigned_to", flat=True)) == {colleague.pk}
    moved = AuditEvent.objects.filter(verb="identityvisit.handed_over")
    assert [event.changes["assigned_to"] for event in moved] == [[held.pk, colleague.pk]] * 2
    assert "work-received" in told(triage_officer)
    assert "posting-ended" in told(adviser)
    assert not IdentityVisit.objects.waiting_for(held).exists()


def test_open_work_without_successor_goes_back_to_the_queue(held, colleague, work, adviser, triage_officer):
    postings.end(held, actor=adviser, note="그만둡니다")

    assert list(IdentityVisit.objects.waiting().filter(assigned_to=None)) == [*work]
    assert "work-in-queue" in told(triage_officer)


def test_finished_work_stays_with_whoever_did_it(held, work, adviser):
    visits.confirm(work[0], actor=adviser, document="passport")
    postings.end(held, actor=adviser, note="그만둡니다")

    assert IdentityVisit.objects.get(pk=work[0].pk).assigned_to == held


def test_a_hand_over_that_fails_ends_nothing(held, work, adviser, monkeypatch):
    def broken(posting):
        raise RuntimeError("the register is away")

    # A source of an upper floor that fails, beside the real one.
    monkeypatch.setitem(handover._sources, "broken", handover.Source("broken", broken))
    with pytest.raises(RuntimeError):
        postings.end(held, actor=adviser, note="그만둡니다")

    held.refresh_from_db()
    assert held.state == PostingState.ACTIVE
    assert IdentityVisit.objects.waiting_for(held).count() == 2
    assert not AuditEvent.objects.filter(verb="identityvisit.handed_over").exists()


def test_a_successor_must_work_at_the_same_office(held, other_adviser, adviser):
    elsewhere = Posting.objects.get(person=other_adviser)
    with pytest.raises(Refused, match="후임자"):
        postings.end(held, actor=adviser, note="그만둡니다", successor=elsewhere)


def test_an_ended_posting_takes_no_new_work(held, adviser, jiwoo, center):
    visit = visits.request(jiwoo, center)
    # The adviser's request was under way, their postings already read, when the posting ended.
    assert adviser.has_perm("villages.take_identityvisit", visit)
    Posting.objects.filter(pk=held.pk).update(state="ended", ended_at=timezone.now())

    with pytest.raises(Refused, match="활동 중인 보직이 아닙니다"):
        visits.take(visit, actor=adviser)
    assert IdentityVisit.objects.get().assigned_to is None


@pytest.mark.parametrize("role", ["administrator", "division_director"])
def test_the_last_one_who_keeps_the_house_running_cannot_leave(request, role):
    holder = request.getfixturevalue(role)
    posting = Posting.objects.get(person=holder)
    with pytest.raises(Refused, match="마지막 사람"):
        postings.end(posting, actor=holder, note="그만둡니다")

    posted(person("남궁솔", "sol@example.kr"), posting.office, role)
    postings.end(posting, actor=holder, note="그만둡니다")
    assert posting.state == PostingState.ENDED


# --- The clock ---------------------------------------------------------------------------------------


def test_the_clock_ends_postings_after_their_last_day_once(held, work, colleague, proposed):
    today = timezone.localdate()
    Posting.objects.filter(pk=held.pk).update(starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
    Posting.objects.filter(pk=colleague.pk).update(ends_on=today)
    Posting.objects.filter(pk=proposed.pk).update(
        starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=2)
    )

    assert tasks.end_due_postings() == 2
    assert tasks.end_due_postings() == 0

    assert set(Posting.objects.filter(state="ended")) == {held, proposed}
    assert AuditEvent.objects.filter(verb="posting.expired", actor=None).count() == 2
    assert IdentityVisit.objects.waiting().filter(assigned_to=None).count() == 2


def test_the_clock_hands_work_to_the_named_successor(held, work, colleague, adviser, triage_officer):
    postings.name_successor(held, actor=adviser, successor=colleague)
    today = timezone.localdate()
    Posting.objects.filter(pk=held.pk).update(starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
    tasks.end_due_postings()

    assert set(IdentityVisit.objects.values_list("assigned_to", flat=True)) == {colleague.pk}
    assert {"posting-successor", "work-received"} <= told(triage_officer)


def test_a_successor_who_left_receives_nothing(held, work, colleague, adviser, triage_officer):
    postings.name_successor(held, actor=adviser, successor=colleague)
    postings.end(colleague, actor=triage_officer, note="먼저 그만둡니다")
    today = timezone.localdate()
    Posting.objects.filter(pk=held.pk).update(starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
    tasks.end_due_postings()

    assert set(IdentityVisit.objects.values_list("assigned_to", flat=True)) == {None}


# --- The first administrator -------------------------------------------------------------------------


def test_an_operator_may_appoint_the_first_administrator_only(jiwoo, outsider):
    TOTP.activate(jiwoo, TOTP_SECRET)
    call_command("appoint_administrator", "jiwoo@example.kr")
    posting = Posting.objects.get(person=jiwoo)
    postings.accept(posting, actor=jiwoo, pledge=True)

    assert jiwoo.has_perm("villages.use_admin")
    with pytest.raises(CommandError):
        call_command("appoint_administrator", outsider.email)
    with pytest.raises(CommandError):
        call_command("appoint_administrator", "nobody@example.kr")


# --- Identity visits ---------------------------------------------------------------------------------


def test_a_visit_is_confirmed_without_any_number(jiwoo, center, adviser):
    visit = visits.request(jiwoo, center)
    with pytest.raises(Refused):
        visits.confirm(visit, actor=adviser)
    visits.confirm(visit, actor=adviser, document="resident_card")

    assert jiwoo.identity_confirmations.get().confirmed_by == adviser
    assert AuditEvent.objects.get(verb="identityvisit.confirmed").changes["document"] == ["", "●"]
    assert "identityvisit-confirmed" in told(jiwoo)


def test_a_person_asks_one_office_at_a_time(jiwoo, center, other_center):
    visit = visits.request(jiwoo, center)
    with pytest.raises(Refused, match="먼저"):
        visits.request(jiwoo, other_center)
    visits.withdraw(visit, actor=jiwoo)
    visits.request(jiwoo, other_center)


def test_the_division_is_no_counter(jiwoo, division):
    with pytest.raises(Refused):
        visits.request(jiwoo, division)


def test_a_visit_taken_is_given_back(jiwoo, center, adviser, held):
    visit = visits.take(visits.request(jiwoo, center), actor=adviser)
    assert visit.assigned_to == held
    with pytest.raises(Refused):
        visits.take(visit, actor=adviser)
    visits.release(visit, actor=adviser)
    assert IdentityVisit.objects.get().assigned_to is None
