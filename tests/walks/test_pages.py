"""Every page of the portal, in both languages, as a browser receives it."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Error

from tests.browser import LANGUAGES
from tests.cast import sign_in
from tests.walks import html_checker
from tests.walks.addresses import addresses
from tests.walks.axe import survey
from tests.walks.inline_code import inline_code
from tests.walks.tour import arguments, stops

pytestmark = pytest.mark.django_db


def test_every_address_with_arguments_stands_in_the_tour():
    portal = {address.name for address in addresses() if address.parameters and not address.is_elsewhere}
    assert not portal - arguments().keys(), "add them to the tour.py of their app's tests"


def _clients(ask, language: str) -> dict[str | None, Client]:
    """A browser for each of the cast who is needed, and one for the visitor (under ``None``)."""
    clients = {}
    for who in {stop.who for stop in stops(ask)}:
        clients[who] = Client(headers={"accept-language": language})
        if who:
            sign_in(clients[who], ask(who))
    return clients


_rendered: dict[str, str] = {}


@pytest.fixture
def pages(request) -> dict[str, str]:
    """The HTML of every page in every language, by address; walked once for all tests of this module."""
    if not _rendered:
        ask = request.getfixturevalue("lived_in")
        for language in LANGUAGES:
            clients = _clients(ask, language)
            for stop in stops(ask):
                response = clients[stop.who].get(stop.path, follow=True)
                if response.streaming:
                    b"".join(response)  # a file is closed where it ends
                assert response.status_code in {200, 405}, f"{stop.who} at {stop.path} got {response.status_code}"
                if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                    _rendered[f"{language} {stop.address.name} {stop.path}"] = response.text
    return _rendered


def test_every_page_is_well_made(pages):
    faults = []
    for page, html in pages.items():
        language = page.split()[0]
        faults += [f"{page}: inline code {fault}" for fault in inline_code(html)]
        if f'<html lang="{language}"' not in html:
            faults.append(f"{page}: not in its language")
        if len(re.findall(r"<h1[ >]", html)) != 1:
            faults.append(f"{page}: needs exactly one h1")
        if not re.search(r"<title>\s*[^|\s]", html):
            faults.append(f"{page}: needs a title")
        # The style guide shows code on purpose.
        shown = re.sub(r"<(pre|code)\b.*?</\1>", "", html, flags=re.DOTALL)
        if re.search(r"\{\{|\{%|&lt;Bound|&lt;QuerySet|object at 0x", shown):
            faults.append(f"{page}: shows the inside of a template")
    assert not faults, "\n".join(faults)


def test_every_page_is_valid_html(pages, tmp_path):
    faults = html_checker.errors(pages, tmp_path)
    assert not faults, "\n".join(faults)


def test_no_page_shuts_anybody_out(browsing, lived_in):
    """axe-core finds nothing on any page, wide and light or narrow and in the dark or in high contrast."""
    browsing.expected.add(405)
    faults, looked_at = [], 0
    for name in {stop.who for stop in stops(lived_in)}:
        with browsing.page(person=lived_in(name) if name else None) as page:
            for turn, stop in enumerate(stops(lived_in)):
                if stop.who == name and _opens(page, stop):
                    faults += survey(page, stop.path, turn)
                    looked_at += 1
    assert not faults, "\n".join(faults)
    assert looked_at > 150, "the pages are not found any more"


def _opens(page, stop) -> bool:
    """Open the address wide and light; whether it answers with HTML of its own."""
    page.set_viewport_size({"width": 1280, "height": 900})
    try:
        answer = page.goto(stop.path)
    except Error as error:
        if "Download is starting" in error.message:
            return False
        raise
    of_its_own = answer.request.redirected_from is None
    return of_its_own and answer.status == 200 and answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("language", settings.LANGUAGES, ids=lambda pair: pair[0])
def test_a_page_that_does_not_exist_says_so_in_the_frame(client, language):
    response = client.get("/nonsense/", headers={"accept-language": language[0]})
    assert response.status_code == 404
    assert f'<html lang="{language[0]}"' in response.text
    assert not inline_code(response.text)
