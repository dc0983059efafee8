"""A real Chromium that complains: about errors, about its policy, and about any address but the portal's own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from seoul_portal.local.browser import launch
from tests.services import VAR

LANGUAGES = {"ko": "ko-KR", "en": "en-US"}


@pytest.fixture(scope="session")
def chromium():
    """One browser for the whole session: the system's, else the one that ``playwright install chromium`` brings."""
    from playwright.sync_api import Error, sync_playwright

    # Playwright keeps an event loop in this thread, in which Django would refuse to use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        try:
            browser = launch(playwright)
        except Error as error:
            pytest.exit(
                f"These tests need Chromium: apt-get install chromium, or playwright install chromium.\n{error}"
            )
        yield browser
        browser.close()


class Browsing:
    """Opens pages of the live portal and collects what is wrong with them."""

    def __init__(self, browser, origin: str) -> None:
        self.browser = browser
        self.origin = origin
        self.complaints: list[str] = []
        # The status Chromium reports on the console too, for pages where a test expects an error.
        self.expected: set[int] = set()

    @contextmanager
    def page(
        self, *, person=None, second_factor=True, language="ko", width=1280, scripts=True, dark=False, first_visit=False
    ) -> Iterator:
        """A page in a fresh profile, signed in as ``person`` where one is given.

        It holds the typeface already, so that nothing moves under a test, unless this is its ``first_visit``.
        """
        context = self.browser.new_context(
            base_url=self.origin,
            locale=LANGUAGES[language],
            timezone_id="Asia/Seoul",
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(30_000)
        if not first_visit:
            from seoul_portal.context import TYPEFACE_COOKIE

            context.add_cookies([{"name": TYPEFACE_COOKIE, "value": "1", "url": self.origin}])
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        if person is not None:
            self.sign_in(context, person, second_factor=second_factor)
        try:
            yield context.new_page()
        finally:
            context.close()

    def sign_in(self, context, person, *, second_factor=True) -> None:
        """Let ``person`` be signed in there from now on."""
        from tests.cast import session_for

        context.add_cookies([{"name": "sessionid", "value": session_for(person, second_factor), "url": self.origin}])

    def _request(self, request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws"} and not request.url.startswith(self.origin):
            self.complaints.append(f"left the portal: {request.url}")

    def _response(self, response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.status} {response.url}")

    def _console(self, message) -> None:
        # A failed request is reported by its response already.
        if message.type != "error" or "Failed to load resource" in message.text:
            return
        if message.text.startswith("htmx:sendAbort"):
            # Somebody left the page while it asked for something. htmx says so in two lines: this is the second.
            self.complaints.remove(next(each for each in reversed(self.complaints) if "htmx:afterRequest" in each))
        else:
            self.complaints.append(f"console: {message.text} ({message.page and message.page.url})")


@pytest.fixture
def browsing(chromium, live_server) -> Iterator[Browsing]:
    """Pages in Chromium against the live portal; the test fails if the browser has anything to complain about."""
    watching = Browsing(chromium, live_server.url)
    yield watching
    assert not watching.complaints, "\n".join(watching.complaints)


def keep(page, name: str) -> None:
    """With ``PICTURES=1``, keep a picture of the whole page under ``var/screenshots``."""
    if os.environ.get("PICTURES"):
        page.screenshot(path=VAR / "screenshots" / f"{name}.png", full_page=True)
