"""What opens after a year that went well: a place, a call, a draft that goes on, and what changed since."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import Refused
from funding.models import Continuation, NextPlace
from funding.workflow import next_stage
from notices.models import Message
from proposals import continuing
from proposals.workflow import drafting
from tests.cast import HONGDAE, SEONGSU, sign_in
from tests.funding import making_next, making_spend
from tests.groups.making import fresh
from tests.proposals.making import open_call, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def villages(places):
    return [places[SEONGSU], places[HONGDAE]]


@pytest.fixture
def year(division_official, division_director, villages, jiwoo, seoyeon, minjun, district_officer, center):
    """What makes a first year of jiwoo's group, ended as said."""

    def make(outcome="performing"):
        making_next.stage("year-2")
        return making_next.went_well(
            division_official, division_director, villages, jiwoo, district_officer, seoyeon, minjun, outcome=outcome
        )

    return make


@pytest.fixture
def client_of(client):
    """The browser of a person."""

    def signed_in(person):
        sign_in(client, person)
        return client

    return signed_in


def told(person, kind):
    return Message.objects.filter(recipient=person, kind=kind, channel="inbox")


def test_a_group_whose_year_went_well_is_told_what_opens_next_and_until_when(year, jiwoo, seoyeon, minjun):
    call = making_next.next_call()
    award = year()
    assert award.state == "closed"
    place = NextPlace.objects.get(award=award)
    assert place.stage == call.stage
    assert (place.kept_until - place.opened_on).days in (365, 366)
    for person in (jiwoo, seoyeon, minjun):
        message = told(person, "next-stage").get()
        assert call.title_ko in message.body or call.title_en in message.body


@pytest.mark.parametrize("outcome", ["partly", "learned", "unaccounted"])
def test_nothing_opens_after_a_year_that_was_not_performing(year, jiwoo, outcome):
    award = year(outcome)
    assert not NextPlace.objects.filter(award=award).exists()
    assert not told(jiwoo, "next-stage").exists()


def test_a_group_without_a_place_cannot_ask_in_a_later_year(year, jiwoo):
    award = year("learned")
    refused = drafting.what_keeps_from_beginning(making_next.next_call(), award.group)
    assert refused
    with pytest.raises(Refused):
        drafting.begin(making_next.next_call(title_ko="또"), award.group, actor=jiwoo)
    # Learning without a result bars nobody from beginning anew; unaccounted money does.
    assert drafting.what_keeps_from_beginning(open_call(title_ko="새 씨앗기"), award.group) is None


def test_unaccounted_money_bars_a_group_from_everything(year):
    award = year("unaccounted")
    for call in (open_call(title_ko="새 씨앗기"), making_next.next_call()):
        assert "Division" in drafting.what_keeps_from_beginning(call, award.group) or "과" in (
            drafting.what_keeps_from_beginning(call, award.group)
        )


def test_the_new_draft_begins_from_last_years_plan_budget_and_goals(year, jiwoo):
    award = year()
    call = making_next.next_call()
    draft = drafting.begin(call, award.group, actor=jiwoo)
    data = {each.key: each.data for each in draft.sections.all()}
    assert data["idea"]["title"] == "골목 책방"
    assert data["plan"]["plan"][0]["activity"] == "함께 읽기"
    moved = data["plan"]["plan"][0]["month"]
    assert moved.endswith("-04")
    assert moved > "2025-04"
    # The budget as it was agreed on, whose lines are not what was typed.
    lines = {line["detail"]: line["unit_price"] * line["quantity"] * line["times"] for line in data["budget"]["lines"]}
    assert lines == {"재료": 600_000, "강사비": 500_000}
    assert data["goals"]["goals"][0] == {
        "indicator": "모임 횟수", "baseline": "열두 번", "target": "10회", "measured": "",
    }  # fmt: skip
    assert "start" not in data["activities"]
    assert Continuation.objects.get(proposal=draft).previous == award


def test_what_changed_since_last_year_is_read_beside_the_part_and_as_a_whole(year, client_of, jiwoo, outsider):
    award = year()
    draft = drafting.begin(making_next.next_call(), award.group, actor=jiwoo)
    draft = written(draft, "idea", jiwoo, aim="누구나 쉬어 가고 배워요.")
    client = client_of(jiwoo)
    part = client.get(reverse("proposals:section", args=[draft.pk, "idea"])).content.decode()
    assert "<ins" in part
    assert "배워요" in part
    whole = client.get(reverse("proposals:last-year", args=[draft.pk])).content.decode()
    assert "<ins" in whole
    assert "골목 책방" in whole
    assert client_of(outsider).get(reverse("proposals:last-year", args=[draft.pk])).status_code == 404


def test_a_first_year_has_no_year_before(client_of, jiwoo, year):
    award = year()
    draft = drafting.begin(open_call(title_ko="또 씨앗기"), award.group, actor=jiwoo)
    assert continuing.before(draft) is None
    assert client_of(jiwoo).get(reverse("proposals:last-year", args=[draft.pk])).status_code == 404
    assert not Continuation.objects.filter(proposal=draft).exists()


def test_the_place_is_kept_for_the_time_set_and_no_longer(year, jiwoo):
    award = year()
    place = NextPlace.objects.get(award=award)
    call = making_next.next_call(closes_at=timezone.now() + timedelta(days=900))
    with time_machine.travel(
        timezone.now() + timedelta(days=(place.kept_until - timezone.localdate()).days), tick=False
    ):
        assert drafting.what_keeps_from_beginning(call, award.group) is None
    with time_machine.travel(
        timezone.now() + timedelta(days=(place.kept_until - timezone.localdate()).days + 1), tick=False
    ):
        assert drafting.what_keeps_from_beginning(call, award.group)


def test_a_break_keeps_the_place_and_moves_its_day_by_the_days_of_the_break(year):
    award = year()
    before = NextPlace.objects.get(award=award)
    next_stage.wait_with(award.group, None)
    away = (before.kept_until - timezone.localdate()).days + 40
    with time_machine.travel(timezone.now() + timedelta(days=away), tick=False):
        assert fresh(before).is_kept  # however long it rests
        next_stage.go_on_with(award.group, None)
        after = fresh(before)
        assert after.break_since is None
        assert after.kept_until == before.kept_until + timedelta(days=away)


def test_a_call_that_opens_later_is_told_once(year, jiwoo):
    year()
    assert next_stage.tell_of_calls() == 0
    making_next.next_call()
    assert next_stage.tell_of_calls() > 0
    assert next_stage.tell_of_calls() == 0
    assert told(jiwoo, "next-stage-call").count() == 1


def test_group_and_award_pages_say_what_opens(year, client_of, jiwoo):
    award = year()
    call = making_next.next_call()
    for page in (award.get_absolute_url(), award.group.get_absolute_url()):
        said = client_of(jiwoo).get(page).content.decode()
        assert call.title_ko in said


def test_an_award_that_runs_opens_nothing(division_official, division_director, villages, jiwoo, center):
    making_next.stage("year-2")
    award = making_spend.at_work(division_official, division_director, villages, jiwoo)
    assert next_stage.open_place(award) is None
