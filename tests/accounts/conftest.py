"""What the tests of accounts share."""

import re
from urllib.parse import urlsplit

import pytest

from tests.cast import PASSWORD
from tests.hashers import OneRound, signing_in_with


@pytest.fixture(autouse=True)
def _quick_hasher():
    with signing_in_with(OneRound):
        yield


@pytest.fixture
def mailbox(db):
    """The bodies of mails in the outbox for one address, newest first."""
    from notices.models import Message

    def read(address: str) -> list[str]:
        return [message.body for message in Message.objects.filter(address__iexact=address).order_by("-pk")]

    return read


@pytest.fixture
def link_in():
    """The path of the first link in a mail."""

    def find(body: str) -> str:
        found = re.search(r"https?://\S+", body)
        assert found, body
        return urlsplit(found.group()).path

    return find


@pytest.fixture
def log_in():
    """Sign in through the page, as people do."""

    def do(client, address: str, password: str = PASSWORD, **extra):
        return client.post("/accounts/login/", {"login": address, "password": password, **extra})

    return do


@pytest.fixture
def sign_up_data(db):
    """A complete sign-up form."""
    from accounts.queries import texts_in_force

    required = next(text for text in texts_in_force() if text.required)
    return {
        "name": "남궁하린",
        "email": "harin@example.kr",
        "password1": "sangsang-maeul-77",
        "grown_up": "on",
        f"consent_{required.pk}": "on",
    }
