"""The ranking of a round: read, filtered, tried and saved on one page, with what is left always in sight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from itertools import accumulate, starmap
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.attempt import attempted
from casework.lifecycle import Refused
from funding.enums import Outcome
from funding.filters.ranking import LONGEST_QUERY, RankingFilter
from funding.forms.ranking import CutForm, Typed, read
from funding.models import Allocation, FundingRound
from funding.points import points
from funding.queries import joint
from funding.queries import ranking as queries
from funding.queries.ranking import Totals, Trial
from funding.queries.rounds import opened
from funding.workflow import ranking
from funding.workflow.round import ROUND
from groups.enums import Theme
from seoul_portal.access import staff
from seoul_portal.paging import Ordered
from seoul_portal.parts import kept
from seoul_portal.rows import address_of
from seoul_portal.templatetags.portal import money
from villages.queries import district_choices

PAGE = 30
SELECTED = mark_safe(" selected")


class Printer:
    """Rows of a ranking as plain values to print: what many lines share is worked out once."""

    def __init__(self) -> None:
        self._address = address_of("proposals:file")
        self._labels = {value: str(label) for value, label in Outcome.choices}
        sample = money(1)
        self._money = cache(lambda won: sample.replace("1", f"{won:,}"))  # as ``money`` says it, many times faster

    def line(
        self, row: Any, *, running: int, left: int, cut: bool, raw: dict[str, str], still: int | None
    ) -> dict[str, Any]:
        """``cut``: the first one below the money; ``raw``: what stands in the row's boxes; ``still``: may still get."""
        file = row.proposal
        return {
            "pk": row.pk,
            "sort": f"is-{row.outcome} is-cut" if cut else f"is-{row.outcome}",
            "rank": row.rank or "–",
            "url": self._address.format(row.proposal_id),
            "title": str(file),
            "about": f"{file.number} · {file.group_name} · {row.village_name}",
            "score": points(row.score),
            "spread": "" if row.spread is None else row.spread,
            "asked": self._money(row.asked),
            "decision": self._labels[row.outcome] + (f" {row.reserve_place}" if row.reserve_place else ""),
            "won": self._money(row.amount) if row.amount else "",
            "reason": row.reason if row.amount else "",
            "running": self._money(running),
            "left": self._money(left),
            "over": left < 0,
            "still": "" if still is None else self._money(still),
            "above": still is not None and row.amount > still,
            "raw": raw,
        }


class RankingPage:
    """What the page prints: saved rows, or rows as they are tried."""

    def __init__(self, request: HttpRequest, round_: FundingRound) -> None:
        self.request, self.round = request, round_
        self.cut_form = CutForm(request.GET if "select" in request.GET else None)
        self.trial: Trial | None = self.cut_form.trial()
        self._chosen = {name: request.GET.get(name, "") for name in RankingFilter.base_filters}
        found: Any = SimpleLazyObject(lambda: self.filter.qs if self.is_narrow else queries.rows_of(round_))
        prepared = None if self.is_narrow else ("ranking", round_.pk, get_language())
        self.page = Ordered(found, request, field="place", size=PAGE, prepared=prepared)
        self.totals: Totals = (
            queries.totals(round_, queries.ceilings_of(round_), self.trial) if self.trial else queries.counted(round_)
        )
        self.tried: dict[int, int] = {}
        self.typed = Typed()
        self.may_edit = round_.is_open and request.user.has_perm("funding.draft_round", round_)

    @cached_property
    def filter(self) -> RankingFilter:
        return RankingFilter(self.request.GET, queryset=queries.rows_of(self.round))

    @property
    def is_narrow(self) -> bool:
        """Whether not all rows are wanted."""
        return any(self._chosen.values())

    @property
    def editing(self) -> bool:
        return self.may_edit and self.trial is None and ("edit" in self.request.GET or bool(self.typed.raw))

    def lay_over(self, typed: Typed) -> list[str]:
        """Show rows as they were typed, without saving; returns what is wrong with them."""
        self.typed = typed
        changed, faults = [], list(typed.faults)
        for row in self.page.rows:
            if row.pk in typed.rows:
                before = row.outcome, row.amount
                faults += ranking.put(row, typed.rows[row.pk])
                changed.append((row, *before))
                self.tried[row.place] = row.amount
        self.totals = queries.with_rows(self.totals, changed)
        return faults

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        rows: list[Allocation] = self.page.rows
        running, printer = self._running(rows), Printer()
        still = joint.left_for(row.proposal_id for row in rows) if getattr(self.round, "shares_years", True) else {}
        lines, above = [], False
        for row in rows:
            if self.trial is not None:
                row.outcome, row.amount, row.reserve_place = self.trial.outcome_of(row)
                row.reason = ""  # the saved one speaks of another amount
            selected = row.outcome == Outcome.SELECTED
            so_far = running[row.place]
            raw = (self.typed.raw.get(row.pk) or _raw(row)) if self.editing else {}
            left, cut, most = self.round.budget - so_far, above and not selected, still.get(row.proposal_id)
            lines.append(printer.line(row, running=so_far, left=left, cut=cut, raw=raw, still=most))
            above = selected
        return lines

    def _running(self, rows: list[Allocation]) -> dict[int, int]:
        """Won from the top down to each row; the first screen holds all that is needed to add up."""
        if [row.place for row in rows] != list(range(1, len(rows) + 1)):
            return queries.running(self.round, [row.place for row in rows], self.trial, self.tried)
        won = [self.trial.outcome_of(row)[1] if self.trial else row.amount for row in rows]
        return dict(zip(range(1, len(rows) + 1), accumulate(won), strict=True))

    @property
    def words(self) -> str:
        """What was looked for."""
        return self.request.GET.get("q", "")[:LONGEST_QUERY]

    @property
    def choices(self) -> list[tuple[str, str, SafeString]]:
        """The filters that are chosen from, each with its options. By hand: a form takes longer than all the rows."""
        districts = tuple(district_choices())
        known = {"outcome": Outcome.choices, "theme": Theme.choices, "district": districts}
        chosen = tuple(self._chosen[name] for name in known)
        return kept(("ranking", get_language(), districts, chosen), lambda: list(starmap(self._choice, known.items())))

    def _choice(self, name: str, choices: Iterable[tuple[str, Any]]) -> tuple[str, str, SafeString]:
        pairs = ((value, SELECTED if value == self._chosen[name] else "", label) for value, label in choices)
        every = format_html('<option value="">{}</option>', _("All"))
        options = every + format_html_join("", '<option value="{}"{}>{}</option>', pairs)
        return name, str(RankingFilter.base_filters[name].label), options

    @property
    def over(self) -> list[str]:
        return queries.what_is_over(self.totals)

    @property
    def offers(self) -> list[Any]:
        """The steps this person may take, and where: on this very version, and not amid changes or a trial."""
        user: Any = self.request.user
        if self.editing or self.trial or self.tried:
            return []

        def address(step: str) -> str:
            return f"{reverse('casework:step', args=[ROUND.name, self.round.pk, step])}?version={self.round.version}"

        return [(offer, address(offer.step.name)) for offer in ROUND.offers(self.round, user)]


def _raw(row: Allocation) -> dict[str, str]:
    return {
        "outcome": row.outcome,
        "amount": f"{row.amount:,}" if row.amount else "",
        "reason": row.reason,
        "reserve": str(row.reserve_place or ""),
    }


@staff("funding.view_round")
@require_http_methods(["GET", "HEAD", "POST"])
def ranking_(request: HttpRequest, pk: int) -> HttpResponse:
    """The ranking. POST with ``try`` shows what was typed without saving it; with ``save`` it is saved."""
    round_ = opened(request.user, pk)
    page = RankingPage(request, round_)
    if request.method != "POST":
        return _show(request, page)
    if not page.may_edit and not request.user.has_perm("funding.draft_round", round_):
        raise Http404
    typed = read(request.POST.dict(), page.page.rows)
    if "try" in request.POST:
        return _show(request, page, page.lay_over(typed), tried=True)
    reasons = list(typed.faults)
    if not reasons:
        try:
            ranking.decide(round_, typed.rows, actor=request.user, version=_version(request))
        except Refused as error:
            reasons = error.reasons
        else:
            messages.success(request, _("Saved."))
            return redirect(request.get_full_path())
    page.lay_over(typed)
    return _show(request, page, reasons, status=409)


def _show(
    request: HttpRequest, page: RankingPage, faults: list[str] | None = None, *, tried: bool = False, status: int = 200
) -> HttpResponse:
    context = {"round": page.round, "page": page, "faults": faults or [], "tried": tried, "outcomes": Outcome.choices}
    return render(request, "funding/ranking.html", context, status=status)


def _version(request: HttpRequest) -> int:
    """The version of the ranking that the page was made from; a form without one has seen none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@staff("funding.draft_round")
@require_POST
def cut(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the cut line that was tried."""
    round_ = get_object_or_404(FundingRound.objects.visible_to(request.user), pk=pk)
    trial = CutForm(request.POST).trial()
    if trial is None:
        messages.error(request, _("Write how many to select and how many wait, as numbers."))
        return redirect(round_)
    version, reason = _version(request), request.POST.get("reason", "")[:1000]
    said = _("Saved: the cut line decides on every row. You can still change single ones.")
    if attempted(request, lambda: ranking.cut(round_, trial, actor=request.user, version=version, reason=reason), said):
        return redirect(round_)
    return redirect(f"{round_.get_absolute_url()}?{urlencode(asdict(trial))}")
