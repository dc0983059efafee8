"""From the offer to the agreement: made of the decision, fitted, learned for and accepted."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from funding.models import Conditions
from funding.queries.agreement import Period, consent
from funding.sharing import by_percent, in_proportion
from funding.workflow import agreement as agreements
from tests.funding import making, making_agree
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db

LINES = [
    {"item": "materials", "detail": "흙과 모종", "unit_price": 333_333, "quantity": 1, "times": 2},
    {"item": "meeting", "detail": "다과", "unit_price": 11_111, "quantity": 3, "times": 4, "own": 33_333},
]


def handed_in(file, lines=LINES, start="2026-05-01", end="2026-10-31", goals=None):
    """``file`` with a version that asks for ``lines``."""
    from proposals.models import Version

    content = {
        "parts": {
            "activities": {"start": start, "end": end},
            "budget": {"lines": lines},
            "goals": {"goals": goals or [{"indicator": "같이 먹는 저녁", "baseline": "없음", "target": "열 번"}]},
        }
    }
    Version.objects.create(
        proposal=file, number=1, by=file.lead, rules_version=1, content=content, fingerprint="f" * 64, asked=1, own=0
    )
    return file


@pytest.fixture
def pot(division_official, division_director, villages):
    """A signed round of which nothing is given away yet, and its call."""
    from tests.proposals.making import open_call

    call = open_call()
    return making.pot(call, 90_000_000, state="signed", people=(division_official, division_director)), call


@pytest.fixture
def offered(pot, villages, jiwoo, seoyeon, minjun):
    """An award of 500,000 won to three people, who asked for more; jiwoo represents them, minjun keeps accounts."""
    round_, call = pot
    file = handed_in(making.in_review(call, villages)[0])
    file.group.memberships.update(role="member", state="left")
    for user, role in ((jiwoo, "representative"), (seoyeon, "member"), (minjun, "treasurer")):
        file.group.memberships.create(user=user, role=role, pledge_version=1)
    return making_agree.promised(making.award(round_, fresh(file), 500_000))


def seen(award):
    return fresh(award.agreement).fingerprint


def sql(text, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, values)


# --- Made of the decision ----------------------------------------------------------------------------


def test_an_agreement_divides_a_smaller_amount_in_proportion_to_the_won(offered):
    grants = list(offered.lines.values_list("item", "grant", "own"))
    assert grants == [("materials", 434_783, 0), ("meeting", 65_217, 21_739)]
    assert sum(grant for _item, grant, _own in grants) == 500_000


def test_an_agreement_keeps_goals_conditions_and_both_languages(offered):
    content = offered.agreement.content
    assert offered.goals.get().indicator == "같이 먹는 저녁"
    assert content["conditions"]["settle_within"] == 30
    assert set(content["words"]) == {"ko", "en"}
    assert content["words"]["en"]["gets"][0].startswith("Your group gets")
    assert "₩500,000" in content["words"]["en"]["gets"][0]
    Conditions.objects.create(stage=offered.proposal.call.stage, settle_within=10)
    assert fresh(offered).agreement.content["conditions"]["settle_within"] == 30


def test_payments_are_planned_in_percent_and_the_last_takes_the_rest(pot, villages):
    round_, call = pot
    Conditions.objects.create(stage=call.stage, tranches=[33, 33, 34], countersigned_from=300_000)
    award = making_agree.promised(making.award(round_, making.in_review(call, villages)[0], 999_999))
    planned = list(award.tranches.values_list("amount", "after_midterm", "needs_signature"))
    assert planned == [(329_999, False, True), (329_999, True, True), (340_001, True, True)]


def test_won_are_never_lost_by_rounding():
    for whole in (1, 7, 999_999, 1_000_000):
        assert sum(in_proportion(whole, [3, 3, 1])) == whole
        assert sum(by_percent(whole, [50, 30, 20])) == whole
    assert by_percent(1, [50, 50]) == [1]
    assert in_proportion(10, []) == []


@pytest.mark.parametrize(
    ("agreed_on", "starts", "ends"),
    [
        (date(2026, 4, 1), date(2026, 5, 1), date(2026, 10, 31)),  # before the plan begins
        (date(2026, 6, 1), date(2026, 6, 1), date(2026, 10, 31)),  # while it runs
        (date(2026, 10, 31), date(2026, 10, 31), date(2026, 10, 31)),  # on its last day
        (date(2026, 11, 2), date(2026, 11, 2), date(2027, 5, 4)),  # when it is over: moved, as long as planned
    ],
)
def test_a_period_never_begins_before_the_agreement_nor_ends_before_it_begins(agreed_on, starts, ends):
    planned = Period(date(2026, 5, 1), date(2026, 10, 31))
    assert planned.from_day(agreed_on) == Period(starts, ends)


# --- Fitted to the amount ----------------------------------------------------------------------------


def test_the_treasurer_may_fit_the_budget_until_somebody_accepts(offered, jiwoo, seoyeon, minjun):
    agreements.fit(offered, actor=minjun, seen=seen(offered), parts=[(400_000, 0), (100_000, 30_000)])
    assert list(offered.lines.values_list("grant", flat=True)) == [400_000, 100_000]
    assert fresh(offered).agreement.content["lines"][1]["grant"] == 100_000
    agreements.accept(offered, actor=seoyeon, seen=seen(offered))
    with pytest.raises(Refused, match=r"already|이미"):
        agreements.fit(offered, actor=jiwoo, seen=seen(offered), parts=[(450_000, 0), (50_000, 30_000)])


def test_a_fitted_budget_adds_up_and_only_those_who_handle_money_fit_it(offered, seoyeon, minjun):
    for parts in ([(400_000, 0), (99_999, 0)], [(500_000, 0)], [(500_001, 0), (0, 0)]):
        with pytest.raises(Refused):
            agreements.fit(offered, actor=minjun, seen=seen(offered), parts=parts)
    with pytest.raises(NotAllowed):
        agreements.fit(offered, actor=seoyeon, seen=seen(offered), parts=[(400_000, 0), (100_000, 0)])


def test_a_fitted_budget_keeps_the_caps_of_the_call(pot, villages):
    from proposals.models import Amendment, BudgetItem

    round_, call = pot
    file = handed_in(making.in_review(call, villages)[0])
    with transaction.atomic():
        Amendment.objects.create(call=call, text_ko="다과비 상한", by=round_.proposed_by)
        BudgetItem.objects.filter(call=call, item="meeting").update(cap=70_000)
    award = making_agree.promised(making.award(round_, file, 500_000))
    with pytest.raises(Refused, match="70,000"):
        agreements.fit(award, actor=file.lead, seen=seen(award), parts=[(400_000, 0), (100_000, 0)])


def test_sql_cannot_make_the_lines_add_up_to_something_else(offered):
    with pytest.raises(DatabaseError, match="adds up"):
        sql(
            'UPDATE funding_budgetline SET "grant" = 1 WHERE award_id = %s AND position = 1;'
            " SET CONSTRAINTS ALL IMMEDIATE",
            offered.pk,
        )


def test_sql_cannot_change_what_somebody_accepted(offered, seoyeon):
    agreements.accept(offered, actor=seoyeon, seen=seen(offered))
    for text in (
        "UPDATE funding_agreement SET content = '{}' WHERE award_id = %s",
        "DELETE FROM funding_agreement WHERE award_id = %s",
        "DELETE FROM funding_acceptance WHERE agreement_id IN (SELECT id FROM funding_agreement WHERE award_id = %s)",
    ):
        with pytest.raises(DatabaseError):
            sql(text, offered.pk)


# --- Accepted ----------------------------------------------------------------------------------------


def test_the_award_is_agreed_by_three_people_with_the_representative_among_them(offered, jiwoo, seoyeon, minjun):
    award = making_agree.accepted_by(offered, seoyeon, minjun)
    assert award.state == "offered"
    assert consent(award.agreement).missing == 1
    award = making_agree.accepted_by(award, jiwoo)
    assert award.state == "agreed"
    assert award.starts_on >= timezone.localdate()
    assert award.agreement.agreed_at is not None


def test_two_are_enough_where_the_stage_says_so_but_never_without_the_representative(
    pot, villages, jiwoo, seoyeon, minjun
):
    round_, call = pot
    Conditions.objects.create(stage=call.stage, accepted_by=2)
    file = making.in_review(call, villages)[0]
    file.group.memberships.update(role="member", state="left")
    for user, role in ((jiwoo, "representative"), (seoyeon, "member"), (minjun, "member")):
        file.group.memberships.create(user=user, role=role, pledge_version=1)
    award = making_agree.promised(making.award(round_, fresh(file)))
    award = making_agree.accepted_by(award, seoyeon, minjun)
    assert award.state == "offered"
    assert making_agree.accepted_by(award, jiwoo).state == "agreed"


def test_whoever_handles_money_takes_the_lesson_first_and_members_need_not(offered, jiwoo, seoyeon, minjun):
    for keeper in (jiwoo, minjun):
        with pytest.raises(Refused):
            agreements.accept(offered, actor=keeper, seen=seen(offered))
    agreements.accept(offered, actor=seoyeon, seen=seen(offered))


def test_an_outsider_and_an_official_cannot_accept(offered, outsider, division_official):
    for actor in (outsider, division_official):
        with pytest.raises(NotAllowed):
            agreements.accept(offered, actor=actor, seen=seen(offered))
        with pytest.raises(NotAllowed):
            agreements.take_lesson(offered, actor=actor)


def test_nobody_accepts_a_text_that_they_did_not_read(offered, seoyeon, minjun):
    before = seen(offered)
    agreements.fit(offered, actor=minjun, seen=before, parts=[(400_000, 0), (100_000, 30_000)])
    with pytest.raises(Refused):
        agreements.accept(offered, actor=seoyeon, seen=before)


def test_accepting_twice_changes_nothing(offered, seoyeon):
    agreements.accept(offered, actor=seoyeon, seen=seen(offered))
    agreements.accept(offered, actor=seoyeon, seen=seen(offered))
    assert fresh(offered.agreement).acceptances.count() == 1


def test_a_declined_award_is_accepted_by_nobody(offered, jiwoo, seoyeon):
    from funding.workflow import award as awards

    awards.decline(offered, actor=jiwoo)
    with pytest.raises(Refused):
        agreements.accept(offered, actor=seoyeon, seen=seen(offered))


def test_an_announcement_makes_the_agreement_in_the_same_transaction(villages, division_official, division_director):
    announced = making.announced(making.ranked(4_000_000, villages), division_official, division_director)
    for award in announced.awards.all():
        assert award.agreement.due_on == timezone.localdate() + timedelta(days=14)
        assert sum(award.lines.values_list("grant", flat=True)) == award.amount
        assert sum(award.tranches.values_list("amount", flat=True)) == award.amount
