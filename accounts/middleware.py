"""Idle sign-out that loses no text, and the second factor of the session."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts import kept

LAST_SEEN = "last_seen"
LIMIT = "idle_limit"
WRITE_EVERY = 60  # seconds
STAFF_PERMISSION = "villages.use_staff_pages"


class IdleSignOutMiddleware:
    """Signs people out who have been away for too long, and keeps what they send afterwards.

    Stands before the CSRF check, whose token may have gone with the session: nothing that a person typed may be lost to
    it. Views see ``request.idle_seconds``: how long this person may be away, or ``None`` for visitors.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.idle_seconds = None
        request.signed_out_id = None
        if SESSION_KEY in request.session:
            self._watch(request)
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Answer in place of a view that needs somebody signed in, where nobody is any more."""
        closed = getattr(view, "login_required", True)
        if request.method in {"GET", "HEAD"}:
            if request.signed_out_id is None:
                return None
            messages.info(request, _("You were signed out because you had been away for a while."))
            return self._to_sign_in(request) if closed else None
        if request.signed_out_id is None and request.user.is_authenticated:
            if kept.waiting(request) and kept.arrived(request):
                kept.forget(request)
            return None
        return self._keep(request) if closed and request.method == "POST" else None

    def _watch(self, request: Any) -> None:
        session, now = request.session, int(time.time())
        seen = session.get(LAST_SEEN)
        # What is written once a minute may be a minute old: nobody is signed out early for that.
        if seen is not None and now - seen > session.get(LIMIT, 0) + WRITE_EVERY:
            request.signed_out_id = session[SESSION_KEY]
            session.flush()
            return
        if seen is None or now - seen >= WRITE_EVERY:
            touch(request)
        request.idle_seconds = session[LIMIT]

    def _to_sign_in(self, request: Any) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            here = request.headers.get("HX-Current-URL", "")
            return HttpResponse(status=403, headers={"HX-Redirect": redirect_to_login(here or "/").url})
        if _wants_json(request):
            return _signed_out_json()
        return redirect_to_login(request.get_full_path())

    def _keep(self, request: Any) -> HttpResponseBase:
        """Keep the form for the person who was signed out; where nobody knows who it was, show it to be copied."""
        if request.signed_out_id is None:
            # A form that another site made the browser send is not shown as if the reader had typed it.
            ours = request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
            found = kept.typed(request) if ours else None
        else:
            found = kept.typed(request, request.signed_out_id)
            if found is not None:
                kept.keep(request, found)
        if _wants_json(request):
            return _signed_out_json()
        known = request.signed_out_id is not None
        if known and request.headers.get("HX-Request"):
            return HttpResponse(status=403, headers={"HX-Redirect": reverse("accounts:signed-out")})
        template = (
            "accounts/signed_out_fragment.html" if request.headers.get("HX-Request") else "accounts/signed_out.html"
        )
        context = {"known": known, "kept": found, "next": _safe_page(found, request)}
        return render(request, template, context, status=403)


class SecondFactorMiddleware:
    """Tells ``request.user`` when this session last confirmed a second factor, without asking who the user is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        def resolve() -> Any:
            user: Any = get_user(request)
            if user.is_authenticated:
                user.second_factor_at = second_factor_at(request, user)
            return user

        request.user = SimpleLazyObject(resolve)
        return self.get_response(request)


def second_factor_at(request: HttpRequest, user: Any) -> datetime | None:
    """When ``user`` last gave a code, touched a passkey, or set one of them up, in this session."""
    moments = [record["at"] for record in get_authentication_records(request, user) if record.get("method") == "mfa"]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def touch(request: Any) -> int:
    """Note that the person is here, and for how many seconds they may now be away."""
    user = get_user(request)
    staff = user.is_authenticated and user.has_perm(STAFF_PERMISSION)
    limit = settings.IDLE_SIGN_OUT_STAFF if staff else settings.IDLE_SIGN_OUT_RESIDENT
    request.session[LAST_SEEN] = int(time.time())
    request.session[LIMIT] = int(limit.total_seconds())
    return request.session[LIMIT]


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _signed_out_json() -> JsonResponse:
    return JsonResponse({"signed_out": True, "sign_in": reverse("account_login")}, status=403)


def _safe_page(found: kept.Kept | None, request: HttpRequest) -> str:
    return found.path if found else request.get_full_path()
