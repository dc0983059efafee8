"""Visitors check themselves without an account; staff see totals and nobody in them."""

import pytest
from django.urls import reverse

from proposals import answers, eligibility
from proposals.enums import CheckOutcome
from proposals.models import SelfCheckTally
from tests.cast import SEONGDONG, sign_in
from tests.groups.making import fresh, group_of_three
from tests.proposals import making

pytestmark = pytest.mark.django_db
FITTING = {
    "people": "yes", "ties": "yes", "kind": "informal", "purpose": "no", "duplicate": "no", "ceiling": "yes",
    "lead": "no",
}  # fmt: skip


@pytest.fixture
def call(places):
    return making.open_call(area_kind="districts", districts=[places[SEONGDONG]])


@pytest.fixture
def check(client, call):
    """Answer the self-check and give the result's page."""

    def post(**given):
        path = reverse("proposals:self-check", args=[call.pk])
        response = client.post(path, FITTING | given)
        assert response.status_code == 302, response.content.decode()
        return client.get(response.url).content.decode()

    return post


def outcomes(call):
    return {(row.rule, row.outcome): row.count for row in SelfCheckTally.objects.filter(call=call)}


def test_a_visitor_learns_that_everything_fits_and_may_begin(check, call):
    page = check()
    assert reverse("proposals:begin", args=[call.pk]) in page
    assert outcomes(call)["", "met"] == 1


def test_a_visitor_reads_which_rule_is_not_met_with_the_numbers_of_the_call(check, call):
    page = check(people="no")
    assert "3" in page
    assert reverse("proposals:begin", args=[call.pk]) not in page
    assert reverse("proposals:advice-book") in page
    assert outcomes(call)["", "not_met"] == 1
    assert outcomes(call)["people", "not_met"] == 1


def test_a_talk_before_submitting_is_a_step_and_keeps_nobody_from_a_clear_yes(client, places):
    call = making.open_call(area_kind="districts", districts=[places[SEONGDONG]], advice_required=True)
    answer = client.post(reverse("proposals:self-check", args=[call.pk]), FITTING)
    page = client.get(answer.url).content.decode()
    assert "네, 답하신 내용으로 보면" in page
    assert "상담을 한 번 받으셔야 해요" in page
    assert "상담 예약하기" in page
    assert str(CheckOutcome.ASK.label) not in page
    assert outcomes(call)["", "met"] == 1
    assert not [rule for rule, _outcome in outcomes(call) if rule == "advice"]


def test_whoever_is_not_sure_is_sent_to_a_person(check, call):
    check(duplicate="unsure")
    assert outcomes(call)["", "ask"] == 1
    assert outcomes(call)["duplicate", "ask"] == 1


def test_a_session_counts_once_however_often_it_checks(check, call, client):
    check(people="no")
    check()
    assert outcomes(call)["", "not_met"] == 1
    assert ("", "met") not in outcomes(call)


def test_two_visitors_add_up_in_one_row(check, call, client):
    check()
    client.cookies.clear()
    check()
    assert outcomes(call)["", "met"] == 2
    assert SelfCheckTally.objects.filter(call=call, rule="people").count() == 1


def test_the_answers_wait_in_the_session_for_the_draft(check, call, client, rf):
    check(title="골목 책방", theme="culture")
    request = rf.get("/")
    request.session = client.session
    taken = answers.take(request, call)
    assert (taken["title"], taken["theme"]) == ("골목 책방", "culture")
    assert answers.take(request, making.open_call(title_ko="다른 공모")) == {}


def test_signing_in_does_not_lose_the_answers(check, call, client, jiwoo, rf):
    check(title="골목 책방")
    sign_in(client, jiwoo)
    request = rf.get("/")
    request.session = client.session
    assert answers.take(request, call)["title"] == "골목 책방"


@pytest.mark.parametrize("field", sorted(FITTING))
def test_nonsense_in_an_answer_gets_a_sentence_and_counts_nothing(client, call, field):
    path = reverse("proposals:self-check", args=[call.pk])
    for nonsense in ("", "maybe", "\x00", "y" * 10_000):
        response = client.post(path, FITTING | {field: nonsense})
        assert response.status_code == 422
        assert "form-hint-invalid" in response.content.decode()
    assert not SelfCheckTally.objects.exists()


def test_nobody_checks_a_call_that_is_not_published(client):
    draft = making.draft_call()
    assert client.get(reverse("proposals:self-check", args=[draft.pk])).status_code == 404


def test_staff_see_why_people_stopped_and_residents_do_not(check, call, client, division_official, triage_officer):
    check(people="no", ceiling="no")
    for who in (division_official, triage_officer):
        sign_in(client, who)
        assert call.title in client.get(reverse("proposals:self-checks")).content.decode()
        page = client.get(reverse("proposals:self-checks-of", args=[call.pk])).content.decode()
        assert page.index(eligibility.label_of("people")) < page.index(eligibility.label_of("ceiling"))


def test_a_rule_of_an_upper_floor_is_asked_like_the_others(call, monkeypatch):
    monkeypatch.setattr(eligibility, "_rules", dict(eligibility._rules))
    eligibility.register(
        eligibility.Rule(
            name="settled", label="정산", sentence=lambda call: "앞선 지원을 정산했어요.",
            judge=lambda proposal: (eligibility.MET, ""),
            inquiry=lambda call: eligibility.Inquiry("정산했나요?", {"yes": eligibility.MET}),
        )
    )  # fmt: skip
    assert "settled" in [rule.name for rule, _inquiry in eligibility.questions_of(call)]
    with pytest.raises(ValueError, match="two rules"):
        eligibility.register(eligibility._rules["settled"])


def standing(proposal):
    return {found.rule.name: found.outcome for found in eligibility.standing(proposal)}


@pytest.fixture
def proposal(call, places, jiwoo, seoyeon, minjun):
    group = group_of_three({"places": places, "jiwoo": jiwoo, "seoyeon": seoyeon, "minjun": minjun})
    return making.draft(group, call)


def test_a_proposal_of_three_neighbours_stands_by_every_rule(proposal):
    proposal = making.complete(proposal)
    found = standing(proposal)
    assert found.pop("purpose") == "ask"  # a person reads it for that
    assert set(found.values()) == {"met"}, found


def test_a_group_with_people_elsewhere_does_not_meet_the_area(places, jiwoo, seoyeon, minjun):
    from tests.cast import MAPO

    group = group_of_three({"places": places, "jiwoo": jiwoo, "seoyeon": seoyeon, "minjun": minjun})
    elsewhere = making.open_call(area_kind="districts", districts=[places[MAPO]])
    found = standing(making.draft(group, elsewhere))
    assert (found["people"], found["ties"]) == ("not_met", "not_met")
    city = making.open_call(title_ko="서울 전체 공모")
    assert standing(making.draft(group, city))["people"] == "met"


def test_a_call_for_five_is_not_met_by_three(places, jiwoo, seoyeon, minjun):
    group = group_of_three({"places": places, "jiwoo": jiwoo, "seoyeon": seoyeon, "minjun": minjun})
    found = eligibility.standing(making.draft(group, making.open_call(minimum_people=5)))
    people = next(each for each in found if each.rule.name == "people")
    assert people.outcome == "not_met"
    assert "5" in people.sentence


def test_a_sentence_is_plain_text_with_the_days_of_the_call(client):
    from datetime import date

    call = making.open_call(project_start=date(2027, 5, 1), project_end=date(2027, 9, 30))
    page = client.get(call.get_absolute_url()).content.decode()
    assert "&lt;time" not in page
    assert "2027. 9. 30." in page


def test_more_than_the_ceiling_and_a_time_outside_are_not_met(proposal):
    proposal = making.complete(proposal)
    type(proposal).objects.filter(pk=proposal.pk).update(asked=1_000_001)
    assert standing(fresh(proposal))["ceiling"] == "not_met"


def test_a_company_does_not_meet_the_kind_of_group(proposal):
    from datetime import date

    from groups.workflow.group import change_legal_form

    change_legal_form(
        proposal.group,
        actor=proposal.lead,
        legal_form="company",
        registration_number="1",
        registered_on=date(2025, 1, 2),
    )
    assert standing(fresh(proposal))["kind"] == "not_met"
