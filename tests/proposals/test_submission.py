"""A proposal is confirmed, handed in, handed in again, returned, and withdrawn."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from casework import context
from casework.lifecycle import NotAllowed, Refused
from notices.deadlines import deadlines_of
from notices.models import Message
from proposals.models import Confirmation, Version
from proposals.record import fingerprint
from proposals.workflow import submission, triage
from tests.groups.making import at_home, family, formed, founded, fresh
from tests.proposals import making

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
def draft(group, center):
    """A complete draft, for a call in which the lead proposer alone confirms."""
    return making.complete(making.draft(group, making.open_call()))


@pytest.fixture
def draft_of_three(group, center):
    return making.complete(making.draft(group, making.open_call(agreement="three")))


def hand_in(proposal, actor=None):
    return submission.hand_in(fresh(proposal), actor=actor or proposal.lead, seen=making.seen(proposal))


def kinds_for(person):
    return set(Message.objects.filter(recipient=person, channel="inbox").values_list("kind", flat=True))


def reasons(proposal, actor=None):
    with pytest.raises(Refused) as refused:
        hand_in(proposal, actor)
    return " ".join(refused.value.reasons)


# --- Handing in --------------------------------------------------------------------------------------


def test_a_submission_numbers_the_file_and_keeps_every_word(draft, center, three, triage_officer):
    version = hand_in(draft)
    proposal = fresh(draft)
    assert proposal.state == "submitted"
    assert proposal.number.split("-")[0] == str(timezone.localdate().year)
    assert proposal.number.endswith("-00001")
    assert proposal.office == center
    assert proposal.triage_due_on > timezone.localdate()
    assert (version.number, version.asked, version.own) == (1, proposal.asked, proposal.own)
    stored = Version.objects.get(pk=version.pk)
    assert fingerprint(stored.content) == stored.fingerprint
    assert stored.content["parts"]["idea"]["title"] == proposal.title
    assert all("proposal-submitted" in kinds_for(each) for each in three)
    assert "proposal-arrived" in kinds_for(triage_officer)


def test_letters_of_the_district_stand_in_the_number(draft, places):
    draft.village.district.letters = "SD"
    draft.village.district.save()
    hand_in(draft)
    assert fresh(draft).number == f"{timezone.localdate().year}-SD-00001"


def test_the_year_of_a_number_is_the_year_in_seoul(group, center):
    with time_machine.travel(datetime(2026, 12, 31, 23, 59, 30, tzinfo=SEOUL), tick=False):
        first = making.complete(making.draft(group, making.open_call()))
        call = making.open_call()
        hand_in(first)
    with time_machine.travel(datetime(2027, 1, 1, 0, 0, 10, tzinfo=SEOUL), tick=False):
        second = making.complete(making.draft(group, call))
        hand_in(second)
    assert fresh(first).number.startswith("2026-")
    assert fresh(second).number.startswith("2027-")
    assert fresh(second).number.endswith("-00001")


def test_pressing_twice_is_one_version(draft, three):
    first = hand_in(draft)
    again = submission.hand_in(fresh(draft), actor=three[1], seen=first.fingerprint)
    assert again == first
    assert Version.objects.count() == 1


def test_a_member_cannot_hand_in_a_text_they_did_not_see(draft):
    seen = making.seen(draft)
    making.written(draft, "idea", title="다른 제목")
    with pytest.raises(Refused):
        submission.hand_in(fresh(draft), actor=draft.lead, seen=seen)
    assert fresh(draft).state == "draft"
    assert not Confirmation.objects.exists()


def test_an_outsider_cannot_hand_in(draft, outsider, adviser):
    for each in (outsider, adviser):
        with pytest.raises(NotAllowed):
            hand_in(draft, each)


def test_an_incomplete_text_is_refused_with_a_sentence_for_all_that_is_missing(group, center):
    draft = making.draft(group, making.open_call(advice_required=True, minimum_people=5))
    said = reasons(draft)
    assert "5" in said
    assert fresh(draft).state == "draft"
    assert fresh(draft).number is None


def test_a_typo_can_be_mended_while_the_call_is_open(draft, three):
    hand_in(draft)
    number = fresh(draft).number
    making.written(draft, "idea", title="고친 제목")
    version = hand_in(draft)
    assert (version.number, fresh(draft).number) == (2, number)
    assert [each.content["parts"]["idea"]["title"] for each in draft.versions.all()][1] == "고친 제목"
    assert "proposal-resubmitted" in kinds_for(three[1])


def test_the_same_text_is_not_handed_in_a_second_time(draft):
    hand_in(draft)
    with pytest.raises(Refused):
        submission.resubmit(fresh(draft), actor=draft.lead)


# --- By the clock ------------------------------------------------------------------------------------


def test_a_submission_that_began_in_time_counts(draft):
    closes = draft.call.closes_at
    with time_machine.travel(closes + timedelta(seconds=20), tick=False):
        context.stamp(closes - timedelta(seconds=1))
        try:
            version = hand_in(draft)
        finally:
            context.stamp(None)
    assert version.at == closes - timedelta(seconds=1)
    assert fresh(draft).submitted_at < closes


def test_a_submission_that_began_late_keeps_its_draft(draft):
    with time_machine.travel(draft.call.closes_at, tick=False):
        said = reasons(draft)
    assert f"{timezone.localtime(draft.call.closes_at):%H:%M:%S}" in said
    assert fresh(draft).state == "draft"


def test_a_returned_file_is_handed_in_after_the_call_closed_until_its_date(draft, triage_officer):
    hand_in(draft)
    due = timezone.localdate() + timedelta(days=30)
    points = [("idea", "누구를 위한 일인지 적어 주세요.")]
    triage.return_(fresh(draft), actor=triage_officer, points=points, due_back_on=due)
    midnight = datetime.combine(due + timedelta(days=1), datetime.min.time(), SEOUL)
    with time_machine.travel(midnight - timedelta(minutes=1), tick=False):
        making.written(draft, "idea", need="어르신들이 쉴 곳이 없어요.")
        seen = making.seen(draft)
    with time_machine.travel(midnight, tick=False), pytest.raises(Refused):
        submission.hand_in(fresh(draft), actor=draft.lead, seen=seen)
    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        assert hand_in(draft).number == 2
    assert fresh(draft).due_back_on is None


# --- Agreeing ----------------------------------------------------------------------------------------


def test_three_confirm_on_their_own_accounts(draft_of_three, three):
    assert "2" in reasons(draft_of_three)
    making.confirmed(draft_of_three, three[1])
    assert "proposal-confirmation-needed" in kinds_for(three[2])
    assert "proposal-confirmation-needed" not in kinds_for(three[1])
    making.confirmed(draft_of_three, three[2])
    assert hand_in(draft_of_three).number == 1
    assert Confirmation.objects.count() == 3


def test_a_missing_yes_is_on_the_desk_until_it_is_given_or_the_text_changes(draft_of_three, three):
    def waiting():
        return [each for each in three if any(d.source == "proposal-confirmation" for d in deadlines_of(each))]

    assert waiting() == []
    making.confirmed(draft_of_three, three[1])
    assert waiting() == [three[0], three[2]]
    making.confirmed(draft_of_three, three[0], three[2])
    assert waiting() == []
    making.written(draft_of_three, "idea", title="바뀐 제목")
    making.confirmed(draft_of_three, three[2])
    assert waiting() == [three[0], three[1]]


def test_the_lead_proposer_must_be_among_them(draft_of_three, three):
    making.confirmed(draft_of_three, three[1], three[2])
    assert three[0].name in reasons(draft_of_three, three[1])


def test_a_changed_text_needs_a_new_yes(draft_of_three, three):
    making.confirmed(draft_of_three, *three)
    making.written(draft_of_three, "idea", title="바뀐 제목")
    assert "2" in reasons(draft_of_three)


def test_a_text_changed_back_needs_no_new_yes(draft_of_three, three):
    title = draft_of_three.title
    making.confirmed(draft_of_three, *three)
    making.written(draft_of_three, "idea", title="바뀐 제목")
    making.written(draft_of_three, "idea", title=title)
    assert hand_in(draft_of_three).number == 1


def test_a_member_cannot_confirm_another_text_or_an_incomplete_one(group, three, center):
    draft = making.draft(group, making.open_call(agreement="three"))
    with pytest.raises(Refused):
        submission.confirm(draft, actor=three[1], seen=making.seen(draft))
    with pytest.raises(Refused):
        submission.confirm(making.complete(draft), actor=three[1], seen="0" * 64)


# --- People ------------------------------------------------------------------------------------------


def test_family_members_count_once_for_a_submission(draft, three):
    family(three[1], three[2])
    assert three[2].name in reasons(draft)


def test_the_calls_own_minimum_holds(group, center):
    draft = making.complete(making.draft(group, making.open_call(minimum_people=4)))
    assert "4" in reasons(draft)


def test_one_person_leads_one_proposal_per_call_and_both_groups_are_told(draft, three, village, outsider):
    hand_in(draft)
    others = [making_person(name) for name in ("유가온", "차나래")]
    for each in others:
        at_home(each, village)
    second = formed(founded(three[0], village, "두 번째 모임"), *others)
    other = making.complete(making.draft(second, draft.call))
    assert draft.group_name in reasons(other)
    assert "proposal-two-leads" in kinds_for(three[1])
    assert "proposal-two-leads" in kinds_for(others[0])
    reasons(other)
    assert Message.objects.filter(recipient=others[0], kind="proposal-two-leads", channel="inbox").count() == 1


def making_person(name):
    from tests.cast import person

    return person(name, f"{abs(hash(name))}@example.kr")


# --- Withdrawing -------------------------------------------------------------------------------------


def test_a_group_withdraws_and_may_begin_again(draft, three, triage_officer):
    hand_in(draft)
    submission.withdraw(fresh(draft), actor=three[1], note="내년에 다시 해요.")
    assert fresh(draft).state == "withdrawn"
    assert "proposal-withdrawn-for-office" in kinds_for(triage_officer)
    again = making.submitted(making.draft(fresh(draft.group), draft.call))
    assert again.number.endswith("-00002")


def test_the_content_holds_the_rules_as_they_were(draft):
    hand_in(draft)
    version = fresh(draft).versions.get()
    assert version.content["call"]["ceiling"] == draft.call.ceiling
    assert [row["item"] for row in version.content["call"]["budget_items"]] == ["materials", "meeting"]
    assert version.rules_version == draft.call.rules_version
