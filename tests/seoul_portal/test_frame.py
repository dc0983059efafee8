"""The frame of every page: languages, displays, menus, health."""

import re

import pytest
import time_machine
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from seoul_portal import context, menus, visitors
from tests.cast import sign_in

PUBLIC = ["home", "how-it-works", "privacy", "accessibility"]
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_visitor_may_read_a_public_page_in_either_language(client, db, name, language):
    answer = client.get(reverse(name), headers={"accept-language": language})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in text
    assert not INLINE.search(text)


def test_korean_is_the_default(client, db):
    assert '<html lang="ko"' in client.get("/").content.decode()


def test_visitor_costs_the_home_page_two_queries_and_the_next_none_of_them(client, django_assert_num_queries, db):
    """For the calls that are open and the rounds that are announced; nothing about the visitor, who has no session."""
    client.get("/")
    visitors.forget()
    with time_machine.travel(timezone.now(), tick=False):
        with django_assert_num_queries(1 + 2):  # has anything changed?
            client.get("/")
        with django_assert_num_queries(1):
            client.get("/")


def test_switch_overrides_the_browsers_language(client, db):
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/privacy/"})
    assert answer.url == "/privacy/"
    assert '<html lang="en"' in client.get("/", headers={"accept-language": "ko"}).content.decode()


@pytest.mark.parametrize(("chosen", "mode"), context.DISPLAYS.items())
def test_display_stays_as_it_was_chosen(client, db, chosen, mode):
    answer = client.post(reverse("set_display"), {"display": chosen, "next": "/how-it-works/"})
    assert answer.url == "/how-it-works/"
    assert f'data-krds-mode="{mode}"' in client.get("/").content.decode()


@pytest.mark.parametrize("next_page", ["https://elsewhere.example/", "//elsewhere.example", "", "javascript:alert(1)"])
def test_switches_lead_nowhere_else(client, db, next_page):
    assert client.post(reverse("set_display"), {"display": "light", "next": next_page}).url == "/"


@pytest.mark.django_db
def test_the_typeface_comes_after_the_first_page_is_read_and_moves_nothing_on_it(browsing):
    with browsing.page(first_visit=True) as page:
        page.goto("/")
        page.wait_for_function("() => document.cookie.includes('typeface=1')")
        assert not page.locator("html[data-typeface]").count()
        fetched, painted = page.evaluate(
            "() => [performance.getEntriesByType('resource').filter(one => one.name.endsWith('.woff2')),"
            " performance.getEntriesByType('paint')].map(all => all.map(one => one.startTime))"
        )
        assert fetched
        assert min(fetched) > max(painted), "half a megabyte before the first word"
        assert page.reload().text().count("data-typeface") == 1


def test_unknown_display_is_not_kept(client, db):
    assert context.DISPLAY_COOKIE not in client.post(reverse("set_display"), {"display": "<script>"}).cookies
    client.cookies[context.DISPLAY_COOKIE] = "<script>"
    assert 'data-krds-mode="theme"' in client.get("/").content.decode()


def test_resident_sees_no_staff_link_and_staff_do(client, jiwoo, adviser):
    assert reverse("villages:staff") not in sign_in(client, jiwoo).get("/").content.decode()
    assert reverse("villages:staff") in sign_in(client, adviser).get("/").content.decode()


def test_resident_cannot_open_the_style_guide(client, jiwoo):
    assert sign_in(client, jiwoo).get(reverse("style-guide")).status_code == 404


@pytest.mark.parametrize("language", ["ko", "en"])
def test_staff_may_open_the_style_guide(client, adviser, language):
    answer = sign_in(client, adviser).get(reverse("style-guide"), headers={"accept-language": language})
    assert answer.status_code == 200
    assert not INLINE.search(answer.content.decode())


def test_menu_hides_what_a_person_may_not_open(monkeypatch):
    monkeypatch.setattr(menus, "_entries", menus.defaultdict(list))
    menus.add("staff", "Second", "privacy", 20)
    menus.add("staff", "First", "home", 10)
    menus.add("staff", "Hidden", "accessibility", 5, permission=settings.STAFF_PERMISSION)
    assert menus.permissions() == {settings.STAFF_PERMISSION}
    assert [item.label for item in menus.items("staff", menus.Page(), ())] == ["First", "Second"]
    assert next(iter(menus.items("staff", menus.Page("home"), menus.permissions()))).label == "Hidden"


def test_a_long_menu_stands_on_shelves_and_a_shelf_without_a_line_is_not_shown(monkeypatch):
    monkeypatch.setattr(menus, "_entries", menus.defaultdict(list))
    menus.add("staff", "Start", "home", 10)
    menus.add("staff", "Payments", "privacy", 20, under="Money")
    menus.add("staff", "Rounds", "accessibility", 30, under="Money")
    menus.add("staff", "Hidden", "style-guide", 40, under="Kept", permission=settings.STAFF_PERMISSION)
    printed = render_to_string(
        "frame/side_menu.html", {"title": "Staff", "items": menus.items("staff", menus.Page(), ())}
    )
    shelves = re.findall(r'(?:<p class="p-shelf"[^>]*>(.*?)</p>)?\s*<ul (.*?)</ul>', printed, re.DOTALL)
    assert [(words, re.findall(r"<a [^>]*>(.*?)</a>", lines)) for words, lines in shelves] == [
        ("", ["Start"]),
        ("Money", ["Payments", "Rounds"]),
    ]


def test_what_is_kept_of_the_frame_holds_nothing_of_a_person(client, jiwoo, seoyeon):
    """One person's page made the header; the next person's page prints it with their own name, token and address."""
    jiwoo.name = "<i>\ue000csrf\ue001"
    jiwoo.save()
    first = sign_in(client, jiwoo).get("/privacy/").content.decode()
    other = type(client)()
    second = sign_in(other, seoyeon).get("/privacy/?a=%22").content.decode()
    assert "&lt;i&gt;\ue000csrf\ue001" in first
    assert seoyeon.name in second
    assert jiwoo.name not in second
    assert 'name="next" value="/privacy/?a=%22"' in second
    tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', page)) for page in (first, second)]
    assert len(tokens[0]) == len(tokens[1]) == 1
    assert tokens[0] != tokens[1]


def test_frame_refuses_a_part_that_it_does_not_print():
    with pytest.raises(LookupError):
        context.register("weather", lambda request: 1)


def test_process_says_that_it_lives(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


@pytest.mark.parametrize(
    ("template", "korean", "english"),
    [
        ("{{ won|money }}", "1,000,000원", "₩1,000,000"),
        ("{{ day|day }}", '<time datetime="2026-03-14">2026. 3. 14.(토)</time>', ">Sat 14 Mar 2026<"),
        ("{{ late|moment }}", ">2026. 3. 15.(일) 00:30<", ">Sun 15 Mar 2026 00:30<"),
        ("{{ late|day }}", ">2026. 3. 15.(일)<", ">Sun 15 Mar 2026<"),
        ("{{ none|money }}{{ none|day }}{{ none|moment }}", "", ""),
    ],
)
def test_amounts_and_days_read_as_each_language_writes_them(template, korean, english):
    from datetime import UTC, date, datetime

    values = {
        "won": 1_000_000,
        "day": date(2026, 3, 14),
        "late": datetime(2026, 3, 14, 15, 30, tzinfo=UTC),  # already the next day in Seoul
        "none": None,
    }
    for language, wanted in (("ko", korean), ("en", english)):
        with translation.override(language):
            assert wanted in Template(template).render(Context(values))
