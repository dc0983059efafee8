"""Finding the file that a page is about, for those who may read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from proposals.models import Proposal
from seoul_portal.access import ask_second_factor

_RELATED = ("call__stage", "group", "village__district", "lead", "office", "assigned_to__person")
View = Callable[..., HttpResponseBase]


def for_readers(view: View) -> View:
    """Hand ``view`` the file ``pk``, for its group and for staff who see it; staff need their second factor."""

    @wraps(view)
    def opened(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        proposal = get_object_or_404(Proposal.objects.visible_to(user).select_related(*_RELATED), pk=pk)
        if not proposal.group.belongs_to(user) and user.second_factor_at is None:
            return ask_second_factor(request)
        return view(request, proposal, *args, **kwargs)

    return opened


def for_members(view: View) -> View:
    """Hand ``view`` the file ``pk``, for its group alone."""

    @wraps(view)
    def opened(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        proposal = get_object_or_404(Proposal.objects.of(request.user).select_related(*_RELATED), pk=pk)
        if not proposal.group.belongs_to(request.user):
            raise Http404
        return view(request, proposal, *args, **kwargs)

    return opened


def for_writers(view: View) -> View:
    """Hand ``view`` the file ``pk``, for those who write in it: its group, or the counter while it types for them."""

    @wraps(view)
    def opened(request: HttpRequest, proposal: Proposal, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("proposals.write_proposal", proposal):
            raise Http404
        return view(request, proposal, *args, **kwargs)

    return for_readers(opened)
