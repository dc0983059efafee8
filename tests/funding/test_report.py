"""The diary, mid-term checks and final reports: made of what is known, so that people add meaning."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from funding.models import Activity, Report
from funding.tasks import end_periods
from funding.workflow import diary, report
from groups.models import DiaryEntry
from notices.deadlines import deadlines_of
from notices.models import Message
from tests.cast import sign_in
from tests.funding import making_spend as making
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(center, district_office, division_official, division_director, villages, jiwoo, seoyeon, minjun):
    return making.at_work(division_official, division_director, villages, jiwoo, seoyeon, minjun)


@pytest.fixture
def check(award):
    return Report.objects.get(award=award, kind="midterm")


def day_of_diary(award, actor, **fields):
    values = {
        "on": timezone.localdate(), "title": "골목 청소", "where": "골목", "attendance": 12, "newcomers": 5,
        "notes": "", "consented": False,
    }  # fmt: skip
    return diary.write(award, values | fields, actor=actor)


def step(client, paper, name, **sent):
    address = reverse("casework:step", args=[type(paper)._meta.model_name, paper.pk, name])
    return client.post(address, {"seen": paper.state, **sent})


# --- Diary --------------------------------------------------------------------------------------------


def test_the_groups_own_diary_is_taken_over_in_one_click_and_once(client, award, minjun, outsider):
    today = timezone.localdate()
    long = "골목 청소를 했어요.\n이웃 열 분이 함께했어요."
    for on, what in ((today, long), (today, "책 나눔"), (today - timedelta(days=400), "지난해 모임")):
        DiaryEntry.objects.create(
            group=award.group, author=minjun, on=on, place="책방", what=what, attendance=10, new_people=4
        )
    path = reverse("funding:take-over-diary", args=[award.pk])
    sign_in(client, outsider)
    assert client.post(path).status_code == 404
    sign_in(client, minjun)
    assert "책방" in client.get(reverse("funding:diary", args=[award.pk])).content.decode()
    for _time in range(2):
        client.post(path)
    taken = Activity.objects.filter(award=award).order_by("id")
    assert [(each.title, each.notes) for each in taken] == [("골목 청소를 했어요.", long), ("책 나눔", "")]
    assert [(each.attendance, each.newcomers, each.where) for each in taken] == [(10, 4, "책방")] * 2


def test_a_member_writes_the_diary_and_heads_are_counted(client, award, minjun):
    sign_in(client, minjun)
    sent = {"on": timezone.localdate().isoformat(), "title": "첫 모임", "attendance": "12", "newcomers": "7"}
    address = reverse("funding:new-activity", args=[award.pk])
    assert client.post(address, sent | {"newcomers": "13"}).status_code == 422
    assert client.post(address, sent | {"photo": making.photograph()}).status_code == 422  # nobody was asked
    assert client.post(address, sent | {"photo": making.photograph(), "consented": "on"}).status_code == 302
    body = client.get(reverse("funding:diary", args=[award.pk])).content.decode()
    assert "첫 모임" in body
    made = Activity.objects.get()
    assert (made.attendance, made.newcomers) == (12, 7)
    photo = client.get(reverse("funding:activity-photo", args=[made.pk]))
    assert b"".join(photo.streaming_content)
    changed = sent | {"title": "둘째 모임"}
    assert client.post(reverse("funding:change-activity", args=[made.pk]), changed).status_code == 302
    assert (fresh(made).title, bool(fresh(made).photo)) == ("둘째 모임", True)
    assert client.post(reverse("funding:remove-activity", args=[made.pk])).status_code == 302
    assert "둘째 모임" not in client.get(reverse("funding:diary", args=[award.pk])).content.decode()


def test_an_outsider_and_staff_write_no_diary(award, outsider, adviser):
    for person in (outsider, adviser):
        with pytest.raises(NotAllowed):
            day_of_diary(award, person)


# --- Mid-term check -----------------------------------------------------------------------------------


def test_the_check_is_due_at_half_of_the_period_and_stands_on_members_desks(award, check, jiwoo, minjun):
    half = award.starts_on + (award.ends_on - award.starts_on) // 2
    assert check.due_on == half
    for person in (jiwoo, minjun):
        assert [each.source for each in deadlines_of(person) if each.link == check.get_absolute_url()] == [
            "midterm-check"
        ]
    assert report.plan(award) == check


def test_a_group_writes_the_check_by_pages_and_another_person_accepts_it(
    client, award, check, jiwoo, adviser, triage_officer
):
    day_of_diary(award, jiwoo)
    making.spent(award, 100_000)
    sign_in(client, jiwoo)
    address = reverse("funding:write-report", args=[check.pk])
    body = client.get(address).content.decode()
    assert "12" in body
    assert "100,000" in body
    half_done = {"version": 0, "progress": "절반쯤"}
    assert client.post(address, half_done).status_code == 302
    assert step(client, fresh(check), "submit").status_code == 409  # something is not answered
    assert client.post(address, making.ANSWERS["midterm"] | {"version": 1}).status_code == 302
    assert step(client, fresh(check), "submit").status_code == 302
    sent = fresh(check)
    assert (sent.state, sent.figures["attendance"], sent.submitted_by) == ("submitted", 12, jiwoo)
    assert Message.objects.filter(recipient=triage_officer, kind="report-submitted").exists()
    assert [each.source for each in deadlines_of(triage_officer) if each.link == sent.get_absolute_url()] == [
        "report-to-read"
    ]
    sign_in(client, triage_officer)
    assert award.proposal.title in client.get(reverse("funding:reports")).content.decode()
    assert step(client, sent, "accept", note="좋아요").status_code == 302
    assert fresh(check).state == "accepted"
    assert Message.objects.filter(recipient=jiwoo, kind="report-accepted").exists()


def test_an_adviser_writes_the_check_at_a_visit_and_does_not_accept_it(client, award, check, triage_officer, adviser):
    sign_in(client, triage_officer)
    address = reverse("funding:write-report", args=[check.pk])
    assert client.get(address).status_code == 200
    sent = making.ANSWERS["midterm"] | {"version": 0, "manner": "visit"}
    assert client.post(address, sent).status_code == 302
    report.submit(fresh(check), actor=triage_officer)
    assert fresh(check).manner == "visit"
    with pytest.raises(NotAllowed):
        report.accept(fresh(check), actor=triage_officer)


def test_two_people_writing_at_once_lose_nothing(client, award, check, jiwoo, seoyeon):
    report.write(check, {"progress": "서연이 쓴 글"}, {}, actor=seoyeon, seen=0)
    sign_in(client, jiwoo)
    address = reverse("funding:write-report", args=[check.pk])
    answer = client.post(address, {"version": 0, "progress": "지우가 쓴 글"})
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "서연이 쓴 글" in body
    assert "지우가 쓴 글" in body
    assert client.post(address, {"version": 1, "progress": "함께 쓴 글"}).status_code == 302
    assert fresh(check).data["progress"] == "함께 쓴 글"


def test_a_returned_report_lists_points_per_part(client, award, check, jiwoo, district_officer):
    report.submit(making.written(check, jiwoo), actor=jiwoo)
    sign_in(client, district_officer)
    assert step(client, fresh(check), "return_").status_code == 409  # no point named
    assert step(client, fresh(check), "return_", **{"point-well": "누가 왔는지도 적어 주세요"}).status_code == 302
    sign_in(client, jiwoo)
    assert "누가 왔는지도" in client.get(reverse("funding:report", args=[check.pk])).content.decode()
    assert [(point.key, point.done_at) for point in check.points.all()] == [("well", None)]
    report.submit(fresh(check), actor=jiwoo)
    assert check.points.get().done_at


# --- Final report -------------------------------------------------------------------------------------


def test_the_day_after_the_last_the_award_reports_by_the_clock(award, jiwoo):
    with time_machine.travel(timezone.now() + (award.ends_on - timezone.localdate())):
        assert end_periods() == 0
    with time_machine.travel(timezone.now() + (award.ends_on - timezone.localdate()) + timedelta(days=1)):
        assert end_periods() == 1
        assert end_periods() == 0
        final = Report.objects.get(award=award, kind="final")
        assert (fresh(award).state, final.due_on) == ("reporting", award.ends_on + timedelta(days=14))
        sources = {each.source for each in deadlines_of(jiwoo)}
        assert {"final-report", "settlement"} <= sources
        assert "midterm-check" not in sources
    assert Message.objects.filter(recipient=jiwoo, kind="period-over").exists()


def test_a_group_says_that_it_is_done_and_a_plain_member_cannot(client, award, jiwoo, minjun):
    address = reverse("casework:step", args=["award", award.pk, "finish"])
    assert sign_in(client, minjun).post(address, {"seen": "running"}).status_code == 404
    assert sign_in(client, jiwoo).post(address, {"seen": "running"}).status_code == 302
    assert (fresh(award).state, fresh(award).ends_on) == ("reporting", timezone.localdate())


def test_a_final_report_answers_every_goal_and_opens_the_settlement(client, award, jiwoo):
    sign_in(client, jiwoo)
    client.post(reverse("casework:step", args=["award", award.pk, "finish"]), {"seen": "running"})
    final = Report.objects.get(award=award, kind="final")
    goal = award.goals.get()
    address = reverse("funding:write-report", args=[final.pk])
    assert goal.indicator in client.get(address).content.decode()
    assert client.post(address, making.ANSWERS["final"] | {"version": 0}).status_code == 302
    with pytest.raises(Refused):  # the goal has no answer
        report.submit(fresh(final), actor=jiwoo)
    about = {f"goal-{goal.pk}-reached": "partly", f"goal-{goal.pk}-result": "여섯 번"}
    assert client.post(address, making.ANSWERS["final"] | about | {"version": 1}).status_code == 302
    assert step(client, fresh(final), "submit").status_code == 302
    assert (fresh(award).state, fresh(goal).reached) == ("settling", "partly")


def test_the_adviser_adds_a_view_of_each_goal(client, award, jiwoo, adviser):
    making.settling(award)
    final, goal = Report.objects.get(award=award, kind="final"), award.goals.get()
    sign_in(client, adviser)
    address = reverse("funding:view-goals", args=[final.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {f"view-{goal.pk}": "이웃이 정말 늘었어요"}).status_code == 302
    sign_in(client, jiwoo)
    assert "이웃이 정말 늘었어요" in client.get(reverse("funding:report", args=[final.pk])).content.decode()
    assert client.get(address).status_code == 404


def test_an_outsider_finds_no_report(client, award, check, outsider, other_adviser):
    for person in (outsider, other_adviser):
        sign_in(client, person)
        for name in ("report", "write-report", "view-goals"):
            assert client.get(reverse(f"funding:{name}", args=[check.pk])).status_code == 404
