"""Many people want one hour at the same moment, each over a connection of their own."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from proposals.models import Advice, Slot
from proposals.workflow import advice as talks
from proposals.workflow import hours
from proposals.workflow.hours import Plan
from tests.cast import person, posted
from tests.groups.making import fresh
from tests.races.test_groups import again, refusals
from tests.races.together import together
from villages.models import Posting
from villages.workflow import posting as postings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slots(adviser):
    """Two hours in three days."""
    posting = Posting.objects.get(person=adviser)
    day = timezone.localdate() + timedelta(days=3)
    plan = Plan(
        office=posting.office, first_on=day, begins=time(18), ends=time(20), minutes=60, on_holidays=True
    )  # fmt: skip
    hours.offer_hours(posting, plan, actor=adviser)
    return list(Slot.objects.order_by("starts_at"))


def book(slot, who):
    village = slot.office.villages.first()
    return talks.book(fresh(slot), actor=again(who), topic="idea", village=village)


def neighbours(count):
    return [person(f"이웃 {number}", f"n{number}@example.kr") for number in range(count)]


def test_twenty_people_book_the_last_hour_and_exactly_one_gets_it(slots):
    people = neighbours(20)
    results = together(*[lambda who=who: book(slots[0], who) for who in people])
    assert refusals(results) == 19, results
    assert Advice.objects.get().slot == slots[0]


def test_one_moves_into_the_hour_that_another_books(slots):
    mover, booker = neighbours(2)
    moved = book(slots[0], mover)
    results = together(
        lambda: talks.move(fresh(moved), actor=again(mover), slot=fresh(slots[1])), lambda: book(slots[1], booker)
    )
    assert refusals(results) == 1, results
    assert Advice.objects.filter(state="booked", slot=slots[1]).count() == 1


def test_two_swap_their_hours_at_once_and_nothing_locks_for_ever(slots):
    one, other = neighbours(2)
    first, second = book(slots[0], one), book(slots[1], other)
    results = together(
        lambda: talks.move(fresh(first), actor=again(one), slot=fresh(slots[1])),
        lambda: talks.move(fresh(second), actor=again(other), slot=fresh(slots[0])),
    )
    assert refusals(results) == 2, results
    assert (fresh(first).slot, fresh(second).slot) == tuple(slots)


def test_one_cancels_while_others_want_the_hour(slots):
    holder, *others = neighbours(6)
    held = book(slots[0], holder)
    results = together(
        lambda: talks.cancel(fresh(held), actor=again(holder)),
        *[lambda who=who: book(slots[0], who) for who in others],
    )
    assert fresh(held).state == "cancelled"
    assert refusals(results) in (4, 5), results
    assert Advice.objects.filter(slot=slots[0], state="booked").count() == 5 - refusals(results)


def test_an_hour_is_taken_back_or_booked_but_never_both(slots, adviser):
    [booker] = neighbours(1)
    results = together(
        lambda: hours.withdraw_slot(fresh(slots[0]), actor=again(adviser)), lambda: book(slots[0], booker)
    )
    assert refusals(results) == 1, results
    assert (fresh(slots[0]).withdrawn_at is None) == Advice.objects.filter(state="booked").exists()


def test_a_posting_ends_while_its_hour_is_booked_and_no_talk_is_left_behind(slots, adviser, center, division_official):
    booker, _ = neighbours(2)
    posting = Posting.objects.get(person=adviser)
    successor = posted(person("후임", "next@example.kr"), center, "adviser")
    results = together(
        lambda: postings.end(fresh(posting), actor=again(division_official), note="전보", successor=fresh(successor)),
        lambda: book(slots[0], booker),
    )
    refused = refusals(results)
    assert not Slot.objects.offered().filter(adviser=posting).exists()
    assert Advice.objects.filter(state="booked", slot__adviser=successor).count() == 1 - refused


def test_one_adviser_offers_the_same_hours_from_two_windows(adviser):
    posting = Posting.objects.get(person=adviser)
    day = timezone.localdate() + timedelta(days=4)
    plan = Plan(office=posting.office, first_on=day, begins=time(9), ends=time(12), minutes=60, on_holidays=True)
    results = together(*[lambda: hours.offer_hours(fresh(posting), plan, actor=again(adviser))] * 3)
    assert refusals(results) == 2, results
    assert Slot.objects.count() == 3


def test_a_talk_is_noted_twice_at_once_and_the_group_hears_it_once(slots, adviser):
    from notices.models import Message

    [booker] = neighbours(1)
    talk = book(slots[0], booker)
    Slot.objects.filter(pk=slots[0].pk).update(starts_at=timezone.now() - timedelta(hours=2))
    Slot.objects.filter(pk=slots[0].pk).update(ends_at=timezone.now() - timedelta(hours=1))
    results = together(*[lambda: talks.hold(fresh(talk), actor=again(adviser), minutes=30, note="잘 되어 가요.")] * 2)
    assert refusals(results) == 1, results
    assert Message.objects.filter(kind="advice-noted", channel="inbox").count() == 1
