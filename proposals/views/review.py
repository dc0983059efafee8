"""The reviewer's side: my files, the declaration, the text beside the rubric, and its paper and attachments.

A file opens through its review alone: to whoever holds the seat, after the declaration, while the panel scores. To
everybody else, and at every other moment, these pages do not exist.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.lifecycle import Refused
from proposals import continuing, paper
from proposals.enums import ReviewState, SeatKind, SeatState
from proposals.forms.review import ConflictForm, ScoreForm
from proposals.hiding import Content, Veil, for_reviewer, hidden_name, veil
from proposals.models import Attachment, Criterion, Review, Score, Seat
from proposals.queries.panel import HANDED_IN
from proposals.queries.review import next_of, reviews_of
from proposals.queries.standing import Standing
from proposals.record import call_of, pages_of
from proposals.workflow import review as reviews
from proposals.workflow.review_steps import REVIEW
from seoul_portal.access import ask_second_factor, signed_in
from seoul_portal.files import download


class Sheet:
    """One review as its pages show it: the veil over the file, and what one wrote."""

    def __init__(self, review: Any) -> None:
        self.review = review
        self.panel = review.seat.panel
        self.veil: Veil = veil(
            hidden=self.panel.call.names_hidden,
            number=review.proposal_id,
            group_name=review.group_name,
            people=review.people,
        )

    @property
    def title(self) -> str:
        return self.veil.text(self.review.title or "") or _("Proposal without a title")

    @property
    def group(self) -> str:
        return self.veil.group or self.review.group_name

    @property
    def is_late(self) -> bool:
        waits = self.review.state in (ReviewState.ASSIGNED, ReviewState.CLEARED)
        return waits and self.panel.due_on < timezone.localdate()

    def content(self) -> Content:
        return for_reviewer(self.review.version.content, self.veil)

    def standing(self) -> Standing:
        you, due = _("You"), self.panel.due_on
        if self.review.state == ReviewState.ASSIGNED:
            return Standing(_("Closed until you say whether you stand near to it."), you, due)
        if self.review.state == ReviewState.CLEARED:
            return Standing(
                _("Open to you. Your scores are kept as you type, and count once you hand them in."), you, due
            )
        return Standing(_("Handed in. You can correct your scores until the panel closes."))


def _sheet(request: HttpRequest, pk: int, *, declared: bool = True) -> Sheet:
    """The review of this person, or 404. ``declared``: only once the file is open to them."""
    user: Any = request.user
    found = get_object_or_404(
        reviews_of(user).select_related("seat__panel__call", "proposal__group", "proposal__call__stage", "version"),
        pk=pk,
    )
    if declared and not user.has_perm("proposals.read_file_for_review", found):
        raise Http404
    return Sheet(found)


def _needs_second_factor(request: HttpRequest, sheet: Sheet) -> bool:
    """People of offices review with their second factor, as they do everything else."""
    user: Any = request.user
    return sheet.review.seat.kind == SeatKind.STAFF and user.second_factor_at is None


@signed_in
@require_safe
def my_reviews(request: HttpRequest) -> HttpResponse:
    """My files in my own order, how far I am, and the panels that I was invited to."""
    sheets = [Sheet(review) for review in reviews_of(request.user)]
    seats = Seat.objects.of(request.user).filter(state__in=[SeatState.INVITED, SeatState.ACCEPTED])
    done = sum(sheet.review.state == ReviewState.SCORED for sheet in sheets)
    waiting = [sheet for sheet in sheets if sheet.review.state != ReviewState.SCORED]
    context = {
        "sheets": sheets,
        "done": done,
        "next": waiting[0] if waiting else None,
        "due": min((sheet.panel.due_on for sheet in waiting), default=None),
        "seats": seats.select_related("panel__call", "user").order_by("-id")[:50],
    }
    return render(request, "proposals/review/mine.html", context)


@signed_in
def review(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Before the declaration title and group alone; then the text, and the rubric beside it."""
    sheet = _sheet(request, pk, declared=False)
    if _needs_second_factor(request, sheet):
        return ask_second_factor(request)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "conflict":
        return _declare_conflict(request, sheet)
    if sheet.review.state == ReviewState.ASSIGNED:
        return _declare(request, sheet, act)
    if not request.user.has_perm("proposals.read_file_for_review", sheet.review):
        raise Http404
    if "conflict" in request.GET and not act:
        context = {"sheet": sheet, "form": _conflict_form(request, sheet), "open": True}
        return render(request, "proposals/review/declare.html", context)
    return _score(request, sheet, act)


# --- Conflict first ----------------------------------------------------------------------------------


def _conflict_form(request: HttpRequest, sheet: Sheet, data: Any = None) -> ConflictForm:
    step = REVIEW.steps["declare_conflict"]
    initial = {"seen": sheet.review.state}
    return ConflictForm(data, initial=initial, step=step, subject=sheet.review, actor=request.user)


def _declare(request: HttpRequest, sheet: Sheet, act: str) -> HttpResponse:
    refused: list[str] = []
    if act == "clear":
        try:
            reviews.clear(sheet.review, actor=request.user)
        except Refused as error:
            refused = error.reasons
        else:
            return redirect(sheet.review)
    context = {"sheet": sheet, "form": _conflict_form(request, sheet), "refused": refused}
    return render(request, "proposals/review/declare.html", context, status=409 if refused else 200)


def _declare_conflict(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    form = _conflict_form(request, sheet, request.POST)
    if not form.is_valid():
        return render(
            request, "proposals/review/declare.html", {"sheet": sheet, "form": form, "open": True}, status=422
        )
    try:
        reviews.declare_conflict(sheet.review, actor=request.user, **form.values())
    except Refused as error:
        context = {"sheet": sheet, "form": form, "refused": error.reasons, "open": True}
        return render(request, "proposals/review/declare.html", context, status=409)
    messages.success(request, _("Thank you for saying so. The file is closed to you, and somebody else reads it."))
    return redirect("proposals:my-reviews")


# --- Scoring -----------------------------------------------------------------------------------------


def _criteria(sheet: Sheet) -> list[Criterion]:
    return list(sheet.panel.call.criteria.all())


def _form(sheet: Sheet, data: Any = None) -> ScoreForm:
    kept = {score.criterion_id: score for score in sheet.review.scores.all()}
    initial = {f"points_{pk}": score.points for pk, score in kept.items()}
    initial |= {f"reason_{pk}": score.reason for pk, score in kept.items()}
    return ScoreForm(data, initial=initial, criteria=_criteria(sheet))


def _score(request: HttpRequest, sheet: Sheet, act: str) -> HttpResponse:
    if not act:
        return _scoring_page(request, sheet, _form(sheet))
    form = _form(sheet, request.POST)
    if not form.is_valid():
        return _scoring_page(request, sheet, form, status=422)
    try:
        if sheet.review.state == ReviewState.SCORED:
            reviews.correct(sheet.review, actor=request.user, said=form.said())
            messages.success(request, _("Corrected. The former scores stay in the history."))
            return redirect(sheet.review)
        reviews.save(sheet.review, actor=request.user, said=form.said())
        if act == "hand-in":
            reviews.hand_in(sheet.review, actor=request.user)
            messages.success(request, _("Handed in: %(title)s") % {"title": sheet.title})
    except Refused as error:
        return _scoring_page(request, sheet, form, refused=error.reasons, status=409)
    if act == "save":
        messages.success(request, _("Saved. It counts once you hand it in."))
        return redirect(sheet.review)
    following = next_of(sheet.review)
    return redirect(following) if following else redirect("proposals:my-reviews")


def _scoring_page(
    request: HttpRequest, sheet: Sheet, form: ScoreForm, *, refused: list[str] | None = None, status: int = 200
) -> HttpResponse:
    content = sheet.content()
    context = {
        "sheet": sheet,
        "review": sheet.review,
        "form": form,
        "refused": refused or [],
        "pages": pages_of(content),
        "files": content["files"] if sheet.panel.files_shown else [],
        "since": _since_last_year(sheet, content),
        "scored": sheet.review.state == ReviewState.SCORED,
        "most": sum(each.points for each in form.criteria),
        "others": _others(sheet),
    }
    response = render(request, "proposals/review/review.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _since_last_year(sheet: Sheet, content: Content) -> Any:
    """What the group does otherwise than the year before, under the same veil as the text."""
    year = continuing.before(sheet.review.proposal)
    if year is None:
        return None
    former = replace(year, parts=sheet.veil.everything(year.parts))
    return {
        "title": sheet.veil.text(year.title),
        "parts": continuing.changes(call_of(content), former, content["parts"]),
    }


def _others(sheet: Sheet) -> list[dict[str, Any]]:
    """What the others wrote, without their names: once all have handed in and lie so far apart that they talk."""
    mine = sheet.review
    if mine.state != ReviewState.SCORED:
        return []
    rows = list(
        Review.objects.standing().filter(proposal=mine.proposal_id).order_by("id").values("pk", "state", "total")
    )
    totals = [row["total"] or 0 for row in rows if row["state"] in HANDED_IN]
    apart = len(totals) == len(rows) and len(rows) > 1 and max(totals) - min(totals) >= sheet.panel.spread_threshold
    if not (apart or mine.proposal.moderations.exists()):
        return []
    scores = Score.objects.filter(review__in=[row["pk"] for row in rows]).exclude(review=mine)
    said: dict[int, list[Score]] = {}
    for score in scores.select_related("criterion").order_by("criterion__position", "criterion_id"):
        said.setdefault(score.review_id, []).append(score)
    names = [_("Reviewer %(letter)s") % {"letter": chr(65 + place)} for place in range(len(rows))]
    return [
        {"name": name, "total": row["total"], "scores": said.get(row["pk"], [])}
        for name, row in zip(names, rows, strict=True)
        if row["pk"] != mine.pk
    ]


@signed_in
@require_POST
def save(request: HttpRequest, pk: int, criterion: int) -> HttpResponseBase:
    """Keep one criterion while it is typed; answers with a line that says so. Without a script one saves by button."""
    sheet = _sheet(request, pk)
    if _needs_second_factor(request, sheet):
        return ask_second_factor(request)
    form = _form(sheet, request.POST)
    form.is_valid()
    problems: list[str] = []
    if criterion not in form.said(only=criterion):
        problems = [
            str(error) for name in (f"points_{criterion}", f"reason_{criterion}") for error in form.errors.get(name, [])
        ]
        problems = problems or [_("This is no criterion of the call.")]
    else:
        try:
            reviews.save(sheet.review, actor=request.user, said=form.said(only=criterion))
        except Refused as error:
            problems = error.reasons
    context = {"problems": problems, "at": timezone.localtime()}
    return render(request, "proposals/review/saved.html", context)


# --- Paper and attachments ---------------------------------------------------------------------------


@signed_in
@require_safe
def print_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The text as PDF, as it may be read: without contact details and, where the call says so, without names."""
    sheet = _sheet(request, pk)
    if _needs_second_factor(request, sheet):
        return ask_second_factor(request)
    version = sheet.review.version
    number = sheet.veil.group or sheet.review.proposal.number
    made = paper.version_pdf(
        sheet.content(), sheet.title, number=number, version=version.number, at=version.at, fingerprint=""
    )
    response = HttpResponse(made, content_type="application/pdf")
    name = _("For review %(number)d") % {"number": sheet.review.proposal_id}
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.pdf") or ""
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_safe
def attachment(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A file that was handed in with the text, unless the panel leaves files out."""
    sheet = _sheet(request, pk)
    if _needs_second_factor(request, sheet):
        return ask_second_factor(request)
    handed_in = [each["id"] for each in sheet.review.version.content["files"]]
    if not sheet.panel.files_shown or file not in handed_in:
        raise Http404
    found = get_object_or_404(Attachment, pk=file, proposal=sheet.review.proposal_id)
    shown = found.name
    if sheet.veil.hides_names:
        shown = hidden_name(handed_in.index(file) + 1, found.name)
    return download(found.file, shown, found.content_type)
