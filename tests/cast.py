"""The fixed cast, made when a test asks for it, and how it signs in."""

from functools import cache

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

    user = get_user_model()(name=name, email=email, password=_hashed_password(), **fields)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
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
