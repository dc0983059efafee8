"""Pages that are rendered once for all visitors."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from seoul_portal import visitors
from seoul_portal.models import PublicChange
from tests.cast import SEONGDONG, sign_in

pytestmark = pytest.mark.django_db
SEOUL = "/villages/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture(autouse=True)
def _one_moment():
    """A page of the present moment is made anew when the next begins."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def test_the_second_visitor_costs_one_question(places, django_assert_num_queries):
    first = Client().get(SEOUL)
    with django_assert_num_queries(1):
        second = Client().get(SEOUL)
    assert TOKEN.sub("", second.content.decode()) == TOKEN.sub("", first.content.decode())
    assert second["Content-Type"] == first["Content-Type"]


def test_a_change_is_seen_at_once(places):
    Client().get(SEOUL)
    place = places[SEONGDONG]
    type(place).objects.filter(pk=place.pk).update(name_ko="새성동구")
    assert "새성동구" in Client().get(SEOUL).content.decode()


def test_a_kept_page_gives_every_visitor_a_token_of_their_own():
    shown = [Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)]
    tokens = [TOKEN.search(each.get("/").content.decode())[1] for each in shown]
    assert tokens[0] != tokens[1]
    choice = {"display": "contrast", "next": "/"}
    for client, own, other in zip(shown, tokens, reversed(tokens), strict=True):
        assert client.post(reverse("set_display"), choice | {"csrfmiddlewaretoken": other}).status_code == 403
        assert client.post(reverse("set_display"), choice | {"csrfmiddlewaretoken": own}).status_code == 302


def test_no_token_is_kept():
    Client().get("/")
    (page,) = visitors._pages.values()
    assert len(page.pieces) > 1
    assert not any(b"csrfmiddlewaretoken" in piece and TOKEN.search(piece.decode()) for piece in page.pieces)


def test_a_browser_that_holds_the_page_is_told_so(places):
    client = Client()
    first = client.get(SEOUL)
    again = client.get(SEOUL, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    # Their own token stands in it, so it serves nobody else.
    assert Client().get(SEOUL, headers={"if-none-match": first["ETag"]}).status_code == 200
    type(places[SEONGDONG]).objects.update(name_ko="새구")
    assert client.get(SEOUL, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_language_display_and_address_have_pages_of_their_own(places):
    client = Client()
    korean = client.get(SEOUL).content
    english = Client(headers={"accept-language": "en"}).get(SEOUL).content
    client.cookies["display"] = "contrast"
    contrast = client.get(SEOUL).content
    assert b'lang="en"' in english
    assert b'lang="ko"' in korean
    assert b'data-krds-mode="high-contrast"' in contrast
    assert b"high-contrast" not in korean.split(b"</head>")[0]
    assert len(visitors._pages) == 3


def test_whoever_is_signed_in_gets_a_page_of_their_own(places, jiwoo):
    Client().get(SEOUL)
    own = sign_in(Client(), jiwoo).get(SEOUL)
    assert jiwoo.name in own.content.decode()
    assert jiwoo.name not in Client().get(SEOUL).content.decode()


def test_errors_and_redirects_are_not_kept(places):
    for address in ("/villages/99999/", "/villages/99999/1/"):
        Client().get(address)
    assert not visitors._pages


def test_nonsense_addresses_push_out_pages_but_never_grow(places, monkeypatch):
    monkeypatch.setattr(visitors, "KEPT", 5)
    for number in range(8):
        Client().get(f"{SEOUL}?{number}")
    Client().get(f"{SEOUL}?{'x' * visitors.LONGEST}")
    assert [key[2] for key in visitors._pages] == [f"{SEOUL}?{number}" for number in range(3, 8)]


@pytest.mark.parametrize(("address", "kept", "over"), [("/", 0, 1), ("/villages/11200/", 30, 60)])
def test_a_page_that_says_what_is_open_is_made_anew_in_time(places, address, kept, over):
    minute = timezone.localtime().replace(second=0, microsecond=0)
    for seconds in (0, kept, over):
        with time_machine.travel(minute + timedelta(seconds=seconds), tick=False):
            Client().get(address)
    assert len(visitors._pages) == 2


def test_a_page_of_the_day_is_kept_until_midnight_in_seoul(places):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    for seconds in (-3600, -1, 0, 1):
        with time_machine.travel(midnight + timedelta(seconds=seconds), tick=False):
            Client().get(SEOUL)
    assert len(visitors._pages) == 2


def test_old_changes_are_deleted_and_young_ones_stay(places):
    PublicChange.objects.all().delete()  # what tests before this one have left
    type(places[SEONGDONG]).objects.update(name_ko="새구")
    old = PublicChange.objects.create(at=timezone.now() - 2 * visitors.REMEMBERED)
    assert visitors.prune() == 1
    assert PublicChange.objects.exists()
    assert not PublicChange.objects.filter(pk=old.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_began_first_and_ends_last_is_seen(places):
    """Its row has the smaller number, so the newest number alone would not tell."""
    begun, shown = threading.Event(), threading.Event()
    district = type(places[SEONGDONG])

    def slowly():
        with transaction.atomic():
            district.objects.filter(code=SEONGDONG).update(name_en="Slowly-gu")
            begun.set()
            shown.wait(20)
        connection.close()

    slow = threading.Thread(target=slowly)
    slow.start()
    begun.wait(20)
    district.objects.exclude(code=SEONGDONG).update(former_codes=["00000"])
    english = Client(headers={"accept-language": "en"})
    assert "Slowly-gu" not in english.get(SEOUL).content.decode()
    shown.set()
    slow.join()
    assert "Slowly-gu" in english.get(SEOUL).content.decode()
