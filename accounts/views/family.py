"""Family ties."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import limits, queries
from accounts.enums import TieState
from accounts.forms.me import DeclareTieForm
from accounts.workflow import family
from casework.lifecycle import Refused
from seoul_portal.access import signed_in


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """The person's ties, those that wait for their answer, and the form that declares one."""
    form = DeclareTieForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _declare(request, form):
        return redirect("accounts:family")
    ties = list(queries.ties_of(request.user))
    context = {
        "form": form,
        "waiting": [tie for tie in ties if tie.state == TieState.DECLARED],
        "confirmed": [tie for tie in ties if tie.state == TieState.CONFIRMED],
        "past": [tie for tie in ties if tie.state in {TieState.REFUSED, TieState.ENDED}],
    }
    return render(request, "accounts/family.html", context, status=422 if form.is_bound else 200)


def _declare(request: HttpRequest, form: DeclareTieForm) -> bool:
    if limits.spent(request, "declare-tie", 20, per=24 * 60 * 60):
        form.add_error(None, _("That was a lot of declarations for one day. Please go on tomorrow."))
        return False
    user: Any = request.user
    try:
        family.declare(user, form.cleaned_data["address"], form.cleaned_data["kind"])
    except Refused as error:
        form.add_error("address", error.reasons[0])
        return False
    messages.success(
        request,
        _(
            "Thank you. If somebody signs in here with this address, they are asked to confirm. "
            "The tie appears on this page as soon as they have answered."
        ),
    )
    return True
