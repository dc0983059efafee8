"""What is kept of a submission: its content as plain JSON, the fingerprint of that, and how it is read again.

The content is complete in itself: answers, people, files (by their hashes) and the rules of the call as they stood. It
holds no time of day, so the same text has the same fingerprint whenever it is taken.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils.translation import gettext as _

from proposals import budget
from proposals.enums import QuestionKind, SectionKey
from proposals.models import Call, Proposal
from proposals.outline import Answer, Part, parts_of, readable
from proposals.queries.calls import RULE_ROWS, remade
from proposals.queries.missing import data_of, load

# Raised when the shape changes, so that what is kept for years is read as it was meant.
SHAPE = 1
# What moves by itself while a call runs, and what is no rule.
_NOT_RULES = {"state", "published_at", "contact_office_id", "copied_from_id"}
Content = dict[str, Any]


@dataclass(frozen=True)
class Present:
    """The text as it stands now."""

    content: Content
    fingerprint: str


def present(proposal: Proposal) -> Present:
    """What would be handed in now. Read once per instance, so that what was checked is what is kept."""
    if "_present" not in vars(proposal):
        content = content_of(load(proposal))
        vars(proposal)["_present"] = Present(content, fingerprint(content))
    return vars(proposal)["_present"]


def content_of(proposal: Proposal) -> Content:
    """The draft as plain JSON. Pure after ``queries.missing.load``, but for the members and places of the group."""
    data = data_of(proposal)
    sums = budget.totals(data.get(SectionKey.BUDGET, {}).get("lines"))
    village = proposal.village
    content = {
        "shape": SHAPE,
        "call": _rules(proposal.call),
        "group": {"id": proposal.group_id, "name": proposal.group.name},
        "village": {"code": village.code, "name_ko": village.name_ko, "name_en": village.name_en},
        "lead": proposal.lead_id,
        "people": [
            {"id": each.user_id, "name": each.user.name, "role": str(each.role)} for each in proposal.group.members
        ],
        "parts": {part.key: data.get(part.key, {}) for part in parts_of(proposal.call)},
        "budget": {"grant": sums.grant, "own": sums.own},
        "files": [
            {
                "id": file.pk,
                "name": file.name,
                "size": file.size,
                "content_type": file.content_type,
                "sha256": file.sha256,
                "document": file.requirement_id,
                "question": file.question_id,
            }
            for file in proposal.attachments.all()
            if file.removed_at is None
        ],
    }
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


def fingerprint(content: Content) -> str:
    """SHA-256 of ``content`` as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _rules(call: Call) -> Content:
    rows = {
        name: [_row(each, {"call_id"}) for each in getattr(call, name).all()]
        for name in (*RULE_ROWS, "districts", "villages")
    }
    return {**_row(call, _NOT_RULES), **rows}


def _row(row: Model, but: Iterable[str]) -> Content:
    """A row's columns. Of a place its code is enough."""
    if hasattr(row, "former_codes"):
        return {"id": row.pk, "code": row.code}  # type: ignore[attr-defined]
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in but and field.attname != "search"
    }


# --- Reading it again --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """One part of a text, as people read it."""

    key: str
    title: str
    answers: tuple[Answer, ...]


def call_of(content: Content) -> Call:
    """The call as it stood when the text was handed in."""
    return remade(content["call"], RULE_ROWS)


def pages_of(content: Content) -> list[Page]:
    """All parts with their answers in the active language, files and sums among them."""
    call = call_of(content)
    return [
        Page(part.key, str(part.title), tuple(_answers(part, call, content)))
        for part in parts_of(call)
        if part.key in content["parts"]
    ]


def _answers(part: Part, call: Call, content: Content) -> list[Answer]:
    answers = readable(part, content["parts"][part.key])
    files: list[Mapping[str, Any]] = content["files"]
    for asked in part.asks:
        if asked.kind == QuestionKind.FILE and asked.question:
            answers.append(_files(asked.key, str(asked.label), files, "question", asked.question.pk))
    if part.key == SectionKey.DOCUMENTS:
        answers += [_files(f"document-{d.pk}", d.name, files, "document", d.pk) for d in call.documents.all()]
        answers.append(
            Answer(
                "others",
                _("Further files"),
                "\n".join(f["name"] for f in files if not (f["document"] or f["question"])),
            )
        )
    if part.key == SectionKey.BUDGET:
        sums = content["budget"]
        answers.append(Answer("grant", _("Grant asked for (won)"), budget.won(sums["grant"])))
        answers.append(Answer("own", _("Own contribution (won)"), budget.won(sums["own"])))
    return answers


def _files(key: str, label: str, files: Iterable[Mapping[str, Any]], kind: str, pk: int) -> Answer:
    return Answer(key, label, "\n".join(each["name"] for each in files if each[kind] == pk))
