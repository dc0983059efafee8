"""The first path through the browser: from the offer to the first payment, by the people who take part in it."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from casework.models import AuditEvent, PersonalDataAccess
from funding.bank_files import as_csv, as_xlsx, read
from funding.lesson import questions
from funding.models import BankAccount, Payment, PaymentBatch, Tranche
from seoul_portal.sheets import harmless
from tests.cast import sign_in
from tests.funding import making, making_agree
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(division):
    return making_agree.second_official(division)


@pytest.fixture
def offered(division_official, division_director, villages, jiwoo, seoyeon, minjun):
    """An announced award of a million won to jiwoo, who represents, seoyeon, and minjun, who keeps accounts."""
    announced = making.announced(making.ranked(4_000_000, villages), division_official, division_director)
    award = announced.awards.order_by("id").first()
    award.group.memberships.update(role="member", state="left")
    for user, role in ((jiwoo, "representative"), (seoyeon, "member"), (minjun, "treasurer")):
        award.group.memberships.create(user=user, role=role, pledge_version=1)
    return fresh(award)


@pytest.fixture
def as_(client):
    """Sign somebody in and open, or post to, a page."""

    def visit(person, name, *args, data=None, follow=True):
        sign_in(client, person)
        path = reverse(name, args=args)
        answer = client.get(path) if data is None else client.post(path, data, follow=follow)
        assert answer.status_code in (200, 404, 422), (path, answer.status_code)
        return answer

    return visit


RIGHT = {question.key: question.right.key for question in questions()}


def test_a_group_agrees_enters_its_account_and_is_paid(
    as_, offered, jiwoo, seoyeon, minjun, division_official, second, client
):
    pk = offered.pk
    assert "다섯 가지" in as_(jiwoo, "funding:award", pk).text
    wrong = as_(jiwoo, "funding:lesson", pk, data=RIGHT | {"left": "keep"})
    assert wrong.status_code == 422
    assert questions()[-1].answers[0].why_ko in wrong.text
    for keeper in (jiwoo, minjun):
        as_(keeper, "funding:lesson", pk, data=RIGHT)
    for member in (seoyeon, minjun, jiwoo):
        page = as_(member, "funding:agreement", pk)
        assert "협약에 동의해요" in page.text
        as_(member, "funding:agreement", pk, data={"seen": fresh(offered).agreement.fingerprint})
    assert fresh(offered).state == "agreed"

    account = {"bank": "090", "number": "3333-01-2345678", "holder": "이웃 모임"}
    as_(minjun, "funding:account-new", pk, data=account)
    made = BankAccount.objects.get()
    assert "3333012345678" not in as_(division_official, "funding:account", made.pk).text
    assert not PersonalDataAccess.objects.filter(person=minjun).exists()
    assert "3333012345678" in as_(division_official, "funding:account", made.pk, data={}).text
    assert PersonalDataAccess.objects.get(person=minjun).reader == division_official
    step = "casework:step"
    done = as_(division_official, step, "bankaccount", made.pk, "confirm", data={"seen": "entered"})
    assert done.status_code == 200, done.text
    assert fresh(made).state == "confirmed"

    tranche = Tranche.objects.get(award=offered)
    as_(jiwoo, step, "tranche", tranche.pk, "request", data={"seen": "planned"})
    as_(division_official, step, "tranche", tranche.pk, "approve", data={"seen": "requested"})
    assert as_(division_official, "funding:batches", data={}).context["rows"] == []
    as_(second, "funding:batches", data={})
    batch = PaymentBatch.objects.get()

    order = as_(second, "funding:order-file", batch.pk, "csv", data={}).content
    assert order.startswith(b"\xef\xbb\xbf")
    (line,) = list(csv.reader(io.StringIO(order.decode("utf-8-sig"))))[1:]
    assert line[5:7] == ["3333012345678", "1000000"]
    sheet = load_workbook(io.BytesIO(as_(second, "funding:order-file", batch.pk, "xlsx", data={}).content)).active
    assert sheet["F2"].value == "3333012345678"
    assert AuditEvent.objects.filter(verb="paymentbatch.downloaded", actor=second).count() == 2
    assert PersonalDataAccess.objects.filter(reader=second, person=minjun).count() == 2

    answer = as_csv([("번호", "결과", "일자", "사유"), (str(tranche.pk), "지급", str(timezone.localdate()), "")])
    for _twice in range(2):
        file = SimpleUploadedFile("answer.csv", answer)
        assert as_(second, "funding:batch", batch.pk, data={"file": file}).status_code == 200
    assert (fresh(offered).state, fresh(offered).paid) == ("running", 1_000_000)
    assert as_(seoyeon, "funding:award", pk).status_code == 200
    pdf = as_(seoyeon, "funding:agreement-pdf", pk)
    assert pdf.content.startswith(b"%PDF")
    assert pdf.content == as_(seoyeon, "funding:agreement-pdf", pk).content


def test_an_answer_that_does_not_fit_is_refused_on_the_page_line_by_line(as_, offered, division_official, second):
    award = making_agree.payable(offered, division_official)
    making_agree.approved(award, division_official)
    as_(second, "funding:batches", data={})
    bad = as_csv([("number", "outcome"), ("12345678", "paid"), ("87654321", "paid")])
    page = as_(second, "funding:batch", PaymentBatch.objects.get().pk, data={"file": SimpleUploadedFile("a.csv", bad)})
    assert page.status_code == 422
    assert "12345678" in page.text
    assert "87654321" in page.text
    assert Payment.objects.get().outcome == "waiting"


def test_outsiders_and_auditors_find_nothing_to_press(as_, offered, outsider, auditor, division_official):
    award = making_agree.payable(offered, division_official)
    account, tranche = award.group.accounts.get(), award.tranches.get()
    for name, pk in (("award", award.pk), ("agreement", award.pk), ("account", account.pk), ("tranche", tranche.pk)):
        assert as_(outsider, f"funding:{name}", pk).status_code == 404
        assert as_(auditor, f"funding:{name}", pk).status_code == 200
    assert as_(auditor, "funding:account", account.pk, data={}).status_code == 404
    assert account.holder not in as_(auditor, "funding:account", account.pk).text.replace(str(account.group), "")
    assert as_(auditor, "funding:batches", data={}).status_code == 404
    assert as_(outsider, "funding:batches").status_code == 404


def test_admin_cannot_confirm_or_approve(client, offered, administrator, division_official):
    award = making_agree.payable(offered, division_official)
    sign_in(client, administrator)
    for model, pk in (("bankaccount", award.group.accounts.get().pk), ("tranche", award.tranches.get().pk)):
        path = reverse(f"admin:funding_{model}_change", args=[pk])
        assert client.get(path).status_code == 200
        assert client.post(path, {"state": "paid"}).status_code == 403
    assert fresh(award).tranches.get().state == "planned"


@pytest.mark.parametrize("cell", ["=1+1", "+82", "-5", "@SUM(A1)", "\t=1"])
def test_a_cell_that_looks_like_a_formula_runs_in_no_spreadsheet(cell):
    assert harmless(cell) == f"'{cell}"
    sheet = load_workbook(io.BytesIO(as_xlsx([(cell, 5)], "a"))).active
    assert sheet["A1"].data_type == "s"
    assert sheet["B1"].value == 5
    assert f"'{cell}" in as_csv([(cell,)]).decode("utf-8-sig")


def test_an_answer_is_read_the_same_from_csv_and_xlsx():
    rows = [("지급번호", "처리결과", "처리일", "사유", "금액"), ("7", "불능", "2026.11.3", "예금주 불일치", "1,000원")]
    one, two = read("a.csv", as_csv(rows)), read("a.xlsx", as_xlsx(rows, "a"))
    assert one == two
    assert (one[0].outcome, str(one[0].on), one[0].amount) == ("failed", "2026-11-03", 1000)
