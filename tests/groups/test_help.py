"""A quiet word: between one member and one adviser, and nowhere else."""

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from casework.lifecycle import NotAllowed, Refused
from groups.enums import HelpState
from groups.models import Group, HelpNote
from groups.workflow import help as helping
from notices.models import Message
from tests.cast import SEONGSU, person, posted, sign_in
from tests.groups.making import at_home, founded, joined
from villages.models import Posting
from villages.workflow.posting import end

WORDS = "둘이서만 정하고 저에게는 말해 주지 않아요."


@pytest.fixture
def group(jiwoo, seoyeon, minjun, places) -> Group:
    for each in (jiwoo, seoyeon, minjun):
        at_home(each, places[SEONGSU])
    return joined(founded(jiwoo, places[SEONGSU]), seoyeon, minjun)


@pytest.fixture
def colleague(center):
    """A second adviser at the same center."""
    return posted(person("남기준", "gijun@example.kr"), center, "adviser").person


@pytest.fixture
def note(group, seoyeon, adviser) -> HelpNote:
    return helping.write(group, actor=seoyeon, adviser=Posting.objects.get(person=adviser), text=WORDS)


def test_only_the_writer_and_the_named_adviser_can_read_it(client, note, everybody, colleague, seoyeon, adviser):
    for who in [*everybody, colleague]:
        expected = 200 if who in (seoyeon, adviser) else 404
        assert sign_in(client, who).get(note.get_absolute_url()).status_code == expected, who
        assert HelpNote.objects.visible_to(who).exists() == (expected == 200)
        assert who.has_perm("groups.view_helpnote", note) == (expected == 200)


def test_its_words_stand_in_no_other_table(note, adviser, seoyeon):
    helping.offer_talk(note, actor=adviser, answer="목요일 저녁에 센터에서 차 한잔해요.")
    for model in apps.get_models():
        if model is HelpNote:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}" t WHERE t::text LIKE %s', ["%말해 주지%"])
            assert cursor.fetchone() == (0,), model


def test_the_adviser_is_told_no_more_than_that_somebody_wrote(note, adviser):
    for message in Message.objects.filter(recipient=adviser):
        assert WORDS not in message.body
        assert "박서연" not in message.subject + message.body


def test_an_outsider_cannot_write_for_a_group(group, outsider, adviser):
    with pytest.raises(NotAllowed):
        helping.write(group, actor=outsider, adviser=Posting.objects.get(person=adviser), text=WORDS)


def test_a_second_note_while_one_is_open_is_refused_with_a_sentence(note, group, seoyeon, adviser):
    with pytest.raises(Refused, match="이미"):
        helping.write(group, actor=seoyeon, adviser=Posting.objects.get(person=adviser), text=WORDS)


def test_it_returns_to_the_writer_and_goes_to_no_successor_when_the_adviser_leaves(
    note, adviser, colleague, seoyeon, administrator
):
    leaving, staying = (Posting.objects.get(person=each) for each in (adviser, colleague))
    end(leaving, actor=administrator, note="다른 곳으로 옮깁니다", successor=staying)
    note.refresh_from_db()
    assert (note.state, note.adviser) == (HelpState.RETURNED, None)
    assert not HelpNote.objects.visible_to(colleague).exists()
    helping.resend(note, actor=seoyeon, adviser=staying)
    assert HelpNote.objects.visible_to(colleague).exists()


def test_closing_destroys_the_words(note, seoyeon):
    helping.close(note, actor=seoyeon)
    note.refresh_from_db()
    assert (note.state, note.text, note.answer) == (HelpState.CLOSED, "", "")


def test_the_record_in_the_admin_does_not_show_that_somebody_asked(client, note, adviser, administrator):
    helping.offer_talk(note, actor=adviser, answer="목요일에 봐요.")
    page = sign_in(client, administrator).get(reverse("admin:casework_auditevent_changelist"))
    assert page.status_code == 200
    assert "helpnote" not in page.content.decode()


def test_a_member_writes_through_the_page_and_is_led_to_the_open_note(client, group, seoyeon, adviser):
    sign_in(client, seoyeon, second_factor=False)
    page = reverse("groups:help", args=[group.pk])
    posting = Posting.objects.get(person=adviser)
    answer = client.post(page, {"adviser": posting.pk, "text": WORDS}, follow=True)
    assert WORDS in answer.content.decode()
    assert client.get(page).status_code == 302


def test_an_empty_note_is_answered_with_a_sentence(client, group, seoyeon, adviser):
    answer = sign_in(client, seoyeon).post(reverse("groups:help", args=[group.pk]), {"text": ""})
    assert answer.status_code == 422
    assert not HelpNote.objects.exists()
