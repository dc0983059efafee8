"""Default deny, proved over the whole URLconf: nothing opens that does not say for whom."""

import os

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from tests.cast import sign_in
from tests.walks.addresses import Address, addresses

SECURITY_HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Nonsense a browser or a scanner may send along.
QUERIES = [
    "?q=%00&page=-1&next=//evil.example/&after=-1&office=%C2%B2",
    "?q=%F0%9F%98%80&page=nonsense&after=99999999999999999999",
]
ALL = os.environ.get("ATTACKS") == "all"
NONSENSE = {"nonsense": "\0", "up_to": "²", "q": "\0"}


def of(kind: str) -> list[Address]:
    return [address for address in addresses() if (address.access or "").startswith(kind)]


def paths(kind: str) -> list[str]:
    return [path for address in of(kind) for path in address.nonsense()]


def test_every_address_declares_its_access():
    undeclared = [str(address) for address in addresses() if address.access is None]
    assert not undeclared, f"decorate these views by seoul_portal.access: {undeclared}"


def test_every_address_has_a_name():
    assert not [address.route for address in addresses() if not address.name and not address.is_elsewhere]


def test_addresses_of_other_packages_are_public_only_where_the_table_says_so():
    for address in addresses():
        if address.is_elsewhere and getattr(address.view, "login_required", True) is False:
            assert address.access == "public", f"{address} opens without signing in; list it or close it"


@pytest.mark.django_db
def test_a_visitor_is_asked_to_sign_in_wherever_a_page_is_not_public(client):
    assert paths("signed_in")
    assert paths("staff")
    for path in paths("signed_in") + paths("staff"):
        for ask in (client.get, client.post):
            response = ask(path)
            asked = response.status_code == 302 and response.url.startswith((reverse("account_login"), "/admin/login"))
            # 403 is the page that gives back what was typed when nobody is signed in any more.
            assert asked or response.status_code in {403, 404, 405}, f"{path} answered {response.status_code}"


@pytest.mark.django_db
def test_a_resident_finds_no_staff_page_even_with_a_second_factor(client, jiwoo):
    sign_in(client, jiwoo)
    for path in paths("staff"):
        assert client.get(path).status_code == 404, path
        assert client.post(path).status_code == 404, path


@pytest.mark.django_db
def test_a_resident_finds_no_admin(client, jiwoo):
    sign_in(client, jiwoo)
    for address in addresses():
        if address.name.startswith("admin:") and address.name not in {"admin:logout", "admin:login"}:
            for path in address.nonsense():
                assert client.get(path).status_code in {302, 404}, path


@pytest.mark.django_db
def test_staff_are_sent_for_their_second_factor_before_any_staff_page(staff):
    """Of each staff page by somebody whose posting opens it, so every permission needs one of the cast."""
    door = reverse("second-factor")
    browsers = {person: sign_in(Client(), person, second_factor=False) for person in staff}
    for address in of("staff"):
        permission = address.access.removeprefix("staff:")
        who = next((person for person in staff if person.has_perm(permission)), None)
        assert who is not None, f"nobody in the cast holds {permission}"
        for path in address.nonsense():
            for ask in (browsers[who].get, browsers[who].post):
                response = ask(path)
                assert response.status_code == 302, f"{path} answered {response.status_code}"
                assert response.url.startswith(door), path


@pytest.mark.django_db
def test_an_administrator_needs_a_second_factor_for_every_admin_page(client, administrator):
    sign_in(client, administrator, second_factor=False)
    for address in addresses():
        if address.name.startswith("admin:") and address.name not in {"admin:logout", "admin:login", "admin:jsi18n"}:
            for path in address.nonsense():
                response = client.get(path)
                assert response.status_code in {302, 404}, f"{path} answered {response.status_code}"


# Who opens most opens everything, the others take turns; ``ATTACKS=all`` lets all of them open everything.
WHO = {"official": "division_official", "visitor": None, "resident": "jiwoo", "administrator": "administrator"}
TURNS = ["visitor", "resident", "administrator"]


@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
def test_nonsense_never_breaks_a_page(client, who, request):
    """No address answers 500, whatever stands in it (an exception fails this test by itself)."""
    if name := WHO[who]:
        sign_in(client, request.getfixturevalue(name))
    ours = [address for address in addresses() if not address.is_elsewhere]
    for address in ours[TURNS.index(who) :: len(TURNS)] if who in TURNS and not ALL else ours:
        asked = address.nonsense()
        for number, query in enumerate(QUERIES):
            path = asked[number % len(asked)] + query
            assert client.get(path).status_code < 500, path
        assert client.post(asked[-1], NONSENSE).status_code < 500, asked[-1]


@pytest.mark.django_db
def test_every_answer_carries_the_security_headers(client, jiwoo):
    for signed_in in (False, True):
        if signed_in:
            sign_in(client, jiwoo)
        for path in paths("public") + paths("signed_in") + paths("staff"):
            if path == reverse("account_logout"):
                continue
            response = client.get(path)
            for header, value in SECURITY_HEADERS.items():
                assert response.headers.get(header) == value, f"{path} lacks {header}"
            policy = response.headers["Content-Security-Policy"]
            assert "unsafe" not in policy, path
            assert "default-src 'self'" in policy, path
            assert response.headers["X-Request-ID"], path


@pytest.mark.django_db
def test_a_form_from_another_site_is_refused(jiwoo):
    client = sign_in(Client(enforce_csrf_checks=True), jiwoo)
    for path in paths("signed_in"):
        assert client.post(path, {}).status_code in {302, 403, 404, 405}, path


def test_an_anonymous_person_holds_no_permission():
    from casework import permissions

    assert permissions.names()
    assert not [name for name in permissions.names() if permissions.check(name, AnonymousUser())]
