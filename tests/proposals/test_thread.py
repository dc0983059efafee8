"""One thread per file: who writes, who is told, what is new, and its files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casework.lifecycle import NotAllowed, Refused
from notices.models import Message
from proposals.models import Proposal, ThreadFile, ThreadMessage
from proposals.workflow import thread, triage
from seoul_portal.files import accept
from tests.cast import sign_in
from tests.proposals.files import posting

PDF = b"%PDF-1.7\n%%EOF"


def told(kind):
    return {each.recipient for each in Message.objects.filter(kind=kind, channel="inbox")}


def test_the_group_writes_and_the_desk_is_told(file, jiwoo, triage_officer, district_officer):
    thread.write(file, actor=jiwoo, text="강사비 영수증은 어떻게 내나요?")
    assert told("proposal-message-to-office") == {triage_officer}
    triage.assign(file, actor=triage_officer, posting=posting(district_officer))
    thread.write(file, actor=jiwoo, text="다시 여쭈어요.")
    assert told("proposal-message-to-office") == {triage_officer, district_officer}


def test_what_is_sent_again_because_no_answer_came_is_one_message(file, jiwoo, seoyeon, triage_officer):
    for each in (jiwoo, jiwoo, seoyeon, jiwoo):
        thread.write(file, actor=each, text="언제 알 수 있나요?")
    thread.write(file, actor=jiwoo, text="언제 알 수 있나요?", files=[accept(SimpleUploadedFile("a.pdf", PDF))])
    assert ThreadMessage.objects.count() == 4
    assert Message.objects.filter(kind="proposal-message-to-office", channel="inbox").count() == 4


def test_staff_write_as_their_office_and_all_members_are_told(file, three, triage_officer, client, center):
    made = thread.write(file, actor=triage_officer, text="사진으로 찍어 올려 주세요.")
    assert made.posting == posting(triage_officer)
    assert told("proposal-message-to-group") == set(three)
    sign_in(client, three[0])
    shown = client.get(reverse("proposals:thread", args=[file.pk])).content.decode()
    assert center.name_ko in shown
    assert triage_officer.name in shown


def test_an_adviser_of_the_place_may_write_and_nobody_from_elsewhere(file, adviser, other_adviser, outsider, auditor):
    assert thread.write(file, actor=adviser, text="상담에서 말씀드린 자료입니다.").side == "staff"
    for wrong in (other_adviser, outsider, auditor):
        with pytest.raises(NotAllowed):
            thread.write(file, actor=wrong, text="?")


def test_a_member_who_works_there_writes_as_the_group(file, three, center):
    from tests.cast import posted

    posted(three[1], center, "triage_officer")
    member = type(three[1]).objects.get(pk=three[1].pk)
    assert thread.write(file, actor=member, text="저도 회원이에요.").side == "group"
    with pytest.raises(NotAllowed):
        thread.note(file, actor=member, text="안에서만")


def test_nobody_writes_after_a_withdrawal_or_before_submission(file, jiwoo, triage_officer):
    Proposal.objects.filter(pk=file.pk).update(state="withdrawn")
    for one in (jiwoo, triage_officer):
        with pytest.raises(Refused):
            thread.write(file, actor=one, text="아직 계신가요?")


def test_what_is_new_is_said_once(file, jiwoo, triage_officer, client):
    thread.write(file, actor=triage_officer, text="첫 번째")
    address = reverse("proposals:thread", args=[file.pk])
    sign_in(client, jiwoo)
    assert "is-new" in client.get(address).content.decode()
    assert "is-new" not in client.get(address).content.decode()


def test_a_message_is_sent_on_the_page_with_a_file_that_the_other_side_saves(
    file, jiwoo, triage_officer, client, outsider
):
    sign_in(client, jiwoo)
    address = reverse("proposals:thread", args=[file.pk])
    sent = client.post(address, {"text": "견적서입니다.", "files": [SimpleUploadedFile("견적.pdf", PDF)]})
    assert sent.status_code == 302
    kept = ThreadFile.objects.get()
    download = reverse("proposals:thread-file", args=[kept.pk])
    sign_in(client, triage_officer)
    assert b"".join(client.get(download).streaming_content) == PDF
    sign_in(client, outsider)
    assert client.get(download).status_code == 404


def test_a_wrong_file_keeps_what_was_typed(file, jiwoo, client):
    sign_in(client, jiwoo)
    address = reverse("proposals:thread", args=[file.pk])
    refused = client.post(address, {"text": "견적서입니다.", "files": [SimpleUploadedFile("견적.pdf", b"MZ")]})
    assert refused.status_code == 422
    assert "견적서입니다." in refused.content.decode()
    assert not ThreadMessage.objects.exists()


def test_the_thread_turns_pages(file, jiwoo, triage_officer, client, django_assert_max_num_queries):
    made = ThreadMessage.objects.bulk_create(
        ThreadMessage(proposal=file, author=jiwoo, side="group", text=f"{number}번째") for number in range(45)
    )
    sign_in(client, triage_officer)
    address, seen = reverse("proposals:thread", args=[file.pk]), []
    client.get(address)
    following = address
    while following:
        with django_assert_max_num_queries(10):
            context = client.get(following).context
        seen += [each.pk for each in context["rows"]]
        following = context["page"].next_url and address + context["page"].next_url
    assert seen == sorted((each.pk for each in made), reverse=True)


def test_a_file_that_could_not_be_written_leaves_nothing_behind(file, jiwoo, settings, tmp_path, monkeypatch):
    accepted = accept(SimpleUploadedFile("자료.pdf", PDF))
    Proposal.objects.filter(pk=file.pk).update(state="withdrawn")
    with pytest.raises(Refused):
        thread.write(file, actor=jiwoo, text="자료", files=[accepted])
    assert not ThreadFile.objects.exists()
