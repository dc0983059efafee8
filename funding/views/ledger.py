"""The ledger of a round, and whether every balance says what its entries say."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from funding.models import FundingRound, LedgerEntry, Reconciliation
from funding.queries.ranking import ceilings_of
from funding.workflow import ledger as money
from seoul_portal.access import staff
from seoul_portal.paging import Keyset

PAGE = 50
NIGHTS = 30


@staff("funding.view_ledger")
@require_safe
def ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """Every movement of the round's money, the newest first, under its balances."""
    round_ = get_object_or_404(FundingRound.objects.visible_to(request.user), pk=pk)
    entries = LedgerEntry.objects.filter(round=round_).select_related("award__proposal", "by").order_by("-id")
    entries = entries.defer("award__proposal__words", "award__proposal__search")
    page = Keyset(entries, request, size=PAGE)
    context = {"round": round_, "page": page, "entries": page.rows, "ceilings": ceilings_of(round_)}
    return render(request, "funding/ledger.html", context)


@staff("funding.view_ledger")
@require_http_methods(["GET", "HEAD", "POST"])
def reconciliation(request: HttpRequest) -> HttpResponse:
    """The nightly checks; whoever sees the money can ask for one now."""
    if request.method == "POST":
        found = money.reconcile()
        if not found.differences:
            messages.success(request, _("Checked: 0 differences."))
        return redirect("funding:reconciliation")
    nights = list(Reconciliation.objects.all()[:NIGHTS])
    context = {"last": nights[0] if nights else None, "nights": nights}
    return render(request, "funding/reconciliation.html", context)
