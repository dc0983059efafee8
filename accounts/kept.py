"""What somebody typed into a form whose session had ended. It is kept for that person alone, and for a day at most.

It lies in the fresh, anonymous session of the same browser, bound to the person who was signed out there.
"""

import time
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.http import url_has_allowed_host_and_scheme

from seoul_portal.errors import SECRET_FIELD

SESSION_NAME = "kept_words"
LARGEST = 1_000_000  # bytes
LONGEST = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Kept:
    """A form's fields, in order, and where they were going."""

    user_id: str
    path: str
    fields: list[list[str]]
    files: bool
    at: int


def typed(request: HttpRequest, user_id: str = "") -> Kept | None:
    """What ``request`` carries, without passwords, files and the like; ``None`` for nothing, or too much."""
    try:
        pairs = [(name, value) for name, values in request.POST.lists() for value in values]
        files = bool(request.FILES)
    except (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError):
        return None
    fields = [[name, str(value)] for name, value in pairs if not SECRET_FIELD.search(name)]
    if not any(value.strip() for _name, value in fields):
        return None
    if sum(len(name.encode()) + len(value.encode()) for name, value in fields) > LARGEST:
        return None
    return Kept(user_id, _page(request), fields, files, int(time.time()))


def keep(request: HttpRequest, found: Kept) -> None:
    """Put ``found`` into the present session, which must be the fresh one."""
    request.session[SESSION_NAME] = asdict(found)
    request.session.set_expiry(LONGEST)


def waiting(request: HttpRequest) -> bool:
    """Whether this browser holds something for somebody."""
    return SESSION_NAME in request.session


def for_person(request: HttpRequest) -> Kept | None:
    """What is kept for the person signed in, and for nobody else."""
    held: dict[str, Any] | None = request.session.get(SESSION_NAME)
    if held is None:
        return None
    found = Kept(**held)
    if time.time() - found.at > LONGEST:
        forget(request)
        return None
    return found if found.user_id == str(request.user.pk) else None


def forget(request: HttpRequest) -> None:
    """Destroy what is kept."""
    request.session.pop(SESSION_NAME, None)


def arrived(request: HttpRequest) -> bool:
    """Whether ``request`` is the kept form, sent again: the same fields to the same page."""
    held = request.session.get(SESSION_NAME)
    if held is None or held["path"] != request.get_full_path():
        return False
    return all(value in request.POST.getlist(name) for name, value in held["fields"])


def _page(request: HttpRequest) -> str:
    """Where the form goes: its own page. A form that saves itself by htmx goes to the page that it stands on."""
    current = request.headers.get("HX-Current-URL", "")
    if current and url_has_allowed_host_and_scheme(current, allowed_hosts={request.get_host()}):
        parts = urlsplit(current)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.get_full_path()
