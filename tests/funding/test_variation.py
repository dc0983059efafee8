"""Changes of what was agreed on: small ones pass by rule within the limit of the stage, others are decided on."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from funding import varying
from funding.models import Agreement, BudgetLine, Variation
from funding.workflow import ending, pausing
from funding.workflow import variation as workflow
from funding.workflow.variation_checks import Line
from notices.models import Message
from tests.cast import sign_in
from tests.funding import making_spend
from tests.funding.making_change import due_of, in_days
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(center, district_office, division_official, division_director, villages, jiwoo, seoyeon, minjun):
    return making_spend.at_work(
        division_official, division_director, villages, jiwoo, seoyeon, minjun, treasurer=seoyeon
    )


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def step(client, row, name, **sent):
    address = reverse("casework:step", args=[type(row)._meta.model_name, row.pk, name])
    return client.post(address, {"seen": row.state, **sent})


def lines(award, moved=0, own=0, new=None):
    """The budget with ``moved`` won from materials to fees, ``own`` won more of the group's own, and a new line."""
    change = {"materials": -moved - (new or 0), "instructor": moved}
    rows = [
        Line(
            id=each.pk, item=each.item, detail=each.detail, grant=each.grant + change[each.item],
            own=each.own + (own if each.item == "instructor" else 0),
        )
        for each in award.lines.order_by("position")
    ]  # fmt: skip
    return [*rows, Line(id=None, item="materials", detail="현수막", grant=new, own=0)] if new else rows


def asked(award, by, moved, **more):
    return workflow.ask_budget(award, actor=by, lines=lines(award, moved, **more), reason="강사가 한 번 더 와요")


def grants(award):
    return list(award.lines.order_by("position").values_list("grant", flat=True))


# --- Budget ------------------------------------------------------------------------------------------


def test_a_small_change_of_the_budget_passes_by_rule_on_a_page(client, award, seoyeon, district_officer):
    materials, fees = award.lines.order_by("position")
    sent = {
        f"grant_{materials.pk}": "500,000", f"grant_{fees.pk}": "500,000원", f"own_{fees.pk}": "100,000",
        "reason": "강사가 한 번 더 와요",
    }  # fmt: skip
    sign_in(client, seoyeon)
    page = reverse("funding:change-budget", args=[award.pk])
    assert "200,000" in client.get(page).content.decode()
    assert client.post(page, sent | {f"grant_{fees.pk}": "500,001"}).status_code == 422
    answer = client.post(page, sent)
    made = Variation.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.state, made.by_rule, made.decided_by, grants(award)) == ("approved", True, None, [500_000, 500_000])
    assert "600,000" in client.get(made.get_absolute_url()).content.decode()
    assert Message.objects.filter(recipient=district_officer, kind="variation-passed").exists()
    assert ("variation", made.pk) not in due_of(award)


def test_many_small_changes_do_not_add_up_to_a_big_one(award, jiwoo):
    assert asked(award, jiwoo, 120_000).by_rule
    assert varying.free_to_move(award) == 80_000
    assert asked(award, jiwoo, -80_000).by_rule  # back again counts, too
    big = asked(award, jiwoo, 1)
    assert (big.by_rule, big.state) == (False, "requested")
    assert grants(award) == [560_000, 440_000]


def test_a_big_change_is_decided_by_a_person_who_did_not_ask(client, award, jiwoo, district_officer, adviser, auditor,
                                                             division_official):  # fmt: skip
    made = asked(award, jiwoo, 300_000)
    assert grants(award) == [600_000, 400_000]
    assert due_of(award)["variation", made.pk] == made.due_on
    assert Message.objects.filter(recipient=district_officer, kind="variation-asked").exists()
    for person in (jiwoo, adviser, auditor):
        with pytest.raises(NotAllowed):
            workflow.approve(made, actor=person)
    sign_in(client, district_officer)
    assert award.proposal.title in client.get(reverse("funding:variations")).content.decode()
    assert step(client, made, "approve", note="좋습니다").status_code == 302
    assert grants(award) == [300_000, 700_000]
    assert Message.objects.filter(recipient=jiwoo, kind="variation-approved").exists()
    assert varying.free_to_move(award) == 200_000  # what a person decided uses up nothing
    with pytest.raises(Refused):
        workflow.refuse(fresh(made), actor=division_official, note="·")


def test_a_new_line_or_less_own_money_is_never_small(award, jiwoo, district_officer):
    made = asked(award, jiwoo, 0, new=50_000)
    assert made.state == "requested"
    workflow.approve(made, actor=district_officer)
    assert grants(award) == [550_000, 400_000, 50_000]
    less = workflow.ask_budget(
        award, actor=jiwoo, reason="덜 모였어요",
        lines=[Line(id=each.pk, item=each.item, detail=each.detail, grant=each.grant, own=0)
               for each in award.lines.order_by("position")],
    )  # fmt: skip
    assert less.state == "requested"


def test_no_line_falls_below_what_is_spent(award, jiwoo, district_officer):
    making_spend.spent(award, 450_000)
    with pytest.raises(Refused):
        asked(award, jiwoo, 150_001)
    made = asked(award, jiwoo, 150_000)
    assert made.by_rule
    with pytest.raises(DatabaseError), transaction.atomic():  # the database has the last word
        BudgetLine.objects.filter(award=award, item="materials").update(grant=449_999)


def test_what_was_spent_while_a_change_waited_is_not_taken_away(award, jiwoo, district_officer):
    made = asked(award, jiwoo, 400_000)
    making_spend.spent(award, 300_000)
    with pytest.raises(Refused):
        workflow.approve(made, actor=district_officer)
    assert (fresh(made).state, grants(award)) == ("requested", [600_000, 400_000])


def test_the_grant_is_never_more_than_the_award(award, jiwoo):
    rows = lines(award)
    more = [Line(**{**rows[0].kept(), "grant": rows[0].grant + 1}), *rows[1:]]
    with pytest.raises(Refused):
        workflow.ask_budget(award, actor=jiwoo, lines=more, reason="·")
    BudgetLine.objects.filter(pk=more[0].id).update(grant=600_001)
    with pytest.raises(DatabaseError):
        connection.check_constraints()


def test_lines_of_another_award_or_of_no_award_are_refused(award, jiwoo):
    with pytest.raises(Refused):
        workflow.ask_budget(award, actor=jiwoo, lines=lines(award)[:1], reason="·")
    with pytest.raises(Refused):
        workflow.ask_budget(award, actor=jiwoo, lines=lines(award), reason="아무것도")
    with pytest.raises(Refused):
        asked(award, jiwoo, 100, own=0) and workflow.ask_budget(award, actor=jiwoo, lines=lines(award, 100), reason=" ")


def test_one_change_of_a_kind_waits_at_a_time_and_can_be_taken_back(client, award, jiwoo, seoyeon, minjun):
    made = asked(award, jiwoo, 300_000)
    with pytest.raises(Refused):
        asked(award, seoyeon, 350_000)
    with pytest.raises(NotAllowed):
        workflow.withdraw(made, actor=minjun)
    sign_in(client, seoyeon)
    assert step(client, made, "withdraw").status_code == 302
    assert fresh(made).state == "withdrawn"
    assert asked(award, seoyeon, 350_000).state == "requested"


def test_a_refused_change_leaves_everything_and_says_why(award, jiwoo, district_officer):
    made = asked(award, jiwoo, 300_000)
    with pytest.raises(Refused):
        workflow.refuse(made, actor=district_officer, note=" ")
    workflow.refuse(made, actor=district_officer, note="재료비가 너무 적어요")
    assert grants(award) == [600_000, 400_000]
    assert Message.objects.filter(recipient=jiwoo, kind="variation-refused").exists()


def test_whoever_decides_is_another_person_even_by_sql(award, jiwoo):
    made = asked(award, jiwoo, 300_000)
    with pytest.raises(DatabaseError), transaction.atomic(), pgtrigger.ignore():
        Variation.objects.filter(pk=made.pk).update(state="approved", decided_by=jiwoo, decided_at=timezone.now())


def test_members_without_an_office_in_the_group_and_outsiders_do_not_ask(client, award, minjun, outsider):
    for person, status in ((minjun, 404), (outsider, 404)):
        sign_in(client, person)
        for name in ("change-budget", "change-period", "change-plan"):
            assert client.get(reverse(f"funding:{name}", args=[award.pk])).status_code == status
        with pytest.raises(NotAllowed):
            asked(award, person, 1)


def test_nothing_changes_once_the_project_is_over(award, jiwoo, district_officer):
    made = asked(award, jiwoo, 300_000)
    ending.finish(award, actor=jiwoo)
    assert ("variation", made.pk) not in due_of(award)
    with pytest.raises(Refused):
        workflow.approve(made, actor=district_officer)
    with pytest.raises(Refused):
        asked(fresh(award), jiwoo, 1)


# --- Period ------------------------------------------------------------------------------------------


def test_a_longer_period_moves_the_end_and_the_check_stays_at_half(client, award, jiwoo, district_officer):
    check, ends = award.reports.get(), award.ends_on
    sign_in(client, jiwoo)
    page = reverse("funding:change-period", args=[award.pk])
    new = ends + timedelta(days=40)
    assert client.post(page, {"ends_on": new.isoformat(), "reason": "비가 많이 와서요"}).status_code == 302
    made = Variation.objects.get()
    assert (made.state, fresh(award).ends_on) == ("requested", ends)
    workflow.approve(made, actor=district_officer)
    assert fresh(award).ends_on == new
    assert fresh(check).due_on == check.due_on + timedelta(days=20)


def test_days_paused_while_a_longer_period_waits_are_not_lost(award, jiwoo, district_officer):
    ends = award.ends_on
    made = workflow.ask_period(award, actor=jiwoo, ends_on=ends + timedelta(days=30), reason="비")
    due = due_of(award)["variation", made.pk]
    pausing.pause(fresh(award), actor=jiwoo, expected_on=today(20))
    assert ("variation", made.pk) not in due_of(award)
    with in_days(20):
        pausing.resume(fresh(award), actor=jiwoo)
        assert due_of(award)["variation", made.pk] == due + timedelta(days=20)
        workflow.approve(fresh(made), actor=district_officer)
    assert fresh(award).ends_on == ends + timedelta(days=50)


def test_a_day_in_the_past_or_years_ahead_is_refused(award, jiwoo):
    for days in (-400, 366):
        with pytest.raises(Refused):
            workflow.ask_period(award, actor=jiwoo, ends_on=award.ends_on + timedelta(days=days), reason="·")
    with pytest.raises(Refused):
        workflow.ask_period(award, actor=jiwoo, ends_on=award.ends_on, reason="·")


# --- Plan and representative -------------------------------------------------------------------------


@pytest.fixture
def planned(award):
    """``award`` whose agreement kept a plan."""
    agreement = Agreement.objects.get(award=award)
    content = agreement.content | {
        "plan": {
            "activities": {"what": "골목 청소", "where": "성수 1가"},
            "idea": {"aim": "밝은 골목", "title": "우리 골목"},
        }
    }
    with pgtrigger.ignore():
        Agreement.objects.filter(pk=agreement.pk).update(content=content)
    return fresh(award)


def test_the_plan_changes_by_a_persons_decision_and_reads_as_approved(client, planned, jiwoo, district_officer):
    sign_in(client, jiwoo)
    page = reverse("funding:change-plan", args=[planned.pk])
    body = client.get(page).content.decode()
    assert "골목 청소" in body
    assert "우리 골목" not in body  # what was decided on does not change
    sent = {"part": "activities.where", "text": "성수 2가 놀이터", "reason": "공사를 해요"}
    assert client.post(page, sent | {"part": "goals.goals"}).status_code == 422
    assert client.post(page, sent).status_code == 302
    made = Variation.objects.get()
    assert (made.before["text"], made.after["text"]) == ("성수 1가", "성수 2가 놀이터")
    workflow.approve(made, actor=district_officer, note="확인했습니다")
    assert {each.part: each.text for each in varying.plan_now(planned)}["activities.where"] == "성수 2가 놀이터"
    again = workflow.ask_content(planned, actor=jiwoo, part="activities.where", text="성수 3가", reason="또 공사")
    assert again.before["text"] == "성수 2가 놀이터"


def test_a_new_representative_is_the_groups_choice_and_recorded(award, jiwoo, seoyeon, minjun, district_officer):
    from groups.workflow import succession

    group = award.group
    successor = next(each for each in group.members if each.user_id == minjun.pk)
    offer = succession.name_successor(group, actor=jiwoo, successor=successor)
    assert not Variation.objects.exists()
    succession.accept(offer, actor=minjun)
    made = Variation.objects.get()
    assert (made.kind, made.state, made.by_rule) == ("representative", "approved", True)
    assert (made.before, made.after) == ({"user": jiwoo.pk}, {"user": minjun.pk})
    assert [(row.before, row.after) for row in varying.compared(made)] == [(str(jiwoo), str(minjun))]
    assert Message.objects.filter(recipient=district_officer, kind="variation-passed").exists()
