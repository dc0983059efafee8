"""Who may see and do what; what validators let through."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import CorrectionRequest, FamilyTie
from accounts.validators import no_resident_number, phone_number
from casework.models import PersonalDataAccess
from tests.cast import sign_in


@pytest.mark.parametrize("state", ["declared", "confirmed", "refused", "ended"])
def test_seeing_a_tie_and_finding_it_in_lists_are_the_same(everybody, jiwoo, seoyeon, state):
    tie = FamilyTie.objects.create(from_user=jiwoo, to_user=seoyeon, kind="spouse")
    if state in {"confirmed", "ended"}:
        FamilyTie.objects.filter(pk=tie.pk).update(state="confirmed")
    if state in {"refused", "ended"}:
        FamilyTie.objects.filter(pk=tie.pk).update(state=state)
    tie.refresh_from_db()
    for user in everybody:
        listed = FamilyTie.objects.visible_to(user).filter(pk=tie.pk).exists()
        assert listed == user.has_perm("accounts.view_familytie", tie), user
        assert listed == (user == seoyeon or (user == jiwoo and state != "declared"))


def test_seeing_a_correction_and_finding_it_in_lists_are_the_same(everybody, jiwoo, administrator):
    asked = CorrectionRequest.objects.create(person=jiwoo, text="틀렸습니다.")
    for user in everybody:
        listed = CorrectionRequest.objects.visible_to(user).filter(pk=asked.pk).exists()
        assert listed == user.has_perm("accounts.view_correctionrequest", asked), user
        assert listed == (user in {jiwoo, administrator})


def test_nobody_answers_their_own_request(administrator):
    asked = CorrectionRequest.objects.create(person=administrator, text="틀렸습니다.")
    assert not administrator.has_perm("accounts.answer_correctionrequest", asked)


def test_an_administrator_who_opens_a_person_leaves_a_line_in_the_access_record(client, administrator, jiwoo):
    sign_in(client, administrator)
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(reverse("admin:accounts_user_change", args=[jiwoo.pk])).status_code == 200
    assert PersonalDataAccess.objects.get(person=jiwoo).reader == administrator


@pytest.mark.parametrize(
    "text", ["900101-1234567", "제 번호는 900101-2345678입니다", "9001013456789", "000229 – 4000000"]
)
def test_what_looks_like_a_resident_number_is_refused(text):
    with pytest.raises(ValidationError):
        no_resident_number(text)


@pytest.mark.parametrize(
    "text", ["010-1234-5678", "991399-1234567", "1234567890123456", "2026-11-23", "계좌 110-123-456789"]
)
def test_other_numbers_pass(text):
    no_resident_number(text)


@pytest.mark.parametrize(("number", "good"), [("010-1234-5678", True), ("+82 10 1234 5678", True), ("call me", False)])
def test_a_telephone_number_looks_like_one(number, good):
    if good:
        phone_number(number)
    else:
        with pytest.raises(ValidationError):
            phone_number(number)
