"""From a project to a service of the city: who may do what, the group's no, and what everybody reads."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from casework.lifecycle import NotAllowed, Refused
from funding.models import Nomination
from funding.workflow import nomination
from notices.models import Message
from tests.cast import SEONGSU, person, posted, sign_in
from tests.funding import making_next, making_spend
from tests.funding.making import with_fresh_factor
from tests.funding.making_agree import second_official
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(division_official, division_director, places, jiwoo, seoyeon, district_officer, center):
    return making_next.went_well(
        division_official, division_director, [places[SEONGSU]], jiwoo, district_officer, seoyeon
    )


@pytest.fixture
def asked(award, adviser):
    return making_next.nominated(award, adviser)


@pytest.fixture
def assessed(asked, jiwoo, district_officer):
    nomination.answer(asked, actor=jiwoo, wish="우리가 계속 꾸리고 싶어요.")
    return nomination.assess(asked, actor=district_officer, opinion="꼭 필요합니다.", in_favour=True)


def told(someone, kind):
    return Message.objects.filter(recipient=someone, kind=kind, channel="inbox").exists()


def test_an_office_nominates_the_group_agrees_the_district_says_and_the_division_decides(
    assessed, division_official, jiwoo, seoyeon, district_officer, client
):
    for someone in (jiwoo, seoyeon):
        assert told(someone, "nominated")
    assert told(district_officer, "nomination-answered")
    assert told(division_official, "nomination-assessed")
    nomination.adopt(assessed, actor=with_fresh_factor(division_official), note="모든 자치구에 필요한 일입니다.")
    assert fresh(assessed).state == "adopted"
    assert told(jiwoo, "nomination-decided")
    page = client.get(reverse("funding:city-services")).content.decode()
    assert "우리 동네 책방 돌봄" in page
    assert "모든 자치구에 필요한 일입니다." in page
    assert assessed.award.proposal.group_name in page
    # What group and district wrote to each other is not for everybody.
    assert "꼭 필요합니다." not in page
    assert "우리가 계속 꾸리고 싶어요." not in page


def test_a_group_says_no_at_any_time_before_the_decision_and_nothing_follows(asked, assessed, jiwoo, adviser):
    award = fresh(assessed.award)
    nomination.decline(assessed, actor=jiwoo)
    assert fresh(assessed).state == "declined"
    assert told(adviser, "nomination-ended")
    assert (fresh(award).state, fresh(award).outcome) == (award.state, award.outcome)
    assert making_next.nominated(award, adviser).state == "asked"  # and it can be asked again


def test_nobody_says_no_after_the_decision(assessed, division_official, jiwoo):
    nomination.turn_down(assessed, actor=division_official, note="아직 근거가 없습니다.")
    with pytest.raises(Refused):
        nomination.decline(assessed, actor=jiwoo)


def test_the_city_decides_only_on_what_the_group_wants_and_the_district_assessed(asked, division_official, jiwoo):
    for _turn in range(2):
        with pytest.raises(Refused):
            nomination.adopt(asked, actor=with_fresh_factor(division_official), note="좋습니다.")
        if fresh(asked).state == "asked":
            nomination.answer(asked, actor=jiwoo)


def test_whoever_nominated_neither_assesses_nor_decides(award, division_official, district_officer, division, jiwoo):
    mine = making_next.nominated(award, division_official)
    nomination.answer(mine, actor=jiwoo)
    nomination.assess(mine, actor=district_officer, opinion="좋습니다.", in_favour=True)
    with pytest.raises(NotAllowed):
        nomination.adopt(mine, actor=with_fresh_factor(division_official), note="제가 추천했습니다.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=mine.pk).update(decided_by=division_official)
    nomination.adopt(mine, actor=with_fresh_factor(second_official(division)), note="다른 사람이 봅니다.")
    assert fresh(mine).state == "adopted"


def test_a_district_officer_who_nominated_gives_no_opinion(award, district_officer, district_office, jiwoo):
    mine = making_next.nominated(award, district_officer)
    nomination.answer(mine, actor=jiwoo)
    with pytest.raises(NotAllowed):
        nomination.assess(mine, actor=district_officer, opinion="좋습니다.", in_favour=True)
    other = posted(person("다른 담당", "other-officer@example.kr"), district_office, "district_officer").person
    nomination.assess(mine, actor=other, opinion="좋습니다.", in_favour=True)
    assert fresh(mine).state == "assessed"


def test_only_a_performing_project_is_nominated_and_once_at_a_time(
    division_official, division_director, places, jiwoo, adviser, award, asked
):
    running = making_spend.at_work(division_official, division_director, [places[SEONGSU]], jiwoo)
    with pytest.raises(Refused):
        making_next.nominated(running, adviser)
    with pytest.raises(Refused):
        making_next.nominated(award, adviser)


def test_outsiders_and_members_cannot_nominate_and_only_leaders_answer(award, outsider, jiwoo, seoyeon, adviser):
    for someone in (outsider, jiwoo):
        with pytest.raises(NotAllowed):
            making_next.nominated(award, someone)
    made = making_next.nominated(award, adviser)
    with pytest.raises(NotAllowed):
        nomination.answer(made, actor=seoyeon)


def test_a_nomination_is_made_on_the_page_of_the_award(award, adviser, client, outsider):
    sign_in(client, adviser)
    page = reverse("funding:nominate", args=[award.pk])
    assert page in client.get(award.get_absolute_url()).content.decode()
    answer = client.post(page, making_next.DOSSIER | {"cost": "12,000,000원"})
    made = Nomination.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    assert made.cost == 12_000_000
    assert made.name in client.get(reverse("funding:nominations")).content.decode()
    sign_in(client, outsider)
    assert client.get(made.get_absolute_url()).status_code == 404


def test_the_decision_stands(assessed, division_official):
    nomination.turn_down(assessed, actor=division_official, note="아직 근거가 없습니다.")
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        Nomination.objects.filter(pk=assessed.pk).update(reasons="다른 이유")
