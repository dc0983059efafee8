"""Drafts as their writers see them: one file with everything on its task list, and my proposals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.utils import timezone

from proposals.enums import EditOutcome, ProposalState, SectionState
from proposals.models import Attachment, Call, Proposal, Section, SectionComment, SectionEdit, TriagePoint
from proposals.outline import Part, parts_of
from proposals.queries.calls import whole_call
from proposals.queries.comments import comments_on
from proposals.queries.missing import Gap, missing, states_of

TONES = {
    SectionState.NOT_STARTED: "gray",
    SectionState.IN_PROGRESS: "information",
    SectionState.COMPLETE: "success",
    SectionState.ATTENTION: "danger",
    SectionState.CHANGES_ASKED: "warning",
}


@dataclass(frozen=True)
class Task:
    """One line of the task list. ``waiting`` are texts that stand beside the saved one until somebody chooses."""

    part: Part
    section: Section
    state: SectionState
    gaps: list[Gap]
    waiting: list[SectionEdit] = field(default_factory=list)
    points: list[TriagePoint] = field(default_factory=list)
    comments: list[SectionComment] = field(default_factory=list)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_complete(self) -> bool:
        return self.state == SectionState.COMPLETE

    @property
    def open_points(self) -> list[TriagePoint]:
        return [each for each in self.points if each.done_at is None]

    @property
    def open_comments(self) -> list[SectionComment]:
        return [each for each in self.comments if each.done_at is None]


def file_for(user: Any, pk: int) -> Proposal | None:
    """The file, if ``user`` may see it, with all that its task list needs: four queries, five with comments."""
    proposal = _files().filter(pk__in=Proposal.objects.visible_to(user).filter(pk=pk).values("pk")).first()
    if proposal is None:
        return None
    proposal.call = whole_call(Call.objects.all(), proposal.call_id) or proposal.call
    prefetch_related_objects(
        [proposal],
        Prefetch("sections", _sections()),
        Prefetch("attachments", Attachment.objects.order_by("id")),
    )
    _attach(proposal)
    return proposal


def tasks_of(proposal: Proposal) -> list[Task]:
    """The task list of a file from ``file_for``, in the order in which its parts are asked. No query."""
    gaps: dict[str, list[Gap]] = {}
    for gap in missing(proposal):
        gaps.setdefault(gap.key, []).append(gap)
    sections = {section.key: section for section in proposal.sections.all()}
    points = proposal.points.all()
    comments = comments_on(proposal) if is_read_by_advisers(proposal) else {}
    states = states_of(proposal)
    return [
        Task(
            part,
            sections[part.key],
            states[part.key],
            # Texts that wait are the last of its gaps; here they have a line of their own.
            gaps.get(part.key, [])[: len(gaps.get(part.key, [])) - len(_waiting(sections[part.key]))],
            _waiting(sections[part.key]),
            [each for each in points if each.key == part.key],
            comments.get(str(part.key), []),
        )
        for part in parts_of(proposal.call)
        if part.key in sections
    ]


def _waiting(section: Any) -> list[SectionEdit]:
    return section.waiting_edits


def is_read_by_advisers(proposal: Proposal) -> bool:
    """Whether anybody but its writers can have said anything to it."""
    return bool(proposal.shared_at or proposal.submitted_at or proposal.started_for)


def writers_of(proposal: Proposal) -> list[Any]:
    """Who may be writing: the members, and whoever began it at the counter."""
    people = [each.user for each in proposal.group.members]
    return people if not proposal.started_for or proposal.taken_over_at else [*people, proposal.started_by]


def mine(user: Any) -> QuerySet[Proposal]:
    """Every proposal of the groups of ``user``, the newest first."""
    return (
        Proposal.objects.of(user)
        .select_related("call", "group", "lead", "office", "assigned_to__person")
        .order_by("-id")
    )


def running(user: Any) -> QuerySet[Proposal]:
    """Those of my groups that wait for somebody: drafts of open calls, returned and submitted ones."""
    waiting = [ProposalState.RETURNED, ProposalState.SUBMITTED]
    draft = Q(state=ProposalState.DRAFT, call__closes_at__gt=timezone.now())
    return mine(user).filter(draft | Q(state__in=waiting)).order_by("call__closes_at", "id")[:20]


def of_group(group: Any) -> QuerySet[Proposal]:
    """The last proposals of ``group``, the newest first."""
    found = Proposal.objects.filter(group=group).select_related("call", "office", "assigned_to__person")
    return found.order_by("-id")[:5]


def _files() -> QuerySet[Proposal]:
    points = TriagePoint.objects.filter(proposal=OuterRef("pk")).order_by("id")
    row = JSONObject(id="id", key="key", text="text", version="version", done_at="done_at")
    related = ("group", "village__district", "lead", "started_by", "office", "assigned_to__person")
    return Proposal.objects.select_related(*related).annotate(point_rows=ArraySubquery(points.values(row=row)))


def _sections() -> QuerySet[Section]:
    """Parts, each with who edited it last and the texts that wait beside it, in one query."""
    waiting = SectionEdit.objects.filter(section=OuterRef("pk"), outcome=EditOutcome.CONFLICT).order_by("id")
    row = JSONObject(id="id", by_id="by_id", by_name="by__name", data="data", for_group="for_group")
    return Section.objects.select_related("edited_by").annotate(waiting_rows=ArraySubquery(waiting.values(row=row)))


def _attach(proposal: Proposal) -> None:
    """Make rows of what came along as JSON."""
    user_model: Any = Section._meta.get_field("edited_by").related_model
    for section in proposal.sections.all():
        section.proposal = proposal
        section.waiting_edits = []  # type: ignore[attr-defined]
        for row in vars(section).pop("waiting_rows"):
            edit = SectionEdit(
                pk=row["id"], section=section, data=row["data"], for_group=row["for_group"],
                base_version=section.version, outcome=EditOutcome.CONFLICT,
            )  # fmt: skip
            edit.by = user_model(pk=row["by_id"], name=row["by_name"])
            section.waiting_edits.append(edit)  # type: ignore[attr-defined]
    points: Any = proposal.points.all()
    rows = vars(proposal).pop("point_rows")
    # Points of a former return are history, not tasks.
    rows = [row for row in rows if proposal.state == ProposalState.RETURNED]
    points._result_cache = [TriagePoint(proposal=proposal, **row) for row in rows]
    points._prefetch_done = True
    vars(proposal)["_prefetched_objects_cache"]["points"] = points
