"""The queue and the file as officers use them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import PersonalDataAccess
from proposals.models import InternalNote, Proposal, SavedView
from proposals.workflow import triage
from seoul_portal.search import CANDIDATES
from tests.cast import person, posted, sign_in
from tests.groups.making import fresh
from tests.proposals.files import filled, in_days, posting


@pytest.fixture
def officer(client, triage_officer):
    return sign_in(client, triage_officer)


def page(client, name, *args, **query):
    return client.get(reverse(f"proposals:{name}", args=args), query)


def text(response):
    return response.content.decode()


# --- Queue -------------------------------------------------------------------------------------------


def test_an_officer_sees_what_waits_late_ones_first(file, officer, center):
    late = filled(center, 1, triage_due_on=in_days(-3))[0]
    shown = text(page(officer, "queue"))
    assert shown.index(late.number) < shown.index(file.number)
    assert "is-late" in shown


def test_the_queue_of_another_village_is_empty(file, client, other_center):
    elsewhere = posted(person("서우진", "woojin@example.kr"), other_center, "triage_officer").person
    shown = text(page(sign_in(client, elsewhere), "queue"))
    assert file.number not in shown


def test_district_and_division_see_the_same_file(file, client, district_officer, division_official):
    for one in (district_officer, division_official):
        assert file.number in text(page(sign_in(client, one), "queue"))
        assert page(client, "file", file.pk).status_code == 200


@pytest.mark.parametrize("name", ["jiwoo", "outsider", "auditor", "reviewer", "adviser"])
def test_the_queue_does_not_exist_for_others(file, client, request, name):
    sign_in(client, request.getfixturevalue(name))
    assert page(client, "queue").status_code == 404


def test_an_adviser_may_read_the_file_and_cannot_decide(file, client, adviser):
    sign_in(client, adviser)
    shown = text(page(client, "file", file.pk))
    assert page(client, "return", file.pk).status_code == 404
    assert reverse("proposals:similar", args=[file.pk]) not in shown


def test_filters_narrow_the_queue(file, returned, officer, center, triage_officer):
    assert center.villages.first() == file.village
    mine = filled(center, 1)[0]
    triage.assign(mine, actor=triage_officer, posting=posting(triage_officer))
    late = filled(center, 1, start=50, triage_due_on=in_days(-1))[0]

    def found(**query):
        return {line["pk"] for line in page(officer, "queue", **query).context["lines"]}

    assert found() == {file.pk, mine.pk, late.pk}
    assert found(waiting="group") == {file.pk}
    assert found(assigned="mine") == {mine.pk}
    assert found(assigned="nobody", waiting="office") == {late.pk}
    assert found(late="true") == {late.pk}
    assert found(state="eligible") == set()
    assert found(state="all") == {file.pk, mine.pk, late.pk}
    assert found(call=file.call_id, place=file.village_id) == {file.pk, mine.pk, late.pk}
    assert found(place=center.villages.exclude(pk=file.village_id).get().pk) == set()
    assert found(q=late.number) == {late.pk}
    assert found(assigned=str(posting(triage_officer).pk)) == {mine.pk}


def test_what_is_searched_for_is_looked_for_among_what_was_chosen(file, client, center, other_center, district_officer):
    """The words of a search in the whole district have more hits than are ranked."""
    filled(center, CANDIDATES + 1)
    (one,) = filled(other_center, 1)
    Proposal.objects.filter(pk=one.pk).update(title="책방", group_name="제안하는 사람들")
    officer = sign_in(client, district_officer)
    assert "제안하는 사람들" not in text(page(officer, "queue", q="제안"))
    assert one.number in text(page(officer, "queue", q="제안", place=other_center.villages.first().pk))


def test_nonsense_in_the_address_narrows_nothing_and_breaks_nothing(file, officer):
    for query in ({"call": "x"}, {"from": "2026~x"}, {"from": "x~1"}, {"order": "x"}, {"assigned": "999999999999"}):
        assert page(officer, "queue", **query).status_code == 200


def test_pages_of_the_queue_hold_every_file_once(file, officer, center):
    files = filled(center, 70)
    seen, address = [], reverse("proposals:queue")
    while address:
        context = officer.get(address).context
        seen += [line["pk"] for line in context["lines"]]
        following = context["page"].next_url
        address = following and reverse("proposals:queue") + following
    assert sorted(seen) == sorted([file.pk, *(each.pk for each in files)])
    back = officer.get(reverse("proposals:queue") + context["page"].previous_url).context["lines"]
    assert [line["pk"] for line in back] == seen[30:60]


def test_counts_end_at_ninety_nine(officer, center, district_officer):
    filled(center, 101)
    assert {view.name: count for view, count, _here in page(officer, "queue").context["views"]}["work"] == "99+"


def test_an_officer_keeps_a_view_and_removes_it(file, officer, triage_officer):
    officer.post(reverse("proposals:save-view"), {"name": "내 지각", "query": "assigned=mine&late=true&evil=1"})
    view = SavedView.objects.get(user=triage_officer)
    assert view.query == "assigned=mine&late=true"
    assert "내 지각" in text(page(officer, "queue"))
    officer.post(reverse("proposals:remove-view", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_next_file_goes_on_in_order_of_the_queue(file, officer, center):
    first, second = filled(center, 2, triage_due_on=in_days(-3))
    assert page(officer, "next-file", first.pk).url == reverse("proposals:file", args=[second.pk])
    assert page(officer, "next-file", second.pk).url == reverse("proposals:file", args=[file.pk])
    assert page(officer, "next-file", file.pk).url == reverse("proposals:file", args=[first.pk])


# --- File --------------------------------------------------------------------------------------------


def test_the_file_says_where_it_stands(file, officer):
    shown = page(officer, "file", file.pk)
    assert shown.context["standing"].due == file.triage_due_on
    assert file.number in text(shown)


def test_contact_is_behind_a_button_that_leaves_a_record(file, officer, jiwoo, triage_officer):
    assert jiwoo.email not in text(page(officer, "file", file.pk))
    assert page(officer, "file-contact", file.pk).status_code == 405
    shown = officer.post(reverse("proposals:file-contact", args=[file.pk]))
    assert jiwoo.email in text(shown)
    assert PersonalDataAccess.objects.get(person=jiwoo).reader == triage_officer


def test_members_cannot_open_the_page_of_the_office(file, client, jiwoo, center):
    sign_in(client, jiwoo)
    assert page(client, "file", file.pk).status_code == 404
    posted(jiwoo, center, "triage_officer")
    assert page(client, "file", file.pk).status_code == 404


def test_internal_notes_are_for_offices_only(file, officer, triage_officer, client, jiwoo):
    officer.post(reverse("proposals:write-note", args=[file.pk]), {"note": "작년에도 잘 마친 모임"})
    assert InternalNote.objects.get().posting == posting(triage_officer)
    assert "작년에도 잘 마친 모임" in text(page(officer, "file", file.pk))
    sign_in(client, jiwoo)
    for name in ("thread", "proposal"):
        assert "작년에도 잘 마친 모임" not in text(page(client, name, file.pk))


def test_an_officer_takes_a_file_with_one_press(file, officer, triage_officer):
    officer.post(reverse("proposals:take", args=[file.pk]))
    assert fresh(file).assigned_to == posting(triage_officer)


def test_a_file_is_returned_from_a_page_with_its_parts(file, officer, jiwoo):
    address = reverse("proposals:return", args=[file.pk])
    shown = officer.get(address)
    assert shown.status_code == 200
    data = {"seen": "submitted", "version": 1, "due_back_on": in_days(10), "point_budget": "근거\n두 번째 점"}
    assert officer.post(address, {**data, "point_budget": ""}).status_code == 422
    assert officer.post(address, {**data, "due_back_on": "어제"}).status_code == 422
    assert officer.post(address, data).status_code == 302
    assert [each.text for each in fresh(file).points.all()] == ["근거", "두 번째 점"]
    assert officer.post(address, data).status_code == 409


def test_a_file_is_found_ineligible_by_a_rule_from_the_list_or_another(file, officer):
    address = reverse("casework:step", args=["proposal", file.pk, "find_ineligible"])
    assert officer.get(address).status_code == 200
    data = {"seen": "submitted", "version": 1, "rule": "other", "other": "", "note": "이유"}
    assert officer.post(address, data).status_code == 422
    assert officer.post(address, data | {"other": "공모의 다른 규칙"}).status_code == 302
    assert fresh(file).ineligible_rule == "공모의 다른 규칙"


def test_a_file_is_found_eligible(file, officer):
    address = reverse("casework:step", args=["proposal", file.pk, "find_eligible"])
    assert officer.get(address).status_code == 200
    assert officer.post(address, {"seen": "submitted", "version": 1, "note": ""}).status_code == 302
    assert fresh(file).state == "eligible"


def test_staff_without_a_second_factor_are_asked_for_it(file, client, triage_officer):
    sign_in(client, triage_officer, second_factor=False)
    for name in ("queue", "file", "thread"):
        assert "second" in page(client, name, *([] if name == "queue" else [file.pk])).url


# --- Objections --------------------------------------------------------------------------------------


def test_a_member_objects_on_a_page_and_the_district_answers(
    file, officer, client, jiwoo, triage_officer, district_officer
):
    triage.find_ineligible(file, actor=triage_officer, rule="규칙", note="이유")
    sign_in(client, jiwoo)
    address = reverse("proposals:object", args=[file.pk])
    assert "규칙" in text(client.get(address))
    assert client.post(address, {"text": ""}).status_code == 422
    made = client.post(address, {"text": "다시 봐 주세요."})
    assert "다시 봐 주세요." in text(client.get(made.url))
    answered = reverse("casework:step", args=["objection", fresh(file).objections.get().pk, "uphold"])
    assert officer.get(answered).status_code == 404
    sign_in(client, district_officer)
    assert client.post(answered, {"seen": "lodged", "note": "맞습니다."}).status_code == 302
    assert fresh(file).state == "submitted"


# --- What it costs -----------------------------------------------------------------------------------


def test_the_queue_costs_eight_queries_at_any_size(officer, center, district_officer, django_assert_max_num_queries):
    filled(center, 3)
    page(officer, "queue")
    for more in (0, 40):
        filled(center, more, start=100)
        with django_assert_max_num_queries(8):
            page(officer, "queue", q="") if more else page(officer, "queue")


def test_a_file_costs_ten_queries(returned, officer, triage_officer, jiwoo, django_assert_max_num_queries):
    from proposals.workflow import thread

    for number in range(3):
        thread.note(returned, actor=triage_officer, text=f"메모 {number}")
        thread.write(returned, actor=jiwoo, text=f"질문 {number}")
    page(officer, "file", returned.pk)
    with django_assert_max_num_queries(10):
        page(officer, "file", returned.pk)


# --- Deadlines ---------------------------------------------------------------------------------------


def test_the_office_is_reminded_and_the_district_hears_of_late_files(
    file, triage_officer, district_officer, time_machine
):
    from notices.deadlines import deadlines_of
    from notices.models import Message
    from notices.workflow.reminding import remind_all

    assert [each.object_id for each in deadlines_of(triage_officer)] == [file.pk]
    time_machine.move_to(timezone.now() + timedelta(days=40))
    remind_all()
    kinds = {
        (each.recipient, each.kind) for each in Message.objects.filter(channel="inbox", kind__startswith="deadline")
    }
    assert (triage_officer, "deadline") in kinds
    assert (district_officer, "deadline-overdue") in kinds


def test_an_assigned_file_is_on_the_desk_of_one_person(file, triage_officer, district_officer):
    from notices.deadlines import deadlines_of

    triage.assign(file, actor=triage_officer, posting=posting(district_officer))
    assert deadlines_of(triage_officer) == []
    assert [each.source for each in deadlines_of(district_officer)] == ["proposal-check"]


def test_members_see_the_day_of_corrections_and_not_during_a_break(returned, jiwoo, minjun):
    from groups.models import Group
    from notices.deadlines import deadlines_of

    mine = [(each.source, each.due_on) for each in deadlines_of(minjun)]
    assert ("proposal-corrections", returned.due_back_on) in mine
    Group.objects.filter(pk=returned.group_id).update(state="on_break", break_until=in_days(30))
    assert "proposal-corrections" not in [each.source for each in deadlines_of(minjun)]
