"""What follows from signing in and from second factors coming and going."""

from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
from allauth.account.signals import email_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse

from accounts import kept
from accounts.middleware import LAST_SEEN, LIMIT
from casework import audit

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@receiver(user_logged_in)
def begin_session(request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    """The clock starts anew, and words kept for somebody else are destroyed."""
    for name in (LAST_SEEN, LIMIT):
        request.session.pop(name, None)
    held = request.session.get(kept.SESSION_NAME)
    if held is not None and held["user_id"] != str(user.pk):
        kept.forget(request)


@receiver(authenticator_added)
def count_enrolment(request: HttpRequest, user: Any, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Whoever sets up an app has just typed its code, and a passkey has just been touched: that is a confirmation."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        with transaction.atomic():
            audit.record("second_factor.added", user, actor=user, changes={"type": ("", authenticator.type)})


@receiver(authenticator_removed)
def forget_removed(request: HttpRequest, user: Any, authenticator: Authenticator, **_kwargs: Any) -> None:
    """A confirmation by something that was removed counts no longer."""
    if authenticator.type not in FACTORS:
        return
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record for record in records if record.get("method") != "mfa" or record.get("type") != authenticator.type
    ]
    with transaction.atomic():
        audit.record("second_factor.removed", user, actor=user, changes={"type": (authenticator.type, "")})


@receiver(email_changed)
def record_new_address(user: Any, from_email_address: Any, to_email_address: Any, **_kwargs: Any) -> None:
    """A change of address is a fact about the account; the addresses themselves stay out of the record."""
    before = from_email_address.email if from_email_address else ""
    with transaction.atomic():
        audit.record("user.email_changed", user, actor=user, changes={"email": (before, to_email_address.email)})


def idle_clock(request: Any) -> dict[str, Any] | None:
    """For the frame: for how long this person may be away, and where to ask for longer."""
    seconds = getattr(request, "idle_seconds", None)
    return {"seconds": seconds, "extend_url": reverse("stay-signed-in")} if seconds else None
