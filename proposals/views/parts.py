"""One part of a draft: its form, saving it by hand or by itself, and choosing between two texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.lifecycle import Refused
from proposals import budget, continuing, differences, merging, presence
from proposals.enums import EditOutcome, SectionKey
from proposals.forms.sections import PartForm
from proposals.models import Proposal, Section, SectionEdit
from proposals.outline import MOST_ROWS, ROWS, Part, parts_of, readable
from proposals.queries.drafts import Task, file_for, tasks_of, writers_of
from proposals.reading import Reading, name_of, read, rows_sent
from proposals.views.drafts import is_member, may_write, writers_file
from proposals.workflow import drafting
from seoul_portal.access import signed_in
from seoul_portal.context import Frame
from seoul_portal.paging import Keyset

# A form's marks are short; what is longer was not made by us.
_LONGEST_MARKS = 50_000


def part_of_file(request: HttpRequest, pk: int, key: str) -> tuple[Proposal, list[Task], Task]:
    """The file, its task list, and the task of part ``key``; none of it exists for others."""
    proposal = writers_file(request, pk)
    tasks = tasks_of(proposal)
    task = next((each for each in tasks if each.part.key == key), None)
    if task is None:
        raise Http404
    return proposal, tasks, task


@signed_in
def section(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Read and write one part."""
    proposal, tasks, task = part_of_file(request, pk, key)
    if request.method == "POST":
        return _Saving(request, proposal, tasks, task).answer()
    return _page(request, proposal, tasks, task)


def _page(
    request: HttpRequest, proposal: Proposal, tasks: list[Task], task: Task, *, status: int = 200, **more: Any
) -> HttpResponse:
    writes = may_write(request, proposal)
    if writes:
        presence.here(proposal, request.user, task.part.key)
    place = tasks.index(task)
    context = {
        "proposal": proposal,
        "tasks": tasks,
        "task": task,
        "writes": writes,
        "member": is_member(request, proposal),
        "form": PartForm(task.part, task.section.data, _wanted(request, task.part)) if writes else None,
        "answers": None if writes else readable(task.part, task.section.data),
        "seen": json.dumps(merging.marks_of(task.section.data)),
        "number": place + 1,
        "next": tasks[place + 1] if place + 1 < len(tasks) else None,
        "others": presence.others(proposal, writers_of(proposal), request.user).get(task.part.key, []),
        "since": _since_last_year(proposal, task),
        **_state(request, proposal, task),
        **more,
    }
    return render(request, "proposals/drafts/section.html", context, status=status)


def _since_last_year(proposal: Proposal, task: Task) -> Any:
    """What this part says otherwise than the year before; nothing where there was none."""
    year = continuing.before(proposal)
    if year is None or task.part.key not in continuing.COMPARED:
        return None
    found = continuing.changes(proposal.call, year, {task.part.key: task.section.data}, only=task.part.key)
    return {"title": year.title, "parts": found}


def _wanted(request: HttpRequest, part: Part) -> dict[str, int]:
    """By table, how many rows "add a row" asked to see."""
    asked = {each.key: request.GET.get(f"rows-{each.key}", "") for each in part.asks if each.kind == ROWS}
    return {key: int(text) for key, text in asked.items() if text.isascii() and text.isdigit() and len(text) < 5}


def _state(request: HttpRequest, proposal: Proposal, task: Task) -> dict[str, Any]:
    """What stands beside the form and changes with each save: what is missing, and what the budget comes to."""
    state: dict[str, Any] = {"task": task, "proposal": proposal, "user": request.user}
    if task.part.key == SectionKey.BUDGET:
        state["sheet"] = budget.Sheet(proposal.call, task.section.data.get("lines"))
    return state


class _Saving:
    """One press of a button, or one autosave, and how it is answered: as JSON to our script, as a page otherwise."""

    def __init__(self, request: HttpRequest, proposal: Proposal, tasks: list[Task], task: Task) -> None:
        self.request, self.proposal, self.tasks, self.task = request, proposal, tasks, task
        self.by_script = request.headers.get("Accept", "").startswith("application/json")
        self.act, _colon, self.of = request.POST.get("act", "").partition(":")

    def answer(self) -> HttpResponse:
        owner = self.request.POST.get("owner", "")
        if owner and owner != Frame(self.request).keep_owner:
            return self._refused([_("Somebody else is signed in on this device now, so this was not saved.")])
        reading = read(self.task.part, self.request.POST, drop=self._dropped())
        try:
            saved = drafting.save_section(
                self.task.section, actor=self.request.user, data=reading.data, base_version=self._base(),
                seen=_marks(self.request.POST.get("seen", "")),
            )  # fmt: skip
        except Refused as error:
            return self._refused(error.reasons)
        self._reload()
        if self.act in ("save", "next"):
            drafting.check_off(
                self.task.section, actor=self.request.user, done=not (self.task.gaps or self.task.waiting)
            )
        return self._to_script(saved, reading) if self.by_script else self._to_page(saved, reading)

    def _base(self) -> int:
        text = self.request.POST.get("version", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0

    def _dropped(self) -> tuple[str, int] | None:
        key, _colon, place = self.of.partition(":")
        if self.act != "remove" or not (place.isascii() and place.isdigit() and len(place) < 5):
            return None
        return key, int(place)

    def _reload(self) -> None:
        found = file_for(self.request.user, self.proposal.pk)
        assert found is not None  # it was there a moment ago, and whoever saved may read it
        self.proposal, self.tasks = found, tasks_of(found)
        self.task = next(each for each in self.tasks if each.part.key == self.task.part.key)

    def _to_script(self, saved: drafting.Saved, reading: Reading) -> JsonResponse:
        context = _state(self.request, self.proposal, self.task) | {
            "taken": _labels(self.task.part, saved.taken),
            "notes": reading.notes,
            "by": self.task.section.edited_by,
        }
        return JsonResponse(
            {
                "saved": _saved_at(),
                "version": self.task.section.version,
                "seen": json.dumps(saved.seen),
                "alerts": render_to_string("proposals/drafts/alerts.html", context, self.request),
                "state": render_to_string("proposals/drafts/state.html", context, self.request),
                "go": self._go() if self.act else "",
            }
        )

    def _to_page(self, saved: drafting.Saved, reading: Reading) -> HttpResponse:
        for note in reading.notes:
            messages.warning(self.request, note)
        if saved.taken:
            messages.info(self.request, _taken(self.task.part, saved.taken))
        if saved.conflict is not None:
            messages.warning(self.request, _("Somebody changed the same answer meanwhile. Both texts are kept."))
            return redirect("proposals:choose", self.proposal.pk, self.task.part.key, saved.conflict.pk)
        messages.success(self.request, _saved_at())
        return redirect(self._go())

    def _go(self) -> str:
        """Where the pressed button leads."""
        here = reverse("proposals:section", args=[self.proposal.pk, self.task.part.key])
        if self.act == "next":
            place = self.tasks.index(self.task)
            following = self.tasks[place + 1 : place + 2]
            if following:
                return reverse("proposals:section", args=[self.proposal.pk, following[0].part.key])
            return self.proposal.get_absolute_url()
        if self.act == "list":
            return self.proposal.get_absolute_url()
        table = next((each for each in self.task.part.asks if each.key == self.of.partition(":")[0]), None)
        if table is None or table.kind != ROWS or self.act not in ("add", "remove"):
            return here
        rows = rows_sent(table, self.request.POST) + (1 if self.act == "add" else -1)
        return f"{here}?rows-{table.key}={max(1, min(rows, MOST_ROWS))}#{name_of(table)}"

    def _refused(self, reasons: list[str]) -> HttpResponse:
        if self.by_script:
            return JsonResponse({"refused": reasons}, status=409)
        hidden = {"csrfmiddlewaretoken", "owner", "seen", "version", "act"}
        fields = [
            (name, value)
            for name, values in self.request.POST.lists()
            for value in values
            if name not in hidden and not name.endswith(("-rows", "-asked"))
        ]
        return _page(
            self.request, self.proposal, self.tasks, self.task, status=409, refused=reasons, not_saved=fields[:1000]
        )


def _saved_at() -> str:
    return _("Saved %(time)s") % {"time": f"{timezone.localtime():%H:%M}"}


def _marks(text: str) -> Mapping[str, Any] | None:
    """The marks that a form of ours carried; nothing where they were tampered with or are missing."""
    if not text or len(text) > _LONGEST_MARKS:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _labels(part: Part, keys: tuple[str, ...]) -> list[str]:
    return [str(asked.label) for asked in part.asks if asked.key in keys]


def _taken(part: Part, keys: tuple[str, ...]) -> str:
    return _("Meanwhile somebody else changed: %(answers)s. Both changes are kept.") % {
        "answers": ", ".join(f"“{label}”" for label in _labels(part, keys))
    }


# --- Choosing between two texts ----------------------------------------------------------------------


@signed_in
def choose(request: HttpRequest, pk: int, key: str, edit: int) -> HttpResponse:
    """Two texts for the same answers, side by side; whoever wrote the second chooses."""
    proposal, _tasks, task = part_of_file(request, pk, key)
    found = next((each for each in task.waiting if each.pk == edit), None)
    here = reverse("proposals:section", args=[proposal.pk, task.part.key])
    if found is None or not may_write(request, proposal):
        messages.info(request, _("Here is nothing left to choose."))
        return redirect(here)
    mine_to_settle = drafting.may_settle(found, request.user, proposal.group)
    if request.method == "POST":
        keep = {name: request.POST.get(f"keep-{name}") or request.POST.get("all", "") for name in found.data}
        try:
            drafting.settle(task.section, actor=request.user, edit=found, keep=keep)
        except (Refused, SectionEdit.DoesNotExist) as error:
            messages.info(request, " ".join(getattr(error, "reasons", [_("Here is nothing left to choose.")])))
            return redirect(here)
        if all(choice in ("mine", "theirs") for choice in keep.values()):
            messages.success(request, _("Chosen. The other text stays in the history of this part."))
            return redirect(here)
        messages.warning(request, _("Please choose for each answer. The rest still waits."))
        return redirect(request.path)
    context = {"proposal": proposal, "task": task, "edit": found, "pairs": _pairs(task, found), "may": mine_to_settle}
    return render(request, "proposals/drafts/choose.html", context)


def _pairs(task: Task, edit: SectionEdit) -> list[dict[str, Any]]:
    """Each clashing answer in both texts, with the differences marked."""
    theirs = {each.key: each for each in readable(task.part, task.section.data)}
    mine = {each.key: each for each in readable(task.part, edit.data)}
    saved = list(task.section.edits.filter(outcome=EditOutcome.SAVED).select_related("by").order_by("-version")[:50])
    pairs = []
    for key in (each for each in edit.data if each in theirs):
        pieces = differences.pieces(_as_text(theirs[key]), _as_text(mine[key]))
        pairs.append(
            {
                "key": key,
                "label": theirs[key].label,
                "by": _writer(task.section, saved, key),
                "theirs": [each for each in pieces if each.kind != differences.ADDED],
                "mine": [each for each in pieces if each.kind != differences.REMOVED],
            }
        )
    return pairs


def _writer(section: Section, saved: list[SectionEdit], key: str) -> Any:
    """Who wrote the saved answer; whoever saved the part last may have changed others only."""
    same = takewhile(lambda each: each.data.get(key) == section.data.get(key), saved)
    return next((each.by for each in reversed(list(same))), section.edited_by)


def _as_text(answer: Any) -> str:
    """An answer as running text: a table line by line."""
    if not answer.rows:
        return answer.text
    return "\n".join(" · ".join(cell for cell in row if cell) for row in answer.rows)


# --- Who typed what ----------------------------------------------------------------------------------


@signed_in
@require_safe
def history(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Every text this part had, by whom and when; also those that were set aside."""
    proposal = writers_file(request, pk)
    part = next((each for each in parts_of(proposal.call) if each.key == key), None)
    if part is None:
        raise Http404
    found = SectionEdit.objects.filter(section__proposal=proposal, section__key=key).select_related("by")
    page = Keyset(found.order_by("-id"), request, size=10)
    edits = [(edit, [each for each in readable(part, edit.data) if not each.is_empty]) for edit in page.rows]
    context = {"proposal": proposal, "part": part, "edits": edits, "page": page}
    return render(request, "proposals/drafts/history.html", context)
