"""Somebody who uses the portal by hand: reads what the page shows, fills fields, presses buttons."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from tests.browser import keep
from tests.cast import PASSWORD

TOTP_STEP = 30


def tick(box) -> None:
    """Tick as with a keyboard: KRDS draws its own box over the browser's, and a page that still moves is not missed."""
    if not box.is_checked():
        box.press("Space")
    assert box.is_checked()


class Walker:
    """Moves one page along; ``name`` begins the names of the pictures that are kept."""

    def __init__(self, page, name: str) -> None:
        self.page = page
        self.name = name
        self.pictures = 0

    def picture(self, what: str) -> None:
        self.pictures += 1
        keep(self.page, f"{self.name}-{self.pictures:02}-{what}")

    def go(self, name: str, **kwargs) -> None:
        response = self.page.goto(reverse(name, kwargs=kwargs or None))
        assert response.ok, f"{name} answered {response.status}"

    def form(self, holding: str):
        """The form of the page's main part that holds a field named ``holding``."""
        return self.page.locator("main form").filter(has=self.page.locator(f"[name='{holding}']")).first

    def send(self, **fields) -> None:
        """Fill the form that has these fields, tick its required boxes, and press its button."""
        form = self.form(next(iter(fields)))
        for name, value in fields.items():
            field = form.locator(f"[name='{name}']")
            if field.first.evaluate("field => field.type") == "radio":
                tick(form.locator(f"[name='{name}'][value='{value}']"))
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        for box in form.locator("input[type=checkbox][required]").all():
            tick(box)
        self.press(form)

    def press(self, form) -> None:
        """Press the form's first button and wait for the answer."""
        with self.page.expect_navigation():
            form.locator("button:not([type=button]), input[type=submit]").first.click()

    def sign_in(self, email: str) -> None:
        self.go("account_login")
        self.send(login=email, password=PASSWORD)

    def sign_out(self) -> None:
        self.go("account_logout")
        self.press(self.page.locator(f"main form[action*='{reverse('account_logout')}']"))

    def go_after_reauthentication(self, name: str) -> None:
        """Open a page about the account's safety, which asks for the password once more."""
        self.go(name)
        if self.form("password").count():
            self.picture("is-it-you")
            self.send(password=PASSWORD)

    def add_village(self, words: str) -> None:
        """Find a village by its name and say that one lives there."""
        self.go("villages:my-villages")
        self.send(q=words)
        with self.page.expect_navigation():
            self.page.locator("main a[href*='/me/villages/add/']").first.click()
        self.picture("add-village")
        self.send(basis="lives")

    def secret(self) -> str:
        """The secret for an authenticator app, as the page shows it for typing."""
        return re.search(r"\b[A-Z2-7]{32}\b", self.page.locator("main").inner_html()).group()

    def plug_in_authenticator(self) -> None:
        """A passkey device that says yes by itself."""
        devices = self.page.context.new_cdp_session(self.page)
        devices.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def mail(self, address: str, pattern: str, *, seconds: int = 30) -> str:
        """The first address matching ``pattern`` in the newest mail to ``address`` in the demonstration's inbox."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.go("demo-mail")
            mails = self.page.locator("main").locator("article, li, details, tr").filter(has_text=address)
            found = re.search(pattern, mails.first.inner_html()) if mails.count() else None
            if found:
                return found.group()
            time.sleep(0.3)
        raise AssertionError(f"no mail with {pattern} came to {address}: {self.page.locator('main').inner_text()}")


def code(secret: str, *, steps: int = 0) -> str:
    """The six digits an authenticator app shows ``steps`` half-minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // TOTP_STEP + steps))
