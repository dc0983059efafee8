"""Signing up, in and out."""

import time_machine
from django.core.cache import cache
from django.urls import reverse

from accounts.demo import demo_user
from accounts.models import Consent, User
from accounts.queries import texts_in_force
from notices.models import Message
from tests.cast import PASSWORD


def test_a_stranger_signs_up_confirms_and_is_signed_in(client, sign_up_data, mailbox, link_in):
    answer = client.post(reverse("account_signup"), sign_up_data, headers={"Accept-Language": "en"})
    assert answer.url == reverse("account_email_verification_sent")
    user = User.objects.get(email="harin@example.kr")
    assert (user.name, user.language) == ("남궁하린", "en")
    assert Consent.objects.filter(user=user, withdrawn_at=None).count() == 1

    page = link_in(mailbox("harin@example.kr")[0])
    assert client.get(page).status_code == 200
    assert client.get(reverse("accounts:me")).status_code == 302  # opening the link confirms nothing
    assert client.post(page).url == reverse("desk")
    assert client.get(reverse("accounts:me")).status_code == 200


def test_nothing_is_sent_inside_the_request(client, sign_up_data, mailoutbox):
    client.post(reverse("account_signup"), sign_up_data)
    assert mailoutbox == []
    assert Message.objects.get().state == "queued"


def test_nobody_signs_up_without_the_required_consent(client, sign_up_data):
    missing = {name: value for name, value in sign_up_data.items() if not name.startswith("consent_")}
    answer = client.post(reverse("account_signup"), missing)
    assert answer.status_code == 200
    assert not User.objects.exists()


def test_an_optional_consent_never_blocks(client, sign_up_data):
    optional = [text for text in texts_in_force() if not text.required]
    assert optional
    assert client.post(reverse("account_signup"), sign_up_data).status_code == 302


def test_a_short_password_is_refused(client, sign_up_data):
    client.post(reverse("account_signup"), sign_up_data | {"password1": "short-77"})
    assert not User.objects.exists()


def test_a_resident_number_in_the_name_is_refused(client, sign_up_data):
    answer = client.post(reverse("account_signup"), sign_up_data | {"name": "김하나 900101-2345678"})
    assert "주민등록번호" in answer.content.decode() or "resident registration number" in answer.content.decode()
    assert not User.objects.exists()


def test_signing_up_looks_the_same_for_an_address_that_has_an_account(client, sign_up_data, jiwoo, mailbox):
    fresh = client.post(reverse("account_signup"), sign_up_data)
    taken = client.post(reverse("account_signup"), sign_up_data | {"email": jiwoo.email})
    assert (fresh.status_code, fresh.url) == (taken.status_code, taken.url)
    assert User.objects.filter(email=jiwoo.email).count() == 1
    assert reverse("account_reset_password") in mailbox(jiwoo.email)[0]


def test_asking_for_a_new_password_looks_the_same_without_an_account(client, jiwoo, mailbox):
    known = client.post(reverse("account_reset_password"), {"email": jiwoo.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.kr"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert mailbox(jiwoo.email)
    assert mailbox("nobody@example.kr")


def test_a_forgotten_password_is_replaced_by_a_mailed_link(client, jiwoo, mailbox, link_in, log_in):
    client.post(reverse("account_reset_password"), {"email": jiwoo.email})
    form = client.get(link_in(mailbox(jiwoo.email)[0])).url
    new = "banana-maeul-1984"
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302
    assert log_in(client, jiwoo.email, new).status_code == 302
    assert len(mailbox(jiwoo.email)) == 2  # and told that it was changed


def test_the_answer_to_a_wrong_password_is_the_same_without_an_account(client, jiwoo, log_in):
    known = log_in(client, jiwoo.email, "wrong-password")
    unknown = log_in(client, "nobody@example.kr", "wrong-password")
    errors = [page.context["form"].non_field_errors() for page in (known, unknown)]
    assert errors[0] == errors[1]
    assert errors[0]


def test_an_address_is_locked_after_five_failures_and_opens_again_later(client, jiwoo, seoyeon, log_in):
    with time_machine.travel("2026-03-09 09:00+09:00", tick=False) as clock:
        for _ in range(5):
            assert log_in(client, jiwoo.email, "wrong-password").status_code == 200
        assert log_in(client, jiwoo.email, PASSWORD).status_code == 200  # even the right one
        assert log_in(client, jiwoo.email.upper(), PASSWORD).status_code == 200
        assert log_in(client, seoyeon.email, PASSWORD).status_code == 302  # other people are not shut out
        client.logout()
        clock.shift(16 * 60)
        assert log_in(client, jiwoo.email, PASSWORD).status_code == 302


def test_five_failures_lock_an_address_without_an_account_as_well(client, db, log_in):
    said = [list(log_in(client, "nobody@example.kr", "wrong").context["form"].non_field_errors()) for _ in range(6)]
    assert said[0] == said[4] != said[5]


def test_the_language_of_the_account_is_taken_up_at_sign_in(client, minjun, log_in, settings):
    answer = log_in(client, minjun.email)
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_a_closed_account_cannot_sign_in(client, jiwoo, log_in):
    User.objects.filter(pk=jiwoo.pk).update(is_active=False)
    log_in(client, jiwoo.email)
    assert "_auth_user_id" not in client.session


def test_kakao_and_naver_are_absent_without_their_keys(client, db):
    page = client.get(reverse("account_login")).content.decode().lower()
    assert "kakao" not in page
    assert "naver" not in page
    assert client.post(reverse("kakao_login")).status_code == 404
    assert client.get(reverse("naver_callback")).status_code == 404


def test_kakao_appears_with_its_keys(client, db, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {"kakao": {"APPS": [{"client_id": "id", "secret": "secret"}]}}
    page = client.get(reverse("account_login")).content.decode().lower()
    assert "kakao" in page
    assert "naver" not in page


def test_signing_out_everywhere_ends_the_other_sessions(client, jiwoo, log_in):
    from django.test import Client

    other = Client()
    log_in(client, jiwoo.email)
    log_in(other, jiwoo.email)
    client.post(reverse("usersessions_list"))
    assert client.get(reverse("accounts:me")).status_code == 200
    assert other.get(reverse("accounts:me")).status_code == 302


def test_the_demonstrations_sign_ins_outlive_an_emptied_cache(client, db, settings, tmp_path):
    settings.DEMONSTRATION = True
    settings.VAR_DIR = tmp_path
    demo_user("guide@demo.example", "안내자", role="Resident", try_this=["Look around."])
    cache.clear()
    assert "guide@demo.example" in client.get(reverse("account_login")).content.decode()
