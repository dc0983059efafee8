"""The demonstration's groups: in every state, the same each time, and made as residents make them."""

import time

import pytest

from groups.demo import HOME, load
from groups.enums import GroupState
from groups.models import Group, Membership
from groups.queries.distinct import distinct_people
from tests.groups.making import at_home


@pytest.fixture
def residents(db, city):
    from tests.cast import person

    names = {"jiwoo": "김지우", "seoyeon": "박서연", "minjun": "이민준"}
    people = {key: person(name, f"{key}@demo.example") for key, name in names.items()}
    for each in people.values():
        at_home(each, city[HOME])
    return people


def test_forty_groups_in_every_state_and_again_changes_nothing(residents):
    began = time.monotonic()
    load()
    took = time.monotonic() - began
    groups = list(Group.objects.all())
    assert len(groups) == 40
    assert {group.state for group in groups} == set(GroupState.values)
    assert len({group.village.district_id for group in groups}) >= 12
    assert all(group.lesson for group in groups if group.is_over)
    assert Group.objects.filter(legal_form="cooperative").count() == 1
    names = set(Membership.objects.values_list("user__name", flat=True))
    assert len(names) > 40, "invented neighbours shall differ"
    before = (Group.objects.count(), Membership.objects.count())
    load()
    assert (Group.objects.count(), Membership.objects.count()) == before
    assert took < 30, f"the groups of the demonstration took {took:.0f} s"


def test_the_three_citizens_are_two_of_three_with_an_open_invitation(residents):
    load()
    group = Group.objects.get(name="골목 책방 모임")
    assert group.state == GroupState.FORMING
    assert distinct_people(group).count == 2
    assert group.invitations.open().get().email == residents["minjun"].email
    assert group.posts.count() == 2
    assert not group.minutes_set.published().exists()
