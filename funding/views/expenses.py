"""Receipts: entered on a telephone, listed, corrected, taken out, and handed out as files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.attempt import attempted
from casework.lifecycle import Refused
from funding.enums import Evidence, Source
from funding.forms.fields import WonField
from funding.forms.spending import ReceiptForm
from funding.models import Award, Expense
from funding.queries.conditions import conditions_of
from funding.queries.spending import is_spending_open, lines_of, receipts_of
from funding.spending import said, withheld
from funding.views import reading
from funding.workflow import expense as workflow
from seoul_portal.access import signed_in
from seoul_portal.files import download
from seoul_portal.paging import Keyset, key
from seoul_portal.templatetags.portal import money

PAGE = 50


@signed_in
@require_safe
@reading.opened(reading.awards)
def expenses(request: HttpRequest, award: Award) -> HttpResponse:
    """Every receipt of an award, the newest first, under what is left on each line."""
    page = Keyset(receipts_of(award), request, size=PAGE)
    user: Any = request.user
    context = {
        "award": award,
        "lines": lines_of(award),
        "page": page,
        "receipts": page.rows,
        "is_member": award.belongs_to(user),
        "may_enter": user.has_perm("funding.add_expense", award) and is_spending_open(award),
    }
    return render(request, "funding/expenses/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.awards, may="funding.add_expense")
def new_expense(request: HttpRequest, award: Award) -> HttpResponse:
    """A receipt: photograph, amount, day, line. What is left on the line is said at once."""
    return _receipt(request, award, None)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.expenses, may="funding.change_expense")
def change_expense(request: HttpRequest, expense: Expense) -> HttpResponse:
    """The same page, filled in."""
    return _receipt(request, expense.award, expense)


def _receipt(request: HttpRequest, award: Award, expense: Expense | None) -> HttpResponse:
    lines = lines_of(award, but=expense.pk if expense else None)
    form = ReceiptForm(
        request.POST or None, request.FILES or None, lines=lines, user=request.user, initial=_initial(expense)
    )
    if request.method == "POST" and form.is_valid():
        try:
            if expense is None:
                kept = workflow.enter(award, form.receipt(), actor=request.user)
            else:
                kept = workflow.correct(expense, form.receipt(), actor=request.user)
        except workflow.Doubtful as error:
            form.doubts = error.reasons
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            form.forget_file()
            messages.success(request, _saved(award, kept))
            return redirect("funding:expenses", award.pk)
    if form.is_bound:
        form.keep_file()
    context = {"award": award, "form": form, "expense": expense, "left": _left(form, award, lines, expense)}
    return render(request, "funding/expenses/receipt.html", context, status=422 if form.is_bound else 200)


def _initial(expense: Expense | None) -> dict[str, Any]:
    if expense is None:
        return {}
    names = ("amount", "spent_on", "payee", "what", "evidence", "source")
    word = next((each["word"] for each in expense.warnings), "")
    return {**{name: getattr(expense, name) for name in names}, "line": expense.line_id, "word": word}


def _saved(award: Award, kept: Expense) -> str:
    """What is left now, and what the tax office gets."""
    line = next(each for each in lines_of(award) if each.pk == kept.line_id)
    text = _("Saved. %(left)s are left on “%(line)s”.") % {"left": money(max(line.left, 0)), "line": line}
    return f"{text} {_tax(kept.withheld, kept.amount)}".strip()


def _tax(tax: int, amount: int) -> str:
    if not tax:
        return ""
    return _("Tax to withhold: %(tax)s; the payee gets %(rest)s.") % {"tax": money(tax), "rest": money(amount - tax)}


@signed_in
@require_safe
@reading.opened(reading.awards, may="funding.add_expense")
def line_left(request: HttpRequest, award: Award) -> HttpResponse:
    """What is left on the chosen line, and after this receipt; a part of the form, asked for while somebody types."""
    if not getattr(request, "htmx", False):
        return redirect("funding:new-expense", award.pk)
    expense = Expense.objects.filter(award=award, pk=key(request.GET.get("but")) or 0).first()
    lines = lines_of(award, but=expense.pk if expense else None)
    form = ReceiptForm(request.GET, lines=lines, user=request.user)
    return render(request, "funding/expenses/left.html", {"left": _left(form, award, lines, expense)})


def _left(form: ReceiptForm, award: Award, lines: list[Any], expense: Expense | None) -> dict[str, Any] | None:
    """What the chosen line holds, before and after this amount; nothing while no line is chosen."""
    line = next((each for each in lines if str(each.pk) == str(form["line"].value() or "")), None)
    if line is None and len(lines) == 1:
        line = lines[0]
    if line is None:
        return None
    try:
        amount = WonField(required=False).clean(form["amount"].value()) or 0
    except ValidationError:  # half-typed figures are no amount yet
        amount = 0
    of_grant = form["source"].value() != Source.OWN
    tax = withheld(conditions_of(award), line.item, amount, form["evidence"].value() or Evidence.CARD)
    after = line.left - (amount if of_grant else 0)
    return {"line": line, "now": max(line.left, 0), "after": after, "amount": amount, "tax": _tax(tax, amount)}


@signed_in
@require_safe
@reading.opened(reading.expenses)
def expense(request: HttpRequest, expense: Expense) -> HttpResponse:
    """One receipt with what was said about it."""
    user: Any = request.user
    context = {
        "expense": expense,
        "award": expense.award,
        "warnings": [(each["word"], said([each["rule"]])) for each in expense.warnings],
        "is_member": expense.award.belongs_to(user),
        "may_change": not expense.removed_at
        and user.has_perm("funding.change_expense", expense)
        and is_spending_open(expense.award),
    }
    return render(request, "funding/expenses/expense.html", context)


@signed_in
@require_POST
@reading.opened(reading.expenses, may="funding.change_expense")
def take_out(request: HttpRequest, expense: Expense) -> HttpResponse:
    """Take a receipt out of the account."""
    said = _("Taken out. It stays in the record and counts no more.")
    attempted(request, lambda: workflow.take_out(expense, actor=request.user), said)
    return redirect("funding:expenses", expense.award_id)


@signed_in
@require_safe
@reading.opened(reading.expenses)
def expense_file(request: HttpRequest, expense: Expense) -> HttpResponseBase:
    """The photograph or file, to save."""
    return download(expense.file, expense.name, expense.content_type)
