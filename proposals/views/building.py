"""Building a call on staff pages: a list, an overview, a page for each step, copying, and a resident's view of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casework.attempt import attempted
from proposals.enums import CallState
from proposals.forms import calls as forms
from proposals.forms import rows
from proposals.models import Call
from proposals.outline import parts_of
from proposals.queries.calls import Missing, missing_from, unfold, whole, with_places
from proposals.views.calls import page_of
from proposals.workflow import building
from seoul_portal.access import staff
from seoul_portal.paging import Keyset

PAGE = 30


ADD_ANOTHER = gettext_lazy("Add another")


@dataclass(frozen=True)
class BuildStep:
    """A page of the builder: a form on the call, rows that belong to it, or both."""

    name: str
    label: str | Promise
    intro: str | Promise = ""
    form: type[forms.CallForm] | None = None
    rows: type[rows.RowFormSet] | None = None
    rows_label: str | Promise = ""
    add_label: str | Promise = ADD_ANOTHER


STEPS = {
    step.name: step
    for step in (
        BuildStep("basics", gettext_lazy("What it is for"), form=forms.BasicsForm),
        BuildStep("area", gettext_lazy("Area"), form=forms.AreaForm),
        BuildStep("terms", gettext_lazy("People and money"), form=forms.TermsForm),
        BuildStep("dates", gettext_lazy("Dates"), form=forms.DatesForm),
        BuildStep(
            "form", gettext_lazy("Parts and questions"), form=forms.PartsForm, rows=rows.Questions,
            rows_label=gettext_lazy("Questions of this call"), add_label=gettext_lazy("Add a question"),
        ),
        BuildStep(
            "budget", gettext_lazy("Budget items"), rows=rows.BudgetItems, add_label=gettext_lazy("Add an item"),
            intro=gettext_lazy("What the money may be spent on. What is not in the list may not be bought."),
        ),
        BuildStep(
            "rubric", gettext_lazy("Review and points"), form=forms.ReviewForm, rows=rows.Criteria,
            rows_label=pgettext_lazy("rubric", "Criteria"), add_label=gettext_lazy("Add a criterion"),
        ),
        BuildStep(
            "documents", gettext_lazy("Documents"), rows=rows.Documents, add_label=gettext_lazy("Add a document"),
            intro=gettext_lazy("Ask for as little as you can: what the form says already needs no paper."),
        ),
        BuildStep("pledges", gettext_lazy("Pledges"), rows=rows.Pledges, add_label=gettext_lazy("Add a pledge")),
    )
}  # fmt: skip


def _call(request: HttpRequest, pk: int) -> Call:
    call = get_object_or_404(whole(Call.objects.visible_to(request.user)), pk=pk)
    if not request.user.has_perm("proposals.build_call", call):
        raise Http404
    return unfold(call)


def tabs(call: Call, here: str = "") -> list[dict[str, Any]]:
    """The steps as a menu, with how many things each still lacks."""
    lacking = [missing.step for missing in missing_from(call)]
    return [
        {
            "label": step.label, "url": reverse("proposals:build-step", args=[call.pk, name]), "current": name == here,
            "lacks": lacking.count(name),
        }
        for name, step in STEPS.items()
    ]  # fmt: skip


@staff("proposals.build_call")
@require_safe
def building_list(request: HttpRequest) -> HttpResponse:
    """Every call, drafts first among equals: the newest on top."""
    found = (
        with_places(Call.objects.visible_to(request.user))
        .select_related("programme", "stage__programme")
        .order_by("-id")
    )
    state = request.GET.get("state", "")
    if state in CallState.values:
        found = found.filter(state=state)
    page = Keyset(found, request, size=PAGE)
    context = {"calls": [unfold(call) for call in page.rows], "page": page, "states": CallState.choices, "state": state}
    return render(request, "proposals/building/list.html", context)


@staff("proposals.build_call")
@require_http_methods(["GET", "HEAD", "POST"])
def new_call(request: HttpRequest) -> HttpResponse:
    """Begin a call from a stage."""
    form = forms.NewCallForm(request.POST or None, initial={"stage": request.GET.get("stage")})
    if request.method == "POST" and form.is_valid():
        call = building.begin(form.cleaned_data["stage"], actor=request.user, title_ko=form.cleaned_data["title_ko"])
        messages.success(request, _("Begun. You can leave at any time and go on later: only the Division sees it."))
        return redirect("proposals:build-step", call.pk, "basics")
    return render(request, "proposals/building/new.html", {"form": form}, status=422 if form.is_bound else 200)


@staff("proposals.build_call")
@require_http_methods(["GET", "HEAD", "POST"])
def copy_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a call as a copy of another one."""
    former = _call(request, pk)
    form = forms.CopyForm(request.POST or None, initial={"title_ko": former.title_ko, "title_en": former.title_en})
    if request.method == "POST" and form.is_valid():
        call = building.copy(former, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Copied. Look through the dates first: everything else is as it was."))
        return redirect("proposals:build-call", call.pk)
    context = {"form": form, "call": former}
    return render(request, "proposals/building/copy.html", context, status=422 if form.is_bound else 200)


@staff("proposals.build_call")
@require_safe
def build_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the call stands, what is still missing, and what can be done with it."""
    call = _call(request, pk)
    missing = missing_from(call)
    context = {
        "call": call,
        "steps": tabs(call),
        "missing": [(STEPS[each.step], each.sentence) for each in missing],
        "standing": _standing(call, missing),
    }
    return render(request, "proposals/building/overview.html", context)


@staff("proposals.build_call")
@require_http_methods(["GET", "HEAD", "POST"])
def build_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step. On a published call the same page makes an amendment, which needs words for those concerned."""
    call, row = _call(request, pk), STEPS.get(step)
    if row is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    do = (request.POST.get("do") or "save") if posted is not None else ""
    pressed = "" if do in ("", "save") else do
    # The forms read and change instances of their own, so that the page still shows the call as it stands.
    own = Call.objects.get(pk=call.pk)
    form = row.form(posted, instance=own) if row.form else None
    formset = row.rows(posted, instance=own, prefix="rows", do=pressed) if row.rows else None
    amendment = None if call.state == CallState.DRAFT else forms.AmendmentForm(posted)
    asked = [each for each in (form, formset, amendment) if each is not None]
    if pressed:
        for each in (form, amendment):
            if each is not None:
                # What is still being written is not wrong yet.
                each._errors = ErrorDict()  # type: ignore[union-attr]  # Django's own; the stubs leave it out
    elif posted is not None and all([each.is_valid() for each in asked]):  # noqa: C419 - every one shows its errors
        saved = _saved(request, call, form, formset, amendment)
        if saved:
            return redirect(*_next(call, step, request.POST))
    context = {
        "call": call, "step": row, "form": form, "formset": formset, "amendment": amendment, "steps": tabs(call, step),
        "missing": [each.sentence for each in missing_from(call) if each.step == step],
    }  # fmt: skip
    status = 422 if posted is not None and not pressed else 200
    return render(request, "proposals/building/step.html", context, status=status)


def _saved(request: HttpRequest, call: Call, form: Any, formset: Any, amendment: Any) -> bool:
    """Save a step whose forms are valid, or show on the page why not."""
    values = form.changes() if form else {}
    rows_differ = formset is not None and formset.differs
    if not values and not rows_differ:
        messages.info(request, _("Nothing was changed."))
        return True
    words = amendment.cleaned_data if amendment else {}
    save: Callable[[Call], None] | None = formset.save_rows if rows_differ else None
    said = _("Announced, and every group that has begun was told.") if amendment else _("Saved.")
    change = partial(building.change, call, actor=request.user, values=values, save_rows=save, **words)
    return attempted(request, change, said)


def _next(call: Call, step: str, posted: Any) -> tuple[Any, ...]:
    """To the next step with “Save and go on”, otherwise stay."""
    names = list(STEPS)
    if "go_on" not in posted:
        return ("proposals:build-step", call.pk, step)
    after = names.index(step) + 1
    return ("proposals:build-step", call.pk, names[after]) if after < len(names) else ("proposals:build-call", call.pk)


@staff("proposals.build_call")
@require_http_methods(["GET", "HEAD", "POST"])
def briefings(request: HttpRequest, pk: int) -> HttpResponse:
    """Meetings at which the call is explained: no rule, so they may change at any time."""
    call = _call(request, pk)
    posted = request.POST if request.method == "POST" else None
    do = (request.POST.get("do") or "save") if posted is not None else ""
    pressed = "" if do in ("", "save") else do
    formset = rows.Briefings(posted, instance=Call.objects.get(pk=pk), prefix="rows", do=pressed)
    if posted is not None and not pressed and formset.is_valid():
        building.change_briefings(call, actor=request.user, save_rows=formset.save_rows)
        messages.success(request, _("Saved. Residents see it at once."))
        return redirect("proposals:build-call", call.pk)
    context = {"call": call, "formset": formset, "steps": tabs(call)}
    status = 422 if posted is not None and not pressed else 200
    return render(request, "proposals/building/briefings.html", context, status=status)


@staff("proposals.build_call")
@require_safe
def preview_call(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page and the form's parts, as applicants will see them."""
    call = _call(request, pk)
    return render(request, "proposals/building/preview.html", page_of(call) | {"parts": parts_of(call)})


def _standing(call: Call, missing: list[Missing]) -> dict[str, Any]:
    """Where the call stands, who acts next, and by when."""
    if call.state == CallState.DRAFT:
        where = _("Being written: only the Division sees it.")
        return {
            "where": where,
            "next": _("The Division completes it.") if missing else _("The Division publishes it."),
            "due": None,
        }
    where = _("Published. Its rules change only by an announced amendment.")
    if call.is_open():
        return {"where": where, "next": _("Groups write and submit."), "due": call.closes_at}
    if call.is_over:
        return {"where": where, "next": _("Offices check what was submitted."), "due": None}
    return {"where": where, "next": _("It opens by itself."), "due": call.opens_at}
