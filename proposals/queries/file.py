"""Everything the office's page of a file shows, in one query beside the people's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from proposals import rules
from proposals.enums import AdviceState, AdviceTopic, ObjectionState, SectionKey, Side
from proposals.models import (
    Advice,
    InternalNote,
    Objection,
    Proposal,
    Review,
    Section,
    ThreadFile,
    ThreadMessage,
    ThreadReading,
    TriagePoint,
    Version,
)
from proposals.record import Page, pages_of
from seoul_portal.prepared import ROW, Prepared
from villages.rules import standing_of

# What stands on the file itself; the whole thread has pages of its own.
NEWEST_MESSAGES = 5
NEWEST_NOTES = 20


def of_office(user: Any, pk: int) -> Proposal | None:
    """A submitted file that ``user`` reads in a posting, with the rows below it as JSON."""
    found = _file(user, key=standing_of(user), row=pk)
    return found[0] if found else None


def _of_office(user: Any) -> QuerySet[Proposal]:
    elsewhere = Proposal.objects.led_elsewhere(OuterRef("call"), OuterRef("lead"), OuterRef("pk"))
    return (
        Proposal.objects.visible_to(user)
        .filter(submitted_at__isnull=False, pk=ROW)
        .select_related(
            "call__stage", "group", "village__district", "lead", "office", "assigned_to__person", "decided_by"
        )
        .defer("words")
        .annotate(
            version_rows=_rows(
                Version.objects.order_by("-number"), 2, number="number", at="at", by="by__name", content="content"
            ),
            point_rows=_rows(
                TriagePoint.objects.order_by("id"), None, id="pk", key="key", text="text", version="version",
                done_at="done_at", done_by="done_by__name",
            ),
            message_rows=ArraySubquery(
                messages().filter(proposal=OuterRef("pk"))[:NEWEST_MESSAGES].values("row")
            ),
            note_rows=_rows(
                InternalNote.objects.order_by("-id"), NEWEST_NOTES, id="pk", text="text", at="at",
                author="author__name", office_ko="posting__office__name_ko", office_en="posting__office__name_en",
            ),
            advice_rows=ArraySubquery(_advice(user)),
            objection_rows=_rows(
                Objection.objects.order_by("-id"), 1, id="pk", state="state", answer_due_on="answer_due_on",
            ),
            led_elsewhere=ArraySubquery(elsewhere.values("submitted_at")),
            reader_scores=Exists(Review.objects.filter(rules.open_reviews(user), proposal=OuterRef("pk"))),
            read_up_to=Subquery(ThreadReading.objects.filter(proposal=OuterRef("pk"), user=user).values("up_to")),
        )
    )  # fmt: skip


_file = Prepared(_of_office)


def _rows(found: QuerySet[Any], most: int | None, **fields: str) -> ArraySubquery:
    mine = found.filter(proposal=OuterRef("pk"))
    return ArraySubquery((mine if most is None else mine[:most]).values(row=JSONObject(**fields)))


def messages() -> QuerySet[Any]:
    """Messages as JSON, the newest first, each with its files."""
    files = ThreadFile.objects.filter(message=OuterRef("pk")).order_by("id")
    return ThreadMessage.objects.order_by("-id").annotate(
        row=JSONObject(
            id="pk",
            side="side",
            author="author__name",
            author_id="author_id",
            office_ko="posting__office__name_ko",
            office_en="posting__office__name_en",
            text="text",
            at="at",
            files=ArraySubquery(files.values(row=JSONObject(id="pk", name="name", size="size"))),
        )
    )


def _advice(user: Any) -> Any:
    """Talks held with the group about this call's file: topics and hours; notes only for those who may read them."""
    held = Advice.objects.filter(state__in=[AdviceState.HELD, AdviceState.NOTED]).filter(
        Q(proposal=OuterRef("pk")) | Q(proposal=None, group=OuterRef("group_id"))
    )
    note = Case(When(rules.advice_seen_by(user), then=F("note")), default=Value(""), output_field=CharField())
    return held.order_by("-held_at").values(
        row=JSONObject(
            topic="topic", discussed="discussed", minutes="minutes", held_at="held_at", note=note,
            office_ko="office__name_ko", office_en="office__name_en",
        )
    )[:20]  # fmt: skip


# --- What the page prints ----------------------------------------------------------------------------


def moments(row: dict[str, Any]) -> dict[str, Any]:
    """``row`` with its times read."""
    return {name: _time(value) if name == "at" or name.endswith("_at") else value for name, value in row.items()}


def _time(value: Any) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class Read:
    """One part of the text, and what in it differs from the version before."""

    page: Page
    changed: frozenset[str]


@dataclass(frozen=True)
class Office:
    """Rows of a file as ``of_office`` found them, in the shape of the page."""

    file: Any

    @property
    def version(self) -> dict[str, Any] | None:
        return moments(self.file.version_rows[0]) if self.file.version_rows else None

    @property
    def former(self) -> int | None:
        """The number of the version before, to be compared with."""
        return self.file.version_rows[1]["number"] if len(self.file.version_rows) > 1 else None

    def text(self) -> list[Read]:
        """The latest text with what changed marked."""
        rows = self.file.version_rows
        if not rows or "call" not in rows[0]["content"]:
            return []
        before = {}
        if len(rows) > 1 and "call" in rows[1]["content"]:
            before = {(page.key, each.key): each for page in pages_of(rows[1]["content"]) for each in page.answers}
        return [
            Read(
                page,
                frozenset(each.key for each in page.answers if before and before.get((page.key, each.key)) != each),
            )
            for page in pages_of(rows[0]["content"])
        ]

    def hand_over_text(self) -> None:
        """Let the rules judge what was submitted, not what members may be typing meanwhile."""
        parts = self.file.version_rows[0]["content"].get("parts", {}) if self.file.version_rows else {}
        cache = {"sections": [Section(proposal=self.file, key=key, data=data) for key, data in parts.items()]}
        self.file._prefetched_objects_cache = {**getattr(self.file, "_prefetched_objects_cache", {}), **cache}

    def people(self) -> list[dict[str, Any]]:
        """Who stood in the submitted text."""
        return self.file.version_rows[0]["content"].get("people", []) if self.file.version_rows else []

    def documents(self) -> list[dict[str, Any]]:
        """The files that were submitted."""
        return self.file.version_rows[0]["content"].get("files", []) if self.file.version_rows else []

    def points(self) -> list[dict[str, Any]]:
        """Points of the present round first."""
        labels = dict(SectionKey.choices)
        rows = [moments(row) | {"part": labels.get(row["key"], row["key"])} for row in self.file.point_rows]
        return sorted(rows, key=lambda row: -row["version"])

    def messages(self) -> list[dict[str, Any]]:
        """The newest messages, in the order of talking; ``new`` ones the reader has not seen."""
        read = self.file.read_up_to or 0
        return [moments(row) | {"new": row["id"] > read} for row in reversed(self.file.message_rows)]

    @property
    def waits_for_answer(self) -> bool:
        """Whether the group had the last word."""
        return bool(self.file.message_rows) and self.file.message_rows[0]["side"] == Side.GROUP

    def notes(self) -> list[dict[str, Any]]:
        return [moments(row) for row in self.file.note_rows]

    def advice(self) -> list[dict[str, Any]]:
        topics = dict(AdviceTopic.choices)
        return [
            moments(row)
            | {
                "topic": topics.get(row["topic"], ""),
                "discussed": [topics.get(each, each) for each in row["discussed"]],
            }
            for row in self.file.advice_rows
        ]

    @property
    def objection(self) -> Objection | None:
        """The last objection, open or answered."""
        if not self.file.objection_rows:
            return None
        row = self.file.objection_rows[0]
        due = datetime.fromisoformat(row["answer_due_on"]).date()
        return Objection(pk=row["id"], state=row["state"], answer_due_on=due)

    @property
    def open_objection(self) -> Objection | None:
        found = self.objection
        return found if found is not None and found.state == ObjectionState.LODGED else None
