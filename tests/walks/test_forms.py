"""Every form of the portal against bad input, and every address that takes one against other people."""

import logging
import re
import sys
import time
import traceback
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.core.signals import got_request_exception
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import resolve
from django.utils.html import escape

from seoul_portal.errors import SECRET_FIELD
from tests import services
from tests.cast import SEONGSU, person, sign_in
from tests.groups import making
from tests.walks import fuzz
from tests.walks.forms import Form, kind_of, read
from tests.walks.tour import stops

pytestmark = pytest.mark.django_db

ANSWERS = {200, 204, 302, 303, 400, 403, 404, 405, 409, 413, 422, 429}
REFUSALS = {400, 403, 404, 405, 409, 413, 422, 429}
# How a page says that something is wrong, or what happened instead.
SENTENCE = re.compile(
    r'role="(alert|status)"|p-error-summary|form-hint-invalid|p-error-page|data-not-accepted|"messagelist"'
)
OTHERS = (None, "outsider", "stranger", "other_adviser")
# To sign in, or to show once more who one is (also where allauth asks that first), or to a second factor.
ENTRANCES = ("/accounts/", "/second-factor/")
# Addresses with arguments at which anybody, or anybody signed in, may send something about themselves.
FOR_ANYBODY = {
    "account_confirm_email", "account_reset_password_from_key", "accounts:consent-text", "accounts:give-consent",
    "accounts:withdraw-consent", "groups:ask", "groups:group", "groups:invited", "notices:feed", "notices:unsubscribe",
    "proposals:begin", "proposals:call", "proposals:self-check", "villages:add-tie", "villages:district",
    "villages:office", "villages:village",
}  # fmt: skip
# How the frame looks is kept in a cookie; what is no choice changes nothing. Signing out asks for nothing.
SILENT = {"set_display", "set_language", "admin:logout"}
# Forms of several buttons: without any of them nothing is asked for.
BUTTONS = {"account_email"}
QUERIED = {
    "page", "before", "after", "from", "to", "q", "next", "order", "office", "district", "village", "stage", "group",
    "proposal", "week", "show", "whose", "when", "version", "state", "purpose", "way", "select", "edit", "part",
    "address", "assigned", "result", "rows-lines", "contact",
}  # fmt: skip
QUERIES = (fuzz.MARKUP, "\0\ud800²", "9" * 30, "-1", "2026-02-30")
FRESH = 60  # seconds; a form of many batches takes a minute, and a password given is fresh for five
SLOW = {"proposals:print", "proposals:print-version"}  # they typeset, and hold no form


@pytest.fixture
def stranger(lived_in):
    """The representative of another group in the same village."""
    found = person("배수아", "sua@example.kr")
    village = lived_in("city")[SEONGSU]
    making.at_home(found, village)
    making.founded(found, village, name="골목 텃밭 모임")
    return found


class Fuzzer:
    """People at their browsers, and what went wrong."""

    def __init__(self, ask) -> None:
        self.ask = ask
        self.faults: list[str] = []
        self.answers: Counter[int] = Counter()
        names = {stop.who for stop in stops(ask)} | set(OTHERS)
        self._names = names
        self.sign_in_again()
        with connection.cursor() as cursor:
            # What made this portal is checked now, once, and not again with each request below.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        self.ledger = fuzz.Ledger()

    def sign_in_again(self) -> None:
        """Pages about an account's safety want a password that was given just now."""
        self._cookies = {who: self._signed_in(who) for who in self._names}
        self._since = time.monotonic()

    def _signed_in(self, who: str | None) -> dict[str, str]:
        return {name: each.value for name, each in sign_in(Client(), self.ask(who)).cookies.items()} if who else {}

    def keep_signed_in(self) -> None:
        if time.monotonic() - self._since > FRESH:
            self.sign_in_again()

    def client(self, who: str | None, **options) -> Client:
        """A browser in which ``who`` has just signed in."""
        client = Client(raise_request_exception=False, **options)
        client.cookies.load(self._cookies[who])
        return client

    def fault(self, where: object, what: str) -> None:
        self.faults.append(f"{where}: {what}")
        if fuzz.THOROUGH:
            print(f"\n{self.faults[-1]}", end=" ", flush=True)  # noqa: T201 - nobody waits an hour to hear of it

    def figures(self, found: "Found") -> str:
        """What was sent to what, and how it was answered."""
        fields = sum(len(form.fields) for form in found.forms)
        answers = ", ".join(f"{times} × {status}" for status, times in sorted(self.answers.items()))
        return f"{len(found.forms)} forms, {fields} fields, {self.answers.total()} requests ({answers})"

    @contextmanager
    def nothing_lasts(self, where: object) -> Iterator[None]:
        """Whatever happens in here is undone, after the database had the say it has at a commit."""
        broken: list[str] = []
        handler = _Listener(broken)
        logging.getLogger().addHandler(handler)
        got_request_exception.connect(handler.exception)
        try:
            with transaction.atomic():
                yield
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                transaction.set_rollback(True)
        except DatabaseError as error:
            self.fault(where, f"cannot be committed: {error!r}")
        finally:
            logging.getLogger().removeHandler(handler)
            got_request_exception.disconnect(handler.exception)
        for said in broken:
            self.fault(where, said)

    def send(self, form: Form, post: fuzz.Post, who: str | None, **options):
        """Post to the form's action, and look at the answer, whoever gave it."""
        body, content_type = post.encoded()
        client = self.client(who, **options)
        headers = {"accept": "text/html"} | post.headers
        response = client.generic("POST", form.action, body, content_type, headers=headers)
        self.answers[response.status_code] += 1
        return client, response


class _Listener(logging.Handler):
    """Hears of errors."""

    def __init__(self, broken: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.broken = broken

    def emit(self, record: logging.LogRecord) -> None:
        # Django logs each refused body there; that is for the operator to see, and no fault.
        if not record.name.startswith("django.security"):
            self.broken.append(f"logged {record.name}: {record.getMessage()[:200]}")

    def exception(self, sender, request, **kwargs) -> None:
        kind, error, trace = sys.exc_info()
        ours = [each for each in traceback.extract_tb(trace) if ".venv" not in each.filename]
        place = f"{ours[-1].filename}:{ours[-1].lineno}" if ours else "?"
        self.broken.append(f"raised {kind.__name__}: {str(error)[:200]} at {place}")


@dataclass
class Found:
    """What the pages of the portal offer: each page of its kind once, and each form of its kind once."""

    pages: list[tuple[str, str | None, set[str]]]  # its path, who opens it, the names that it asks for by GET
    forms: list[Form]


def discover(fuzzer: Fuzzer, ask) -> Found:
    """Every page of the tour, and the pages that these lead to."""
    found, forms = Found([], []), {}
    waiting = deque((stop.path, stop.who) for stop in stops(ask) if stop.address.name not in SLOW)
    known = {kind_of(path) for path, _who in waiting}
    while waiting:
        path, who = waiting.popleft()
        with fuzzer.nothing_lasts(path):
            response = fuzzer.client(who).get(path)
        if response.streaming:
            b"".join(response)  # a file is closed where it ends
        if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
            continue
        here, links = read(response.text, path, who)
        asked = {field.name for form in here if form.method == "get" for field in form.fields}
        found.pages.append((path, who, asked))
        for form in here:
            if form.method == "post":
                forms.setdefault(form.sort, form)
        if kind_of(path)[0].startswith("admin:"):
            continue  # pages of ours in Django's admin are read, its own are Django's
        for link in links:
            if kind_of(link) not in known and kind_of(link)[0] not in SLOW:
                known.add(kind_of(link))
                waiting.append((link, who))
    found.forms = list(forms.values())
    return found


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Files that are accepted lie apart, since nothing takes them back."""
    settings.MEDIA_ROOT = tmp_path


def test_bad_input_and_other_people_break_no_page_and_write_nothing(lived_in, stranger, subtests, capsys):
    """One test, since the portal in which things have happened takes its time to make."""
    fuzzer = Fuzzer(lived_in)
    found = discover(fuzzer, lived_in)
    for part in (bad_input, forged_forms, other_people, nonsense_in_queries):
        with subtests.test(part.__name__):
            fuzzer.faults, fuzzer.answers, began = [], Counter(), time.monotonic()
            with capsys.disabled():
                part(fuzzer, found)
                print(f"\n{part.__name__}: {fuzzer.figures(found)}, {time.monotonic() - began:.0f} s", end=" ")  # noqa: T201
            assert not fuzzer.faults, f"{len(fuzzer.faults)} faults\n" + "\n".join(fuzzer.faults)
    assert len(found.forms) > 100, "the forms are not found any more"


def bad_input(fuzzer: Fuzzer, found: Found) -> None:
    """No form breaks, or writes what it refuses, and each says a sentence."""
    ids = [str(fuzzer.ask("outsider").pk), str(fuzzer.ask("seoyeon").pk)]
    for turn, form in fuzz.mine(found.forms):
        services.forget_redis()  # the limits of how often somebody may try are not what is asked here
        fuzzer.keep_signed_in()
        for post in fuzz.chosen(form, ids, turn):
            where = f"{form}, {post.kind}"
            with fuzzer.nothing_lasts(where):
                _judge(fuzzer, form, post, where)
    form = next(form for form in found.forms if form.of("textarea"))
    for post in fuzz.unreadable(form):  # refused alike wherever they are sent
        with fuzzer.nothing_lasts(post.kind):
            _judge(fuzzer, form, post, post.kind)


def forged_forms(fuzzer: Fuzzer, found: Found) -> None:
    """A form without its token is refused by a page that gives back what was typed, and nothing is written."""
    for form in found.forms:
        written = [each for each in form.of("text", "textarea") if not SECRET_FIELD.search(each.name)]
        if not written:
            continue
        where = f"{form}, without its token"
        pairs = fuzz.filled(form, {each.name: ["책방 " + fuzz.MARKUP] for each in written})
        with fuzzer.nothing_lasts(where):
            response = fuzzer.send(form, fuzz.Post("", pairs), form.who, enforce_csrf_checks=True)[1]
            if response.status_code != 403 or fuzzer.ledger.changed():
                fuzzer.fault(where, f"answered {response.status_code}, wrote {fuzzer.ledger.changed()}")
            elif escape("책방 " + fuzz.MARKUP) not in response.text:
                fuzzer.fault(where, "what was typed is gone")


def other_people(fuzzer: Fuzzer, found: Found) -> None:
    """Whoever has nothing to do with a file finds no form of it: not found, or asked to sign in."""
    forms = [form for form in found.forms if kind_of(form.action)[0] not in FOR_ANYBODY]
    covered = {form.action for form in forms}
    forms += [
        Form(path, who, path, "post")
        for path, who, _asked in found.pages
        if path not in covered and kind_of(path)[0] not in FOR_ANYBODY
    ]
    for turn, form in enumerate(form for form in forms if resolve(form.action).kwargs):
        for other in (OTHERS[turn % 4], OTHERS[(turn + 1) % 4]) if form.fields else (OTHERS[turn % 4],):
            where = f"{other or 'a visitor'} sends what is for {form}"
            if other == form.who:
                continue
            with fuzzer.nothing_lasts(where):
                response = fuzzer.send(form, fuzz.Post("", fuzz.filled(form)), other)[1]
                asked = response.status_code == 302 and response.url.startswith(ENTRANCES)
                if not asked and response.status_code not in {403, 404, 405}:
                    fuzzer.fault(where, f"answered {response.status_code}")
                if changed := fuzzer.ledger.changed():
                    fuzzer.fault(where, f"wrote {changed}")


def nonsense_in_queries(fuzzer: Fuzzer, found: Found) -> None:
    """Nothing in a query string breaks a page, nor comes back as markup."""
    for turn, (path, who, asked) in enumerate(found.pages):
        text = QUERIES[turn % len(QUERIES)]
        where = f"{who or 'a visitor'} at {path}?…={text[:20]!r}"
        query = urlencode(dict.fromkeys(sorted(QUERIED | asked), text), errors="surrogatepass")
        with fuzzer.nothing_lasts(where):
            response = fuzzer.client(who).get(f"{path}?{query}")
            fuzzer.answers[response.status_code] += 1
            if response.status_code not in {200, 302, 400, 404}:
                fuzzer.fault(where, f"answered {response.status_code}")
            elif not response.streaming and any(bad in response.text for bad in fuzz.ESCAPED_BADLY):
                fuzzer.fault(where, "shows markup as it came")


def _judge(fuzzer: Fuzzer, form: Form, post: fuzz.Post, where: str) -> None:
    client, response = fuzzer.send(form, post, form.who)
    status = response.status_code
    if status not in ANSWERS:
        fuzzer.fault(where, f"answered {status}")
        return
    written = fuzzer.ledger.changed()
    if status in REFUSALS and written:
        fuzzer.fault(where, f"refused by {status}, yet wrote {sorted(written)}")
    if status in {302, 303}:
        onward = urljoin(form.action, response.url)
        if urlsplit(onward).netloc:
            fuzzer.fault(where, f"leads to {onward}")
            return
        response = client.get(onward)
        if response.status_code >= 500:
            fuzzer.fault(where, f"leads to {response.status_code}")
            return
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    text = response.text if is_page and not response.streaming else ""  # a file for the bank is no text
    for bad in fuzz.ESCAPED_BADLY:
        if bad in text:
            fuzzer.fault(where, f"shows {bad} as it came")
    if kind_of(form.action)[0] in SILENT or not is_page:
        return
    # A fragment that htmx puts into a page is a sentence itself.
    heard = SENTENCE.search(text) if "<html" in text else text.strip()
    nothing_asked = kind_of(form.action)[0] in BUTTONS and post.kind == "nothing at all"
    if post.hostile and not written and not heard and not nothing_asked:
        fuzzer.fault(where, f"wrote nothing and says nothing ({status})")
