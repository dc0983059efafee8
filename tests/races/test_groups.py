"""Two people act on one group in the same moment, each over a connection of their own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from groups.enums import Purpose
from groups.models import Group, Membership, Succession
from groups.queries.distinct import distinct_people
from groups.workflow import group as life
from groups.workflow import invitation as inviting
from groups.workflow import joining, succession
from groups.workflow import membership as members
from groups.workflow import vote as voting
from groups.workflow.ending import disband
from tests.cast import SEONGSU
from tests.groups.making import agreed, at_home, formed, founded, fresh, joined, membership
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def village(places):
    return places[SEONGSU]


@pytest.fixture
def three(jiwoo, seoyeon, minjun, village):
    for each in (jiwoo, seoyeon, minjun):
        at_home(each, village)
    return jiwoo, seoyeon, minjun


@pytest.fixture
def forming(three, village):
    return founded(three[0], village)


@pytest.fixture
def group(forming, three):
    return formed(forming, *three[1:])


def again(person):
    """The person as another request would load them."""
    return type(person).objects.get(pk=person.pk)


# Whoever comes second may have lost the right by it.
SAID_NO = (Refused, NotAllowed)


def refusals(results):
    """How many were refused with a sentence; anything else that was raised fails the test."""
    odd = [each for each in results if isinstance(each, Exception) and not isinstance(each, SAID_NO)]
    assert not odd, odd
    return sum(isinstance(each, SAID_NO) for each in results)


def test_two_invitees_accept_the_last_open_invitation_together(forming, three):
    made = inviting.invite(forming, actor=three[0], way="link")
    results = together(
        *[lambda who=who: inviting.accept(fresh(made), actor=again(who)) for who in (three[1], three[2])]
    )
    assert refusals(results) == 1, results
    assert Membership.objects.active().filter(group=forming).count() == 2
    assert fresh(made).accepted_by in three[1:]


def test_one_person_accepts_an_invitation_twice(forming, three):
    made = inviting.invite(forming, actor=three[0], way="link")
    results = together(*[lambda: inviting.accept(fresh(made), actor=again(three[1]))] * 4)
    assert refusals(results) == 3, results
    assert Membership.objects.filter(group=forming, user=three[1]).count() == 1


def test_one_person_accepts_two_invitations_and_is_agreed_to_at_once(forming, three):
    first, second = (inviting.invite(forming, actor=three[0], way="link") for _ in range(2))
    asked = joining.ask(forming, actor=three[1])
    results = together(
        lambda: inviting.accept(fresh(first), actor=again(three[1])),
        lambda: inviting.accept(fresh(second), actor=again(three[1])),
        lambda: joining.agree(fresh(asked), actor=again(three[0])),
    )
    assert refusals(results) == 2, results
    assert Membership.objects.filter(group=forming, user=three[1]).count() == 1


def test_two_members_name_different_successors(group, three):
    """One of them is the representative, the other acts on a vote of the members."""
    agreed(group, Purpose.REPRESENTATIVE, membership(group, three[2]))
    results = together(
        lambda: succession.name_successor(fresh(group), actor=again(three[0]), successor=membership(group, three[1])),
        lambda: succession.name_successor(fresh(group), actor=again(three[1]), successor=membership(group, three[2])),
    )
    assert refusals(results) == 1, results
    assert Succession.objects.open().filter(group=group).count() == 1


def test_an_offer_is_accepted_or_taken_back_but_never_both(group, three):
    offer = succession.name_successor(group, actor=three[0], successor=membership(group, three[1]))
    results = together(
        lambda: succession.accept(fresh(offer), actor=again(three[1])),
        lambda: succession.withdraw(fresh(offer), actor=again(three[0])),
    )
    assert refusals(results) == 1, results
    taken_over = not isinstance(results[0], Exception)
    assert fresh(group).representative.user == three[1 if taken_over else 0]


def test_a_successor_leaves_while_accepting_and_the_group_keeps_a_representative(group, three):
    offer = succession.name_successor(group, actor=three[0], successor=membership(group, three[1]))
    theirs = membership(group, three[1])
    results = together(
        lambda: succession.accept(fresh(offer), actor=again(three[1])),
        lambda: members.leave(fresh(theirs), actor=again(three[1])),
    )
    assert refusals(results) == 1, results
    assert fresh(group).representative is not None


def test_a_vote_closes_while_a_ballot_arrives(group, three):
    """The ballot is in the count or refused; never accepted and left out."""
    for _ in range(5):
        vote = voting.open_vote(group, actor=three[0], question="?", closes_at=timezone.now() + timedelta(minutes=5))
        results = together(
            lambda vote=vote: voting.close(fresh(vote)),
            lambda vote=vote: voting.cast(fresh(vote), actor=again(three[1]), choice="yes"),
        )
        late = isinstance(results[1], SAID_NO)
        assert refusals(results) == late, results
        assert fresh(vote).yes == (0 if late else 1)


def test_the_last_two_ballots_arrive_together_and_close_the_vote_once(group, three):
    vote = voting.open_vote(
        group, actor=three[0], question="?", secret=True, closes_at=timezone.now() + timedelta(minutes=5)
    )
    voting.cast(vote, actor=three[0], choice="no")
    results = together(*[lambda who=who: voting.cast(fresh(vote), actor=again(who), choice="yes") for who in three[1:]])
    assert refusals(results) == 0, results
    assert (fresh(vote).state, fresh(vote).yes, fresh(vote).no) == ("closed", 2, 1)


def test_one_ballot_sent_twice_counts_once(group, three):
    vote = voting.open_vote(
        group, actor=three[0], question="?", secret=True, closes_at=timezone.now() + timedelta(minutes=5)
    )
    together(*[lambda: voting.cast(fresh(vote), actor=again(three[1]), choice="yes")] * 3)
    voting.close(vote)
    assert fresh(vote).yes == 1


def test_a_group_is_formed_while_the_third_member_leaves(forming, three):
    group = joined(forming, *three[1:])
    theirs = membership(group, three[2])
    together(
        lambda: life.form(fresh(group), actor=again(three[0])),
        lambda: members.leave(fresh(theirs), actor=again(three[2])),
    )
    group = fresh(group)
    if group.state == "formed":
        assert group.successor_due_on is not None
    assert distinct_people(group).count == 2


def test_a_group_is_disbanded_while_somebody_accepts(forming, three):
    made = inviting.invite(forming, actor=three[0], way="link")
    results = together(
        lambda: disband(fresh(forming), actor=again(three[0])),
        lambda: inviting.accept(fresh(made), actor=again(three[1])),
    )
    assert refusals(results) <= 1, results
    assert fresh(forming).state == "disbanded"
    assert fresh(made).state in {"accepted", "expired"}


def test_two_groups_of_one_name_are_founded_together(three, village):
    results = together(*[lambda who=who: founded(again(who), village, "같은 이름") for who in three[:2]])
    assert refusals(results) == 1, results
    assert Group.objects.filter(name_key="같은이름").count() == 1
