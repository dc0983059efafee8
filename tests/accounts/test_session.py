"""Idle sign-out, words that are kept, and the second factor."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts import kept
from accounts.demo import totp_code
from tests.cast import sign_in

# Before the portal opened, so that no text to agree to comes into force while the clock moves.
NOW = "2026-03-09 09:00+09:00"
HERE = reverse("accounts:ask-correction")
WORDS = "이름이 한 글자 틀렸습니다.\n고쳐 주세요."


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def away(client, clock, jiwoo, log_in):
    """Jiwoo, signed in and then away for longer than an hour."""
    log_in(client, jiwoo.email)
    client.get(reverse("accounts:me"))
    clock.shift(timedelta(minutes=62))
    return client


def test_a_resident_stays_signed_in_for_an_hour(client, clock, jiwoo, log_in):
    log_in(client, jiwoo.email)
    assert client.get(reverse("accounts:me")).context["frame"].idle["seconds"] == 3600
    clock.shift(timedelta(minutes=59))
    assert client.get(reverse("accounts:me")).status_code == 200


def test_staff_are_signed_out_after_half_an_hour(client, clock, adviser):
    sign_in(client, adviser)
    assert client.get(reverse("accounts:me")).context["frame"].idle["seconds"] == 1800
    clock.shift(timedelta(minutes=32))
    assert client.get(reverse("accounts:me")).status_code == 302


def test_a_page_opened_too_late_leads_to_sign_in_and_back(away, jiwoo, log_in):
    answer = away.get(HERE, follow=True)
    assert answer.redirect_chain[0][0] == f"{reverse('account_login')}?next={HERE}"
    assert [str(message) for message in answer.context["messages"]]
    assert log_in(away, jiwoo.email, next=HERE).url == HERE


def test_a_public_page_opened_too_late_is_shown_to_a_visitor(away):
    answer = away.get(reverse("home"))
    assert answer.status_code == 200
    assert not answer.wsgi_request.user.is_authenticated


def test_being_seen_is_written_once_a_minute(client, clock, jiwoo, log_in):
    log_in(client, jiwoo.email)
    client.get(reverse("accounts:me"))
    first = client.session["last_seen"]
    clock.shift(30)
    client.get(reverse("accounts:me"))
    assert client.session["last_seen"] == first
    clock.shift(31)
    client.get(reverse("accounts:me"))
    assert client.session["last_seen"] == first + 61


def test_one_click_keeps_a_person_signed_in(client, clock, jiwoo, log_in):
    log_in(client, jiwoo.email)
    client.get(reverse("accounts:me"))
    clock.shift(timedelta(minutes=50))
    answer = client.post(reverse("stay-signed-in"), headers={"Accept": "application/json"})
    assert json.loads(answer.content) == {"seconds": 3600}
    clock.shift(timedelta(minutes=50))
    assert client.post(reverse("stay-signed-in"), {"next": HERE}).url == HERE  # as a form, too
    assert client.get(reverse("accounts:me")).status_code == 200


def test_extending_too_late_says_so_to_the_script(away):
    answer = away.post(reverse("stay-signed-in"), headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert json.loads(answer.content)["signed_out"]


@pytest.mark.parametrize("checked", [True, False], ids=["with CSRF check", "without CSRF check"])
def test_a_form_sent_too_late_survives_the_sign_in(clock, jiwoo, log_in, checked):
    client = Client(enforce_csrf_checks=False)
    log_in(client, jiwoo.email)
    client.get(HERE)
    clock.shift(timedelta(minutes=62))
    client.handler.enforce_csrf_checks = checked  # the token of the old session is missing
    late = client.post(HERE, {"text": WORDS, "password": "geheim"})
    assert late.status_code == 403
    assert WORDS not in late.content.decode()  # whoever stands at the counter now does not see it
    client.handler.enforce_csrf_checks = False
    landed = log_in(client, jiwoo.email, next=reverse("accounts:kept"))
    page = client.get(landed.url)
    assert page.context["kept"].fields == [["text", WORDS]]
    client.post(page.context["kept"].path, dict(page.context["kept"].fields))
    assert jiwoo.correction_requests.get().text == WORDS
    assert client.get(reverse("accounts:kept")).url == reverse("desk")  # used, and gone


def test_signing_in_without_a_destination_leads_to_the_kept_words(away, jiwoo, log_in):
    away.post(HERE, {"text": WORDS})
    assert log_in(away, jiwoo.email).url == reverse("accounts:kept")


def test_another_person_never_sees_kept_words(away, seoyeon, jiwoo, log_in):
    away.post(HERE, {"text": WORDS})
    assert log_in(away, seoyeon.email).url == reverse("desk")
    assert away.get(reverse("accounts:kept")).status_code == 302
    assert kept.SESSION_NAME not in away.session
    away.post(reverse("account_logout"))
    log_in(away, jiwoo.email)
    assert away.get(reverse("accounts:kept")).status_code == 302


def test_kept_words_vanish_after_a_day(away, clock, jiwoo, log_in):
    away.post(HERE, {"text": WORDS})
    session_key = away.session.session_key
    clock.shift(timedelta(hours=25))
    from django.contrib.sessions.models import Session

    assert not Session.objects.filter(session_key=session_key, expire_date__gt="2026-03-10 10:03+09:00").exists()
    assert log_in(away, jiwoo.email).url == reverse("desk")


def test_kept_words_can_be_thrown_away(away, jiwoo, log_in):
    away.post(HERE, {"text": WORDS})
    log_in(away, jiwoo.email)
    away.post(reverse("accounts:kept"))
    assert kept.SESSION_NAME not in away.session


def test_passwords_and_codes_are_not_kept(away, jiwoo, log_in):
    away.post(HERE, {"text": WORDS, "oldpassword": "a", "password1": "b", "code": "123456", "credential": "c"})
    log_in(away, jiwoo.email)
    assert [name for name, _value in away.get(reverse("accounts:kept")).context["kept"].fields] == ["text"]


def test_more_than_a_megabyte_is_not_kept(away):
    away.post(HERE, {"text": "가" * 400_000})
    assert kept.SESSION_NAME not in away.session


def test_words_are_shown_to_be_copied_where_nobody_knows_whose_they_are(client, db):
    answer = client.post(HERE, {"text": WORDS})
    assert answer.status_code == 403
    assert "이름이 한 글자 틀렸습니다." in answer.content.decode()


def test_words_that_another_site_sends_are_not_shown(client, db):
    answer = client.post(HERE, {"text": WORDS}, headers={"Sec-Fetch-Site": "cross-site"})
    assert "이름이 한 글자" not in answer.content.decode()


def test_a_page_that_saves_itself_is_sent_to_sign_in_with_its_words_kept(away, jiwoo, log_in):
    htmx = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{HERE}?draft=1"}
    answer = away.post("/me/consents/1/give/", {"text": WORDS}, headers=htmx)
    assert (answer.status_code, answer["HX-Redirect"]) == (403, reverse("accounts:signed-out"))
    assert away.get(answer["HX-Redirect"]).status_code == 200
    log_in(away, jiwoo.email)
    assert away.get(reverse("accounts:kept")).context["kept"].path == f"{HERE}?draft=1"


def test_a_page_that_saves_itself_hears_that_nobody_is_signed_in(client, db):
    answer = client.post(HERE, {"text": WORDS}, headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert "HX-Redirect" not in answer  # the words on the page must stay there


def test_kept_words_never_lead_to_another_site(away, jiwoo, log_in):
    away.post(HERE, {"text": WORDS}, headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example/x"})
    log_in(away, jiwoo.email)
    assert away.get(reverse("accounts:kept")).context["kept"].path == HERE


# --- The second factor -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)  # allauth tells of a new app on commit
def test_staff_without_a_second_factor_are_sent_to_set_one_up_and_come_back(client, administrator, log_in):
    page = reverse("accounts:correction-queue")
    log_in(client, administrator.email)
    asked = client.get(page)
    assert asked.url.startswith(reverse("second-factor"))
    assert client.get(asked.url).status_code == 200
    client.post(reverse("account_reauthenticate"), {"password": "three-neighbours-and-an-idea"})
    form = client.get(reverse("mfa_activate_totp")).context["form"]
    done = client.post(reverse("mfa_activate_totp"), {"code": totp_code(form.secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    assert reverse("second-factor") in client.get(done.url).content.decode()
    assert client.get(reverse("second-factor")).url == page
    assert client.get(page).status_code == 200


def test_removing_the_second_factor_closes_staff_pages_at_once(client, administrator):
    sign_in(client, administrator)
    assert client.get(reverse("accounts:correction-queue")).status_code == 200
    client.post(reverse("account_reauthenticate"), {"password": "three-neighbours-and-an-idea"})
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert client.get(reverse("accounts:correction-queue")).status_code == 302


def test_the_second_factor_page_never_leads_to_another_site(client, administrator):
    sign_in(client, administrator)
    page = client.get(reverse("second-factor"), {"next": "https://evil.example/"})
    assert page.context["app_url"].endswith("next=%2Fdesk%2F")


def test_the_key_of_an_authenticator_app_is_not_stored_in_the_clear(client, administrator):
    from allauth.mfa.models import Authenticator

    from tests.cast import TOTP_SECRET

    sign_in(client, administrator)
    assert TOTP_SECRET not in json.dumps(Authenticator.objects.get(type="totp").data)


def test_the_codes_of_the_demonstration_exist_only_there(client, db):
    assert not settings.DEMONSTRATION
    assert client.get(reverse("accounts:demo-codes")).status_code == 404
