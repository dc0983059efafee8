"""Staying signed in, what an idle sign-out kept, and the second factor."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import kept
from accounts.middleware import touch
from accounts.views.back import safe_next
from seoul_portal.access import public, signed_in

AFTER_ENROLMENT = "after_second_factor"


@signed_in
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Stay signed in for another while: JSON for the dialog, back to the page for a form."""
    seconds = touch(request)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"seconds": seconds})
    return redirect(safe_next(request))


@public
@require_safe
@never_cache
def signed_out(request: HttpRequest) -> HttpResponse:
    """Where a page that saves itself is sent after its session has ended."""
    context = {"known": True, "kept": kept.waiting(request), "next": reverse("accounts:kept")}
    return render(request, "accounts/signed_out.html", context)


@signed_in
@never_cache
def kept_words(request: HttpRequest) -> HttpResponse:
    """What the person had typed when their session ended: to be sent now, or thrown away."""
    found = kept.for_person(request)
    if request.method == "POST":
        kept.forget(request)
        return redirect("desk")
    if found is None:
        return redirect("desk")
    return render(request, "accounts/kept.html", {"kept": found})


@signed_in
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor is needed, and the way to set one up or to confirm it, and back."""
    user: Any = request.user
    if user.second_factor_at is not None and AFTER_ENROLMENT in request.session:
        return redirect(request.session.pop(AFTER_ENROLMENT))
    go_on = safe_next(request)
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    enrolled = types & {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}
    if not enrolled:
        request.session[AFTER_ENROLMENT] = go_on
    query = urlencode({"next": go_on})
    context = {
        "enrolled": enrolled,
        "app_url": f"{reverse('mfa_reauthenticate')}?{query}" if Authenticator.Type.TOTP in types else "",
        "passkey_url": f"{reverse('mfa_reauthenticate_webauthn')}?{query}"
        if Authenticator.Type.WEBAUTHN in types
        else "",
    }
    return render(request, "accounts/second_factor.html", context)
