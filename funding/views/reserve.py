"""The reserve list of an announced round, and the steps up from it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.lifecycle import Refused
from funding.forms.promotion import PromotionForm
from funding.models import FundingRound
from funding.queries.reserve import next_in_line, reserve_list, what_is_left
from funding.workflow import promotion
from proposals.models import Proposal
from seoul_portal.access import staff

# A reserve list is short; what is beyond this many is not near its turn.
SHOWN = 50


@staff("funding.view_round")
@require_http_methods(["GET", "HEAD", "POST"])
def reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """Who waits, what is left for the next, and what is proposed."""
    round_ = get_object_or_404(FundingRound.objects.visible_to(request.user).announced(), pk=pk)
    may = request.user.has_perm("funding.propose_promotion", round_)
    if request.method == "POST" and not may:
        raise Http404
    following = next_in_line(round_)
    left = what_is_left(round_, following) if following else round_.left
    form = PromotionForm(request.POST or None, initial=_first(following, left))
    if request.method == "POST" and form.is_valid():
        try:
            file = get_object_or_404(Proposal, pk=form.cleaned_data["proposal"], allocation__round=round_)
            values = {name: form.cleaned_data[name] for name in ("amount", "reason")}
            promotion.propose(round_, file, actor=request.user, **values)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Proposed. The director was told."))
            return redirect("funding:reserve", round_.pk)
    context = {
        "round": round_,
        "waiting": list(reserve_list(round_)[:SHOWN]),
        "following": following,
        "left": left,
        "form": form if following and may else None,
        "steps": round_.promotions.select_related("proposal", "proposed_by", "signed_by").order_by("-id")[:SHOWN],
    }
    return render(request, "funding/reserve.html", context, status=422 if form.is_bound else 200)


def _first(following: Proposal | None, left: int) -> dict[str, int]:
    return {"proposal": following.pk, "amount": min(following.asked, left)} if following else {}
