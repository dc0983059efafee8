"""Accounts of the demonstration: confirmed, with a known password, and for staff a known second factor."""

import hashlib
import json
import time
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.http import HttpRequest

from accounts import queries
from accounts.models import User
from accounts.workflow import consents

PASSWORD = "three-citizens-2026"  # noqa: S105 - shown on the sign-in page of the demonstration


@dataclass(frozen=True)
class DemoSignIn:
    """One person of the demonstration's sign-in page. ``role`` and ``try_this`` are English source strings."""

    email: str
    name: str
    role: str
    try_this: Sequence[str]
    staff: bool


@dataclass(frozen=True)
class DemoCode:
    """What a staff member's authenticator app shows now, and for how many seconds more."""

    sign_in: DemoSignIn
    code: str
    seconds: int


def demo_user(
    email: str,
    name: str,
    *,
    language: str = settings.LANGUAGE_CODE,
    phone: str = "",
    staff: bool = False,
    role: str = "",
    try_this: Sequence[str] = (),
) -> User:
    """Make, or find, a person whose address is confirmed and who agreed to everything; staff get an authenticator app.

    With a ``role`` the person is listed on the sign-in page, with what to try in three lines; mark all with
    ``gettext_noop``.
    Runs any number of times. Only for loaders of the demonstration.
    """
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User(email=email.lower(), name=name, language=language, phone=phone, password=_hashed())
        user.save(force_insert=True)
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    consents.give(user, queries.texts_in_force())
    if staff and not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, totp_secret(user.email))
    if role:
        shown = {line["email"]: line for line in _shown()}
        shown[user.email] = asdict(DemoSignIn(user.email, name, role, list(try_this), staff))
        _list().write_text(json.dumps(list(shown.values())), encoding="utf-8")
    return user


@cache
def _hashed() -> str:
    """The one password that all know, made slow to guess once and not once for everybody."""
    return make_password(PASSWORD)


def sign_ins() -> list[DemoSignIn]:
    """The accounts that a visitor of the demonstration may use, in the order in which they were made."""
    return [DemoSignIn(**line) for line in _shown()] if settings.DEMONSTRATION else []


def _list() -> Path:
    """A file beside the database it belongs to: the loader does not run at every start, and a cache may be emptied."""
    return settings.VAR_DIR / f"demonstration-{connection.settings_dict['NAME']}.json"


def _shown() -> list[dict[str, Any]]:
    try:
        return json.loads(_list().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []


def enter(request: HttpRequest, user: User) -> None:
    """Sign ``user`` in as if they had typed their password and, with an authenticator app, its present code."""
    logout(request)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, user, "password", email=user.email)
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if app is not None:
        record_authentication(request, user, "mfa", id=app.pk, type=app.type)


def current_codes() -> list[DemoCode]:
    """The present code of each of those that has an authenticator app."""
    left = 30 - int(time.time()) % 30
    return [DemoCode(line, totp_code(totp_secret(line.email)), left) for line in sign_ins() if line.staff]


def totp_secret(email: str) -> str:
    """The secret of a demonstration account's authenticator app: the same on every start."""
    return b32encode(hashlib.sha256(f"demonstration:{email.lower()}".encode()).digest()[:20]).decode()


def totp_code(secret: str) -> str:
    """The six digits that an app with ``secret`` shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
