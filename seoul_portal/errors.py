"""Error pages. Each says what happened and what to do; none may fail itself or lose what a person typed."""

import logging
import re
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from psycopg_pool import PoolTimeout
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSilent

from seoul_portal.access import public

logger = logging.getLogger(__name__)

# Never shown nor sent again: whoever looks over a shoulder must not learn them.
SECRET_FIELD = re.compile(r"passw|secret|token|credential|account_number|(^|[-_])(code|otp|pin)$", re.IGNORECASE)
# A part of the portal is away or starts again: the same request will do in a moment.
PASSING = (OperationalError, InterfaceError, PoolTimeout, RedisAway, RedisSilent)
RETRY_AFTER = 5  # seconds
LAST_RESORT = (
    '<!doctype html><html lang="ko"><meta charset="utf-8"><title>500</title>'
    "<h1>잠시 문제가 생겼습니다</h1><p>조금 뒤에 다시 시도해 주세요.</p>"
    '<div lang="en"><h1>Something went wrong</h1><p>Please try again in a little while.</p></div></html>'
)


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


class NotAPageMiddleware:
    """Whoever opens an address that only takes forms reads so, where Django would answer with an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method in {"GET", "HEAD"}:
            allowed = response.headers["Allow"]
            response = render(request, "405.html", status=response.status_code)
            response.headers["Allow"] = allowed
        return response


@public
def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "429.html", status=429)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """Without request, user or database: whatever broke may be one of them. What passes by itself is a 503."""
    passing = isinstance(sys.exc_info()[1], PASSING)
    # Signing in gives a new form token. Where it failed in the end, the form that is open must do once more.
    request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)
    try:
        page: str = render_to_string("503.html" if passing else "500.html")
    except Exception:
        logger.exception("the error page itself failed")
        page = LAST_RESORT
    if passing:
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})
    return HttpResponse(page, status=500)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token had expired. Keeps the words, and sends them again only for a page of our own.

    A form on another site must not become a button here, so a request from elsewhere gets no offer to resend.
    """
    logger.warning("CSRF check failed: %s", reason)
    context = {"fields": kept_fields(request), "action": request.get_full_path(), "resubmit": _from_here(request)}
    return render(request, "seoul_portal/csrf_failure.html", context, status=403)


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, as (name, value) in order, without tokens, passwords, codes and files."""
    try:
        posted = request.POST
    except UnreadablePostError:
        return []
    return [(name, value) for name, values in posted.lists() if not SECRET_FIELD.search(name) for value in values]


def _from_here(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin", "")
    if not origin:
        return False
    return origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).netloc == request.get_host()
