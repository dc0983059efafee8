"""The demonstration's proposals: in every state before review, dated in order, and the same each time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.past import as_of
from proposals import demo, demo_proposals
from proposals.enums import EditOutcome, ObjectionState, ProposalState
from proposals.models import Objection, Proposal, SectionComment, SectionEdit
from proposals.queries.missing import load, missing
from proposals.queries.queue import condition, queue_of
from tests.cast import person, posted
from tests.groups.making import at_home, fresh
from villages.models import Office

BEFORE_REVIEW = {"draft", "submitted", "returned", "eligible", "ineligible", "withdrawn"}


@pytest.fixture
def people(center, district_office, division, city):
    """Those who sign in to the demonstration: residents at home, staff in office for long."""
    Office.objects.create(
        kind="district_office", name_ko="용산구청", name_en="Yongsan-gu district office", district=city["11170"]
    )
    names = {"jiwoo": "김지우", "seoyeon": "박서연", "minjun": "이민준"}
    found = {key: person(name, f"{key}@demo.example") for key, name in names.items()}
    for each in found.values():
        at_home(each, center.villages.get(code=demo_proposals.HOME))
    offices = {
        "adviser": (center, "adviser"), "triage": (center, "triage_officer"),
        "officer": (district_office, "district_officer"),
        "official": (division, "division_official"), "director": (division, "division_director"),
    }  # fmt: skip
    with as_of(timezone.now() - timedelta(days=200)):
        for key, (office, role) in offices.items():
            found[key] = posted(person(key, f"{key}@demo.example"), office, role).person
    return found


def everything():
    demo.load()
    demo_proposals.load()


def test_proposals_in_every_state_before_review_and_again_changes_nothing(people):
    everything()
    assert set(Proposal.objects.values_list("state", flat=True)) == BEFORE_REVIEW
    assert set(Objection.objects.values_list("state", flat=True)) >= {ObjectionState.UPHELD, ObjectionState.DISMISSED}
    assert SectionEdit.objects.filter(outcome=EditOutcome.CONFLICT).count() == 1
    assert Proposal.objects.filter(started_for=True, taken_over_at=None).count() == 1
    before = (Proposal.objects.count(), SectionComment.objects.count(), SectionEdit.objects.count())
    everything()
    assert (Proposal.objects.count(), SectionComment.objects.count(), SectionEdit.objects.count()) == before

    numbered = Proposal.objects.exclude(number=None).order_by("number")
    dates = [each.submitted_at for each in numbered if each.village.code == demo_proposals.HOME]
    assert dates == sorted(dates), "numbers follow the days on which files came in"
    for file in numbered:
        assert file.call.opens_at <= file.submitted_at < file.call.closes_at
        assert file.asked <= file.call.ceiling

    _everybody_finds_something_to_do(people)


def _everybody_finds_something_to_do(people):
    mine = Proposal.objects.of(people["jiwoo"])
    returned = mine.get(state=ProposalState.RETURNED)
    assert 0 < returned.points.filter(done_at=None).count() < returned.points.count()
    draft = mine.get(state=ProposalState.DRAFT)
    assert {gap.key for gap in missing(load(fresh(draft)))} == {"continuation"}
    assert draft.comments.filter(done_at=None).count() == 1

    work = queue_of(people["triage"]).filter(state__in=["submitted", "returned"])
    for view in ("mine", "unassigned", "late", "group"):
        assert work.filter(condition(view, people["triage"])).exists(), view
    lodged = Objection.objects.get(state=ObjectionState.LODGED)
    assert people["officer"].has_perm("proposals.answer_objection", lodged)
    assert people["adviser"].has_perm("proposals.comment_on_proposal", draft)


def test_a_past_that_is_sealed_is_left_alone(people):
    from casework.models import Seal

    demo.load()
    Seal.objects.create(
        day=timezone.localdate() - timedelta(days=1), events=0, previous="0" * 64, digest="0" * 64
    )  # fmt: skip
    demo_proposals.load()
    assert not Proposal.objects.exists()
