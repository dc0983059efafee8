"""The first hour of somebody who has never been here, by hand in Chromium, with and without JavaScript."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from accounts.queries import texts_in_force
from tests.cast import PASSWORD, SEONGSU, person
from tests.journeys.walker import Walker, code, tick
from villages.models import Tie

JOURNEYS = [
    pytest.param("ko", 390, False, id="Korean on a telephone without JavaScript"),
    pytest.param("en", 1280, True, id="English on a computer with JavaScript"),
]
SEARCHED = {"ko": "성수1가1동", "en": "seongsu 1-ga 1"}


@pytest.mark.parametrize(("language", "width", "scripts"), JOURNEYS)
def test_a_stranger_signs_up_and_walks_in(browsing, worker, places, language, width, scripts):
    email = f"first-{language}@example.kr"
    with browsing.page(language=language, width=width, scripts=scripts) as page:
        walker = Walker(page, f"walk-in-{language}-{width}-{'scripts' if scripts else 'plain'}")
        walker.go("home")
        assert page.locator("html").get_attribute("lang") == language
        walker.picture("home")

        walker.go("account_signup")
        walker.picture("sign-up")
        walker.send(email=email, name="송하늘", password1=PASSWORD)
        walker.picture("look-into-your-mail")
        link = walker.mail(email, r"/accounts/confirm-email/[^\"<\s]+")
        walker.picture("mail")
        page.goto(link)
        walker.picture("confirm-address")
        walker.press(page.locator("main form").first)
        newcomer = get_user_model().objects.get(email=email)
        assert newcomer.language == language
        # The browser that signed up is signed in by confirming; the next day one signs in by hand.
        assert page.url.endswith(reverse("desk"))
        walker.sign_out()
        walker.sign_in(email)
        assert page.url.endswith(reverse("desk"))
        walker.picture("desk")
        walker.add_village(SEARCHED[language])
        walker.picture("my-villages")
        assert Tie.objects.get(user=newcomer).village_id == places[SEONGSU].pk

        walker.go_after_reauthentication("mfa_activate_totp")
        secret = walker.secret()
        walker.picture("authenticator")
        walker.send(code=code(secret))
        walker.picture("recovery-codes")

        walker.sign_out()
        walker.picture("signed-out")
        walker.sign_in(email)
        walker.picture("second-factor")
        # The code of the present half-minute was used up by setting the app up.
        walker.send(code=code(secret, steps=1))
        walker.go("desk")
        assert page.url.endswith(reverse("desk"))
        walker.picture("desk-again")


def test_a_resident_signs_in_with_a_passkey(browsing, places):
    """Enrol a passkey with the browser's own authenticator, then sign in with nothing else."""
    resident = person("배다온", "daon@example.kr")
    with browsing.page() as page:
        walker = Walker(page, "passkey")
        walker.plug_in_authenticator()
        walker.sign_in(resident.email)
        walker.go_after_reauthentication("mfa_add_webauthn")
        walker.picture("add")
        form = walker.form("passwordless")
        form.locator("[name=name]").fill("내 휴대전화")
        tick(form.locator("[name=passwordless]"))
        walker.press(form)
        walker.picture("added")

        walker.sign_out()
        walker.go("account_login")
        walker.picture("sign-in")
        with page.expect_navigation(url=f"**{reverse('desk')}"):
            page.locator("#passkey_login").click()
        walker.picture("desk")


def test_the_sign_up_asks_for_every_required_consent(browsing):
    """Without the required boxes the form comes back with what was typed and says what is missing."""
    with browsing.page(scripts=False, width=390) as page:
        walker = Walker(page, "sign-up-refused")
        browsing.expected.add(422)
        walker.go("account_signup")
        form = walker.form("email")
        form.evaluate("form => { form.noValidate = true }")
        form.locator("[name=email]").fill("nobody@example.kr")
        form.locator("[name=name]").fill("아무개")
        form.locator("[name=password1]").fill(PASSWORD)
        walker.press(form)
        walker.picture("errors")
        assert walker.form("email").locator("[name=email]").input_value() == "nobody@example.kr"
        required = [text for text in texts_in_force() if text.required]
        assert page.locator("main .is-error").count() >= len(required)
    assert not get_user_model().objects.filter(email="nobody@example.kr").exists()
