"""Inviting people to a panel, and the page on which they answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.lifecycle import Refused
from proposals.forms.review import InviteByMailForm
from proposals.models import Panel, Seat
from proposals.queries.standing import Standing
from proposals.views.panel import panel_for
from proposals.workflow import seat as seats
from seoul_portal.access import signed_in, staff
from seoul_portal.paging import key
from villages.models import Posting

MOST_FOUND = 20


@staff("proposals.run_panel")
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody from an office, found by name, address or office; or an expert or resident by e-mail."""
    panel = panel_for(request, pk)
    by_posting = "posting" in request.POST
    form = InviteByMailForm(request.POST if request.method == "POST" and not by_posting else None)
    refused: list[str] = []
    if request.method == "POST" and (by_posting or form.is_valid()):
        try:
            made = _posting(request, panel) if by_posting else _address(request, panel, form.cleaned_data)
        except Refused as error:
            refused = error.reasons
        else:
            messages.success(request, _("%(name)s was invited.") % {"name": made})
            return redirect("proposals:invite-seat", panel.pk)
    q = request.GET.get("q", "").replace("\0", "").strip()[:100]
    context = {"panel": panel, "form": form, "q": q, "found": _search(panel, q) if q else [], "refused": refused}
    status = 200 if request.method != "POST" else 409 if refused else 422
    return render(request, "proposals/review/invite.html", context, status=status)


def _posting(request: HttpRequest, panel: Panel) -> Seat:
    posting = get_object_or_404(
        Posting.objects.in_force().select_related("person", "office"), pk=key(request.POST.get("posting")) or 0
    )
    return seats.invite_posting(panel, posting, actor=request.user)


def _address(request: HttpRequest, panel: Panel, data: dict[str, Any]) -> Seat:
    return seats.invite_address(panel, data.pop("address"), actor=request.user, **data)


def _search(panel: Panel, q: str) -> list[Posting]:
    """Postings that may sit and do not yet."""
    sits = [seat.user_id for seat in panel.seats.all() if seat.state in ("invited", "accepted") and seat.user_id]
    like = (
        Q(person__name__icontains=q)
        | Q(person__email__iexact=q)
        | Q(office__name_ko__icontains=q)
        | Q(office__name_en__icontains=q)
    )
    found = Posting.objects.in_force().filter(like, role__in=seats.MAY_SIT, office__active=True)
    return list(found.exclude(person__in=sits).select_related("person", "office").order_by("office", "id")[:MOST_FOUND])


@signed_in
@require_safe
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """The seat: what is asked, yes or no, and later the way to the files."""
    rows = Seat.objects.visible_to(request.user).select_related("panel__call", "user", "posting__office", "invited_by")
    found = get_object_or_404(rows, pk=pk)
    mine = request.user.has_perm("proposals.answer_seat", found)
    if not mine:
        return redirect(found.panel)
    context = {"seat": found, "panel": found.panel, "standing": _standing(found)}
    return render(request, "proposals/review/seat.html", context)


def _standing(seat: Seat) -> Standing:
    if seat.state == "invited":
        return Standing(_("You are invited to the panel."), _("You: say yes or no"))
    if seat.state != "accepted":
        return Standing(_("You do not sit on this panel. Nobody has to do anything."))
    if seat.panel.state == "preparing":
        return Standing(_("You sit on the panel. The review has not begun."), _("The Division"))
    if seat.panel.is_closed:
        return Standing(_("The panel is closed. Thank you for reviewing."))
    return Standing(_("You sit on the panel, and the review runs."), _("You"), seat.panel.due_on)
