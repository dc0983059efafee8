"""Who may open a page at all. Every view declares one of these; a test fails on a view that does not.

What a person may do with one object is a matter of that app's ``rules`` and ``queries``.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Anyone, signed in or not."""
    view = login_not_required(view)
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Any person with an account. ``LoginRequiredMiddleware`` does the asking."""
    view.access = "signed_in"  # type: ignore[attr-defined]
    return view


def ask_second_factor(request: HttpRequest) -> HttpResponseRedirect:
    """Send a person to set up or confirm a second factor, and back here afterwards."""
    return HttpResponseRedirect(f"{reverse('second-factor')}?{urlencode({'next': request.get_full_path()})}")


def staff(permission: str) -> Callable[[View], View]:
    """People whose posting gives them ``permission`` (without an object) and whose session carries a second factor.

    Without the permission the page does not exist (404). With it but without a second factor, the person
    is sent to set one up or to confirm it.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                raise Http404
            if request.user.second_factor_at is None:  # type: ignore[union-attr]
                return ask_second_factor(request)
            return view(request, *args, **kwargs)

        guarded.access = f"staff:{permission}"  # type: ignore[attr-defined]
        return guarded

    return declare
