"""Somebody's browser in the load run: keeps cookies, fills in forms, and tries again when a part is away."""

import base64
import hmac
import json
import random
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import gevent
from locust.clients import HttpSession

from tests.walks.forms import Form, parse

PATIENCE = 150  # seconds in which somebody tries again
PERIOD = 30  # of a one-time code
_addresses = count(1)


class GaveUp(Exception):
    """The portal did not come back in time, or answered what nobody expects."""


class Journal:
    """What the portal acknowledged to whom, and what went wrong on the way; one line of JSON each."""

    def __init__(self, path: Path) -> None:
        self._out = path.open("a", encoding="utf-8")

    def write(self, kind: str, **what: Any) -> None:
        self._out.write(json.dumps({"kind": kind, "at": time.time(), **what}, ensure_ascii=False) + "\n")
        self._out.flush()


@dataclass
class Page:
    """An answer that somebody reads. ``tries``: how often it was asked for."""

    status: int
    path: str
    text: str
    tries: int
    content: bytes = b""

    def form(self, holding: str) -> Form:
        """The form with a field or button of that name, or with that action."""
        for form in parse(self.text, self.path)[0]:
            names = {each.name for each in form.fields} | {name for name, _value in form.buttons}
            if form.method == "post" and (holding in names or form.action == holding):
                return form
        raise GaveUp(f"{self.path} ({self.status}) has no form with {holding}")

    def links(self, beginning: str) -> list[str]:
        """Where the page leads, without repeats."""
        return list(dict.fromkeys(each for each in parse(self.text, self.path)[1] if each.startswith(beginning)))


class Browser:
    """A session of its own at an address of its own, as behind the proxy."""

    def __init__(self, http: HttpSession, journal: Journal) -> None:
        self.http, self.journal = http, journal
        number = next(_addresses)
        self.address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"

    # --- Asking -------------------------------------------------------------------------------------

    def open(self, path: str, name: str, expect: tuple[int, ...] = (200,)) -> Page:
        return self.ask("GET", path, name, expect=expect)

    def send(self, form: Form, name: str, expect: tuple[int, ...] = (200,), **instead: Any) -> Page:
        """Post ``form`` as it stands, with ``instead`` in some fields."""
        script = {"Accept": "application/json"} if instead.pop("by_script", False) else {}
        files = instead.pop("files", None)
        pairs = [("csrfmiddlewaretoken", self.http.cookies.get("csrftoken", ""))]
        pairs += [(key, value) for key, value in _values(form) if key not in instead]
        pairs += [(key, str(value)) for key, value in instead.items()]
        return self.ask("POST", form.action, name, expect=expect, data=pairs, files=files, headers=script)

    def ask(self, method: str, path: str, name: str, *, expect: tuple[int, ...], **sent: Any) -> Page:
        """Ask until the portal answers what can be expected: a resend after an error is the same request again."""
        give_up = time.monotonic() + PATIENCE
        headers = {"X-Forwarded-For": self.address, "Accept-Language": "ko", **(sent.pop("headers", None) or {})}
        # The run speaks HTTP where the proxy would speak HTTPS: secure cookies are sent all the same.
        sent |= {"timeout": 60, "allow_redirects": False, "catch_response": True}
        for tries in count(1):
            began = time.time()
            headers["Cookie"] = "; ".join(f"{each.name}={each.value}" for each in self.http.cookies)
            with self.http.request(method, path, name=name, headers=headers, **sent) as answer:
                status = answer.status_code
                if status in (301, 302, 303):
                    answer.success()
                    onward = urljoin(path, answer.headers["Location"])
                    return replace(self.ask("GET", onward, f"after: {name}", expect=expect), tries=tries)
                if status in expect:
                    answer.success()
                    return Page(status, urlsplit(path).path, answer.text, tries, answer.content)
                trouble = _trouble(answer)
                answer.failure(trouble)
            self.journal.write("trouble", what=trouble, began=began, method=method, page=name, status=status)
            if 0 < status < 500:
                raise GaveUp(f"{method} {name} answered {status}")
            if time.monotonic() > give_up:
                self.journal.write("gave up", page=name)
                raise GaveUp(f"{method} {name}: {trouble}")
            gevent.sleep(random.uniform(1, 3))
        raise AssertionError

    # --- Signing in ---------------------------------------------------------------------------------

    def sign_in(self, email: str, password: str, secret: str = "") -> None:
        """By password and, for staff, by a code."""
        self.http.cookies.clear()
        form = self.open("/accounts/login/", "sign in").form("login")
        # Redis away means that nobody counts wrong passwords: then the door stays shut, and one tries again.
        page = self.send(form, "sign in", (200,), login=email, password=password)
        for _attempt in range(4):
            if not secret or "code" not in page.text:
                return
            try:
                form = page.form("code")
            except GaveUp:
                return
            gevent.sleep(_until_next_code())
            page = self.send(form, "second factor", (200, 400, 422), code=code(secret))
        raise GaveUp("no code was taken")

    def sign_out(self) -> None:
        self.send(self.open("/accounts/logout/", "sign out").form("/accounts/logout/"), "sign out")


def code(secret: str) -> str:
    """The six digits of an authenticator app."""
    counter = struct.pack(">Q", int(time.time()) // PERIOD)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def _until_next_code() -> float:
    """Codes are taken once: whoever signs in anew waits for the next."""
    return PERIOD - time.time() % PERIOD + 0.5


def _values(form: Form) -> Iterator[tuple[str, str]]:
    """What a browser sends of a form that nobody has touched, with its first button."""
    for each in form.fields:
        if each.kind == "file" or (each.kind in {"radio", "checkbox"} and not each.value):
            continue
        yield each.name, each.value
    if form.buttons:
        yield form.buttons[0]


def _trouble(answer: Any) -> str:
    """What a person saw, in a word; whether an error was clear."""
    if not answer.status_code:
        return "no answer"
    if answer.status_code == 503:
        clear = "Retry-After" in answer.headers and "<h1" in answer.text
        return "503 with a sentence and Retry-After" if clear else "503 without a word"
    return f"{answer.status_code}"
