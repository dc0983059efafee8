"""A tour of every page: each address with arguments that mean something, by somebody who may open it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse

from tests.cast import OKSU, SEONGDONG, SEONGSU
from tests.walks.addresses import Address, addresses

Ask = Callable[[str], Any]


@pytest.fixture
def lived_in(request, everybody, city) -> Ask:
    """A portal in which things have happened: gives what happened, and the cast, by name."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    from accounts.models import CorrectionRequest, FamilyTie
    from accounts.workflow import consents, corrections, family
    from notices.queries import inbox
    from notices.workflow import personal
    from villages.models import Posting
    from villages.workflow import posting, tie, visit

    ask = request.getfixturevalue
    jiwoo, official = ask("jiwoo"), ask("division_official")
    consents.give(jiwoo, _texts())
    personal.make_feed(jiwoo)
    RecoveryCodes.activate(jiwoo)
    corrections.ask(jiwoo, "이름에 오타가 있습니다. 김지우가 맞습니다.")
    family.declare(ask("seoyeon"), jiwoo.email, "sibling")
    family.declare(jiwoo, ask("minjun").email, "spouse")
    made = {
        "tie": tie.declare(jiwoo, city[SEONGSU], "lives"),
        "visit": visit.request(jiwoo, ask("center")),
        "proposed": posting.propose(jiwoo, ask("other_center"), "adviser", actor=official),
        "posting": Posting.objects.get(person=ask("adviser")),
        "unverified": EmailAddress.objects.create(user=ask("outsider"), email="new@example.kr"),
        "passkey": Authenticator.objects.create(
            user=ask("seoyeon"), type=Authenticator.Type.WEBAUTHN, data={"name": "휴대전화", "credential": {}}
        ),
        "correction": CorrectionRequest.objects.get(),
        "family_tie": FamilyTie.objects.get(to_user=jiwoo),
    }
    made["message"] = inbox(jiwoo).first()
    return lambda name: made[name] if name in made else ask(name)


def _texts() -> list:
    from accounts.queries import texts_in_force

    return texts_in_force()


def _text(ask: Ask) -> dict[str, Any]:
    first = _texts()[0]
    return {"purpose": first.purpose, "version": first.version}


def _confirmation(ask: Ask) -> dict[str, Any]:
    from allauth.account.models import EmailConfirmationHMAC

    return {"key": EmailConfirmationHMAC(ask("unverified")).key}


def _reset(ask: Ask) -> dict[str, Any]:
    from allauth.account.internal.userkit import user_id_to_str

    return {"uidb36": user_id_to_str(ask("jiwoo")), "key": default_token_generator.make_token(ask("jiwoo"))}


def _unsubscribe(ask: Ask) -> dict[str, Any]:
    from notices import kinds
    from notices.models import Message
    from notices.unsubscribing import address

    optional = next(kind for kind in kinds.registered() if kind.optional)
    mail = Message(kind=optional.name, recipient=ask("jiwoo"))
    return {"token": address(mail).rstrip("/").rsplit("/", 1)[-1]}


def _feed(ask: Ask) -> dict[str, Any]:
    from notices.feed import address
    from notices.queries import own_feed

    return {"token": address(own_feed(ask("jiwoo"))).rsplit("/", 1)[-1].removesuffix(".ics")}


def _pk(name: str) -> Callable[[Ask], dict[str, Any]]:
    return lambda ask: {"pk": ask(name).pk}


# Arguments that mean something, for each address that takes any.
ARGUMENTS: dict[str, Callable[[Ask], dict[str, Any]]] = {
    "account_confirm_email": _confirmation,
    "account_reset_password_from_key": _reset,
    "mfa_edit_webauthn": _pk("passkey"),
    "mfa_remove_webauthn": _pk("passkey"),
    "accounts:consent-text": _text,
    "accounts:give-consent": lambda ask: {"pk": _texts()[0].pk},
    "accounts:withdraw-consent": lambda ask: {"pk": _texts()[0].pk},
    "accounts:correction": _pk("correction"),
    "casework:step": lambda ask: {"lifecycle": "posting", "pk": ask("proposed").pk, "step": "accept"},
    "notices:message": _pk("message"),
    "notices:feed": _feed,
    "notices:unsubscribe": _unsubscribe,
    "villages:district": lambda ask: {"code": SEONGDONG},
    "villages:village": lambda ask: {"district": SEONGDONG, "code": SEONGSU},
    "villages:office": _pk("center"),
    "villages:add-tie": lambda ask: {"district": SEONGDONG, "code": OKSU},
    "villages:end-tie": _pk("tie"),
    "villages:visit": _pk("visit"),
    "villages:posting": _pk("posting"),
    "villages:office-desk": _pk("center"),
    "villages:edit-office": _pk("center"),
    "villages:propose": _pk("center"),
}
# Who opens an address, where its declared access does not say enough.
WHO = {"villages:visit": "adviser", "villages:posting": "division_official", "account_logout": "jiwoo"}
# A passkey nobody can sign in with, so its owner is not the one who signs in everywhere else.
WHO |= dict.fromkeys(["mfa_list_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"], "seoyeon")
# What exists only in a demonstration, or only where Kakao and Naver are switched on.
ELSEWHERE = {"accounts:demo-codes", "kakao_login", "kakao_callback", "naver_login", "naver_callback"}


@dataclass(frozen=True)
class Stop:
    """A page, and who of the cast looks at it (nobody: a visitor)."""

    address: Address
    path: str
    who: str | None


def stops(ask: Ask) -> Iterator[Stop]:
    """Every address of the portal except Django's admin, once."""
    staff = {person.email: person for person in ask("staff")}
    names = {ask(name).email: name for name in CAST_STAFF}
    for address in addresses():
        if address.name in ELSEWHERE or not address.name or address.name.startswith("admin"):
            continue
        if address.parameters and address.name not in ARGUMENTS:
            continue  # a test of its own says that it is missing
        arguments = ARGUMENTS[address.name](ask) if address.parameters else None
        if address.name in WHO:
            who = WHO[address.name]
        elif (address.access or "").startswith("staff:"):
            permission = address.access.removeprefix("staff:")
            who = next(names[email] for email, person in staff.items() if person.has_perm(permission))
        else:
            who = "jiwoo" if address.access == "signed_in" else None
        yield Stop(address, reverse(address.name, kwargs=arguments), who)


CAST_STAFF = [
    "division_official", "district_officer", "adviser", "triage_officer", "division_director", "auditor", "reviewer",
    "administrator",
]  # fmt: skip
