"""Proposals handed in at the same moment, each over a connection of its own."""

import pytest

from casework.lifecycle import Refused
from proposals.models import NumberSeries, Version
from proposals.workflow import submission
from tests.cast import SEONGSU, person
from tests.groups.making import at_home, formed, founded, fresh
from tests.proposals import making
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def village(places):
    return places[SEONGSU]


def draft_of(call, village, number):
    """A complete draft of a group of its own."""
    people = [person(f"이웃 {number}-{each}", f"n{number}-{each}@example.kr") for each in "abc"]
    for each in people:
        at_home(each, village)
    return making.complete(making.draft(formed(founded(people[0], village, f"모임 {number}"), *people[1:]), call))


def handing_in(proposal, actor, seen):
    return lambda: submission.hand_in(fresh(proposal), actor=fresh(actor), seen=seen)


def test_a_double_click_two_tabs_and_two_members_are_one_submission(village, center):
    draft = draft_of(making.open_call(), village, 1)
    lead, second, third = [each.user for each in draft.group.members]
    seen = making.seen(draft)
    making.confirmed(draft, lead)
    results = together(*[handing_in(draft, each, seen) for each in (lead, lead, lead, second, third)])
    assert len({version.pk for version in results}) == 1
    assert Version.objects.count() == 1
    assert NumberSeries.objects.get().last == 1


def test_many_groups_submit_at_once_and_get_gapless_numbers(village, center):
    call = making.open_call()
    drafts = [draft_of(call, village, number) for number in range(40)]
    seen = [making.seen(draft) for draft in drafts]
    results = together(*[handing_in(one, one.lead, mark) for one, mark in zip(drafts, seen, strict=True)])
    assert [each for each in results if isinstance(each, Exception)] == []
    numbers = sorted(fresh(draft).number for draft in drafts)
    assert [int(number[-5:]) for number in numbers] == list(range(1, 41))


def test_a_text_saved_while_it_is_submitted_is_in_the_version_or_refused(village, center):
    draft = draft_of(making.open_call(), village, 1)
    seen = making.seen(draft)
    saved, handed_in = together(
        lambda: making.written(fresh(draft), "idea", title="바뀐 제목"), handing_in(draft, draft.lead, seen)
    )
    assert not isinstance(saved, Exception)
    if isinstance(handed_in, Refused):
        assert fresh(draft).state == "draft"
    else:
        assert handed_in.fingerprint == seen
        assert handed_in.content["parts"]["idea"]["title"] != "바뀐 제목"


def test_one_person_leads_one_of_two_proposals_submitted_at_once(village, center):
    call = making.open_call()
    first = draft_of(call, village, 1)
    lead = first.lead
    others = [person(f"다른 {each}", f"other-{each}@example.kr") for each in "ab"]
    for each in others:
        at_home(each, village)
    second = making.complete(making.draft(formed(founded(lead, village, "두 번째"), *others), call))
    results = together(handing_in(first, lead, making.seen(first)), handing_in(second, lead, making.seen(second)))
    assert sum(isinstance(each, Refused) for each in results) == 1, results
    assert Version.objects.count() == 1
