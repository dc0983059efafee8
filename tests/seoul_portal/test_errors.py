"""Error pages: they say what to do, work when all else fails, and lose no text."""

import pytest
from django.test import Client
from django.urls import reverse

from seoul_portal import errors
from tests.cast import sign_in

TYPED = "골목 화단 세 곳을 이웃과 가꿉니다.\n<b>토요일</b>마다."


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.not_found, 404),
        (errors.too_many_requests, 429),
        (errors.server_error, 500),
    ],
)
def test_error_page_needs_neither_user_nor_database(rf, view, status, language):
    # The request never met a middleware: errors may come before anyone is known. The database is not unlocked here.
    from django.utils import translation

    with translation.override(language):
        answer = view(rf.get("/somewhere/"))
    assert answer.status_code == status
    assert "<h1" in answer.content.decode()


@pytest.mark.django_db
def test_whoever_opens_an_address_that_only_takes_forms_reads_so(client):
    answer = client.get(reverse("set_display"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "양식을 보낼 때만 쓰는 주소" in answer.text


def test_broken_page_is_answered_even_where_templates_are_broken(rf, settings, caplog):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    answer = errors.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "다시 시도해 주세요" in answer.content.decode()


@pytest.mark.parametrize("away", errors.PASSING)
def test_what_passes_by_itself_is_said_so_with_a_time_to_try_again(rf, away):
    try:
        raise away("the part starts again")
    except away:
        answer = errors.server_error(rf.get("/"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "다시 보내도 됩니다" in answer.content.decode()


def test_a_sign_in_that_failed_half_way_can_be_sent_again_from_the_same_form(jiwoo):
    from allauth.account import signals

    from tests.cast import PASSWORD

    def away(**_signal):
        raise errors.RedisAway

    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    page = reverse("account_login")
    client.get(page)
    form = {"login": jiwoo.email, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    signals.user_logged_in.connect(away)
    try:
        assert client.post(page, form).status_code == 503
    finally:
        signals.user_logged_in.disconnect(away)
    answer = client.post(page, form)
    assert (answer.status_code, answer.url) == (302, reverse("desk"))


def test_unknown_page_offers_to_sign_in_and_return(client, db):
    text = client.get("/staff/unknown/?page=2").content.decode()
    assert f"{reverse('account_login')}?next=%2Fstaff%2Funknown%2F%3Fpage%3D2" in text


@pytest.fixture
def strict(jiwoo):
    """A browser in which Jiwoo is signed in and whose form token is checked."""
    return sign_in(Client(enforce_csrf_checks=True), jiwoo)


def test_form_with_an_old_token_keeps_the_words_and_offers_to_send_them(strict):
    answer = strict.post(
        reverse("accounts:me"),
        {"name": TYPED, "password": "hunter2hunter2", "otp": "123456", "csrfmiddlewaretoken": "x" * 64},
        headers={"origin": "http://testserver"},
    )
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "골목 화단 세 곳" in text
    assert "&lt;b&gt;토요일&lt;/b&gt;" in text
    assert "hunter2" not in text
    assert "123456" not in text
    assert f'<form method="post" action="{reverse("accounts:me")}"' in text
    assert 'name="csrfmiddlewaretoken"' in text


@pytest.mark.parametrize("headers", [{}, {"origin": "https://elsewhere.example"}, {"origin": "null"}])
def test_form_from_another_site_gets_no_button_to_send_it(strict, headers):
    text = strict.post(reverse("accounts:me"), {"name": TYPED}, headers=headers).content.decode()
    assert "골목 화단 세 곳" in text
    assert f'<form method="post" action="{reverse("accounts:me")}"' not in text


def test_words_are_sent_again_with_a_fresh_token(strict, jiwoo):
    import re

    page = strict.post(
        reverse("set_display"), {"display": "contrast", "next": "/"}, headers={"origin": "http://testserver"}
    ).content.decode()
    form = page[page.index('class="p-kept"') :]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    answer = strict.post(reverse("set_display"), fields)
    assert answer.status_code == 302
    assert answer.cookies["display"].value == "contrast"
