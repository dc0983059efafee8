"""The Division's list of rounds, and setting one up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.attempt import attempted
from casework.lifecycle import Refused
from funding.forms.round import CeilingFormSet, RoundForm
from funding.models import FundingRound
from funding.queries import fairness as figures
from funding.queries.ranking import ceilings_of
from funding.queries.rounds import rounds_for
from funding.workflow import ranking
from seoul_portal.access import staff
from seoul_portal.paging import Keyset

PAGE = 30


@staff("funding.view_round")
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round, the newest first."""
    page = Keyset(rounds_for(request.user), request, size=PAGE)
    return render(request, "funding/rounds.html", {"rounds": page.rows, "page": page})


@staff("funding.draft_round")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new round: its pot, calls and ceilings."""
    return _edit(request, FundingRound())


@staff("funding.draft_round")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, pk: int) -> HttpResponse:
    """Change pot, calls and ceilings while the round is drafted."""
    round_ = get_object_or_404(FundingRound.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("funding.draft_round", round_) or not round_.is_open:
        raise Http404
    return _edit(request, round_)


def _edit(request: HttpRequest, round_: FundingRound) -> HttpResponse:
    standing = ceilings_of(round_) if round_.pk else []
    lines = [{"district": each.district_id, "theme": each.theme, "ceiling": each.ceiling} for each in standing]
    form = RoundForm(request.POST or None, instance=round_)
    formset = CeilingFormSet(request.POST or None, initial=lines, prefix="ceilings")
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        try:
            saved = _save(request, round_, form, formset)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect(saved)
    context = {"form": form, "formset": formset, "round": round_}
    return render(request, "funding/setup.html", context, status=422 if form.is_bound else 200)


def _save(request: HttpRequest, round_: FundingRound, form: Any, formset: Any) -> FundingRound:
    fields, calls = form.values(), form.cleaned_data["calls"]
    if round_.pk is None:
        round_ = ranking.create(actor=request.user, calls=calls, **fields)
        version = None
    else:
        round_, version = FundingRound.objects.get(pk=round_.pk), form.cleaned_data["version"]
    return ranking.change(round_, actor=request.user, version=version, calls=calls, ceilings=formset.values(), **fields)


@staff("funding.draft_round")
@require_POST
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Take proposals and scores over from the closed panels."""
    round_ = get_object_or_404(FundingRound.objects.visible_to(request.user), pk=pk)

    def said(count: int) -> str:
        return ngettext("%d proposal is in the ranking.", "%d proposals are in the ranking.", count) % count

    attempted(request, lambda: ranking.fill(round_, actor=request.user), said)
    return redirect(round_)


@staff("funding.view_round")
@require_safe
def fairness(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom the ranking reaches, as it is saved."""
    round_ = get_object_or_404(FundingRound.objects.visible_to(request.user), pk=pk)
    tables = [
        (_("District by district"), figures.by_district(round_)),
        (_("By theme"), figures.by_theme(round_)),
        (_("First-time groups"), figures.by_experience(round_)),
        (_("By hours of advice"), figures.by_advice(round_)),
    ]
    return render(request, "funding/fairness.html", {"round": round_, "tables": tables})


@staff("funding.view_round")
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who proposed, changed, signed and announced, and when."""
    round_ = get_object_or_404(FundingRound.objects.visible_to(request.user), pk=pk)
    return render(request, "funding/history.html", {"round": round_})
