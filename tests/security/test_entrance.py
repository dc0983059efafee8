"""Attacks at the door: on sessions, links and forms, and by asking who has an account."""

import re
import time
from itertools import cycle
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from accounts.queries import texts_in_force
from casework.lifecycle import Lifecycle
from notices.models import Message
from tests.cast import PASSWORD, person, sign_in
from tests.hashers import Noticeable, signing_in_with
from tests.walks.addresses import addresses

NEW = "banana-maeul-1984"
EVIL = (
    "//evil.example/", "https://evil.example", "/\\evil.example", "https:evil.example", "javascript:alert(1)",
    "\t//evil.example", "http:///evil.example", "https://testserver@evil.example/", "////evil.example",
)  # fmt: skip
# Mail programs post there without a cookie; the token in the address is what authorises (RFC 8058).
WITHOUT_CSRF = {"notices:unsubscribe"}


@pytest.fixture(autouse=True)
def _short_hasher():
    with signing_in_with(Noticeable):
        yield


def log_in(client: Client, address: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": address, "password": password})


def link_to(address: str) -> str:
    """The path of the newest mailed link."""
    body = Message.objects.filter(address=address, channel="email").latest("pk").body
    return urlsplit(re.search(r"https?://\S+", body).group()).path


@pytest.fixture
def signing_up(db) -> dict[str, str]:
    required = next(text for text in texts_in_force() if text.required)
    return {
        "name": "남궁하린", "email": "harin@example.kr", "password1": NEW, "grown_up": "on",
        f"consent_{required.pk}": "on",
    }  # fmt: skip


# --- Sessions ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_session_that_somebody_else_chose_does_not_become_mine(client, jiwoo):
    client.get(reverse("account_login"))
    client.post(reverse("set_display"), {"display": "contrast"})
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = chosen = session.session_key
    assert log_in(client, jiwoo.email).status_code == 302
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != chosen
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = chosen
    assert attacker.get(reverse("accounts:me")).status_code == 302


@pytest.mark.django_db
def test_a_key_that_no_session_has_is_not_taken_up(client, jiwoo):
    client.cookies[settings.SESSION_COOKIE_NAME] = "chosenbyanattacker0123456789abcd"
    log_in(client, jiwoo.email)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "chosenbyanattacker0123456789abcd"


@pytest.mark.django_db
def test_signing_out_and_a_new_password_end_a_stolen_session(client, jiwoo):
    log_in(client, jiwoo.email)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert thief.get(reverse("accounts:me")).status_code == 200
    client.post(reverse("account_logout"))
    assert thief.get(reverse("accounts:me")).status_code == 302
    log_in(thief, jiwoo.email)
    jiwoo.set_password(NEW)
    jiwoo.save()
    assert thief.get(reverse("accounts:me")).status_code == 302


# --- Links in mails ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_link_for_a_new_password_works_once_and_for_its_person_only(client, jiwoo, seoyeon):
    client.post(reverse("account_reset_password"), {"email": jiwoo.email})
    link = link_to(jiwoo.email)
    client.post(reverse("account_reset_password"), {"email": seoyeon.email})
    theirs = link_to(seoyeon.email)
    mixed = re.sub(r"key/[^-]+-", f"key/{re.search(r'key/([^-]+)-', link).group(1)}-", theirs)
    assert mixed not in (link, theirs)
    assert client.get(mixed).status_code == 200  # "this link does not work any more", and no form
    form = client.get(link).url
    assert client.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    again = Client()
    assert again.get(link).status_code == 200
    again.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    jiwoo.refresh_from_db()
    assert jiwoo.check_password(NEW)


@pytest.mark.django_db
def test_a_link_that_confirms_an_address_confirms_it_once_and_signs_in_nobody_else(client, signing_up):
    client.post(reverse("account_signup"), signing_up)
    link = link_to(signing_up["email"])
    assert client.post(link).status_code == 302
    assert EmailAddress.objects.get(email=signing_up["email"]).verified
    again = Client()
    again.post(link)
    assert again.get(reverse("accounts:me")).status_code == 302


# --- Who has an account? -------------------------------------------------------------------------------


def seconds(ask) -> float:
    """Work of the processor, the better of two: what else the machine does must not count."""
    taken = []
    for _turn in (1, 2):
        began = time.process_time()
        ask()
        taken.append(time.process_time() - began)
    return min(taken)


@pytest.mark.django_db
def test_time_does_not_tell_who_has_an_account(jiwoo, signing_up):
    number = iter(range(100))

    def sign_up(email: str) -> None:
        Client().post(reverse("account_signup"), signing_up | {"email": email})

    doors = {
        "sign in": lambda email: log_in(Client(), email, "wrong-password"),
        "new password": lambda email: Client().post(reverse("account_reset_password"), {"email": email}),
        "sign up": sign_up,
    }
    for name, ask in doors.items():
        known = seconds(lambda ask=ask: ask(jiwoo.email))
        unknown = seconds(lambda ask=ask: ask(f"nobody{next(number)}@example.kr"))
        assert 0.4 < known / unknown < 2.5, f"{name}: {known:.3f} s with an account, {unknown:.3f} s without"


# --- How often ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_nobody_fills_a_mailbox_by_asking_for_new_passwords(client, jiwoo):
    answers = [client.post(reverse("account_reset_password"), {"email": jiwoo.email}) for _turn in range(8)]
    assert Message.objects.filter(address=jiwoo.email).count() <= 5
    assert answers[-1].status_code in {302, 429}


@pytest.mark.django_db
def test_accounts_are_not_made_by_the_hundred_from_one_machine(client):
    assert [client.post(reverse("account_signup"), {}).status_code for _turn in range(25)][-1] == 429


# --- Where a form leads, and what it may carry ------------------------------------------------------------


@pytest.mark.django_db
def test_no_page_leads_to_another_site(jiwoo, division_official):
    """Every address without arguments, asked by GET and POST to go on elsewhere."""
    browsers = cycle(
        [Client(), sign_in(Client(), jiwoo), sign_in(Client(), division_official), sign_in(Client(), jiwoo)]
    )
    evil, led = cycle(EVIL), []
    for address in addresses():
        if address.parameters or address.name.startswith("admin:") or address.name.endswith("logout"):
            continue
        path = "/" + address.route
        client = next(browsers)
        given = dict.fromkeys(("next", "continue", "url", "redirect_to", "return"), next(evil))
        for response in (client.get(path, given), client.post(path, given, query_params=given)):
            if response.status_code in {301, 302, 303, 307, 308} and not ours(response.url):
                led.append(f"{path} → {response.url}")
    assert not led


@pytest.mark.django_db
@pytest.mark.parametrize("where", EVIL)
def test_signing_in_never_leads_to_another_site(client, jiwoo, where):
    answer = client.post(reverse("account_login"), {"login": jiwoo.email, "password": PASSWORD, "next": where})
    assert answer.status_code == 302
    assert ours(answer.url)


def ours(url: str) -> bool:
    """Whether a browser stays here, however generous it is with backslashes and blanks."""
    seen = url.strip().replace("\\", "/").replace("\t", "")
    parts = urlsplit(seen)
    return (
        not seen.startswith("//") and (not parts.scheme or parts.netloc == "testserver") and not parts.netloc.count("@")
    )


def test_every_post_but_that_of_mail_programs_needs_its_token():
    assert {each.name for each in addresses() if getattr(each.view, "csrf_exempt", False)} == WITHOUT_CSRF


@pytest.mark.django_db
def test_a_person_signs_up_as_nothing_more_than_a_person(client, signing_up, jiwoo):
    extra = {
        "id": jiwoo.pk, "pk": jiwoo.pk, "is_active": "1", "is_staff": "1", "is_superuser": "1", "role": "administrator",
        "second_factor_at": "2026-01-01", "date_joined": "2001-01-01", "password": NEW, "verified": "1",
    }  # fmt: skip
    client.post(reverse("account_signup"), signing_up | extra)
    made = get_user_model().objects.get(email=signing_up["email"])
    assert made.pk != jiwoo.pk
    assert not EmailAddress.objects.get(user=made).verified
    assert not made.has_perm(settings.ADMIN_PERMISSION)
    assert not made.has_perm(settings.STAFF_PERMISSION)


@pytest.mark.django_db
def test_a_person_changes_nothing_about_themselves_but_what_the_page_asks(client, jiwoo):
    sign_in(client, jiwoo)
    before = get_user_model().objects.filter(pk=jiwoo.pk).values().get()
    extra = {"email": "other@example.kr", "is_active": "", "id": "1", "password": "x", "family": "1"}
    client.post(reverse("accounts:me"), {"name": "김지우", "language": "en"} | extra)
    after = get_user_model().objects.filter(pk=jiwoo.pk).values().get()
    assert {name for name in after if after[name] != before[name]} <= {"language", "last_login"}
    assert after["language"] == "en"


def forms_of_ours(base: type = forms.BaseModelForm):
    for each in base.__subclasses__():
        if each.__module__.split(".")[0] in settings.PORTAL_APPS:
            yield each
        yield from forms_of_ours(each)


def test_no_form_takes_a_state_an_actor_or_whatever_a_model_happens_to_have():
    """What a form does not name, extra fields of a request cannot reach: states and actors come from workflow."""
    for address in addresses():
        assert address.view  # imports every view, and with it every form
    states = {(each.model, each.field) for each in Lifecycle.registered.values()}
    found = list(forms_of_ours())
    assert len(found) > 8
    for form in found:
        meta = form._meta
        if meta.model is None:
            continue
        assert isinstance(meta.fields, list | tuple), f"{form.__name__} must name its fields"
        assert not [name for name in meta.fields if (meta.model, name) in states], form.__name__
        users = {f.name for f in meta.model._meta.fields if f.related_model is get_user_model()}
        assert not users & set(meta.fields), f"{form.__name__} lets people say who they are"


@pytest.mark.django_db
def test_a_name_of_several_lines_makes_no_header_of_a_mail():
    from notices.channels.email import build

    evil = person("김지우\r\nBcc: all@example.kr\r\n\r\nhello", "evil@example.kr")
    Client().post(reverse("account_reset_password"), {"email": evil.email})
    message = Message.objects.get(address=evil.email)
    sent = build(message).message()
    assert sent["Bcc"] is None
