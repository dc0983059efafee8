"""The frame's own pages: home, how it works, statements, and the switches of language and display."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from seoul_portal import health, metrics
from seoul_portal.access import public, staff
from seoul_portal.context import DISPLAY_COOKIE, DISPLAYS
from seoul_portal.styleguide import samples
from seoul_portal.visitors import Clock, kept_for_visitors


@public
@require_safe
@kept_for_visitors(Clock.SECOND)
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "seoul_portal/home.html")


@public
@require_safe
@kept_for_visitors(Clock.DAY)
def how_it_works(request: HttpRequest) -> HttpResponse:
    return render(request, "seoul_portal/how_it_works.html")


@public
@require_safe
@kept_for_visitors(Clock.DAY)
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "seoul_portal/privacy.html")


@public
@require_safe
@kept_for_visitors(Clock.DAY)
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
    """What the portal depends on, and how it is. 503 without database or Redis.

    With ``?strict`` also when worker, beat or outbox are late: for whoever is called at night, not for a balancer.
    """
    parts = health.needed()
    serves = set(parts.values()) == {health.OK}
    if parts["database"] == health.OK:
        parts |= health.behind()
    good = serves and ("strict" not in request.GET or set(parts.values()) == {health.OK})
    return JsonResponse(parts, status=200 if good else 503)


@public
@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """For Prometheus; for everybody without the operator's token, no such page."""
    if not metrics.is_allowed(request):
        raise Http404
    return HttpResponse(metrics.text(), content_type=metrics.CONTENT_TYPE)
