"""Drafts: begun, written by several at once, and never losing what somebody typed."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from proposals import merging
from proposals.models import Proposal, SectionEdit
from proposals.workflow import drafting
from tests.cast import SEONGSU, sign_in
from tests.groups.making import founded, fresh, group_of_three
from tests.proposals import making


@pytest.fixture
def group(places, jiwoo, seoyeon, minjun):
    return group_of_three({"places": places, "jiwoo": jiwoo, "seoyeon": seoyeon, "minjun": minjun})


@pytest.fixture
def call(places):
    from proposals.enums import SectionKey

    return making.open_call(sections=[str(key) for key in SectionKey if key not in ("questions", "documents")])


@pytest.fixture
def draft(group, call):
    return making.draft(group, call)


LASTING = ["group", "people", "idea", "activities", "budget"]


def part(draft, key):
    return draft.sections.get(key=key)


def address(draft, key, name="section"):
    return reverse(f"proposals:{name}", args=[draft.pk, key])


def form(client, draft, key):
    """The hidden marks of the part's form as a browser would send them back."""
    found = client.get(address(draft, key))
    assert found.status_code == 200
    return {"version": found.context["task"].section.version, "seen": found.context["seen"]}


# --- Beginning ---------------------------------------------------------------------------------------


def test_a_draft_begins_with_what_the_group_said_before(draft, group):
    assert part(draft, "group").data == {
        "introduction": group.introduction,
        "formed_on": timezone.localdate().isoformat(),
        "basis": ["lives"],
    }
    assert [row["name"] for row in part(draft, "people").data["people"]] == ["김지우", "박서연", "이민준"]
    assert draft.lead == group.representative.user


def test_a_group_has_one_living_draft_per_call(draft, group, call):
    with pytest.raises(Refused):
        drafting.begin(call, group, actor=draft.lead)
    assert Proposal.objects.count() == 1


def test_a_forming_group_cannot_begin(call, places, outsider):
    from tests.groups.making import at_home

    at_home(outsider, places[SEONGSU])
    with pytest.raises(Refused):
        drafting.begin(call, founded(outsider, places[SEONGSU], name="새 모임"), actor=outsider)


def test_nobody_begins_before_the_call_opens(group, places):
    call = making.open_call(opens_at=timezone.now() + timedelta(days=1))
    with pytest.raises(Refused):
        drafting.begin(call, group, actor=group.founder)


def test_an_outsider_cannot_begin_for_a_group(group, call, outsider):
    with pytest.raises(NotAllowed):
        drafting.begin(call, group, actor=outsider)


def test_the_next_draft_remembers_what_people_took_on(draft, group, places):
    rows = part(draft, "people").data["people"]
    making.written(draft, "people", people=[row | {"does": f"{row['name']}의 일"} for row in rows])
    again = making.draft(group, making.open_call(title_ko="다음 공모", sections=LASTING))
    assert [row["does"] for row in part(again, "people").data["people"]] == [
        "김지우의 일",
        "박서연의 일",
        "이민준의 일",
    ]


# --- Two people at once ------------------------------------------------------------------------------


def test_two_people_in_different_answers_are_merged(draft, jiwoo, seoyeon):
    section = part(draft, "idea")
    drafting.save_section(section, actor=jiwoo, data={"need": "쉴 곳이 없어요."}, base_version=0, seen={})
    saved = drafting.save_section(section, actor=seoyeon, data={"aim": "누구나 쉬어요."}, base_version=0, seen={})
    assert saved.conflict is None
    assert part(draft, "idea").data == {"need": "쉴 곳이 없어요.", "aim": "누구나 쉬어요."}


def test_two_people_in_one_answer_keep_both_texts(draft, jiwoo, seoyeon):
    section = part(draft, "idea")
    drafting.save_section(section, actor=jiwoo, data={"need": "하나"}, base_version=0, seen={})
    saved = drafting.save_section(section, actor=seoyeon, data={"need": "둘", "aim": "셋"}, base_version=0, seen={})
    assert part(draft, "idea").data == {"need": "하나", "aim": "셋"}
    assert saved.conflict.data == {"need": "둘"}
    assert saved.conflict.by == seoyeon


def test_whoever_types_on_makes_the_waiting_text_longer_and_not_two(draft, jiwoo, seoyeon):
    section = part(draft, "idea")
    drafting.save_section(section, actor=jiwoo, data={"need": "하나"}, base_version=0, seen={})
    first = drafting.save_section(section, actor=seoyeon, data={"need": "둘"}, base_version=0, seen={})
    second = drafting.save_section(section, actor=seoyeon, data={"need": "둘 더"}, base_version=0, seen=first.seen)
    assert first.conflict.pk == second.conflict.pk
    assert SectionEdit.objects.get(outcome="conflict").data == {"need": "둘 더"}


def test_the_second_chooses_and_the_other_text_stays_in_the_history(draft, jiwoo, seoyeon):
    section = part(draft, "idea")
    drafting.save_section(section, actor=jiwoo, data={"need": "하나"}, base_version=0, seen={})
    conflict = drafting.save_section(section, actor=seoyeon, data={"need": "둘"}, base_version=0, seen={}).conflict
    with pytest.raises(Refused):
        drafting.settle(section, actor=jiwoo, edit=conflict, keep={"need": "theirs"})
    drafting.settle(section, actor=seoyeon, edit=conflict, keep={"need": "mine"})
    assert part(draft, "idea").data["need"] == "둘"
    assert {"need": "하나"} in [edit.data for edit in SectionEdit.objects.filter(outcome="set_aside")]


def test_rows_added_by_two_people_are_all_kept():
    before = [{"a": 1}, {"a": 2}]
    seen = merging.marks_of({"rows": before})
    found = merging.merge(seen, {"rows": [{"a": 1}, {"a": 9}, {"a": 3}]}, {"rows": [*before, {"a": 4}]})
    assert found.clashing == ()
    assert found.data["rows"] == [{"a": 1}, {"a": 9}, {"a": 4}, {"a": 3}]


def test_a_row_changed_by_both_or_taken_away_is_asked_about():
    before = [{"a": 1}, {"a": 2}]
    seen = merging.marks_of({"rows": before})
    assert merging.merge(seen, {"rows": [{"a": 5}, {"a": 2}]}, {"rows": [{"a": 6}, {"a": 2}]}).clashing == ("rows",)
    assert merging.merge(seen, {"rows": [{"a": 2}]}, {"rows": [{"a": 1}, {"a": 7}]}).clashing == ("rows",)


def test_saves_of_one_person_in_one_go_are_one_entry(draft, jiwoo, seoyeon, time_machine):
    section = part(draft, "idea")
    start = timezone.now()
    for minutes, who, text in [
        (0, jiwoo, "가"),
        (1, jiwoo, "가나"),
        (2, seoyeon, "가나다"),
        (3, jiwoo, "라"),
        (14, jiwoo, "마"),
    ]:
        time_machine.move_to(start + timedelta(minutes=minutes))
        section = part(draft, "idea")
        drafting.save_section(section, actor=who, data={"need": text}, base_version=section.version)
    texts = [edit.data["need"] for edit in SectionEdit.objects.filter(section=section).order_by("id")]
    assert texts == ["가나", "가나다", "라", "마"]


def test_title_sums_and_words_follow_the_text(draft):
    made = making.complete(draft)
    assert made.title == "골목 책방에서 함께 읽기"
    assert made.theme == "care"
    assert made.asked == 100_000
    assert "빈 가게를 책방으로" in made.words


# --- The pages ---------------------------------------------------------------------------------------


def test_a_part_saves_what_was_typed_and_keeps_what_cannot_be_read(client, draft, jiwoo):
    sign_in(client, jiwoo)
    sent = form(client, draft, "activities") | {
        "f-what": "책을 읽어요.\r\n함께요.\x00", "f-how_many": "서른쯤", "f-start": "2026년 4월 1일", "act": "save",
    }  # fmt: skip
    answer = client.post(address(draft, "activities"), sent)
    assert answer.status_code == 302
    data = part(draft, "activities").data
    assert data["what"] == "책을 읽어요.\n함께요."
    assert data["how_many"] == "서른쯤"
    assert data["start"] == "2026-04-01"
    page = client.get(address(draft, "activities")).content.decode()
    assert "서른쯤" in page
    assert 'aria-invalid="true"' in page


def test_autosave_answers_with_the_time_and_new_marks(client, draft, jiwoo):
    sign_in(client, jiwoo)
    sent = form(client, draft, "idea") | {"f-title": "골목 책방"}
    said = client.post(address(draft, "idea"), sent, headers={"Accept": "application/json"}).json()
    assert said["version"] == 1
    assert said["saved"]
    assert "state" in said
    assert json.loads(said["seen"]) == merging.marks_of({"title": "골목 책방"})
    assert fresh(draft).title == "골목 책방"


def test_rows_are_added_and_taken_away_without_javascript(client, draft, jiwoo):
    sign_in(client, jiwoo)
    row = {"f-goals-0-indicator": "이웃 모임", "f-goals-rows": "1"}
    answer = client.post(address(draft, "goals"), form(client, draft, "goals") | row | {"act": "add:goals"})
    page = client.get(answer.url.partition("#")[0]).content.decode()
    assert "f-goals-1-indicator" in page
    assert "이웃 모임" in page
    sent = form(client, draft, "goals") | row | {"f-goals-rows": "2", "f-goals-1-indicator": "둘째"}
    client.post(address(draft, "goals"), sent | {"act": "remove:goals:0"})
    assert [each["indicator"] for each in part(draft, "goals").data["goals"]] == ["둘째"]


def test_two_browsers_in_one_answer_end_on_a_page_that_shows_both(client, draft, jiwoo, seoyeon):
    from django.test import Client

    other = sign_in(Client(), seoyeon)
    sign_in(client, jiwoo)
    mine, theirs = form(client, draft, "idea"), form(other, draft, "idea")
    client.post(address(draft, "idea"), mine | {"f-need": "동네에 쉴 곳이 없어요."})
    answer = other.post(
        address(draft, "idea"), theirs | {"f-need": "동네에 놀 곳이 없어요.", "act": "save"}, follow=True
    )
    page = answer.content.decode()
    assert "<mark>" in page
    assert "김지우" in page
    assert "박서연" in client.get(draft.get_absolute_url()).content.decode()
    chosen = other.post(answer.request["PATH_INFO"], {"keep-need": "mine"})
    assert chosen.status_code == 302
    assert part(draft, "idea").data["need"] == "동네에 놀 곳이 없어요."


def test_what_was_typed_after_closing_is_shown_and_not_lost(client, draft, jiwoo):
    sign_in(client, jiwoo)
    marks = form(client, draft, "idea")
    from proposals.workflow.submission import withdraw

    withdraw(draft, actor=jiwoo)
    answer = client.post(address(draft, "idea"), marks | {"f-need": "마지막 문장", "act": "save"})
    assert answer.status_code == 409
    assert "마지막 문장" in answer.content.decode()


def test_somebody_else_signed_in_on_the_device_does_not_save_for_the_writer(client, draft, jiwoo):
    sign_in(client, jiwoo)
    sent = form(client, draft, "idea") | {"f-need": "누구 글?", "owner": "somebody-else"}
    answer = client.post(address(draft, "idea"), sent, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert part(draft, "idea").data == {}


def test_the_whole_text_stands_beside_the_form_and_marks_the_part_being_written(client, draft, jiwoo):
    sign_in(client, jiwoo)
    page = client.get(reverse("proposals:section", args=[draft.pk, "idea"])).content.decode()
    whole_text = reverse("proposals:live", args=[draft.pk])
    assert f'data-live="{whole_text}?part=idea"' in page
    assert reverse("proposals:preview", args=[draft.pk]) in page
    client.post(address(draft, "idea"), form(client, draft, "idea") | {"f-need": "비 오는 날 갈 곳"})
    whole = client.get(f"{whole_text}?part=idea", headers={"HX-Request": "true"}).content.decode()
    assert "비 오는 날 갈 곳" in whole
    assert whole.count("data-live-here") == 1
    assert "<html" not in whole
    assert client.get(whole_text).url == reverse("proposals:preview", args=[draft.pk])


@pytest.mark.parametrize("name", ["proposal", "preview", "live", "lead", "who-writes"])
def test_files_do_not_exist_for_outsiders_and_those_who_left(client, draft, outsider, minjun, name):
    from groups.workflow import membership

    path = reverse(f"proposals:{name}", args=[draft.pk])
    assert sign_in(client, outsider).get(path).status_code == 404
    assert sign_in(client, minjun).get(path, headers={"HX-Request": "true"}).status_code == 200
    membership.leave(draft.group.memberships.get(user=minjun), actor=minjun)
    assert client.get(path).status_code == 404


def test_advisers_read_a_draft_only_when_it_is_shown(client, draft, jiwoo, adviser):
    sign_in(client, adviser)
    path = reverse("proposals:preview", args=[draft.pk])
    assert client.get(path).status_code == 404
    drafting.share(draft, actor=jiwoo)
    assert client.get(path).status_code == 200
    assert client.get(address(draft, "idea")).status_code == 404


BAD = [
    {"act": "remove:goals:99999999"}, {"act": "add:nothing"}, {"act": "remove:::"}, {"act": "\x00"},
    {"seen": "[[["}, {"seen": '{"goals": 1}'}, {"seen": "[" * 5000}, {"version": "-1"}, {"version": "９"},
    {"f-goals-rows": "99999999999"}, {"f-goals-rows": "-1"}, {"f-goals-rows": "100"},
    {"f-goals-0-target": "가" * 30_000},
    {"f-goals-0-indicator": "\ud800"}, {"f-goals-0-indicator": "=cmd|' /C calc'!A0"}, {"owner": "\x00"},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_bad_input_is_no_error(client, draft, jiwoo, bad):
    sign_in(client, jiwoo)
    sent = {"f-goals-rows": "1", "f-goals-0-indicator": "하나", "version": "0", "seen": "{}"} | bad
    body = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in sent.items()})
    for accept in ("application/json", "text/html"):
        answer = client.post(
            address(draft, "goals"), body, content_type="application/x-www-form-urlencoded", headers={"Accept": accept}
        )
        assert answer.status_code in (200, 302, 409)
        assert client.get(address(draft, "goals")).status_code == 200


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1,000,000원", 1_000_000), ("１２３", 123), (" 5 000 ", 5000), ("100만원", 1_000_000), ("30명", 30), ("-5", None),
     ("1.5", None), ("1.5만", 15_000), ("9" * 15, None), ("서른", None), ("₩3,000", 3000), ("1e5", None), ("", None)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(typed, number):
    from proposals.reading import number as read

    assert read(typed) == number


# --- Changing hands ----------------------------------------------------------------------------------


def test_staff_begin_for_a_group_and_only_the_group_takes_over(group, call, adviser, jiwoo, seoyeon):
    made = drafting.begin_for(call, group, actor=adviser)
    section = part(made, "idea")
    drafting.save_section(section, actor=adviser, data={"need": "함께 적었어요."}, base_version=0)
    assert SectionEdit.objects.get(section=section).for_group
    with pytest.raises(NotAllowed):
        drafting.save_section(section, actor=jiwoo, data={"need": "…"}, base_version=1)
    with pytest.raises(NotAllowed):
        drafting.take_over(made, actor=adviser)
    drafting.take_over(made, actor=seoyeon)
    with pytest.raises(NotAllowed):
        drafting.save_section(section, actor=adviser, data={"need": "…"}, base_version=1)
    drafting.save_section(section, actor=jiwoo, data={"need": "우리가 고쳤어요."}, base_version=1)


def test_only_a_member_can_lead(draft, jiwoo, seoyeon, outsider):
    with pytest.raises(Refused):
        drafting.change_lead(draft, actor=jiwoo, lead=outsider)
    assert drafting.change_lead(draft, actor=jiwoo, lead=seoyeon).lead == seoyeon
    with pytest.raises(NotAllowed):
        drafting.change_lead(draft, actor=outsider, lead=seoyeon)


def test_who_is_writing_where_is_seen(client, draft, jiwoo, seoyeon):
    from django.test import Client

    sign_in(Client(), seoyeon).get(address(draft, "idea"))
    page = sign_in(client, jiwoo).get(draft.get_absolute_url()).content.decode()
    assert "박서연" in page.partition("draft-task-list")[0].partition("draft-tasks")[2]


def test_drafts_end_with_their_group(draft, group, jiwoo):
    from groups import holds
    from groups.workflow.ending import disband
    from tests.groups.making import agreed

    agreed(group, "disband")
    assert holds.consequences(fresh(group), "disband")
    disband(fresh(group), actor=jiwoo)
    assert fresh(draft).state == "withdrawn"


def test_a_draft_goes_by_the_present_name_of_its_group(draft, group, jiwoo):
    from groups.workflow.group import change_course
    from tests.groups.making import agreed

    agreed(group, "course")
    change_course(fresh(group), actor=jiwoo, name="새 이름 모임", theme="culture", introduction="함께 읽어요.")
    assert fresh(draft).group_name == "새 이름 모임"
