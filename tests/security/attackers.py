"""Everybody who has nothing to do with a file, and what each of them may open all the same.

``ATTACKS=all`` sends everything of everybody; without it, each address that nobody of them may open meets five of the
eight, in turn: three by GET, the next two by POST. The others meet all, and a POST of everybody who may only read.
"""

import os
from collections.abc import Iterator
from itertools import cycle, islice

from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from casework.audit import AuditEvent
from casework.lifecycle import Lifecycle
from tests.cast import HONGDAE, person, posted, sign_in
from tests.groups import making
from tests.walks import fuzz
from tests.walks.tour import Ask, Stop

ALL = os.environ.get("ATTACKS") == "all"
READING, POSTING = 3, 2  # attackers of each address by GET and by POST, unless all are wanted

VISITOR, OUTSIDER, STRANGER, ADVISER = "visitor", "outsider", "stranger", "adviser of another village"
OFFICER, REVIEWER = "officer of another district", "reviewer of another panel"
AUDITOR, ADMINISTRATOR = "auditor", "administrator without a right to files"
SIGNED_IN = {OUTSIDER, STRANGER, ADVISER, OFFICER, REVIEWER, AUDITOR, ADMINISTRATOR}
EVERYBODY = SIGNED_IN | {VISITOR}

# Who may open what from outside, and why. Whatever is not here is refused to everybody of the list above.
PUBLIC = {
    "accounts:consent-text", "villages:office", "villages:district", "villages:village", "groups:group",
    "proposals:call", "proposals:self-check", "funding:result", "funding:entry",
    # The address itself is the key: long, random, and revocable.
    "notices:feed", "notices:unsubscribe", "groups:invited",
}  # fmt: skip
ABOUT_ONESELF = {
    "accounts:give-consent", "accounts:withdraw-consent", "villages:add-tie", "groups:ask", "proposals:begin",
}  # fmt: skip
OFFICES = {
    "accounts:correction",
    "villages:posting",
    "villages:office-desk",
    "villages:edit-office",
    "villages:propose",
}
# The Council reads everything about money and results, and sends nothing.
MONEY = {
    f"funding:{name}"
    for name in (
        "round", "fairness", "history", "reserve", "ledger", "award", "agreement", "agreement-pdf", "account-new",
        "account", "tranche", "batch", "more-time", "help-call", "changes", "variation", "clawback", "expenses",
        "expense", "expense-file", "diary", "activity-photo", "report", "settlement", "settlement-pdf", "nomination",
    )
}  # fmt: skip
READERS = (
    dict.fromkeys(PUBLIC, EVERYBODY)
    | dict.fromkeys(ABOUT_ONESELF, SIGNED_IN)
    | dict.fromkeys(OFFICES, frozenset({ADMINISTRATOR}))
    | dict.fromkeys(MONEY, frozenset({AUDITOR}))
    | {
        "groups:joinrequest": {OUTSIDER},  # it is the outsider who asks
        "proposals:self-checks-of": {OFFICER},  # counts without names, for every district
    }
)
WRITERS = {name: READERS[name] for name in PUBLIC | ABOUT_ONESELF | OFFICES | {"groups:joinrequest"}}
# Pages of allauth about an account take its owner from the session, or a key from a mail.
ELSEWHERE = ("account_", "mfa_", "socialaccount_", "usersessions_")
# Who may read a person's contact details leaves a row here, by law.
LOOKED = {"casework_personaldataaccess"}
DOORS = ("/accounts/login/", "/accounts/reauthenticate/", "/admin/login/", "/second-factor/")


def browsers(lived_in: Ask) -> dict[str, Client]:
    """A signed-in browser of each attacker."""
    from villages.models import Office

    village = lived_in("city")[HONGDAE]
    far = Office.objects.get(kind="district_office", district=village.district)
    stranger = person("배수아", "sua@example.kr")
    making.at_home(stranger, village)
    making.founded(stranger, village, name="골목 텃밭 모임")
    people = {
        OUTSIDER: lived_in("outsider"),
        STRANGER: stranger,
        ADVISER: lived_in("other_adviser"),
        OFFICER: posted(person("서도연", "far@example.kr"), far, "district_officer").person,
        REVIEWER: posted(person("남궁솔", "sol@example.kr"), far, "reviewer").person,
        AUDITOR: lived_in("auditor"),
        ADMINISTRATOR: lived_in("administrator"),
    }
    return {VISITOR: Client()} | {name: sign_in(Client(), who) for name, who in people.items()}


def is_refused(response) -> bool:
    """Not found, forbidden, or sent to sign in."""
    if response.streaming:
        b"".join(response)  # a file is closed where it ends
    return response.status_code in {403, 404, 405} or (response.status_code == 302 and response.url.startswith(DOORS))


class Attack:
    """Counts what was asked, and notes what should not have been answered or written."""

    def __init__(self, browsers: dict[str, Client]) -> None:
        self.browsers = browsers
        self.faults: list[str] = []
        self.opened: set[tuple[str, str]] = set()
        self.asked = 0
        self.ledger = fuzz.Ledger()
        self.events = AuditEvent.objects.count()

    def ask(self, who: str, method: str, path: str) -> bool:
        """Whether ``who`` was refused; that nothing was written is looked at each time."""
        self.asked += 1
        refused = is_refused(getattr(self.browsers[who], method)(path))
        written = self.ledger.changed()
        if written - (set() if refused else LOOKED):
            self.faults.append(f"{who}: {method} {path} wrote {sorted(written)}")
        if written:
            self.ledger = fuzz.Ledger()
        return refused

    def must_be_refused(self, who: str, method: str, path: str) -> None:
        if not self.ask(who, method, path):
            self.faults.append(f"{who}: {method} {path} was answered")


def reading_and_writing(attack: Attack, found: list[Stop]) -> None:
    """GET, and POST even with nothing in it: a form that says what is missing would say that the file exists."""
    turns = cycle(attack.browsers)
    for stop in found:
        name = stop.address.name
        readers, writers = READERS.get(name, set()), WRITERS.get(name, set())
        for who in attack.browsers if ALL or readers else islice(turns, READING):
            if attack.ask(who, "get", stop.path) == (who in readers) and name not in ABOUT_ONESELF:
                verb = "was refused to" if who in readers else "was shown to"
                attack.faults.append(f"{stop.address} ({stop.path}) {verb} {who}")
        # Whoever may read and not write is nearest to what is forbidden.
        for who in attack.browsers if ALL else {*islice(turns, POSTING), *readers} - writers:
            if who not in writers:
                attack.must_be_refused(who, "post", stop.path)


def every_step_of_every_file(attack: Attack, _found: list[Stop]) -> None:
    """The page that confirms a step has one address for all lifecycles: each step of an example of each."""
    # The outsider asked to join a group, and postings are the administrator's work.
    turns = cycle(sorted(attack.browsers.keys() - {OUTSIDER, ADMINISTRATOR}))
    for lifecycle in Lifecycle.registered.values():
        subject = lifecycle.model._base_manager.order_by("pk").first()
        for step in lifecycle.performers if subject else ():
            path = reverse("casework:step", args=(lifecycle.name, subject.pk, step))
            for who in islice(turns, 6 if ALL else 1):
                attack.must_be_refused(who, "post", path)


def administration(attack: Attack, _found: list[Stop]) -> None:
    """Django's admin, with real rows, by people who are not its administrators."""
    others = cycle(name for name in attack.browsers if name != ADMINISTRATOR)
    for who, path in zip(others, _admin_pages(), strict=False):
        attack.must_be_refused(who, "get", path)
        attack.must_be_refused(who, "post", path)


def _admin_pages() -> Iterator[str]:
    for model in apps.get_models():
        if admin.site.is_registered(model):
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            yield reverse(f"{name}_changelist")
            if (row := model._base_manager.first()) is not None:
                yield reverse(f"{name}_change", args=(row.pk,))
                yield reverse(f"{name}_delete", args=(row.pk,))


PARTS = (reading_and_writing, every_step_of_every_file, administration)
