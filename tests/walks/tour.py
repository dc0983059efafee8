"""A tour of every page: each address with arguments that mean something, by somebody who may open it.

Every app brings its part in ``tests/<app>/tour.py``: ``happen(ask)`` lets things happen and names them, ``ARGUMENTS``
gives the arguments of its addresses, and ``WHO`` (optional) one of the cast where the declared access says too little.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from tests.walks.addresses import Address, addresses

Ask = Callable[[str], Any]  # gives somebody of the cast, or something that happened, by its name

# What exists only with the operator's token, only in a demonstration, or only where Kakao and Naver are switched on.
ELSEWHERE = {
    "metrics", "accounts:demo-codes", "accounts:demo-tour", "accounts:demo-enter", "kakao_login", "kakao_callback",
    "naver_login", "naver_callback",
}  # fmt: skip
STAFF = (
    "division_official", "district_officer", "adviser", "triage_officer", "division_director", "auditor", "reviewer",
    "administrator",
)  # fmt: skip


@cache
def parts() -> list[ModuleType]:
    """The parts of the apps, lowest floor first, since upper floors build on what happened below."""
    ground = ["villages", "accounts", "casework", "notices"]
    apps = [*ground, *(app for app in reversed(settings.PORTAL_APPS) if app not in ground)]
    return [import_module(name) for name in (f"tests.{app}.tour" for app in apps) if find_spec(name)]


def arguments() -> dict[str, Callable[[Ask], dict[str, Any]]]:
    """Arguments by the name of the address."""
    return {name: given for part in parts() for name, given in part.ARGUMENTS.items()}


@pytest.fixture
def lived_in(request, everybody, city) -> Ask:
    """A portal in which things have happened: gives what happened, and the cast, by name."""
    made: dict[str, Any] = {}

    def ask(name: str) -> Any:
        return made[name] if name in made else request.getfixturevalue(name)

    for part in parts():
        made |= part.happen(ask)
    return ask


@dataclass(frozen=True)
class Stop:
    """A page, and who of the cast looks at it (nobody: a visitor)."""

    address: Address
    path: str
    who: str | None


def stops(ask: Ask) -> Iterator[Stop]:
    """Every address of the portal except Django's admin, once."""
    given = arguments()
    chosen = {name: who for part in parts() for name, who in getattr(part, "WHO", {}).items()}
    for address in addresses():
        if address.name in ELSEWHERE or not address.name or address.name.startswith("admin"):
            continue
        if address.parameters and address.name not in given:
            continue  # a test of its own says that it is missing
        path = reverse(address.name, kwargs=given[address.name](ask) if address.parameters else None)
        yield Stop(address, path, chosen[address.name] if address.name in chosen else _who(address, ask))


def _who(address: Address, ask: Ask) -> str | None:
    access = address.access or ""
    if access.startswith("staff:"):
        return next(name for name in STAFF if ask(name).has_perm(access.removeprefix("staff:")))
    return "jiwoo" if access == "signed_in" else None
