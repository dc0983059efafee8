"""Pages that only a demonstration has: who can be signed in as, by one press, and a tour through one group's story."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import demo
from accounts.models import User
from seoul_portal.access import public
from seoul_portal.demo import chapters, stop_at


def _only_there(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Elsewhere there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMONSTRATION:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@public
@never_cache
@require_safe
@_only_there
def codes(request: HttpRequest) -> HttpResponse:
    """Present codes of the demonstration's staff, for those who type their password."""
    return render(request, "accounts/demo_codes.html", {"codes": demo.current_codes()})


@public
@never_cache
@require_safe
@_only_there
def tour(request: HttpRequest) -> HttpResponse:
    """Three years of one group, chapter by chapter, with each page as each role sees it."""
    return render(request, "accounts/demo_tour.html", {"chapters": chapters()})


@public
@never_cache
@require_POST
@_only_there
def enter(request: HttpRequest) -> HttpResponse:
    """Go on as somebody of the sign-in page, or to a stop of the tour; nowhere else."""
    who = request.POST.get("who", "")
    if who in {line.email for line in demo.sign_ins()}:
        demo.enter(request, User.objects.get(email=who))
        return redirect("desk")
    stop = stop_at(request.POST.get("stop", ""))
    if stop is None:
        raise Http404
    if stop.email:
        demo.enter(request, User.objects.get(email=stop.email))
    else:
        logout(request)
    return redirect(stop.path)
