"""Building a call on staff pages: who may, what is said, what copies, and what an amendment does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import Refused
from casework.models import AuditEvent
from notices.models import Message
from proposals.models import Amendment, Call, Criterion
from proposals.views.building import STEPS
from proposals.workflow import building
from proposals.workflow import call as calls
from tests.cast import MAPO, SEONGDONG, SEONGSU, sign_in
from tests.groups.making import fresh, group_of_three
from tests.proposals import making
from tests.proposals.form_filling import fields_of, fill_rows, send

pytestmark = pytest.mark.django_db


def step(call, name):
    return reverse("proposals:build-step", args=[call.pk, name])


@pytest.fixture
def draft(places):
    return making.draft_call(rows=making.FULL)


@pytest.fixture
def official(client, division_official):
    return sign_in(client, division_official)


PAGES = ("building", "new-call", "programmes", "new-programme")
PAGES_OF_ONE = ("build-call", "copy-call", "preview-call", "briefings")


def test_only_the_division_builds_calls(client, draft, everybody, division_official, division_director):
    paths = [reverse(f"proposals:{name}") for name in PAGES]
    paths += [reverse(f"proposals:{name}", args=[draft.pk]) for name in PAGES_OF_ONE]
    paths += [step(draft, name) for name in STEPS]
    for who in everybody:
        sign_in(client, who)
        for path in paths:
            expected = 200 if who in (division_official, division_director) else 404
            assert client.get(path).status_code == expected, (who, path)


def test_a_draft_is_no_page_for_the_public_and_not_in_the_list(client, draft):
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert draft.title not in client.get(reverse("proposals:calls")).content.decode()


def test_a_step_can_be_left_and_returned_to(official, draft):
    assert send(official, step(draft, "basics"), title_ko="새 제목").status_code == 302
    assert send(official, step(draft, "dates"), results_ko="3월 초", go_on="1").url == step(draft, "form")
    assert (fresh(draft).title_ko, fresh(draft).results_ko) == ("새 제목", "3월 초")
    assert AuditEvent.objects.filter(verb="call.changed").count() == 2


def test_a_step_that_changes_nothing_leaves_no_trace(official, draft):
    for name in STEPS:
        answer = send(official, step(draft, name))
        assert answer.status_code == 302, name
    assert not AuditEvent.objects.filter(verb="call.changed").exists()


def test_rows_are_added_moved_and_removed_by_plain_buttons(official, draft):
    path = step(draft, "rubric")
    assert fill_rows(official, path, [{"name_ko": "독창성", "points": 20}], keep=True).status_code == 302
    assert [row.name_ko for row in draft.criteria.all()] == ["필요성", "실현 가능성", "독창성"]
    page = official.post(path, fields_of(official.get(path)) | {"do": ["up-2"]})
    assert [row.name_ko for row in draft.criteria.all()] == ["필요성", "실현 가능성", "독창성"]  # not saved yet
    assert official.post(path, fields_of(page) | {"do": ["save"]}).status_code == 302
    assert [row.name_ko for row in draft.criteria.all()] == ["필요성", "독창성", "실현 가능성"]
    assert send(official, path, **{"rows-0-DELETE": "on"}).status_code == 302
    assert [(row.name_ko, row.position) for row in draft.criteria.all()] == [("독창성", 1), ("실현 가능성", 2)]


def test_a_row_being_added_keeps_everything_typed_and_complains_of_nothing(official, draft):
    path = step(draft, "rubric")
    page = official.post(path, fields_of(official.get(path)) | {"rows-0-name_ko": ["고친 이름"], "do": ["add"]})
    text = page.content.decode()
    assert page.status_code == 200
    assert "고친 이름" in text
    assert "form-hint-invalid" not in text
    assert "150" not in text
    assert fresh(draft).criteria.first().name_ko == "필요성"


def test_a_question_keeps_its_key_whatever_its_place(official, draft):
    before = {row.label_ko: row.key for row in draft.questions.all()}
    path = step(draft, "form")
    page = official.post(path, fields_of(official.get(path)) | {"do": ["down-0"]})
    official.post(path, fields_of(page) | {"do": ["save"]})
    assert {row.label_ko: row.key for row in draft.questions.all()} == before
    assert fill_rows(official, path, [{"label_ko": "새 질문", "kind": "long"}], keep=True).status_code == 302
    assert draft.questions.get(label_ko="새 질문").key == "q8"


WRONG = [
    ("basics", {"title_ko": ""}),
    ("basics", {"stage": "999999"}),
    ("basics", {"title_ko": "가" * 151}),
    ("basics", {"summary_ko": "\x00"}),
    ("area", {"area_kind": "districts", "districts": []}),
    ("area", {"area_kind": "villages", "villages": ["x"]}),
    ("area", {"area_kind": "moon"}),
    ("terms", {"minimum_people": "2"}),
    ("terms", {"minimum_people": "99999"}),
    ("terms", {"ceiling": "-1"}),
    ("terms", {"ceiling": "9" * 30}),
    ("terms", {"own_share_percent": "101"}),
    ("terms", {"legal_forms": []}),
    ("terms", {"themes": ["nonsense"]}),
    ("terms", {"hours_a_day": "1e9"}),
    ("dates", {"opens_at": "2027-03-02T09:00:00", "closes_at": "2027-03-02T09:00:00"}),
    ("dates", {"opens_at": "gestern"}),
    ("dates", {"project_start": "2027-05-01", "project_end": "2027-04-01"}),
    ("form", {"sections": ["nonsense"]}),
    ("form", {"rows-4-choices_ko": "하나"}),
    ("form", {"rows-0-limit": "99999"}),
    ("form", {"rows-0-label_ko": ""}),
    ("form", {"rows-0-section": "budget"}),
    ("form", {"rows-TOTAL_FORMS": "100000"}),
    ("form", {"rows-0-id": "999999"}),
    ("budget", {"rows-0-item": "materials", "rows-1-item": "materials"}),
    ("budget", {"rows-0-cap_percent": "101"}),
    ("budget", {"rows-0-cap": "9" * 25}),
    ("rubric", {"rows-0-points": "0"}),
    ("rubric", {"rows-0-points": "many"}),
    ("rubric", {"review_steps": []}),
    ("documents", {"rows-0-largest_mb": "11"}),
    ("documents", {"rows-0-types": ["exe"]}),
    ("pledges", {"rows-0-text_ko": "가" * 301}),
]


@pytest.mark.parametrize(("name", "fields"), WRONG, ids=str)
def test_wrong_input_gets_a_sentence_and_writes_nothing(official, draft, name, fields):
    before = building._facts(fresh(draft))
    answer = send(official, step(draft, name), **fields)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "form-hint-invalid" in text or 'role="alert"' in text
    assert building._facts(fresh(draft)) == before


@pytest.mark.parametrize("do", ["up-99", "down--1", "up-x", "nonsense", "add", "down-" + "9" * 40])
def test_nonsense_in_a_button_breaks_nothing(official, draft, do):
    assert send(official, step(draft, "rubric"), do=do).status_code == 200


def test_a_call_names_all_that_is_missing_and_is_not_published(official, division_official, places):
    call = making.draft_call(opens_at=None, closes_at=None, rows={"criteria": [], "pledges": []}, contact_office=None)
    page = official.get(reverse("proposals:build-call", args=[call.pk])).content.decode()
    for name in ("dates", "rubric", "pledges", "basics"):
        assert f'href="{step(call, name)}"' in page
    with pytest.raises(Refused) as refused:
        calls.publish(call, actor=division_official)
    assert len(refused.value.reasons) == 1
    assert fresh(call).state == "draft"


def test_points_must_add_up_to_a_hundred(division_official):
    call = making.draft_call(rows={"criteria": [{"name_ko": "필요성", "points": 70}]})
    with pytest.raises(Refused, match="70"):
        calls.publish(call, actor=division_official)


def test_a_closing_time_in_the_past_is_published_only_as_an_archive(division_official):
    past = timezone.now() - timedelta(days=400)
    call = making.draft_call(opens_at=past, closes_at=past + timedelta(days=10))
    with pytest.raises(Refused):
        calls.publish(call, actor=division_official)
    calls.publish(call, actor=division_official, archive=True)
    calls.keep_in_time()
    assert fresh(call).state == "closed"


def contents(call, name):
    """Everything in the rows of a call but whose they are."""
    rows = getattr(call, name).all()
    fields = [field.attname for field in rows.model._meta.concrete_fields if field.name not in ("id", "call")]
    return list(rows.values_list(*fields))


def test_a_copy_has_everything_a_year_later_and_nothing_of_its_history(official, places):
    former = making.rich_call(
        area_kind="districts", districts=[places[SEONGDONG]], results_ko="3월", title_en="Former",
        project_start=timezone.localdate(), project_end=timezone.localdate() + timedelta(days=200),
    )  # fmt: skip
    answer = send(official, reverse("proposals:copy-call", args=[former.pk]), title_ko="다음 해 공모")
    copy = Call.objects.get(copied_from=former)
    assert answer.url == reverse("proposals:build-call", args=[copy.pk])
    assert (copy.state, copy.title_ko, copy.published_at, copy.rules_version) == ("draft", "다음 해 공모", None, 1)
    local = timezone.localtime
    assert local(copy.closes_at).year == local(former.closes_at).year + 1
    assert local(copy.closes_at).time() == local(former.closes_at).time()
    assert list(copy.districts.all()) == [places[SEONGDONG]]
    for name in ("budget_items", "criteria", "questions", "documents", "pledges"):
        assert contents(copy, name) == contents(former, name), name
    send(official, reverse("proposals:copy-call", args=[former.pk]), title_ko="날짜 없이", years="0")
    assert Call.objects.get(title_ko="날짜 없이").closes_at is None


def test_a_stage_hands_its_numbers_and_the_rows_of_its_pattern_to_a_new_call(official, places):
    pattern = making.rich_call()
    stage = pattern.stage
    stage.pattern, stage.minimum_people, stage.ceiling, stage.own_share_percent = pattern, 5, 2_000_000, 7
    stage.save()
    send(official, reverse("proposals:new-call"), stage=stage.pk, title_ko="새 공모")
    call = Call.objects.get(title_ko="새 공모")
    assert (call.minimum_people, call.ceiling, call.own_share_percent) == (5, 2_000_000, 7)
    assert [row.label_ko for row in call.questions.all()] == [row.label_ko for row in pattern.questions.all()]


def test_the_preview_shows_what_applicants_will_see_before_it_is_public(official, places):
    draft = making.draft_call(rows=making.FULL)
    page = official.get(reverse("proposals:preview-call", args=[draft.pk])).content.decode()
    for words in (draft.title_ko, "공간 사용 승낙서", "모이는 요일", "토요일", "40"):
        assert words in page


def test_the_pages_of_a_programme_say_what_is_wrong(official, places):
    call = making.draft_call()
    path = reverse("proposals:stage", args=[call.stage_id])
    for wrong in ({"minimum_people": "2"}, {"ceiling": "0"}, {"ceiling": ""}, {"kind": "x"}, {"name_ko": ""}):
        assert send(official, path, **wrong).status_code == 422, wrong
    assert send(official, path, ceiling="1200000").status_code == 302
    assert AuditEvent.objects.filter(verb="stage.changed").count() == 1
    assert fresh(call).ceiling == 1_000_000  # calls that exist keep what they have
    for code in ("a b", "neighbourhood"):
        path = reverse("proposals:new-programme")
        assert send(official, path, code=code, name_ko="x", name_en="y").status_code == 422, code


# --- Amendments --------------------------------------------------------------------------------------


@pytest.fixture
def begun(places, jiwoo, seoyeon, minjun):
    """A draft in an open call."""
    group = group_of_three({"places": places, "jiwoo": jiwoo, "seoyeon": seoyeon, "minjun": minjun})
    return making.draft(group, making.rich_call())


def test_a_change_of_a_published_call_needs_words_for_those_concerned(official, begun):
    call = begun.call
    answer = send(official, step(call, "terms"), ceiling="1500000")
    assert answer.status_code == 422
    assert fresh(call).ceiling == 1_000_000
    assert not Amendment.objects.exists()


def test_an_amendment_is_dated_shown_and_told_to_every_group_that_began(official, begun, client, outsider):
    call = begun.call
    words = {"amendment-text_ko": "한도를 150만 원으로 올려요.", "amendment-text_en": "More money."}
    assert send(official, step(call, "terms"), ceiling="1500000", **words).status_code == 302
    assert (fresh(call).ceiling, fresh(call).rules_version) == (1_500_000, 2)
    told = set(Message.objects.filter(kind="call-amended").values_list("recipient__email", flat=True))
    assert told == {"jiwoo@example.kr", "seoyeon@example.kr", "minjun@example.kr"}
    client.logout()
    assert "한도를 150만 원으로 올려요." in client.get(call.get_absolute_url()).content.decode()


def test_rows_of_a_published_call_change_by_one_amendment(official, begun):
    call = begun.call
    path = step(call, "rubric")
    page = official.get(path)
    fields = fields_of(page) | {"amendment-text_ko": ["배점을 바꿔요."]}
    fields |= {"rows-0-points": ["60"], "rows-1-points": ["40"], "do": ["save"]}
    assert official.post(path, fields).status_code == 302
    assert [row.points for row in Criterion.objects.filter(call=call)] == [60, 40]
    assert fresh(call).rules_version == 2
    assert Amendment.objects.count() == 1


def test_an_amendment_may_not_leave_a_call_incomplete_or_turn_back_the_clock(begun, division_official):
    call, past = begun.call, timezone.now() - timedelta(hours=1)
    for changes in ({"closes_at": past}, {"opens_at": timezone.now() + timedelta(days=1)}, {"contact_office": None}):
        with pytest.raises(Refused):
            calls.amend(call, actor=division_official, text_ko="바꿔요.", **changes)
    with pytest.raises(Refused):
        calls.amend(call, actor=division_official, text_ko="  ", ceiling=1)
    assert fresh(call).rules_version == 1
    assert not Amendment.objects.exists()


def test_the_area_of_a_published_call_changes_by_an_amendment_only(official, places):
    call = making.open_call(area_kind="districts", districts=[places[SEONGDONG]])
    both = [places[SEONGDONG].pk, places[MAPO].pk]
    assert send(official, step(call, "area"), districts=both).status_code == 422
    words = {"amendment-text_ko": "마포구도 함께해요."}
    assert send(official, step(call, "area"), districts=both, **words).status_code == 302
    assert {each.code for each in call.districts.all()} == {SEONGDONG, MAPO}


def test_briefings_may_be_moved_without_an_amendment(official, begun):
    path = reverse("proposals:briefings", args=[begun.call_id])
    assert fill_rows(official, path, [{"at": "2027-01-23T10:30:00", "place_ko": "구청"}]).status_code == 302
    assert fresh(begun.call).rules_version == 1
    assert begun.call.briefings.get().place_ko == "구청"


# --- Public lists ------------------------------------------------------------------------------------


def test_the_list_tells_open_coming_and_past_calls_apart(client, places):
    now, day = timezone.now(), timedelta(days=1)
    making.open_call(title_ko="열린 공모", title_en="")
    making.open_call(title_ko="다가올 공모", title_en="", opens_at=now + day, closes_at=now + 2 * day)
    making.open_call(title_ko="끝난 골목 공모", title_en="", opens_at=now - 2 * day, closes_at=now - day)
    page = client.get(reverse("proposals:calls")).content.decode()
    assert page.index("열린 공모") < page.index("다가올 공모")
    assert "끝난 골목 공모" not in page
    past = client.get(reverse("proposals:calls") + "?when=past").content.decode()
    assert "끝난 골목 공모" in past
    assert "열린 공모" not in past


def test_the_list_and_the_places_show_what_holds_there(client, places):
    making.open_call(title_ko="성동 공모", area_kind="districts", districts=[places[SEONGDONG]])
    making.open_call(title_ko="마포 공모", area_kind="districts", districts=[places[MAPO]])
    making.open_call(title_ko="동네 공모", area_kind="villages", villages=[places[SEONGSU]])
    making.open_call(title_ko="서울 공모")
    for path in (f"{reverse('proposals:calls')}?district={places[SEONGDONG].pk}", places[SEONGDONG].get_absolute_url()):
        page = client.get(path).content.decode()
        assert "마포 공모" not in page, path
        for title in ("성동 공모", "동네 공모", "서울 공모"):
            assert title in page, path
    assert "동네 공모" in client.get(places[SEONGSU].get_absolute_url()).content.decode()
    assert "성동 공모" in client.get("/").content.decode()


@pytest.mark.parametrize("query", ["?district=x", "?district=99999999", "?stage=%00", "?when=x", "?before=x&when=past"])
def test_nonsense_in_the_address_of_the_list_breaks_nothing(client, places, query):
    making.open_call()
    assert client.get(reverse("proposals:calls") + query).status_code == 200


def test_a_reader_of_english_sees_the_korean_where_there_is_no_english(client, places):
    call = making.open_call(title_ko="한글 제목", title_en="")
    page = client.get(call.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    assert "한글 제목" in page
