"""A labelled list of what people type, and what they mean by it."""

import pytest

from villages import queries

# Asked → the place meant, and how far down the list it may stand.
LABELLED = [
    ("성수1가1동", "성수1가1동", 1),
    ("성수1가제1동", "성수1가1동", 1),
    ("성수 1가 1동", "성수1가1동", 1),
    ("성수1가", "성수1가1동", 2),
    ("성수동", "성수2가3동", 4),
    ("성수", "성수1가1동", 4),
    ("seongsu", "성수1가1동", 4),
    ("SEONGSU 1-GA", "성수1가1동", 2),
    ("Seongsu1ga 1dong", "성수1가1동", 1),
    ("seongsu-dong", "성수1가2동", 4),
    ("옥수", "옥수동", 1),
    ("oksu dong", "옥수동", 1),
    ("홍제1동", "홍제1동", 1),
    ("홍제제1동", "홍제1동", 1),
    ("면목3동", "면목3·8동", 1),
    ("면목3.8동", "면목3·8동", 1),
    ("면목제3.8동", "면목3·8동", 1),
    ("종로1가", "종로1·2·3·4가동", 1),
    ("종로1,2,3,4가", "종로1·2·3·4가동", 1),
    ("상계6ㆍ7동", "상계6·7동", 1),
    ("길동", "길동", 1),
    ("항동", "항동", 1),
    ("왕십리", "왕십리2동", 2),
    ("십리", "답십리1동", 9),
    ("도선", "왕십리도선동", 1),
    ("강남구 신사동", "신사동", 1),
    ("강남구신사동", "신사동", 1),
    ("Sinsa-dong, Gangnam-gu", "신사동", 1),
    ("용신동", "용신동", 1),
    ("Gaepo 3", "개포3동", 1),
]
DISTRICTS = [
    ("강남구", "강남구"),
    ("강남", "강남구"),
    ("gangnam-gu", "강남구"),
    ("Mapo", "마포구"),
    ("중구", "중구"),
    ("동대문", "동대문구"),
]


@pytest.fixture(scope="module")
def seoul(django_db_setup, django_db_blocker):
    """All of Seoul, once for this module."""
    from django.db import transaction

    from villages import loading

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        loading.load()
        yield
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _reading(seoul, django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.mark.parametrize(("asked", "meant", "place"), LABELLED)
def test_a_village_is_found_near_the_top(asked, meant, place):
    found = [village.name_ko for village in queries.search(asked).villages]

    assert meant in found[:place], found[:10]


@pytest.mark.parametrize(("asked", "meant"), DISTRICTS)
def test_a_district_is_found_first(asked, meant):
    assert queries.search(asked).districts[0].name_ko == meant


def test_a_name_within_a_district_finds_no_namesake_elsewhere():
    found = queries.search("관악구 신사동").villages

    assert [village.district.name_ko for village in found] == ["관악구"]


def test_an_exact_name_stands_before_names_that_begin_or_contain_it():
    found = [village.name_ko for village in queries.search("신사").villages]

    assert found[:2] == ["신사동", "신사동"] or found[0].startswith("신사")
    ranks = [village.rank for village in queries.search("목").villages]
    assert ranks == sorted(ranks)


def test_a_single_syllable_does_not_match_inside_names():
    assert "신길1동" not in {village.name_ko for village in queries.search("길동").villages}


def test_a_closed_village_leads_to_what_followed_it():
    (closed,) = queries.search("용신동").villages

    assert {village.name_ko for village in closed.successors.all()} == {"신설동", "용두동"}


@pytest.mark.parametrize(
    "asked", ["", "   ", "-", "·", "%", "_", "\x00", "👍", "'; DROP TABLE", "가" * 500, "제", "구", "동"]
)
def test_odd_questions_are_answered_without_fault(asked):
    queries.search(asked)


@pytest.mark.parametrize("asked", ["", "  ", "%", "_", "\x00"])
def test_a_question_without_letters_finds_nothing(asked):
    assert queries.search(asked) == ([], [])
