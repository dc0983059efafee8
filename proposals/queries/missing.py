"""What a draft still lacks, part by part and field by field; and where each part of the task list stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from proposals import budget
from proposals.enums import EditOutcome, ProposalState, QuestionKind, SectionKey, SectionState
from proposals.models import Attachment, Call, Proposal, Section, SectionEdit
from proposals.outline import MONTH, ROWS, Asked, Part, parts_of
from proposals.queries.calls import whole_call


@dataclass(frozen=True)
class Gap:
    """Something missing or wrong: in which part, at which field, and the sentence that says what to do."""

    key: str
    field: str
    sentence: str


def load(proposal: Proposal) -> Proposal:
    """``proposal`` with everything that ``missing``, ``states_of`` and a version read: five queries at any size."""
    proposal.call = whole_call(Call.objects.all(), proposal.call_id) or proposal.call
    waiting = SectionEdit.objects.filter(outcome=EditOutcome.CONFLICT).select_related("by")
    prefetch_related_objects(
        [proposal],
        Prefetch("sections", Section.objects.order_by("id")),
        Prefetch("sections__edits", waiting, to_attr="waiting_edits"),
        Prefetch("attachments", Attachment.objects.order_by("id")),
        "points",
    )
    return proposal


def missing(proposal: Proposal) -> list[Gap]:
    """Everything that keeps the text from being complete, in the order of the task list. Pure after ``load``."""
    files = files_by_place(proposal)
    sections = {section.key: section for section in proposal.sections.all()}
    return [gap for part in parts_of(proposal.call) for gap in _gaps(proposal, part, sections.get(part.key), files)]


def states_of(proposal: Proposal) -> dict[str, SectionState]:
    """Where each part stands, by its key, in the order of the task list. Pure after ``load``."""
    files = files_by_place(proposal)
    sections = {section.key: section for section in proposal.sections.all()}
    asked_back = set()
    if proposal.state == ProposalState.RETURNED:
        asked_back = {point.key for point in proposal.points.all() if point.done_at is None}
    states = {}
    for part in parts_of(proposal.call):
        section = sections.get(part.key)
        gaps = _gaps(proposal, part, section, files)
        states[part.key] = (
            SectionState.CHANGES_ASKED if part.key in asked_back else _state(part, section, gaps, bool(files))
        )
    return states


def data_of(proposal: Proposal) -> dict[str, dict[str, Any]]:
    """The answers of each part, by its key."""
    return {section.key: section.data for section in proposal.sections.all()}


def files_by_place(proposal: Proposal) -> dict[tuple[str, int], list[Attachment]]:
    """The files of the draft by what they answer: ("document", id) or ("question", id)."""
    places: dict[tuple[str, int], list[Attachment]] = {}
    for each in proposal.attachments.all():
        if each.removed_at is not None:
            continue
        if each.requirement_id:
            places.setdefault(("document", each.requirement_id), []).append(each)
        elif each.question_id:
            places.setdefault(("question", each.question_id), []).append(each)
    return places


def _state(part: Part, section: Section | None, gaps: list[Gap], has_files: bool) -> SectionState:
    touched = bool(section and (section.version or section.done)) or (part.key == SectionKey.DOCUMENTS and has_files)
    if not touched:
        return SectionState.NOT_STARTED
    if not gaps:
        return SectionState.COMPLETE
    # Whoever said "done", or filled everything in and broke a rule, should look again.
    wrong = bool(section and section.done) or all(gap.field == "" for gap in gaps)
    return SectionState.ATTENTION if wrong else SectionState.IN_PROGRESS


Files = Mapping[tuple[str, int], list[Attachment]]


def _gaps(proposal: Proposal, part: Part, section: Section | None, files: Files) -> list[Gap]:
    data = section.data if section else {}
    gaps = [
        Gap(part.key, asked.key, sentence)
        for asked in part.asks
        for sentence in _of_answer(asked, data.get(asked.key), files)
    ]
    if part.key == SectionKey.DOCUMENTS:
        gaps += [
            Gap(part.key, f"document-{each.pk}", _("“%(document)s” is missing.") % {"document": each.name})
            for each in proposal.call.documents.all()
            if each.required and not files.get(("document", each.pk))
        ]
    if part.key == SectionKey.BUDGET:
        gaps += [Gap(part.key, "", sentence) for sentence in budget.problems(proposal.call, data.get("lines"))]
    if part.key == SectionKey.ACTIVITIES:
        gaps += [Gap(part.key, "end", sentence) for sentence in _of_dates(proposal, data)]
    # Where nothing was loaded, nobody's text is known to wait; submitting always loads.
    gaps += [
        Gap(
            part.key, "", _("%(name)s typed another text here. Please choose between the two.") % {"name": edit.by.name}
        )
        for edit in getattr(section, "waiting_edits", ())
    ]
    return gaps


def _of_answer(asked: Asked, value: Any, files: Files) -> Iterable[str]:
    name = {"question": str(asked.label)}
    if asked.kind == QuestionKind.FILE:
        if asked.required and asked.question and not files.get(("question", asked.question.pk)):
            yield _("“%(question)s”: please add a file.") % name
    elif asked.key == "pledges" and asked.kind == QuestionKind.SEVERAL:
        given = set(value) if isinstance(value, list) else set()
        for pledge, text in asked.choices:
            if pledge not in given:
                yield _("Please give your word: “%(pledge)s”") % {"pledge": text}
    elif value in (None, "", []):
        if asked.required:
            yield _("“%(question)s” is not answered yet.") % name
    elif asked.kind == ROWS:
        yield from _of_rows(asked, value)
    elif sentence := wrong(asked, value):
        yield f"“{asked.label}”: {sentence}"


def _of_rows(asked: Asked, rows: Any) -> Iterable[str]:
    for place, row in enumerate(rows, 1):
        for column in asked.columns:
            value = row.get(column.key)
            words = {"table": asked.label, "row": place, "column": column.label}
            if value in (None, "", []):
                if column.required:
                    yield _("“%(table)s”, row %(row)d: “%(column)s” is missing.") % words
            elif sentence := wrong(column, value):
                start = _("“%(table)s”, row %(row)d, “%(column)s”:") % words
                yield f"{start} {sentence}"


def wrong(asked: Asked, value: Any) -> str | None:
    """What is wrong with an answer that is there: a rule of the call may have changed since it was written."""
    if asked.kind in (QuestionKind.SHORT, QuestionKind.LONG) and len(str(value)) > asked.longest:
        return _("this is %(over)d characters too long.") % {"over": len(str(value)) - asked.longest}
    if asked.kind == QuestionKind.NUMBER and (not isinstance(value, int) or isinstance(value, bool)):
        return _("please write a number.")
    if asked.kind == QuestionKind.DATE and day(value) is None:
        return _("please write a date.")
    if asked.kind == MONTH and day(f"{value}-01") is None:
        return _("please choose a month.")
    allowed = {each[0] for each in asked.choices}
    if asked.kind == QuestionKind.CHOICE and value not in allowed:
        return _("please choose once more; this choice is not offered.")
    if asked.kind == QuestionKind.SEVERAL and not (isinstance(value, list) and set(value) <= allowed):
        return _("please choose once more; one of these is not offered.")
    return None


def _of_dates(proposal: Proposal, data: Mapping[str, Any]) -> Iterable[str]:
    start, end, call = day(data.get("start")), day(data.get("end")), proposal.call
    if start and end and end < start:
        yield _("The project ends before it begins. Please check both dates.")
    if start and call.project_start and start < call.project_start:
        yield _("Projects of this call begin on %(day)s at the earliest.") % {"day": call.project_start.isoformat()}
    if end and call.project_end and end > call.project_end:
        yield _("Projects of this call end on %(day)s at the latest.") % {"day": call.project_end.isoformat()}


def day(value: Any) -> date | None:
    """A stored date ("2026-04-01"), or ``None``."""
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        return None
