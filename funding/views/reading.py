"""Finding the award that a page is about, or what belongs to one, for those who may read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from funding.models import (
    Activity,
    Award,
    BankAccount,
    Clawback,
    Expense,
    HelpCall,
    MoreTime,
    Nomination,
    Report,
    Settlement,
    Tranche,
    Variation,
)
from seoul_portal.access import ask_second_factor

_RELATED = ("round", "group", "proposal__call__stage__programme", "village__district")
View = Callable[..., HttpResponseBase]
Finder = Callable[[Any], QuerySet[Any]]


def _of(model: Any) -> Finder:
    """Rows of ``model`` with their award, for those who see the award."""

    def find(user: Any) -> QuerySet[Any]:
        seen = model.objects.filter(award__in=Award.objects.visible_to(user))
        return seen.select_related(*(f"award__{name}" for name in _RELATED))

    return find


def awards(user: Any) -> QuerySet[Award]:
    return Award.objects.visible_to(user).select_related(*_RELATED)


expenses = _of(Expense)
activities = _of(Activity)
reports = _of(Report)
settlements = _of(Settlement)
nominations = _of(Nomination)
tranches = _of(Tranche)
more_time = _of(MoreTime)
help_calls = _of(HelpCall)
variations = _of(Variation)
clawbacks = _of(Clawback)


def accounts(user: Any) -> QuerySet[BankAccount]:
    return BankAccount.objects.visible_to(user).select_related("group__village", "entered_by", "confirmed_by")


def opened(find: Finder, *, by: str = "pk", may: str = "") -> Callable[[View], View]:
    """Hand the view the row ``pk`` that ``find`` gives its reader; staff need their second factor.

    With ``may`` it is for those alone who hold that permission on the row. For everybody else it does not exist.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user: Any = request.user
            row = get_object_or_404(find(user), **{by: pk})
            if may and not user.has_perm(may, row):
                raise Http404
            if not row.belongs_to(user) and user.second_factor_at is None:
                return ask_second_factor(request)
            return view(request, row, *args, **kwargs)

        return guarded

    return declare
