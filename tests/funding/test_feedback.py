"""From the panel's closed scores to what a group reads: taken over, ranked, announced, explained."""

import pytest
from django.urls import reverse

from funding.models import Allocation
from funding.queries.ranking import Trial
from funding.workflow import announcing, ranking
from funding.workflow import round as rounds
from proposals.models import Proposal
from proposals.workflow import panel as panels
from tests.cast import sign_in
from tests.funding import making
from tests.groups.making import fresh
from tests.pdf import words
from tests.proposals.making import open_call
from tests.proposals.making_review import eligible_files, running, scored

pytestmark = pytest.mark.django_db

POINTS = [(45, 40), (40, 40), (30, 35), (20, 25), (10, 10)]


@pytest.fixture
def draft(center, district_officer, division_official, division_director):
    """Five proposals scored by three experts each, the panel closed, and a round for their call."""
    call = open_call()
    files = eligible_files(center, 5, call=call)
    Proposal.objects.filter(call=call).update(asked=1_000_000)
    panel = running(call, per_proposal=3)
    for file, points in zip(files, POINTS, strict=True):
        for review in file.reviews.order_by("pk"):
            scored(review, *points)
    panels.close(fresh(panel), actor=division_official)
    made = making.pot(call, 3_000_000)
    ranking.fill(made, actor=division_official)
    return fresh(made)


@pytest.fixture
def round_(draft, division_official, division_director):
    ranking.cut(draft, Trial(3, 1), actor=division_official, version=None)
    rounds.propose(fresh(draft), actor=division_official)
    announcing.announce(making.signed_by(draft, division_director), actor=division_official)
    return fresh(draft)


def rows_of(round_):
    return list(Allocation.objects.filter(round=round_).select_related("proposal__lead").order_by("place"))


def test_proposals_are_taken_over_with_score_spread_and_rank(draft):
    assert [(row.score, row.spread, row.rank) for row in rows_of(draft)] == [
        (8500, 0, 1), (8000, 0, 2), (6500, 0, 3), (4500, 0, 4), (2000, 0, 5),
    ]  # fmt: skip


def test_taking_over_again_keeps_what_is_decided(draft, division_official):
    first = rows_of(draft)[0]
    ranking.decide(draft, {first.pk: ranking.Row("selected")}, actor=division_official, version=None)
    ranking.fill(fresh(draft), actor=division_official)
    assert fresh(first).outcome == "selected"
    assert [row.place for row in rows_of(draft)] == [1, 2, 3, 4, 5]


def test_a_group_reads_its_points_beside_the_average_of_the_funded_with_reasons(client, round_):
    last = rows_of(round_)[4]
    sign_in(client, last.proposal.lead)
    body = client.get(reverse("funding:feedback", args=[last.proposal_id])).content.decode()
    assert "10.00 / 50" in body
    assert "38.33" in body  # (45 + 40 + 30) / 3
    assert "근거가 분명하고" in body
    assert "심사1위원" not in body  # no reviewer is named unless the panel says so
    assert reverse("proposals:object", args=[last.proposal_id]) in body
    assert reverse("proposals:advice-book") in body


def test_a_selected_group_reads_its_result_and_finds_its_award(client, round_):
    first = rows_of(round_)[0]
    sign_in(client, first.proposal.lead)
    body = client.get(reverse("funding:feedback", args=[first.proposal_id])).content.decode()
    assert reverse("funding:award", args=[first.proposal.award.pk]) in body
    assert reverse("proposals:object", args=[first.proposal_id]) not in body
    assert client.get(reverse("funding:award", args=[first.proposal.award.pk])).status_code == 200


def test_nobody_reads_feedback_before_the_announcement_nor_that_of_others(client, draft, round_, outsider, reviewer):
    row = rows_of(round_)[0]
    for who in (outsider, rows_of(round_)[1].proposal.lead, reviewer):
        sign_in(client, who)
        for name in ("feedback", "letter"):
            assert client.get(reverse(f"funding:{name}", args=[row.proposal_id])).status_code == 404


def test_the_decision_letter_is_an_accessible_pdf(client, round_):
    row = rows_of(round_)[4]
    sign_in(client, row.proposal.lead)
    answer = client.get(reverse("funding:letter", args=[row.proposal_id]))
    assert answer["Content-Type"] == "application/pdf"
    said = words(answer.content)
    assert "근거가 분명하고" in said
    assert row.proposal.group_name in said
    assert "심사1위원" not in said
    assert b"/StructTreeRoot" in answer.content
    assert answer.content == client.get(reverse("funding:letter", args=[row.proposal_id])).content
