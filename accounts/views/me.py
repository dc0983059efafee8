"""My account: details and what belongs to them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import identity, queries
from accounts.forms.me import DetailsForm
from accounts.workflow import people
from seoul_portal.access import signed_in
from seoul_portal.cards import cards


@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """Name, language and telephone number, and the cards of other floors."""
    user: Any = request.user
    form = DetailsForm(request.POST or None, person=user)
    if request.method == "POST" and form.is_valid():
        people.change_details(user, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Your details were saved."))
        response = redirect("accounts:me")
        remember_language(response, user.language)
        return response
    context = {
        "form": form,
        "identity": queries.identity_of(user),
        "methods": identity.methods(),
        "cards": cards("profile", request),
        "asked": queries.to_be_asked(user),
    }
    return render(request, "accounts/me.html", context, status=422 if form.is_bound else 200)


def remember_language(response: HttpResponse, language: str) -> None:
    """Have the browser ask for ``language`` from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
