"""The pages of checking, submitting, versions, files and the budget's help."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from proposals.models import Attachment, Confirmation, Version
from proposals.workflow import files, submission
from tests.cast import sign_in
from tests.groups.making import fresh
from tests.proposals import making
from tests.seoul_portal.test_files import picture

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def draft(group, center):
    return making.draft(group, making.rich_call())


@pytest.fixture
def page(client, jiwoo):
    """Addresses of proposals, asked for by jiwoo."""
    sign_in(client, jiwoo, second_factor=False)

    class Pages:
        def get(self, name, *args, **query):
            return client.get(reverse(f"proposals:{name}", args=args), query)

        def post(self, name, *args, **data):
            return client.post(reverse(f"proposals:{name}", args=args), data)

        def text(self, name, *args):
            answer = self.get(name, *args)
            assert answer.status_code == 200, answer.status_code
            return answer.content.decode()

    return Pages()


# --- Checking and submitting -------------------------------------------------------------------------


def test_the_check_page_links_to_everything_missing(page, draft):
    text = page.text("check", draft.pk)
    for key in ("idea", "budget", "documents", "pledges"):
        assert reverse("proposals:section", args=[draft.pk, key]) in text
    assert "disabled" in text
    document = draft.call.documents.get(required=True)
    assert f"#f-document-{document.pk}" in text


def test_three_members_confirm_and_one_submits_on_their_pages(client, draft, three, page):
    call = making.open_call(agreement="three")
    submission.withdraw(draft, actor=three[0])
    draft = making.complete(making.draft(fresh(draft.group), call))
    seen = making.seen(draft)
    for each in three[1:]:
        sign_in(client, each, second_factor=False)
        assert page.post("confirm", draft.pk, seen=seen).status_code == 302
    sign_in(client, three[0], second_factor=False)
    answer = page.post("submit", draft.pk, seen=seen)
    assert answer.url.startswith(reverse("proposals:receipt", args=[draft.pk]))
    receipt = client.get(answer.url).content.decode()
    assert fresh(draft).number in receipt
    assert seen in receipt
    again = page.post("submit", draft.pk, seen=seen)
    assert again.url == answer.url
    assert Version.objects.count() == 1


def test_a_changed_text_says_so_and_keeps_everything(page, draft):
    draft = making.complete(draft)
    seen = making.seen(draft)
    making.written(draft, "idea", title="바뀐 제목")
    answer = page.post("submit", draft.pk, seen=seen)
    assert answer.status_code == 409
    assert making.seen(draft) in answer.content.decode()
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("seen", ["", "x", "0" * 64, "\x00", "가" * 5000])
def test_no_fingerprint_at_all_is_a_sentence(page, draft, seen):
    assert page.post("submit", draft.pk, seen=seen).status_code == 409
    assert page.post("confirm", draft.pk, seen=seen).status_code == 409


def test_outsiders_and_offices_find_no_check_page(client, draft, outsider, adviser, page):
    for each in (outsider, adviser):
        sign_in(client, each)
        for name in ("check", "receipt", "versions", "print"):
            assert page.get(name, draft.pk).status_code == 404
        for name in ("confirm", "submit", "attach", "budget-sums", "budget-paste"):
            assert page.post(name, draft.pk).status_code == 404


# --- Versions ----------------------------------------------------------------------------------------


@pytest.fixture
def twice(draft):
    """A proposal handed in twice, with another title and a further budget line."""
    draft = making.submitted(draft)
    making.written(draft, "idea", title="골목 책방에서 함께 읽고 쓰기")
    lines = draft.sections.get(key="budget").data["lines"]
    draft = making.written(draft, "budget", lines=[*lines, {**lines[0], "detail": "의자"}])
    submission.hand_in(draft, actor=draft.lead, seen=making.seen(draft))
    return fresh(draft)


def test_members_read_versions_and_what_changed(page, twice):
    assert page.text("versions", twice.pk).count("print/") == 2
    assert "골목 책방에서 함께 읽기" in page.text("version", twice.pk, 1)
    text = page.text("difference", twice.pk, 1, 2)
    assert "<ins>" in text
    assert "의자" in text
    assert page.get("version", twice.pk, 3).status_code == 404
    assert page.get("difference", twice.pk, 1, 99999999999999999999).status_code == 404


def test_the_office_reads_versions_with_its_second_factor_only(client, twice, triage_officer, page):
    sign_in(client, triage_officer, second_factor=False)
    assert page.get("versions", twice.pk).status_code == 302
    sign_in(client, triage_officer)
    for arguments in (("versions", twice.pk), ("version", twice.pk, 2), ("difference", twice.pk, 1, 2)):
        assert page.get(*arguments).status_code == 200
    assert page.get("print-version", twice.pk, 2)["Content-Type"] == "application/pdf"
    assert page.get("print", twice.pk).status_code == 404


def test_a_later_rule_does_not_change_what_was_handed_in(page, twice):
    from proposals.workflow import call as calls

    before = page.text("version", twice.pk, 1)
    title = twice.call.title_ko
    changes = {"ceiling": 2_000_000, "title_ko": "다른 공모"}
    calls.amend(twice.call, actor=making.official(), text_ko="한도를 바꿔요.", text_en="", **changes)
    assert fresh(twice.call).ceiling == 2_000_000
    assert twice.versions.first().content["call"]["title_ko"] == title
    assert before.count("draft-page") == page.text("version", twice.pk, 1).count("draft-page")


# --- Files -------------------------------------------------------------------------------------------


def attach(page, draft, content=PDF, name="승낙서.pdf", **place):
    return page.post("attach", draft.pk, files=SimpleUploadedFile(name, content), **place)


def test_a_member_adds_takes_out_and_downloads_a_file(page, draft):
    document = draft.call.documents.get(required=True)
    answer = attach(page, draft, document=document.pk)
    assert answer.url.endswith(f"#f-document-{document.pk}")
    file = Attachment.objects.get()
    assert b"".join(page.get("attachment", file.pk).streaming_content) == PDF
    page.post("remove-attachment", file.pk)
    assert Attachment.objects.get().removed_at
    assert reverse("proposals:attachment", args=[file.pk]) not in page.text("section", draft.pk, "documents")


def test_a_file_of_another_kind_is_refused_with_a_sentence(page, draft, client):
    document = draft.call.documents.get(required=True)
    attach(page, draft, picture("PNG"), "사진.png", document=document.pk)
    assert not Attachment.objects.exists()
    assert "PDF, JPG" in page.text("section", draft.pk, "documents")


def test_a_photograph_loses_its_place(page, draft):
    question = draft.call.questions.get(kind="file")
    attach(page, draft, picture(), "모임.jpg", question=question.pk)
    kept = b"".join(page.get("attachment", Attachment.objects.get().pk).streaming_content)
    assert b"Telephone of Jiwoo" not in kept
    assert b"Exif" not in kept


def test_all_files_together_have_a_limit(page, draft, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_TOTAL", 2 * len(PDF))
    for number in range(3):
        attach(page, draft, name=f"{number}.pdf")
    assert Attachment.objects.count() == 2


def test_our_script_gets_an_address(client, page, draft):
    answer = client.post(
        reverse("proposals:attach", args=[draft.pk]),
        {"files": SimpleUploadedFile("a.pdf", PDF)},
        headers={"accept": "application/json"},
    )
    assert json.loads(answer.content)["go"] == reverse("proposals:section", args=[draft.pk, "documents"])


@pytest.mark.parametrize("place", [{"document": "0"}, {"document": "x"}, {"question": "99999"}, {"document": "9" * 40}])
def test_a_place_of_another_call_does_not_exist(page, draft, place):
    assert attach(page, draft, **place).status_code == 404


def test_the_office_gets_a_file_when_it_was_handed_in(client, draft, triage_officer, outsider, page):
    draft = making.submitted(draft)
    handed_in = Attachment.objects.first()
    attach(page, draft, name="나중.pdf")
    later = Attachment.objects.latest("pk")
    page.post("remove-attachment", handed_in.pk)
    sign_in(client, triage_officer)
    assert b"".join(page.get("attachment", handed_in.pk).streaming_content) == b"%PDF-1.7\n%%EOF"
    assert page.get("attachment", later.pk).status_code == 404
    sign_in(client, outsider)
    assert page.get("attachment", handed_in.pk).status_code == 404
    assert page.post("remove-attachment", handed_in.pk).status_code == 404


def test_a_file_that_nobody_received_is_destroyed_in_the_end(page, draft):
    draft = making.submitted(draft)
    attach(page, draft, name="나중.pdf")
    Attachment.objects.update(removed_at=timezone.now() - timedelta(days=31))
    assert files.destroy_never_handed_in() == 1
    assert Attachment.objects.count() == 1


# --- The budget's help -------------------------------------------------------------------------------


def test_sums_are_computed_without_saving(page, draft):
    row = {"item": "materials", "unit_price": "12,000원", "quantity": "10", "times": "2", "own": "40000"}
    sent = {f"f-lines-0-{key}": value for key, value in row.items()} | {"f-lines-rows": "1"}
    text = page.post("budget-sums", draft.pk, **sent).content.decode()
    assert "200,000" in text
    assert "20%" in text
    assert fresh(draft).asked == 0


def test_lines_are_pasted_from_a_spreadsheet(page, draft):
    table = "비목\t내역\t단가\t수량\t횟수\t금액\n재료비\t책\t12,000\t10\t1\t=C2*D2\n강사비\t강사\t=A1\t1\t1\t0\n"
    look = page.post("budget-paste", draft.pk, table=table, look="1").content.decode()
    assert "12,000" in look
    assert "=A1" in look
    assert "lines" not in draft.sections.get(key="budget").data
    page.post("budget-paste", draft.pk, table=table, add="1")
    lines = draft.sections.get(key="budget").data["lines"]
    assert [(each["item"], each["unit_price"]) for each in lines] == [("materials", 12_000), ("instructor", "")]
    page.post("budget-paste", draft.pk, table="재료비\t연필\t500\t10\t1", add="1")
    assert len(draft.sections.get(key="budget").data["lines"]) == 3


@pytest.mark.parametrize(
    "table", ["", "\t\t\n", "x" * 60_000, "\x00", '"open\tquote', "=CMD()|x\t1\n" * 200, "9" * 5000]
)
def test_any_table_gets_an_answer(page, draft, table):
    assert page.post("budget-paste", draft.pk, table=table, look="1").status_code == 200
    page.post("budget-paste", draft.pk, table=table, add="1")
    assert page.get("section", draft.pk, "budget").status_code == 200
