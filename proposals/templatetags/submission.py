"""Places for files, wherever a part of a draft is shown: ``{% part_files proposal part writes %}``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from proposals.enums import QuestionKind, SectionKey
from proposals.models import Attachment, Proposal
from proposals.outline import Part
from proposals.queries.missing import files_by_place

register = template.Library()

_ALL = ("pdf", "hwp", "hwpx", "docx", "xlsx", "jpg", "png")
_PHOTOGRAPHS = ("jpg", "jpeg", "png")


@dataclass(frozen=True)
class Place:
    """Where files go: a document that the call asks for, a question, or anything else."""

    id: str
    title: str
    files: list[Attachment]
    field: str = ""
    value: int | None = None
    help: str = ""
    required: bool = False
    types: tuple[str, ...] = _ALL
    largest: int = 10

    @property
    def kinds(self) -> str:
        words = {"kinds": ", ".join(kind.upper() for kind in self.types), "most": self.largest}
        said = _("%(kinds)s, up to %(most)d MB each.") % words
        if set(self.types) & set(_PHOTOGRAPHS):
            said += " " + _("Where a photograph was taken is removed from it.")
        return said

    @property
    def accept(self) -> str:
        """For the browser's dialog; HEIC becomes JPEG when it arrives."""
        suffixes = [f".{kind}" for kind in self.types]
        if set(self.types) & {"jpg", "jpeg"}:
            suffixes += [".jpeg", ".heic"]
        return ",".join(dict.fromkeys(suffixes))


@register.inclusion_tag("proposals/submission/files.html", takes_context=True)
def part_files(context: Context, proposal: Proposal, part: Part, writes: bool) -> dict[str, Any]:
    """Every place for files in ``part``; nothing where it has none. No query after ``queries.missing.load``."""
    return {
        "places": _places(proposal, part),
        "proposal": proposal,
        "writes": writes,
        "csrf_token": context.get("csrf_token"),
    }


def _places(proposal: Proposal, part: Part) -> list[Place]:
    files = files_by_place(proposal)
    places = [
        Place(
            id=asked.key,
            title=str(asked.label),
            files=files.get(("question", asked.question.pk), []),
            field="question",
            value=asked.question.pk,
            help=str(asked.help),
            required=asked.required,
        )
        for asked in part.asks
        if asked.kind == QuestionKind.FILE and asked.question
    ]
    if part.key != SectionKey.DOCUMENTS:
        return places
    places += [
        Place(
            id=f"document-{each.pk}",
            title=each.name,
            files=files.get(("document", each.pk), []),
            field="document",
            value=each.pk,
            help=each.help,
            required=each.required,
            types=tuple(each.types) or _ALL,
            largest=each.largest_mb,
        )
        for each in proposal.call.documents.all()
    ]
    loose = [
        each
        for each in proposal.attachments.all()
        if each.removed_at is None and not each.requirement_id and not each.question_id
    ]
    return [*places, Place(id="others", title=_("Further files"), files=loose)]
