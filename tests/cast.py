"""The fixed cast, made when a test asks for it, where they live and work, and how they sign in."""

import csv
from functools import cache
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.test import Client

PASSWORD = "three-neighbours-and-an-idea"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@cache
def _hashed_password() -> str:
    """The real hash of ``PASSWORD``, made once: the real hasher is slow on purpose."""
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def person(name: str, email: str, **fields):
    """An account with a confirmed address, ready to sign in with ``PASSWORD``."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth import get_user_model

    from accounts.models import Consent
    from accounts.queries import texts_in_force

    user = get_user_model()(name=name, email=email, password=_hashed_password(), **fields)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    # Whoever signed up agreed to what an account needs; without it every sign-in asks first.
    Consent.objects.bulk_create(Consent(user=user, text=text) for text in texts_in_force() if text.required)
    return user


def sign_in(client: Client, person, *, second_factor: bool = True) -> Client:
    """Sign ``person`` in as allauth does: by password and, with ``second_factor``, by a one-time code just now."""
    from allauth.account.internal.flows.login import record_authentication
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    client.force_login(person)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, person, "password", email=person.email)
    # Pages about the account's safety want the password once more; it was given just now.
    record_authentication(request, person, "password", reauthenticated=True)
    if second_factor:
        totp = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
        totp = totp or TOTP.activate(person, TOTP_SECRET).instance
        record_authentication(request, person, "mfa", id=totp.pk, type="totp")
    request.session.save()
    return client


def session_for(person, second_factor: bool = True) -> str:
    """The key of a session in which ``person`` is signed in, for a browser's cookie."""
    return sign_in(Client(), person, second_factor=second_factor).session.session_key


# --- Residents: three who will found a group, and one who will not be part of it --------------------


@pytest.fixture
def jiwoo(db):
    """The first of the three citizens."""
    return person("김지우", "jiwoo@example.kr")


@pytest.fixture
def seoyeon(db):
    """The second of the three citizens."""
    return person("박서연", "seoyeon@example.kr")


@pytest.fixture
def minjun(db):
    """The third of the three citizens; reads English."""
    return person("이민준", "minjun@example.kr", language="en")


@pytest.fixture
def outsider(db):
    """A resident who has nothing to do with the three."""
    return person("최하은", "haeun@example.kr")


# --- Places: two districts with a few villages each, by the real loader from the real facts ---------

SEONGDONG, MAPO = "11200", "11440"
SEONGSU, OKSU = "1120065000", "1120064500"  # 성수1가1동 and 옥수동, in one district
HONGDAE = "1144066000"  # 서교동, in the other
VILLAGES = {SEONGSU, "1120066000", OKSU, HONGDAE, "1144065500"}


@pytest.fixture
def places(db, tmp_path) -> dict:
    """Two districts and five villages, by code."""
    from villages import loading
    from villages.models import District, Village

    _excerpt("districts.csv", tmp_path, {SEONGDONG, MAPO})
    _excerpt("villages.csv", tmp_path, VILLAGES)
    loading.load(tmp_path)
    return {place.code: place for model in (District, Village) for place in model.objects.all()}


@pytest.fixture
def city(db) -> dict:
    """All of Seoul, by code."""
    from villages import loading
    from villages.models import District, Village

    loading.load()
    return {place.code: place for model in (District, Village) for place in model.objects.all()}


def _excerpt(name: str, folder: Path, codes: set[str]) -> None:
    from villages.loading import DATA

    with (DATA / name).open(encoding="utf-8-sig", newline="") as whole, (folder / name).open("w", newline="") as part:
        rows = csv.DictReader(whole)
        writer = csv.DictWriter(part, rows.fieldnames)
        writer.writeheader()
        writer.writerows(row for row in rows if row["code"] in codes)


# --- Offices and the people posted there ------------------------------------------------------------


def posted(person, office, role: str):
    """A posting of ``person`` in force since this morning."""
    from django.utils import timezone

    from villages.models import Posting

    posting = Posting.objects.create(person=person, office=office, role=role)
    # The triggers want every posting to begin as a proposal.
    Posting.objects.filter(pk=posting.pk).update(state="active", pledged_at=timezone.now())
    posting.refresh_from_db()
    return posting


def _center(places, name_ko: str, name_en: str, *codes: str):
    from villages.models import Office

    office = Office.objects.create(
        kind="village_center", name_ko=name_ko, name_en=name_en, district=places[codes[0]].district,
        address_ko="서울특별시 성동구 왕십리로 1", address_en="1 Wangsimni-ro, Seongdong-gu, Seoul",
        phone="02-000-0001", email="center@example.kr",
    )  # fmt: skip
    office.villages.set([places[code] for code in codes])
    return office


@pytest.fixture
def center(places):
    """The village center of this village, Seongsu 1-ga 1-dong, and of the one beside it."""
    return _center(places, "성수 마을센터", "Seongsu village center", SEONGSU, "1120066000")


@pytest.fixture
def other_center(places):
    """The village center of another village in the same district."""
    return _center(places, "옥수 마을센터", "Oksu village center", OKSU)


@pytest.fixture
def district_office(places):
    from villages.models import Office

    return Office.objects.create(
        kind="district_office", name_ko="성동구청", name_en="Seongdong district office", district=places[SEONGDONG]
    )


@pytest.fixture
def division(db):
    from villages.models import Office

    # A call made before asked for the Division, too: there is only one in the city.
    names = {"name_ko": "지역공동체과", "name_en": "Local Community Division"}
    return Office.objects.get_or_create(kind="division", defaults=names)[0]


@pytest.fixture
def council(db):
    from villages.models import Office

    return Office.objects.create(kind="council", name_ko="서울특별시의회", name_en="Seoul Metropolitan Council")


@pytest.fixture
def adviser(center):
    """Advises at the village center of this village."""
    return posted(person("정유진", "yujin@example.kr"), center, "adviser").person


@pytest.fixture
def triage_officer(center):
    """Triages at the village center of this village."""
    return posted(person("한도윤", "doyun@example.kr"), center, "triage_officer").person


@pytest.fixture
def other_adviser(other_center):
    """Advises at another village's center."""
    return posted(person("윤서준", "seojun@example.kr"), other_center, "adviser").person


@pytest.fixture
def district_officer(district_office):
    return posted(person("강수빈", "subin@example.kr"), district_office, "district_officer").person


@pytest.fixture
def division_official(division):
    return posted(person("조예린", "yerin@example.kr"), division, "division_official").person


@pytest.fixture
def division_director(division):
    return posted(person("임태현", "taehyun@example.kr"), division, "division_director").person


@pytest.fixture
def reviewer(district_office):
    return posted(person("오나연", "nayeon@example.kr"), district_office, "reviewer").person


@pytest.fixture
def auditor(council):
    return posted(person("신재원", "jaewon@example.kr"), council, "auditor").person


@pytest.fixture
def administrator(division):
    return posted(person("문가람", "garam@example.kr"), division, "administrator").person


@pytest.fixture
def staff(
    adviser, triage_officer, other_adviser, district_officer, division_official, division_director, reviewer, auditor,
    administrator,
):  # fmt: skip
    """Everybody who holds a posting."""
    return [
        adviser, triage_officer, other_adviser, district_officer, division_official, division_director, reviewer,
        auditor, administrator,
    ]  # fmt: skip


@pytest.fixture
def everybody(jiwoo, seoyeon, minjun, outsider, staff):
    """The whole cast."""
    return [jiwoo, seoyeon, minjun, outsider, *staff]
