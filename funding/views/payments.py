"""Payments one by one and in batches: what waits for whom, the order to the bank, and its answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.access_record import note_access
from casework.lifecycle import Refused
from funding import bank_files, banks
from funding.enums import TrancheState
from funding.forms.payments import AnswerForm
from funding.models import PaymentBatch, Tranche
from funding.papers.orders import rows_of
from funding.queries.payments import batches as found_batches
from funding.queries.payments import payments_of, ready, ready_for
from funding.views import reading
from funding.workflow import payments as workflow
from seoul_portal.access import signed_in, staff
from seoul_portal.paging import Keyset

PAGE = 50
_FORMS = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bank_files.as_xlsx),
    "csv": ("text/csv; charset=utf-8", lambda rows, _title: bank_files.as_csv(rows)),
}


@signed_in
@require_safe
@reading.opened(reading.tranches)
def tranche(request: HttpRequest, tranche: Tranche) -> HttpResponse:
    """One payment: who asked, approved, signed and paid, and what the bank said."""
    context = {
        "tranche": tranche,
        "award": tranche.award,
        "is_member": tranche.belongs_to(request.user),
        "orders": tranche.payments.select_related("batch", "account").order_by("-id"),
    }
    return render(request, "funding/payments/tranche.html", context)


@staff("funding.view_payments")
@require_safe
def tranches(request: HttpRequest) -> HttpResponse:
    """Payments by state, the newest first."""
    state = request.GET.get("state", TrancheState.REQUESTED)
    state = state if state in TrancheState.values else TrancheState.REQUESTED
    found = Tranche.objects.visible_to(request.user).filter(state=state)
    related = ("award__proposal", "award__group", "requested_by", "approved_by", "countersigned_by")
    page = Keyset(found.select_related(*related).order_by("-id"), request, size=PAGE)
    context = {"rows": page.rows, "page": page, "states": TrancheState.choices, "state": state}
    return render(request, "funding/payments/tranches.html", context)


@staff("funding.view_payments")
@require_http_methods(["GET", "HEAD", "POST"])
def batches(request: HttpRequest) -> HttpResponse:
    """Every batch, and what could go into the next one."""
    user: Any = request.user
    may = user.has_perm("funding.make_batch")
    if request.method == "POST":
        if not may:
            raise Http404
        try:
            made = workflow.order(actor=user)
        except Refused as error:
            for reason in error.reasons:
                messages.error(request, reason)
            return redirect("funding:batches")
        return redirect(made)
    page = Keyset(found_batches(), request, size=PAGE)
    mine = list(ready_for(user).values_list("amount", flat=True)) if may else []
    context = {
        "page": page,
        "rows": page.rows,
        "may": may,
        "count": len(mine),
        "total": sum(mine),
        "others": ready().count() - len(mine),
    }
    return render(request, "funding/payments/batches.html", context)


@staff("funding.view_payments")
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch line by line; the bank's answer is read in here."""
    user: Any = request.user
    found = get_object_or_404(PaymentBatch.objects.select_related("made_by", "answered_by"), pk=pk)
    may = user.has_perm("funding.make_batch")
    form = AnswerForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not may:
            raise Http404
        if form.is_valid() and _answered(request, found, form):
            return redirect(found)
    payments = [(each, banks.name_of(each.account.bank)) for each in payments_of(found)]
    context = {"batch": found, "payments": payments, "form": form if may else None, "may": may}
    context["total"] = sum(each.amount for each, _bank in payments)
    return render(request, "funding/payments/batch.html", context, status=422 if form.is_bound else 200)


def _answered(request: HttpRequest, found: PaymentBatch, form: AnswerForm) -> bool:
    lines, digest = form.cleaned_data["file"]
    try:
        done = workflow.answer(found, lines, digest, actor=request.user)
    except Refused as error:
        form.add_error("file", error.reasons)
        return False
    if done.changed:
        said = _("Read in: %(paid)d paid, %(failed)d not delivered, %(bounced)d came back.")
        messages.success(request, said % vars(done))
    else:
        messages.info(request, _("Everything in this file is recorded already. Nothing changed."))
    return True


@staff("funding.make_batch")
@require_POST
def order_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The file for the bank, with full account numbers. Who takes it along is recorded, with whose numbers."""
    found = get_object_or_404(PaymentBatch, pk=pk)
    if form not in _FORMS:
        raise Http404
    payments = list(payments_of(found).select_related("account__entered_by", "account__group"))
    workflow.note_download(found, actor=request.user, form=form)
    for each in payments:
        note_access(
            request, each.account.entered_by, _("Bank account number of “%(group)s”") % {"group": each.account.group}
        )
    kind, write = _FORMS[form]
    response = HttpResponse(write(rows_of(payments), found.number), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{found.number}.{form}"'
    return response
