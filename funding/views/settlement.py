"""The account of an award: computed, decided receipt by receipt, printed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_POST, require_safe

from casework.attempt import attempted
from funding.enums import ReportState
from funding.models import Award, Expense, Settlement
from funding.papers.settlement import named, paper_of
from funding.queries.spending import IN_GROUPS_HANDS
from funding.settling import account_from, account_of, fingerprint
from funding.spending import said
from funding.views import reading
from funding.workflow import expense as receipts
from funding.workflow.settlement import still_to_return
from seoul_portal.access import signed_in
from seoul_portal.paging import Keyset, key

PAGE = 50


@signed_in
@require_safe
@reading.opened(reading.settlements, by="award")
def settlement(request: HttpRequest, settlement: Settlement) -> HttpResponse:
    """By line and by source: what was paid, spent, disallowed and left, and what is to be returned."""
    user: Any = request.user
    award = settlement.award
    kept = settlement.state == ReportState.ACCEPTED
    account = account_from(settlement.figures) if kept else account_of(award)
    reading_now = settlement.state == ReportState.SUBMITTED
    page = Keyset(_receipts(award), request, size=PAGE)
    context = {
        "settlement": settlement,
        "award": award,
        "account": account,
        "lines": named(account),
        "to_return": account.disallowed + account.unspent + settlement.interest,
        "still": still_to_return(settlement) if kept else 0,
        "fingerprint": fingerprint(settlement.figures) if kept else "",
        "page": page,
        "receipts": [(each, said(warning["rule"] for warning in each.warnings)) for each in page.rows],
        "points": list(settlement.points.filter(done_at=None)),
        "in_groups_hands": settlement.state in IN_GROUPS_HANDS,
        "is_member": award.belongs_to(user),
        "may_decide": reading_now and user.has_perm("funding.decide_expense", award),
    }
    return render(request, "funding/settlement/settlement.html", context)


def _receipts(award: Award) -> Any:
    return Expense.objects.standing().filter(award=award).select_related("line", "by").order_by("-id")


@signed_in
@require_POST
@reading.opened(reading.awards, may="funding.decide_expense")
def accept_receipts(request: HttpRequest, award: Award) -> HttpResponse:
    """Accept every receipt of the page that nobody has decided on."""
    seen = [pk for pk in (key(value) for value in request.POST.getlist("seen")) if pk]

    def said(count: int) -> str:
        return ngettext("%(count)d receipt was accepted.", "%(count)d receipts were accepted.", count) % {
            "count": count
        }

    attempted(request, lambda: receipts.accept_all(award, actor=request.user, seen=seen), said)
    return redirect("funding:settlement", award.pk)


@signed_in
@require_safe
@reading.opened(reading.settlements, by="award")
def settlement_pdf(request: HttpRequest, settlement: Settlement) -> HttpResponse:
    """The accepted account on paper, with its fingerprint."""
    if settlement.state != ReportState.ACCEPTED:
        raise Http404
    language = (get_language() or "ko")[:2]
    response = HttpResponse(paper_of(settlement), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="settlement-{settlement.award_id}-{language}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
