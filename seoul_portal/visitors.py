"""Pages that all visitors read alike: rendered once, and kept until something changes that a public page may show.

Each statement that writes to a table behind a public page leaves a row in ``PublicChange``, in the same transaction
(``triggers.NotePublicChanges`` in the app's migrations). A visitor's request asks for the number of those rows and the
newest of them, and nothing else as long as they are what they were when the page was rendered. Both are needed: of two
transactions the one that began first may end last. What a page says of the present moment counts, too: see ``Clock``.

Whoever is signed in, or has been told something since the last page, gets a page of their own.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from functools import wraps
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from seoul_portal.context import Frame
from seoul_portal.models import PublicChange

KEPT = 400  # pages of some 30 KB each
LONGEST = 300  # characters of an address; nobody looks again at what a longer one asks for
REMEMBERED = timedelta(minutes=10)  # longer than any transaction lasts
TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}(?=")')
View = Callable[..., HttpResponseBase]


class Clock(Enum):
    """How long a page stays true while nothing is changed: its seconds."""

    SECOND = 1  # it says whether a call is open
    MINUTE = 60  # it says which hours are free, and what may be asked for nearby
    DAY = 24 * 60 * 60  # at most dates stand in it: until midnight in Seoul

    def now(self) -> int:
        """The number of the present stretch of time."""
        at = timezone.localtime()
        return at.toordinal() if self is Clock.DAY else int(at.timestamp()) // self.value


@dataclass(frozen=True)
class Page:
    """A page as it was rendered, cut where each visitor's own token stands."""

    pieces: list[bytes]
    headers: list[tuple[str, str]]
    digest: str

    @classmethod
    def of(cls, response: HttpResponse) -> Page:
        pieces = TOKEN.split(response.content)
        return cls(pieces, list(response.items()), hashlib.sha256(b"".join(pieces)).hexdigest())

    def printed(self, request: HttpRequest) -> HttpResponseBase:
        """For this visitor, or 304 where their browser holds it. A token inside it is theirs as long as its cookie."""
        token = get_token(request) if len(self.pieces) > 1 else ""
        held = hashlib.sha256(f"{self.digest}{request.META.get('CSRF_COOKIE', '')}".encode()).hexdigest()[:32]
        response = HttpResponse(token.encode().join(self.pieces))
        for name, value in self.headers:
            response[name] = value
        response["ETag"] = f'W/"{held}"'
        response["Cache-Control"] = "private, no-cache"
        return get_conditional_response(request, etag=response["ETag"], response=response) or response


_pages: OrderedDict[Any, Page] = OrderedDict()
_lock = Lock()


def kept_for_visitors(clock: Clock) -> Callable[[View], View]:
    """A view whose page shows all visitors the same, and nothing but tables whose changes are noted."""

    def declare(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not _is_visitor(request):
                return view(request, *args, **kwargs)
            key = _key(request, clock)  # first: what changes while the page is made must not pass for older
            page = _found(key)
            if page is None:
                response = view(request, *args, **kwargs)
                if not isinstance(response, HttpResponse) or response.status_code != 200 or response.cookies:
                    return response
                page = Page.of(response)
                _keep(key, page)
            return page.printed(request)

        answered.kept_for_visitors = True  # type: ignore[attr-defined]
        return answered

    return declare


def forget() -> None:
    """Forget every page that this process keeps."""
    with _lock:
        _pages.clear()


def prune() -> int:
    """Delete the rows of changes that no transaction can still add to. Returns how many."""
    return PublicChange.objects.filter(at__lt=timezone.now() - REMEMBERED).delete()[0]


def _is_visitor(request: HttpRequest) -> bool:
    own = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
    plain = request.method == "GET" and not request.headers.get("HX-Request")
    return plain and own.isdisjoint(request.COOKIES) and len(request.get_full_path()) <= LONGEST


def _key(request: HttpRequest, clock: Clock) -> tuple[Any, ...]:
    address = (request.scheme, request.get_host(), request.get_full_path())
    frame = Frame(request)
    return (*address, get_language(), frame.display, frame.has_typeface, clock.now(), _changes())


def _changes() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(id) FROM seoul_portal_publicchange")
        return cursor.fetchone()


def _found(key: tuple[Any, ...]) -> Page | None:
    with _lock:
        if key in _pages:
            _pages.move_to_end(key)
        return _pages.get(key)


def _keep(key: tuple[Any, ...], page: Page) -> None:
    with _lock:
        _pages[key] = page
        while len(_pages) > KEPT:
            _pages.popitem(last=False)
