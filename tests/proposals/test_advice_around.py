"""Around talks: comments on shown drafts, drafts begun at the counter, signals, reminders, closing an account."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from groups.enums import SignalKind
from groups.models import Group
from groups.queries.independence import everything_seen
from notices import deadlines
from notices.models import Message
from notices.workflow.reminding import remind_all
from proposals.models import Advice, Proposal, SectionComment
from proposals.workflow import advice as talks
from proposals.workflow import comments, drafting
from tests.cast import sign_in
from tests.groups.making import fresh
from tests.proposals import making
from tests.proposals.test_advice import after, booked, offered, posting_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(group):
    return making.draft(group, making.open_call())


@pytest.fixture
def shown(draft, jiwoo):
    drafting.share(draft, actor=jiwoo)
    return fresh(draft)


# --- Comments ----------------------------------------------------------------------------------------


def test_advisers_comment_only_on_a_draft_that_is_shown(draft, adviser, jiwoo):
    with pytest.raises(NotAllowed):
        comments.write(draft, actor=adviser, key="idea", text="좋아요")
    drafting.share(draft, actor=jiwoo)
    assert comments.write(fresh(draft), actor=adviser, key="idea", text="좋아요").author == adviser


@pytest.mark.parametrize(
    "who", ["jiwoo", "outsider", "triage_officer", "other_adviser", "division_official", "auditor"]
)
def test_nobody_else_comments(shown, who, request):
    with pytest.raises(NotAllowed):
        comments.write(shown, actor=request.getfixturevalue(who), key="idea", text="좋아요")


def test_members_hear_of_comments_once_a_day(shown, adviser, seoyeon):
    for number in range(3):
        comments.write(shown, actor=adviser, key="idea", text=f"{number}")
    assert Message.objects.filter(recipient=seoyeon, kind="proposal-comments", channel="inbox").count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        comments.write(shown, actor=adviser, key="budget", text="견적을 붙여 주세요.")
    assert Message.objects.filter(recipient=seoyeon, kind="proposal-comments", channel="inbox").count() == 2


def test_the_group_marks_a_comment_as_done_and_the_adviser_cannot(client, shown, adviser, minjun):
    comment = comments.write(shown, actor=adviser, key="idea", text="누구에게 필요한가요?")
    address = reverse("proposals:finish-comment", args=[comment.pk])
    assert sign_in(client, adviser).post(address).status_code == 404
    answer = sign_in(client, minjun).post(address, {"next": "//evil.example/"})
    assert answer.url.startswith("/proposals/")
    assert fresh(comment).done_by == minjun


def test_an_adviser_comments_on_a_page_without_javascript(client, shown, adviser):
    address = reverse("proposals:comment", args=[shown.pk, "idea"])
    sign_in(client, adviser)
    assert client.get(address).status_code == 200
    assert client.post(address, {"text": " "}).status_code == 422
    assert client.post(address, {"text": "첫 문장이 좋아요."}).status_code == 302
    assert SectionComment.objects.get().text == "첫 문장이 좋아요."


# --- Booking about a draft, and at the counter -------------------------------------------------------


def test_booking_about_a_draft_shows_it_only_with_the_tick(client, adviser, draft, jiwoo):
    slots = offered(adviser)
    sign_in(client, jiwoo)
    address = reverse("proposals:advice-book") + f"?office={slots[0].office_id}&proposal={draft.pk}"
    fields = {"whom": f"draft-{draft.pk}", "topic": "form", "book": "1"}
    client.post(address, fields | {"slot": slots[0].pk})
    assert fresh(draft).shared_at is None
    client.post(address, fields | {"slot": slots[1].pk, "show_draft": "on"})
    assert fresh(draft).shared_at is not None


def test_staff_begin_a_draft_at_the_counter_together_with_the_visit_or_neither(client, adviser, group):
    call, posting = making.open_call(), posting_of(adviser)
    sign_in(client, adviser)
    fields = {
        "place": f"{posting.pk}-{posting.office_id}", "topic": "form", "minutes": "40", "group": group.pk,
        "begin": call.pk,
    }  # fmt: skip
    assert client.post(reverse("proposals:walk-in"), fields).status_code == 302
    begun = Proposal.objects.get()
    assert (begun.started_for, Advice.objects.get().proposal) == (True, begun)
    assert client.post(reverse("proposals:walk-in"), fields).status_code == 422, "there is a draft already"
    assert Advice.objects.count() == 1


# --- Signals -----------------------------------------------------------------------------------------


def test_a_text_that_an_official_typed_is_a_signal_until_a_member_changes_it(adviser, group, jiwoo):
    draft = drafting.begin_for(making.open_call(), group, actor=adviser)
    making.written(draft, "idea", actor=adviser, need="동네에 쉴 곳이 없어요.")
    drafting.take_over(fresh(draft), actor=jiwoo)
    submitted(draft)
    assert [seen.evidence for seen in seen_of(SignalKind.OFFICIAL_TYPED)] == [{"parts": 1}]
    making.written(fresh(draft), "idea", actor=jiwoo, need="동네에 함께 쉴 곳이 없어요.")
    assert seen_of(SignalKind.OFFICIAL_TYPED) == []


def test_a_group_founded_days_before_a_call_closed_is_a_signal_and_an_older_one_is_not(draft, group):
    submitted(draft)
    Group.objects.update(founded_at=draft.call.closes_at - timedelta(days=13))
    assert len(seen_of(SignalKind.FOUNDED_LATE)) == 1
    Group.objects.update(founded_at=draft.call.closes_at - timedelta(days=15))
    assert seen_of(SignalKind.FOUNDED_LATE) == []


def submitted(draft):
    """As if it had been handed in; what a submission needs is tested elsewhere."""
    Proposal.objects.filter(pk=draft.pk).update(submitted_at=timezone.now())


def seen_of(kind):
    return [seen for seen in everything_seen() if seen.kind == kind]


# --- Reminders, ends ---------------------------------------------------------------------------------


def test_both_sides_are_reminded_the_day_before_and_only_then(adviser, group, jiwoo, seoyeon):
    talk = booked(offered(adviser)[0], jiwoo, group)
    remind_all()
    assert not Message.objects.filter(kind="advice-soon").exists()
    with time_machine.travel(talk.slot.starts_at - timedelta(hours=20)):
        remind_all()
        remind_all()
    told = Message.objects.filter(kind="advice-soon", channel="inbox")
    assert {each.recipient for each in told} >= {jiwoo, seoyeon, adviser}
    assert told.count() == 4


def test_a_talk_without_a_note_and_a_request_without_a_time_are_due_after_three_business_days(
    center, adviser, district_officer, group, jiwoo
):
    talk = booked(offered(adviser)[0], jiwoo, group)
    asked = talks.request(center, actor=jiwoo, topic="plan", words="주말", village=group.village, group=group)
    with after(talk):
        due = {each.source for each in deadlines.deadlines_of(adviser)}
        assert due == {"advice-note", "advice-request"}
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        remind_all()
    assert Message.objects.filter(recipient=district_officer, object_id=asked.pk, channel="inbox").exists()


def test_a_disbanded_group_needs_its_talks_no_more(adviser, group, jiwoo):
    from proposals.watching import advice

    talk = booked(offered(adviser)[0], jiwoo, group)
    advice.lapse_of(group, None)
    assert (fresh(talk).state, Message.objects.filter(recipient=adviser, kind="advice-cancelled").exists()) == (
        "cancelled",
        True,
    )


def test_closing_an_account_ends_talks_and_destroys_words_that_concern_nobody_else(adviser, outsider):
    slots = offered(adviser)
    held, ahead = booked(slots[0], outsider, words="비밀"), booked(slots[1], outsider, words="비밀")
    with after(held):
        talks.hold(held, actor=adviser, minutes=30, note="개인적인 이야기")
        talks.forget(outsider)
    assert (fresh(held).words, fresh(held).note, fresh(ahead).state) == ("", "", "cancelled")


def test_a_comment_on_a_part_that_is_not_asked_for_is_refused(shown, adviser):
    with pytest.raises(Refused):
        comments.write(shown, actor=adviser, key="nonsense", text="?")
