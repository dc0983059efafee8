"""The frame's own pages: home, how it works, statements, and the switches of language and display."""

import logging

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from seoul_portal.access import public, staff
from seoul_portal.context import DISPLAY_COOKIE, DISPLAYS
from seoul_portal.styleguide import samples

logger = logging.getLogger(__name__)


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "seoul_portal/home.html")


@public
@require_safe
def how_it_works(request: HttpRequest) -> HttpResponse:
    return render(request, "seoul_portal/how_it_works.html")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "seoul_portal/privacy.html")


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "seoul_portal/accessibility.html")


@staff(settings.STAFF_PERMISSION)
@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    return render(request, "seoul_portal/style_guide.html", {"samples": samples()})


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    return i18n.set_language(request)


@public
@require_POST
def set_display(request: HttpRequest) -> HttpResponse:
    """Keep the display that a person chose, for a year, on this device only."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = resolve_url("home")
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("display")
    if chosen in DISPLAYS:
        response.set_cookie(
            DISPLAY_COOKIE,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@public
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing about what it depends on."""
    return HttpResponse("ok", content_type="text/plain")


@public
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether the process can serve people: 503 names the part that is missing."""
    parts = {"database": _database_answers(), "redis": _redis_answers()}
    return JsonResponse(
        {name: "ok" if answers else "missing" for name, answers in parts.items()},
        status=200 if all(parts.values()) else 503,
    )


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("not ready: the database does not answer")
        return False
    return True


def _redis_answers() -> bool:
    try:
        with redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2) as client:
            client.ping()
    except redis.RedisError:
        logger.exception("not ready: Redis does not answer")
        return False
    return True
