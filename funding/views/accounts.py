"""The bank account of a group: entered by a member, looked at and confirmed by an official."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.access_record import note_access
from casework.lifecycle import Refused
from funding import banks
from funding.enums import AccountState
from funding.forms.payments import AccountForm
from funding.models import Award, BankAccount
from funding.queries.accounts import accounts_of, also_used_by, number_of
from funding.views import reading
from funding.workflow import account as workflow
from seoul_portal.access import signed_in, staff
from seoul_portal.paging import Keyset

PAGE = 50


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.awards)
def of_award(request: HttpRequest, award: Award) -> HttpResponse:
    """The group's accounts, masked, and the form for a new one."""
    user: Any = request.user
    may = user.has_perm("funding.enter_account", award.group)
    form = AccountForm(request.POST or None)
    if request.method == "POST":
        if not may:
            raise Http404
        if form.is_valid() and _entered(request, award, form):
            return redirect("funding:award", award.pk)
    accounts = list(accounts_of(award))
    waiting = next((each for each in accounts if each.state == AccountState.ENTERED), None)
    context = {
        "award": award,
        "accounts": [(each, banks.name_of(each.bank)) for each in accounts],
        "waiting": waiting,
        "form": form if may and waiting is None and award.agreement.agreed_at else None,
    }
    return render(request, "funding/payments/account_new.html", context, status=422 if form.is_bound else 200)


def _entered(request: HttpRequest, award: Award, form: AccountForm) -> bool:
    try:
        workflow.enter(award.group, actor=request.user, **form.cleaned_data)
    except Refused as error:
        form.add_error(None, error.reasons)
        return False
    messages.success(request, _("Entered. An official compares it and confirms it; you hear of it."))
    return True


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.accounts)
def account(request: HttpRequest, account: BankAccount) -> HttpResponse:
    """One account. The number is masked; an official who has to compare it sees it, and that is recorded."""
    user: Any = request.user
    checks = user.has_perm("funding.confirm_account", account)
    shown = ""
    if request.method == "POST":
        if not checks:
            raise Http404
        shown = number_of(account)
        note_access(request, account.entered_by, _("Bank account number of “%(group)s”") % {"group": account.group})
    context = {
        "account": account,
        "bank": banks.name_of(account.bank),
        "award": Award.objects.visible_to(user).filter(group=account.group_id).first(),
        "is_member": account.belongs_to(user),
        "checks": checks,
        "number": shown,
        "others": also_used_by(account) if checks else [],
    }
    return render(request, "funding/payments/account.html", context)


@staff("funding.view_payments")
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Accounts that wait for confirmation, the oldest last."""
    state = request.GET.get("state", AccountState.ENTERED)
    state = state if state in AccountState.values else AccountState.ENTERED
    found = BankAccount.objects.visible_to(request.user).filter(state=state)
    found = found.select_related("group__village", "entered_by", "confirmed_by").order_by("-id")
    page = Keyset(found, request, size=PAGE)
    context = {
        "rows": [(each, banks.name_of(each.bank)) for each in page.rows],
        "page": page,
        "states": AccountState.choices,
        "state": state,
    }
    return render(request, "funding/payments/accounts.html", context)
