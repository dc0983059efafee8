"""Pages go over the wire compressed, whole, and never with a length that tells what is in them."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from seoul_portal.compression import QuickGZipMiddleware

TEXT = "마을 텃밭을 함께 가꾸는 세 사람의 이야기. ".encode() * 200


def answered(response, accepts="gzip, deflate, br"):
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepts})
    return QuickGZipMiddleware(lambda _request: response)(request)


def test_a_page_is_compressed_for_a_browser_that_reads_it():
    found = answered(HttpResponse(TEXT, headers={"ETag": '"abc"'}))
    assert gzip.decompress(found.content) == TEXT
    assert found["Content-Encoding"] == "gzip"
    assert found["Content-Length"] == str(len(found.content))
    assert found["Vary"] == "Accept-Encoding"
    assert found["ETag"] == 'W/"abc"'
    assert len(found.content) < len(TEXT) / 10


def test_other_browsers_get_it_as_it_is_and_caches_are_told():
    found = answered(HttpResponse(TEXT), accepts="identity")
    assert found.content == TEXT
    assert not found.has_header("Content-Encoding")
    assert found["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("content", [b"short", bytes(range(256))])
def test_what_would_not_get_shorter_stays_as_it_is(content):
    found = answered(HttpResponse(content))
    assert found.content == content
    assert not found.has_header("Content-Encoding")


def test_what_is_compressed_already_stays_as_it_is():
    found = answered(HttpResponse(gzip.compress(TEXT), headers={"Content-Encoding": "gzip"}))
    assert gzip.decompress(found.content) == TEXT


def test_a_file_sent_in_pieces_is_compressed_in_pieces():
    found = answered(StreamingHttpResponse(iter([TEXT, TEXT])))
    assert gzip.decompress(b"".join(found.streaming_content)) == TEXT * 2


def test_the_length_of_one_page_differs_from_time_to_time():
    """Who can put a guess into a page and watches lengths (BREACH) must ask far more often."""
    assert len({len(answered(HttpResponse(TEXT)).content) for _ in range(50)}) > 5


@pytest.mark.django_db
def test_every_page_passes_through_it(client):
    found = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert found["Content-Encoding"] == "gzip"
    assert "<!doctype html>" in gzip.decompress(found.content).decode()
