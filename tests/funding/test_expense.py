"""Receipts: entered on a telephone, held to the rules of spending, corrected until the account is handed in."""

from datetime import timedelta

import pgtrigger
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from casework.models import AuditEvent
from funding import receipts
from funding.models import Expense, Pause
from funding.queries.spending import lines_of
from funding.workflow import expense
from proposals.models import BudgetItem
from seoul_portal.files import accept
from tests.cast import sign_in
from tests.funding import making_spend as making
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(center, district_office, division_official, division_director, villages, jiwoo, seoyeon, minjun):
    return making.at_work(division_official, division_director, villages, jiwoo, seoyeon, minjun, treasurer=seoyeon)


@pytest.fixture
def elsewhere(division_official, division_director, villages, outsider):
    """Another group's award, with a receipt of its own."""
    other = making.at_work(division_official, division_director, villages[2:], outsider)
    making.spent(other, 50_000, payee="다른 가게", picture=making.photograph(5))
    return other


def left(award, item="materials"):
    return next(line.left for line in lines_of(award) if line.item == item)


def typed(award, **fields):
    return {
        "amount": "12,000원", "spent_on": timezone.localdate().isoformat(), "line": making.line_of(award).pk,
        "payee": "문구점", "evidence": "card", "source": "grant",
    } | fields  # fmt: skip


# --- Entering -----------------------------------------------------------------------------------------


def test_a_member_enters_a_photographed_receipt_and_reads_what_is_left(client, award, minjun):
    sign_in(client, minjun)
    page = client.get(reverse("funding:new-expense", args=[award.pk]))
    assert "600,000" in page.content.decode()
    answer = client.post(
        reverse("funding:new-expense", args=[award.pk]), typed(award, file=making.photograph()), follow=True
    )
    assert "588,000" in answer.content.decode()
    made = Expense.objects.get()
    assert (made.amount, made.by, made.content_type, len(made.likeness)) == (12_000, minjun, "image/jpeg", 16)
    assert AuditEvent.objects.filter(verb="expense.entered", object_id=made.pk).exists()


def test_what_is_left_is_said_while_somebody_types(client, award, jiwoo):
    sign_in(client, jiwoo)
    line = making.line_of(award)
    address = reverse("funding:line-left", args=[award.pk])
    client.defaults["HTTP_HX_REQUEST"] = "true"
    body = client.get(address, {"line": line.pk, "amount": "100,000", "source": "grant"}).content.decode()
    assert "600,000" in body
    assert "500,000" in body
    assert client.get(address, {"line": "x", "amount": "많이"}).status_code == 200


def test_a_mistake_in_the_form_loses_neither_words_nor_file(client, award, jiwoo):
    sign_in(client, jiwoo)
    address = reverse("funding:new-expense", args=[award.pk])
    answer = client.post(address, typed(award, amount="많이", file=making.photograph(name="빵집.jpg")))
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "빵집.jpg" in body
    assert "많이" in body
    token = answer.context["form"]["kept"].value()
    assert client.post(address, typed(award, kept=token)).status_code == 302
    made = Expense.objects.get()
    assert (made.name, made.content_type) == ("빵집.jpg", "image/jpeg")
    assert client.post(address, typed(award, kept=token, payee="다른 곳")).status_code == 422  # it is used up


def test_a_kept_file_serves_nobody_else(award, jiwoo, seoyeon):
    token = receipts.keep(accept(making.photograph()), jiwoo)
    assert receipts.kept(token, seoyeon) is None
    assert receipts.kept(token, jiwoo).accepted() is not None
    assert receipts.kept("nonsense", jiwoo) is None


def test_tax_is_withheld_from_fees_as_the_agreement_has_it(award):
    assert making.spent(award, 125_000, item="instructor", evidence="transfer", payee="강사 나").withheld == 0
    assert making.spent(award, 200_000, item="instructor", evidence="transfer", payee="강사 가").withheld == 17_600
    assert making.spent(award, 200_000, item="materials", evidence="transfer").withheld == 0


def test_a_fee_with_a_tax_invoice_is_paid_in_full(award):
    assert making.spent(award, 200_000, item="instructor", evidence="invoice", payee="강사 가").withheld == 0


# --- Hard rules ---------------------------------------------------------------------------------------


def refused(award, *words, **fields):
    with pytest.raises(Refused) as error:
        making.spent(award, **fields)
    assert not isinstance(error.value, expense.Doubtful)
    for word in words:
        assert word in str(error.value), str(error.value)
    assert not Expense.objects.exists()


def test_a_receipt_over_its_line_is_refused_with_what_is_left(award):
    refused(award, "600,000", amount=600_001)


def test_own_money_is_not_bound_by_the_line(award):
    making.spent(award, 700_000, source="own")
    assert left(award) == 600_000


def test_a_receipt_for_what_the_call_does_not_allow_is_refused(award):
    with pgtrigger.ignore():
        BudgetItem.objects.filter(call=award.proposal.call, item="materials").delete()
    refused(award, amount=1_000)


def test_a_receipt_over_the_cap_of_the_call_is_refused(award):
    with pgtrigger.ignore():
        BudgetItem.objects.filter(call=award.proposal.call, item="materials").update(cap=50_000)
    refused(award, "50,000", amount=50_001)


def test_money_spent_before_the_agreement_or_after_the_end_or_tomorrow_is_refused(award):
    today = timezone.localdate()
    for day in (today - timedelta(days=1), award.ends_on + timedelta(days=1), today + timedelta(days=1)):
        refused(award, spent_on=day)


def test_the_representative_is_paid_no_fee_however_the_name_is_spaced(award, jiwoo):
    refused(award, item="instructor", payee=" ".join(jiwoo.name))
    making.spent(award, item="materials", payee=jiwoo.name)


# --- Soft rules ---------------------------------------------------------------------------------------


def doubts(award, **fields):
    with pytest.raises(expense.Doubtful) as error:
        making.spent(award, word="", **fields)
    return error.value.rules


def test_a_receipt_without_a_photograph_is_kept_with_a_word(award):
    assert doubts(award) == ["no_file"]
    assert making.spent(award, word="종이를 잃어버렸어요").warnings == [
        {"rule": "no_file", "word": "종이를 잃어버렸어요"}
    ]


def test_the_same_photograph_and_one_like_it_are_noticed(award):
    making.spent(award, 10_000, picture=making.photograph(3))
    assert doubts(award, amount=20_000, picture=making.photograph(3)) == ["same_file"]
    assert doubts(award, amount=20_000, picture=making.photograph(3, size=(180, 240))) == ["alike"]
    making.spent(award, 20_000, picture=making.photograph(4))


def test_the_same_sum_day_and_payee_are_noticed(award):
    making.spent(award, 10_000, picture=making.photograph(1), payee="한살림 성수")
    assert doubts(award, amount=10_000, picture=making.photograph(2), payee="한살림성수") == ["same_sum"]


def test_receipts_of_another_group_are_noticed_and_the_group_is_not_named(client, award, elsewhere, jiwoo):
    found = doubts(award, amount=50_000, payee="다른 가게", picture=making.photograph(5))
    assert found == ["same_file_elsewhere", "same_sum_elsewhere"]
    sign_in(client, jiwoo)
    answer = client.post(
        reverse("funding:new-expense", args=[award.pk]),
        typed(award, amount="50000", payee="다른 가게", file=making.photograph(5)),
    )
    body = answer.content.decode()
    assert answer.status_code == 422
    assert elsewhere.group.name not in body
    word = {"word": "같이 산 물건이에요", "kept": answer.context["form"]["kept"].value()}
    again = client.post(
        reverse("funding:new-expense", args=[award.pk]), typed(award, amount="50000", payee="다른 가게", **word)
    )
    assert again.status_code == 302
    assert [each["word"] for each in Expense.objects.get(award=award).warnings] == ["같이 산 물건이에요"] * 2


def test_a_day_of_a_pause_is_only_warned_about(award, jiwoo):
    Pause.objects.create(
        award=award, from_on=timezone.localdate(), expected_on=timezone.localdate() + timedelta(days=9), by=jiwoo
    )
    assert doubts(award, picture=making.photograph(1)) == ["paused"]


# --- Correcting ---------------------------------------------------------------------------------------


def test_members_correct_their_own_and_the_treasurer_corrects_all(award, jiwoo, seoyeon, minjun):
    made = making.spent(award, 10_000, by=jiwoo, picture=making.photograph())
    with pytest.raises(NotAllowed):
        expense.correct(made, making.receipt(award, 20_000), actor=minjun)
    expense.correct(made, making.receipt(award, 20_000), actor=seoyeon)
    assert (fresh(made).amount, fresh(made).sha256) == (20_000, made.sha256)
    assert left(award) == 580_000


def test_a_correction_may_use_what_the_receipt_itself_held(award):
    made = making.spent(award, 600_000)
    expense.correct(made, making.receipt(award, 600_000, payee="화방"), actor=award.group.representative.user)
    assert fresh(made).payee == "화방"
    with pytest.raises(Refused):
        expense.correct(made, making.receipt(award, 600_001), actor=award.group.representative.user)


def test_a_receipt_taken_out_counts_no_more_and_stays_in_the_record(client, award, jiwoo):
    made = making.spent(award, 10_000)
    sign_in(client, jiwoo)
    assert client.post(reverse("funding:take-out-expense", args=[made.pk])).status_code == 302
    assert fresh(made).removed_at
    assert left(award) == 600_000
    assert made.payee in client.get(reverse("funding:expenses", args=[award.pk])).content.decode()
    assert client.post(reverse("funding:take-out-expense", args=[made.pk])).status_code == 302  # said, nothing done


def test_nobody_enters_a_receipt_once_the_account_is_handed_in(award):
    making.spent(award, 10_000)
    making.handed_in(making.settling(award))
    with pytest.raises(Refused):
        making.spent(fresh(award), 10_000)


# --- Who sees them ------------------------------------------------------------------------------------


def test_an_outsider_finds_no_receipt(client, award, outsider):
    made = making.spent(award, 10_000, picture=making.photograph())
    sign_in(client, outsider)
    for name in ("expense", "change-expense", "expense-file"):
        assert client.get(reverse(f"funding:{name}", args=[made.pk])).status_code == 404
    for name in ("expenses", "new-expense", "line-left"):
        assert client.get(reverse(f"funding:{name}", args=[award.pk])).status_code == 404


def test_an_adviser_of_the_village_reads_receipts_and_enters_none(client, award, adviser):
    made = making.spent(award, 10_000, picture=making.photograph())
    sign_in(client, adviser)
    assert client.get(reverse("funding:expense", args=[made.pk])).status_code == 200
    file = client.get(reverse("funding:expense-file", args=[made.pk]))
    assert file["Content-Disposition"].startswith("attachment")
    assert b"".join(file.streaming_content)[:2] == b"\xff\xd8"
    assert client.get(reverse("funding:new-expense", args=[award.pk])).status_code == 404


def test_files_of_forms_that_were_never_sent_are_destroyed(award, jiwoo, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    token = receipts.keep(accept(making.photograph()), jiwoo)
    assert receipts.forget_old() == 0
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert receipts.forget_old() == 1
        assert receipts.kept(token, jiwoo) is None
