"""The members' own rooms: who enters, who changes what, and what others see of it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from casework.models import AuditEvent
from groups.models import DiaryEntry, Minutes, Post, PostFile
from groups.queries.directory import groups_at
from groups.queries.place import appointments
from groups.workflow import place
from groups.workflow import vote as voting
from groups.workflow.ending import disband
from groups.workflow.group import take_break
from groups.workflow.membership import give_role, leave
from seoul_portal.files import accept
from tests.cast import sign_in
from tests.groups.making import agreed, fresh, membership

PDF = b"%PDF-1.7\n%%EOF\n"
ROOMS = ["board", "minutes", "write-minutes", "diary", "write-entry", "calendar", "shown"]
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def _files_go_to(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def pdf(name="회의 자료 📎.pdf"):
    return accept(SimpleUploadedFile(name, PDF))


@pytest.fixture
def post(group, seoyeon):
    return place.write_post(group, actor=seoyeon, text="구청에 물어봤어요.", files=[pdf()])


@pytest.fixture
def minutes(group, seoyeon):
    return place.write_minutes(
        group, actor=seoyeon, on=TODAY(), place="성수 작은도서관", present=[membership(group, seoyeon)], others=2,
        decisions="매주 수요일에 문을 열기로 했어요.", next_steps="지우: 열쇠 받기",
        next_on=TODAY() + timedelta(days=7),
    )  # fmt: skip


@pytest.fixture
def entry(group, seoyeon):
    return place.write_entry(
        group, actor=seoyeon, on=TODAY(), place="골목 책방", what="그림책을 함께 읽었어요.", attendance=9, new_people=4
    )


def changed(minutes, **values):
    """What a form would send, with ``values`` in it."""
    fields = ("on", "place", "others", "decisions", "next_steps", "next_on")
    return {name: getattr(minutes, name) for name in fields} | values


# --- Who enters --------------------------------------------------------------------------------------


@pytest.fixture
def addresses(group, post, minutes, entry):
    """Every address inside the rooms, and the ones that only take a form."""
    one = {"one-minutes": minutes, "change-minutes": minutes, "diary-entry": entry, "change-entry": entry}
    looks = [reverse(f"groups:{name}", args=[group.pk]) for name in ROOMS]
    looks += [reverse(f"groups:{name}", args=[row.pk]) for name, row in one.items()]
    looks.append(reverse("groups:file", args=[post.files.get().pk]))
    sends = {"remove-post": post, "publish-minutes": minutes, "publish-entry": entry}
    return looks, [reverse(f"groups:{name}", args=[row.pk]) for name, row in sends.items()]


def status(client, path):
    """What ``path`` answers; a file is read to its end."""
    answer = client.get(path)
    b"".join(answer)
    return answer.status_code


def test_a_member_enters_every_room(client, addresses, seoyeon):
    sign_in(client, seoyeon)
    for path in addresses[0]:
        assert status(client, path) == 200, path


def test_nobody_else_enters_any_room_whatever_their_post(client, addresses, outsider, staff):
    """Advisers, officials, directors, auditors and administrators, each with a second factor."""
    for who in (outsider, *staff):
        sign_in(client, who)
        for path in addresses[0]:
            assert status(client, path) == 404, (who, path)
        for path in addresses[1] + addresses[0]:
            assert client.post(path, {"published": "yes"}).status_code in {404, 405}, (who, path)
    assert Post.objects.get().removed_at is None
    assert not Minutes.objects.published().exists()


def test_whoever_leaves_finds_the_rooms_closed_behind_them(client, addresses, group, minjun):
    leave(membership(group, minjun), actor=minjun)
    sign_in(client, minjun)
    for path in addresses[0]:
        assert status(client, path) == 404, path


def test_after_the_end_members_read_everything_and_add_nothing(client, addresses, group, three, minutes, post):
    agreed(group, "disband")
    disband(fresh(group), actor=three[0])
    sign_in(client, three[0])
    forms = ("/new/", "/change/")
    for path in addresses[0]:
        assert status(client, path) == (404 if path.endswith(forms) else 200), path
    over = fresh(group)
    with pytest.raises(Refused):
        place.write_post(over, actor=three[0], text="아직 있나요?")
    with pytest.raises(Refused):
        place.write_entry(over, actor=three[0], on=TODAY(), place="-", what="-", attendance=1)
    with pytest.raises(Refused):
        place.change(minutes, actor=three[0], version=1, **changed(minutes))
    # One's own words stay one's own, and what is public can still be taken down.
    assert place.remove_post(post, actor=three[1]).text == ""
    assert place.publish(minutes, actor=three[0], published=True).published


# --- Board -------------------------------------------------------------------------------------------


def test_a_member_posts_words_and_files(client, group, jiwoo):
    sign_in(client, jiwoo)
    sent = {"text": "사진 보세요", "files": [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", PDF)]}
    assert client.post(reverse("groups:board", args=[group.pk]), sent).status_code == 302
    assert [row.name for row in PostFile.objects.all()] == ["a.pdf", "b.pdf"]
    page = client.get(reverse("groups:board", args=[group.pk])).content.decode()
    assert "사진 보세요" in page
    assert 'enctype="multipart/form-data"' in page


def test_a_wrong_file_is_named_and_the_words_stay_in_the_form(client, group, jiwoo):
    sign_in(client, jiwoo)
    sent = {"text": "사진 보세요", "files": SimpleUploadedFile("a.html", b"<html>")}
    answer = client.post(reverse("groups:board", args=[group.pk]), sent)
    assert answer.status_code == 422
    assert "a.html" in answer.content.decode()
    assert "사진 보세요" in answer.content.decode()
    assert not Post.objects.exists()


def test_a_file_is_a_download_whatever_its_name(client, post, jiwoo):
    sign_in(client, jiwoo)
    answer = client.get(reverse("groups:file", args=[post.files.get().pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%ED%9A%8C")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_only_the_author_takes_words_back_and_an_empty_place_stays(
    client, post, jiwoo, seoyeon, tmp_path, django_capture_on_commit_callbacks
):
    with pytest.raises(NotAllowed):
        place.remove_post(post, actor=jiwoo)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    sign_in(client, seoyeon)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("groups:remove-post", args=[post.pk]))
    assert not PostFile.objects.exists()
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    page = client.get(reverse("groups:board", args=[post.group_id])).content.decode()
    assert "물어봤어요" not in page
    assert f"post-{post.pk}" in page


def test_files_of_a_post_that_failed_leave_nothing_on_the_disk(group, jiwoo, tmp_path):
    good = pdf()
    with pytest.raises(AttributeError):
        place.write_post(group, actor=jiwoo, text="둘 중 하나만", files=[good, object()])
    assert not Post.objects.exists()
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_what_members_write_never_enters_the_record(post, minutes, entry, seoyeon):
    place.change(minutes, actor=seoyeon, version=1, **changed(minutes, decisions="비밀이에요"))
    said = str(list(AuditEvent.objects.values_list("changes", "note")))
    for words in ("구청", "수요일", "그림책", "비밀"):
        assert words not in said
    assert AuditEvent.objects.filter(verb="record.changed", changes__has_key="decisions").exists()


# --- Minutes and diary -------------------------------------------------------------------------------


def test_minutes_are_changed_by_their_author_and_by_leaders(group, three, minutes):
    jiwoo, seoyeon, minjun = three
    with pytest.raises(NotAllowed):
        place.change(minutes, actor=minjun, version=1, **changed(minutes))
    place.change(minutes, actor=seoyeon, version=1, **changed(minutes))
    place.change(minutes, actor=jiwoo, version=2, **changed(minutes))
    give_role(membership(group, minjun), actor=jiwoo, role="operator")
    assert place.change(minutes, actor=minjun, version=3, **changed(minutes)).version == 4


def test_of_two_who_change_the_same_minutes_the_second_sees_both_texts_and_loses_nothing(
    client, minutes, jiwoo, seoyeon
):
    path = reverse("groups:change-minutes", args=[minutes.pk])
    sign_in(client, jiwoo)
    sent = client.get(path).context["form"].initial | {"version": 1, "next_on": "", "present": []}
    place.change(minutes, actor=seoyeon, version=1, **changed(minutes, decisions="서연이 먼저 고친 글"))
    answer = client.post(path, sent | {"decisions": "지우가 나중에 고친 글"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "서연이 먼저 고친 글" in page
    assert "지우가 나중에 고친 글" in page
    assert fresh(minutes).decisions == "서연이 먼저 고친 글"
    again = sent | {"version": answer.context["form"]["version"].value(), "decisions": "둘을 합친 글"}
    assert client.post(path, again).status_code == 302
    assert (fresh(minutes).decisions, fresh(minutes).version) == ("둘을 합친 글", 3)


def test_a_meeting_is_written_down_by_form_with_those_who_were_there(client, group, three):
    sign_in(client, three[1])
    people = [membership(group, each).pk for each in three[:2]]
    sent = {
        "version": 1, "on": TODAY().isoformat(), "place": "주민센터", "present": people, "others": 1,
        "decisions": "시작해요", "next_steps": "", "next_on": "",
    }  # fmt: skip
    answer = client.post(reverse("groups:write-minutes", args=[group.pk]), sent)
    assert answer.status_code == 302
    made = Minutes.objects.get()
    assert {each.user for each in made.present.all()} == set(three[:2])
    page = client.get(answer.url).content.decode()
    assert three[0].name in page


def test_who_was_at_a_meeting_of_another_group_cannot_be_named(client, group, outsider, village, jiwoo):
    from tests.groups.making import at_home, founded

    at_home(outsider, village)
    other = founded(outsider, village, "다른 모임")
    sign_in(client, jiwoo)
    sent = {"version": 1, "on": TODAY(), "place": "-", "others": 0, "decisions": "-", "present": [other.members[0].pk]}
    assert client.post(reverse("groups:write-minutes", args=[group.pk]), sent).status_code == 422


@pytest.mark.parametrize(
    ("values", "field"),
    [({"new_people": 10}, "__all__"), ({"on": date(2999, 1, 1)}, "on"), ({"attendance": -1}, "attendance")],
)
def test_a_diary_entry_that_cannot_be_is_not_saved(client, group, jiwoo, values, field):
    sign_in(client, jiwoo)
    sent = {"version": 1, "on": TODAY(), "place": "-", "what": "-", "attendance": 9, "new_people": 0} | values
    answer = client.post(reverse("groups:write-entry", args=[group.pk]), sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not DiaryEntry.objects.exists()


def test_new_people_are_among_those_who_took_part_also_for_the_shell(entry):
    with pytest.raises(IntegrityError), transaction.atomic():
        DiaryEntry.objects.filter(pk=entry.pk).update(new_people=10)


# --- Calendar ----------------------------------------------------------------------------------------


def test_the_calendar_lists_meetings_votes_and_deadlines_of_this_group(client, group, three, minutes):
    jiwoo = three[0]
    voting.open_vote(group, actor=jiwoo, question="수요일?", closes_at=timezone.now() + timedelta(days=2))
    leave(membership(group, three[2]), actor=three[2])
    found = appointments(fresh(group), jiwoo)
    assert [each.on for each in found] == sorted(each.on for each in found)
    assert [(each.on - TODAY()).days for each in found] == [2, 7, 30]
    sign_in(client, jiwoo)
    page = client.get(reverse("groups:calendar", args=[group.pk])).content.decode()
    assert "수요일?" in page
    assert "지우: 열쇠 받기" in page


def test_the_calendar_says_when_a_break_ends_and_forgets_meetings_that_are_over(group, jiwoo, minutes):
    agreed(group, "break")
    back = TODAY() + timedelta(days=60)
    resting = take_break(fresh(group), actor=jiwoo, break_until=back)
    assert [each.on for each in appointments(resting, jiwoo)] == [minutes.next_on, back]
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert [each.on for each in appointments(resting, jiwoo)] == [back]


# --- What others see ---------------------------------------------------------------------------------


def test_the_public_sees_nothing_of_the_rooms_until_a_leader_publishes_it(client, group, three, minutes, entry):
    jiwoo, seoyeon, _minjun = three
    public = reverse("groups:group", args=[group.pk])
    assert "수요일" not in client.get(public).content.decode()
    with pytest.raises(NotAllowed):
        place.publish(minutes, actor=seoyeon, published=True)
    sign_in(client, jiwoo)
    client.post(reverse("groups:publish-minutes", args=[minutes.pk]), {"published": "yes"})
    client.post(reverse("groups:publish-entry", args=[entry.pk]), {"published": "yes"})
    client.logout()
    page = client.get(public).content.decode()
    for words in ("매주 수요일에 문을 열기로 했어요.", "그림책을 함께 읽었어요.", "9명", "3명"):
        assert words in page
    assert not [each.name for each in three if each.name in page]
    sign_in(client, jiwoo)
    client.post(reverse("groups:publish-minutes", args=[minutes.pk]), {"published": "no"})
    client.logout()
    assert "수요일" not in client.get(public).content.decode()
    assert AuditEvent.objects.filter(verb__in=["record.published", "record.withdrawn"]).count() == 3


def test_only_leaders_take_a_group_out_of_the_directory(client, group, three):
    jiwoo, seoyeon, _minjun = three
    path, public = reverse("groups:shown", args=[group.pk]), reverse("groups:group", args=[group.pk])
    sign_in(client, seoyeon)
    assert client.post(path).status_code == 404
    sign_in(client, jiwoo)
    assert client.post(path).status_code == 302
    client.logout()
    assert client.get(public).status_code == 404
    assert group.name not in client.get(reverse("groups:directory")).content.decode()
    assert not groups_at(group.village)
    sign_in(client, jiwoo)
    client.post(path, {"listed": "on"})
    assert groups_at(group.village.district) == [group]
    assert AuditEvent.objects.filter(verb__in=["group.listed", "group.unlisted"]).count() == 2


# --- All data about one person -----------------------------------------------------------------------


def test_a_person_gets_all_they_wrote_and_open_votes_but_no_secret_choice(group, three, post, minutes):
    from accounts import data

    jiwoo, seoyeon, _minjun = three
    for secret in (True, False):
        asked = voting.open_vote(
            group, actor=jiwoo, question=f"비밀 {secret}", secret=secret, closes_at=timezone.now() + timedelta(days=2)
        )
        voting.cast(asked, actor=seoyeon, choice="no")
    found = data.gathered(seoyeon)
    assert found["groups"][0]["group"] == group.name
    assert found["group_posts"][0]["text"] == "구청에 물어봤어요."
    assert found["group_records"]["minutes"][0]["place"] == "성수 작은도서관"
    assert {each["secret"]: each["choice"] for each in found["group_votes"]} == {True: None, False: "no"}


def test_a_representative_hands_over_before_the_account_is_closed(group, three):
    from accounts.workflow.closing import close

    with pytest.raises(Refused, match=group.name):
        close(three[0])


def test_a_closed_account_leaves_its_groups_and_its_words_go(client, group, three, post, minutes):
    from accounts.workflow.closing import close

    jiwoo, seoyeon, _minjun = three
    name = seoyeon.name
    close(seoyeon)
    assert not fresh(group).belongs_to(seoyeon)
    assert fresh(post).text == ""
    assert not PostFile.objects.exists()
    assert fresh(group).successor_due_on  # two are left
    sign_in(client, jiwoo)
    for path in (reverse("groups:board", args=[group.pk]), minutes.get_absolute_url()):
        page = client.get(path).content.decode()
        assert name not in page
        assert "이전 구성원" in page


def test_whoever_is_alone_in_a_forming_group_may_close_the_account(forming, jiwoo):
    from accounts.workflow.closing import close

    close(jiwoo)
    assert fresh(forming).is_over


@pytest.mark.parametrize("room", ["board", "minutes", "diary", "shown"])
def test_a_room_costs_the_same_queries_however_much_lies_in_it(client, group, three, room):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sign_in(client, three[0])
    path, costs = reverse(f"groups:{room}", args=[group.pk]), []
    for rows in (1, 15):
        for person in three * rows:
            place.write_post(group, actor=person, text="안녕하세요", files=[pdf()])
            place.write_entry(group, actor=person, on=TODAY(), place="골목", what="읽기", attendance=3)
            place.write_minutes(group, actor=person, present=[], on=TODAY(), place="골목", decisions="읽기")
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 10, costs
