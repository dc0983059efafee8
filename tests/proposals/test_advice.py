"""Talks with advisers: booked, moved, cancelled, held, noted, missed; and who may do what with them."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from casework.models import AuditEvent
from notices.models import Message
from proposals.models import Advice, Slot
from proposals.queries.advice import advised
from proposals.workflow import advice as talks
from proposals.workflow import hours
from proposals.workflow.hours import Plan
from tests.cast import SEONGSU, person, posted, sign_in
from tests.groups.making import at_home, formed, founded, fresh
from villages.models import Posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(jiwoo, seoyeon, minjun, places):
    for each in (jiwoo, seoyeon, minjun):
        at_home(each, places[SEONGSU])
    return formed(founded(jiwoo, places[SEONGSU]), seoyeon, minjun)


def posting_of(someone):
    return Posting.objects.get(person=someone)


def offered(adviser, **changes):
    """The hours of an evening in three days."""
    posting = posting_of(adviser)
    day = timezone.localdate() + timedelta(days=3)
    fields = {
        "office": posting.office,
        "first_on": day,
        "begins": time(18),
        "ends": time(20),
        "minutes": 40,
        "rest": 20,
    }
    hours.offer_hours(posting, Plan(**fields | {"on_holidays": True} | changes), actor=adviser)
    return list(Slot.objects.free().filter(adviser=posting).order_by("starts_at"))


@pytest.fixture
def slots(adviser):
    return offered(adviser)


def booked(slot, who, group=None, **more):
    village = group.village if group else slot.office.villages.first()
    return talks.book(slot, actor=who, topic="idea", village=village, group=group, **more)


@pytest.fixture
def talk(slots, jiwoo, group):
    return booked(slots[0], jiwoo, group)


def told(who, kind):
    return Message.objects.filter(recipient=who, kind=kind, channel="inbox").count()


def after(talk):
    return time_machine.travel(talk.slot.ends_at + timedelta(minutes=1), tick=False)


# --- Hours -------------------------------------------------------------------------------------------


def test_hours_are_offered_week_after_week_with_breaks_and_holidays_are_left_out_and_named(adviser):
    posting = posting_of(adviser)
    plan = Plan(
        office=posting.office, first_on=date(2027, 2, 1), last_on=date(2027, 3, 7), weekdays=frozenset({0, 5}),
        begins=time(18), ends=time(20), minutes=40, rest=20,
    )  # fmt: skip
    with time_machine.travel(datetime(2027, 1, 4, 0, tzinfo=timezone.get_current_timezone())):
        made = hours.offer_hours(posting_fresh(adviser), plan, actor=adviser)
    assert made.skipped == [date(2027, 2, 6), date(2027, 2, 8), date(2027, 3, 1)], "설날 and its substitute, 삼일절"
    assert len(made.times) == Slot.objects.count() == 7 * 2
    assert {timezone.localtime(start).weekday() for start, _end in made.times} == {0, 5}


def posting_fresh(someone):
    Posting.objects.filter(person=someone).update(starts_on=date(2020, 1, 1))
    return posting_of(someone)


def test_hours_that_overlap_are_refused_by_name_and_none_is_offered(adviser, slots):
    with pytest.raises(Refused, match=r"18:00"):
        offered(adviser, begins=time(17, 30), ends=time(21), rest=0)
    assert Slot.objects.count() == 2


def test_the_database_refuses_an_overlap_whoever_writes_it(adviser, slots):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        Slot.objects.create(
            office=slots[0].office, adviser=slots[0].adviser, starts_at=slots[0].starts_at, ends_at=slots[0].ends_at
        )


def test_a_resident_or_a_colleague_elsewhere_offers_no_hours_here(adviser, other_adviser, jiwoo):
    posting = posting_of(adviser)
    plan = Plan(
        office=posting.office,
        first_on=timezone.localdate() + timedelta(days=1),
        begins=time(9),
        ends=time(10),
        minutes=30,
    )
    for who in (jiwoo, other_adviser):
        with pytest.raises(NotAllowed):
            hours.offer_hours(posting, plan, actor=who)


def test_a_colleague_of_the_office_offers_hours_for_an_adviser_who_is_told_and_takes_them_back(
    client, adviser, center, other_adviser
):
    colleague = posted(person("권나래", "narae@example.kr"), center, "adviser").person
    posting = posting_of(adviser)
    day = timezone.localdate() + timedelta(days=3)
    sign_in(client, colleague)
    page = client.get(reverse("proposals:offer-hours")).content.decode()
    assert adviser.name in page
    assert other_adviser.name not in page
    typed = {
        "place": f"{posting.pk}-{center.pk}", "way": "phone", "first_on": day, "begins": "18:00", "ends": "20:00",
        "minutes": "40", "rest": "0", "on_holidays": "on",
    }  # fmt: skip
    assert client.post(reverse("proposals:offer-hours"), typed).status_code == 302
    assert {slot.adviser for slot in Slot.objects.all()} == {posting}
    event = AuditEvent.objects.get(verb="posting.hours_offered")
    assert (event.actor, event.object_id) == (colleague, posting.pk)
    told = Message.objects.get(kind="hours-offered-for-you", channel="inbox")
    assert (told.recipient, "권나래" in told.body, "3" in told.body) == (adviser, True, True)
    elsewhere = posting_of(other_adviser)
    typed["place"] = f"{elsewhere.pk}-{elsewhere.office_id}"
    assert client.post(reverse("proposals:offer-hours"), typed).status_code == 422
    hours.withdraw_slots(list(Slot.objects.all()), actor=colleague)
    assert not Slot.objects.free().exists()
    assert {event.actor for event in AuditEvent.objects.filter(verb="slot.withdrawn")} == {colleague}
    assert Message.objects.get(kind="hours-taken-back-for-you", channel="inbox").recipient == adviser


def test_nobody_sits_in_an_office_that_is_not_theirs_even_by_a_colleagues_hand(district_officer, adviser, other_center):
    day = timezone.localdate() + timedelta(days=1)
    plan = Plan(office=other_center, first_on=day, begins=time(9), ends=time(10), minutes=30)
    with pytest.raises(NotAllowed):
        hours.offer_hours(posting_of(adviser), plan, actor=district_officer)


def test_a_district_officer_offers_hours_at_a_center_of_the_district(district_officer, center):
    posting = posting_of(district_officer)
    assert offered(district_officer, office=center)[0].adviser == posting


def test_a_free_hour_is_taken_back_and_a_booked_one_is_not(adviser, talk, slots):
    hours.withdraw_slot(slots[1], actor=adviser)
    with pytest.raises(Refused):
        hours.withdraw_slot(slots[0], actor=adviser)
    assert not Slot.objects.free().exists()


# --- Booking -----------------------------------------------------------------------------------------


def test_a_member_books_and_all_members_and_the_adviser_are_told(talk, jiwoo, seoyeon, adviser):
    assert talk.state == "booked"
    assert told(jiwoo, "advice-booked") == told(seoyeon, "advice-booked") == told(adviser, "advice-taken") == 1


def test_an_hour_is_booked_once_and_the_next_one_hears_it_kindly(talk, slots, outsider):
    with pytest.raises(Refused, match="먼저"):
        booked(slots[0], outsider)
    assert Advice.objects.count() == 1


def test_somebody_without_a_group_books_too(slots, outsider):
    assert booked(slots[0], outsider).group is None


def test_nobody_books_for_a_group_of_others(slots, outsider, group):
    with pytest.raises(NotAllowed):
        booked(slots[0], outsider, group)


def test_one_person_holds_three_hours_at_most_and_never_two_at_one_time(adviser, other_adviser, jiwoo):
    mine, theirs = offered(adviser, ends=time(22)), offered(other_adviser)
    booked(mine[0], jiwoo)
    with pytest.raises(Refused, match="다른 상담"):
        booked(theirs[0], jiwoo)
    booked(mine[1], jiwoo)
    booked(mine[2], jiwoo)
    with pytest.raises(Refused, match="3"):
        booked(mine[3], jiwoo)


def test_a_group_moves_its_talk_and_the_old_hour_is_free(talk, slots, seoyeon, adviser):
    moved = talks.move(talk, actor=seoyeon, slot=slots[1])
    assert moved.slot == slots[1]
    assert Slot.objects.free().get() == slots[0]
    assert told(adviser, "advice-taken") == 2


def test_a_group_moves_or_cancels_until_two_hours_before_and_then_rings(talk, slots, jiwoo):
    with time_machine.travel(slots[0].starts_at - timedelta(hours=1, minutes=59)):
        for act in (lambda: talks.move(talk, actor=jiwoo, slot=slots[1]), lambda: talks.cancel(talk, actor=jiwoo)):
            with pytest.raises(Refused, match="02-000-0001"):
                act()
    with time_machine.travel(slots[0].starts_at - timedelta(hours=2, minutes=1)):
        assert talks.cancel(talk, actor=jiwoo).state == "cancelled"
    assert Slot.objects.free().count() == 2


def test_a_cancelled_hour_is_booked_by_somebody_else(talk, slots, jiwoo, outsider):
    talks.cancel(talk, actor=jiwoo, note="아이가 아파요.")
    assert booked(slots[0], outsider).state == "booked"


def test_an_office_gives_a_time_for_what_was_asked(center, adviser, slots, jiwoo, group):
    asked = talks.request(
        center, actor=jiwoo, topic="budget", words="평일 저녁이 좋아요.", village=group.village, group=group
    )
    assert (asked.state, told(adviser, "advice-asked")) == ("requested", 1)
    given = talks.give_time(asked, actor=adviser, slot=slots[1])
    assert (given.state, given.slot, told(jiwoo, "advice-booked")) == ("booked", slots[1], 1)


def test_an_office_that_cannot_keep_an_hour_takes_it_back_and_the_talk_waits_for_another(talk, slots, adviser, jiwoo):
    back = talks.call_off(talk, actor=adviser, note="몸이 아파서요. 죄송해요.")
    assert (back.state, back.slot, told(jiwoo, "advice-back")) == ("requested", None, 1)
    assert list(Slot.objects.free()) == [slots[1]]


def test_an_office_that_gives_another_time_takes_the_first_hour_back(talk, slots, adviser):
    assert talks.give_time(talk, actor=adviser, slot=slots[1]).slot == slots[1]
    assert not Slot.objects.free().exists()


# --- Holding, noting ---------------------------------------------------------------------------------


def test_a_talk_is_held_and_noted_after_it_began_and_the_group_owns_the_note(talk, adviser, jiwoo, minjun):
    with pytest.raises(Refused, match="시작"):
        talks.hold(talk, actor=adviser, minutes=40)
    with after(talk):
        held = talks.hold(talk, actor=adviser, minutes=45, discussed=["idea"])
        noted = talks.note(
            held, actor=adviser, minutes=45, discussed=["idea", "budget"], note="견적을 두 곳에서 받기로 했어요."
        )
        corrected = talks.correct(noted, actor=adviser, minutes=50, discussed=["idea"], note="견적은 세 곳이에요.")
    assert (corrected.state, corrected.minutes, told(minjun, "advice-noted")) == ("noted", 50, 2)


def test_the_note_stays_out_of_the_audit_record_but_that_it_was_corrected_does_not(talk, adviser):
    from casework.models import AuditEvent

    with after(talk):
        talks.hold(talk, actor=adviser, minutes=40, note="비밀 이야기")
        talks.correct(fresh(talk), actor=adviser, minutes=40, note="고친 이야기")
    kept = list(AuditEvent.objects.filter(verb__startswith="advice.").values_list("verb", "changes"))
    assert "advice.corrected" in [verb for verb, _changes in kept]
    assert "이야기" not in str(kept)


def test_a_missed_talk_has_no_consequence_and_can_still_turn_out_to_have_taken_place(talk, adviser, jiwoo):
    with after(talk):
        missed = talks.miss(talk, actor=adviser)
        assert (missed.state, told(jiwoo, "advice-missed")) == ("missed", 1)
        assert talks.hold(missed, actor=adviser, minutes=30).state == "held"


def test_an_adviser_does_not_hold_their_own_talk(center, adviser, slots):
    colleague = posted(person("동료", "colleague@example.kr"), center, "adviser").person
    own = booked(slots[0], adviser)
    with after(own):
        with pytest.raises(NotAllowed):
            talks.hold(own, actor=adviser, minutes=30)
        assert talks.hold(own, actor=colleague, minutes=30).adviser == posting_of(colleague)


def test_a_follow_up_is_agreed_on_at_the_end(talk, slots, adviser, jiwoo):
    again = talks.follow_up(talk, actor=adviser, slot=slots[1])
    assert (again.user, again.group, again.state) == (jiwoo, talk.group, "booked")


def test_a_walk_in_is_recorded_for_a_group_which_is_told(center, adviser, group, jiwoo, seoyeon):
    visit = talks.walk_in(
        center, actor=adviser, topic="idea", minutes=20, village=group.village, group=group, note="환영해요."
    )
    assert (visit.state, visit.user, visit.walk_in) == ("noted", jiwoo, True)
    assert told(seoyeon, "advice-visited") == 1
    with pytest.raises(NotAllowed):
        talks.walk_in(center, actor=jiwoo, topic="idea", minutes=20, village=group.village, group=group)


# --- Advised -----------------------------------------------------------------------------------------


class Draft:
    """What ``advised`` reads of a proposal, until there is a call in the tests."""

    def __init__(self, group, published_at=None):
        self.group_id, self.village = group.pk, group.village
        self.call = type("Call", (), {"published_at": published_at})


def test_a_group_is_advised_once_a_talk_in_its_district_was_held(talk, group, adviser):
    assert not advised(Draft(group))
    with after(talk):
        talks.hold(talk, actor=adviser, minutes=30)
        assert advised(Draft(group))


def test_old_talks_count_for_a_call_published_before_them(talk, group, adviser):
    with after(talk):
        talks.hold(talk, actor=adviser, minutes=30)
    Advice.objects.update(held_at=timezone.now() - timedelta(days=400))
    assert not advised(Draft(group))
    assert advised(Draft(group, timezone.now() - timedelta(days=500)))


def test_a_talk_before_there_was_a_group_counts_for_the_group(slots, group, seoyeon, outsider, adviser):
    for who in (outsider, seoyeon):
        assert not advised(Draft(group))
        alone = booked(slots.pop(), who)
        with after(alone):
            talks.hold(alone, actor=adviser, minutes=30)
    assert advised(Draft(group))


# --- When a posting or a group ends ------------------------------------------------------------------


def test_when_an_adviser_leaves_free_hours_go_and_a_booked_talk_goes_to_the_successor(
    center, adviser, slots, talk, division_official, jiwoo
):
    from villages.workflow import posting

    successor = posted(person("후임", "next@example.kr"), center, "adviser")
    posting.end(posting_of(adviser), actor=division_official, note="전보", successor=successor)
    kept = fresh(talk)
    assert (kept.state, kept.adviser, kept.slot.adviser) == ("booked", successor, successor)
    assert not Slot.objects.free().exists()
    assert told(jiwoo, "advice-booked") == 2


def test_when_an_adviser_leaves_without_a_free_successor_the_talk_waits_for_a_new_time(
    center, adviser, slots, talk, division_official, jiwoo
):
    from villages.workflow import posting

    busy = posted(person("후임", "next@example.kr"), center, "adviser")
    offered(busy.person)
    posting.end(posting_of(adviser), actor=division_official, note="전보", successor=busy)
    assert (fresh(talk).state, fresh(talk).slot, told(jiwoo, "advice-back")) == ("requested", None, 1)


# --- Pages -------------------------------------------------------------------------------------------


def page(client, name, *args, **query):
    return client.get(reverse(f"proposals:{name}", args=args), query)


def test_a_visitor_sees_free_hours_without_signing_in(client, center, slots):
    answer = page(client, "advice-book", office=center.pk)
    assert answer.status_code == 200
    assert "18:00–18:40" in answer.content.decode()
    assert client.post(answer.request["PATH_INFO"] + f"?office={center.pk}", {"slot": slots[0].pk}).status_code == 302
    assert not Advice.objects.exists()


def test_a_resident_books_in_one_post_and_gets_a_calendar_file(client, center, slots, jiwoo, group):
    sign_in(client, jiwoo)
    address = reverse("proposals:advice-book") + f"?office={center.pk}"
    answer = client.post(
        address, {"whom": f"group-{group.pk}", "topic": "plan", "words": "셋이 가요.", "slot": slots[0].pk, "book": "1"}
    )
    made = Advice.objects.get()
    assert answer.url == made.get_absolute_url()
    shown = client.get(answer.url).content.decode()
    assert "셋이 가요." in shown
    file = client.get(reverse("proposals:advice-ics", args=[made.pk]))
    assert b"BEGIN:VEVENT" in file.content
    assert f"DTSTART:{slots[0].starts_at:%Y%m%dT%H%M%SZ}".encode() in file.content.replace(
        b"DTSTART;TZID=UTC", b"DTSTART"
    )


def test_an_hour_taken_meanwhile_is_said_and_nothing_typed_is_lost(client, center, slots, jiwoo, outsider, group):
    booked(slots[0], outsider)
    sign_in(client, jiwoo)
    address = reverse("proposals:advice-book") + f"?office={center.pk}"
    answer = client.post(
        address, {"whom": "me", "topic": "plan", "words": "길게 쓴 글", "slot": slots[0].pk, "book": "1"}
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "길게 쓴 글" in said
    assert "먼저 예약" in said


def test_another_week_keeps_what_was_typed_and_complains_about_nothing(client, center, slots, jiwoo):
    sign_in(client, jiwoo)
    address = reverse("proposals:advice-book") + f"?office={center.pk}"
    answer = client.post(address, {"words": "길게 쓴 글", "show": "2027-03-01"})
    assert answer.status_code == 200
    assert "길게 쓴 글" in answer.content.decode()


def test_only_the_group_and_its_advisers_open_a_talk(client, talk, request):
    allowed = {"jiwoo", "seoyeon", "adviser", "district_officer", "division_official", "division_director"}
    for name in (*allowed, "outsider", "other_adviser", "triage_officer", "auditor", "reviewer", "administrator"):
        who = request.getfixturevalue(name)
        sign_in(client, who)
        status = client.get(talk.get_absolute_url()).status_code
        assert (status == 200) == (name in allowed), name
        assert Advice.objects.visible_to(who).filter(pk=talk.pk).exists() == who.has_perm("proposals.view_advice", talk)


def test_looking_up_a_telephone_number_is_recorded(client, talk, adviser, jiwoo):
    from casework.models import PersonalDataAccess

    sign_in(client, adviser)
    assert jiwoo.email not in client.get(talk.get_absolute_url()).content.decode()
    assert not PersonalDataAccess.objects.exists()
    assert jiwoo.email in client.get(talk.get_absolute_url() + "?contact").content.decode()
    assert PersonalDataAccess.objects.get().person == jiwoo


def test_an_adviser_offers_hours_on_a_page_and_takes_them_back(client, adviser):
    sign_in(client, adviser)
    posting = posting_of(adviser)
    day = date(2027, 3, 2)
    answer = client.post(
        reverse("proposals:offer-hours"),
        {
            "place": f"{posting.pk}-{posting.office_id}", "way": "phone", "first_on": day, "begins": "18:00",
            "ends": "20:00", "minutes": "40", "rest": "0",
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    assert Slot.objects.count() == 3
    assert "18:00–18:40" in client.get(answer.url).content.decode()
    client.post(
        reverse("proposals:withdraw-hours"), {"slot": list(Slot.objects.values_list("pk", flat=True)), "week": day}
    )
    assert not Slot.objects.free().exists()


def test_the_desk_shows_who_comes_who_waits_and_what_is_to_be_noted(client, talk, adviser):
    sign_in(client, adviser)
    assert "골목 책방" in page(client, "advice-desk").content.decode()
    with after(talk):
        sign_in(client, adviser)
        assert "골목 책방" in page(client, "advice-desk").content.decode()


def test_the_division_sees_how_much_help_each_group_had(client, talk, group, adviser, division_official):
    with after(talk):
        talks.hold(talk, actor=adviser, minutes=35)
    sign_in(client, division_official)
    with time_machine.travel(talk.slot.ends_at + timedelta(days=1)):
        sign_in(client, division_official)
        shown = page(client, "help-given").content.decode()
    assert "35" in shown
    assert group.name in shown


def test_a_walk_in_is_recorded_on_a_page_with_a_sentence_for_an_unknown_address(client, adviser, group):
    sign_in(client, adviser)
    posting = posting_of(adviser)
    fields = {"place": f"{posting.pk}-{posting.office_id}", "topic": "idea", "minutes": "20", "discussed": ["idea"]}
    wrong = client.post(reverse("proposals:walk-in"), fields | {"email": "nobody@example.kr"})
    assert wrong.status_code == 422
    nobody = client.post(reverse("proposals:walk-in"), fields)
    assert nobody.status_code == 422
    right = client.post(reverse("proposals:walk-in"), fields | {"group": group.pk, "note": "반가웠어요."})
    assert right.status_code == 302
    assert Advice.objects.get().state == "noted"
