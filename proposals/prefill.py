"""What a new draft knows already: the group as it is, what it wrote in an earlier proposal, and the self-check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from groups.models import Group
from proposals import continuing
from proposals.enums import QuestionKind, SectionKey
from proposals.models import Call, Proposal
from proposals.outline import ROWS, Part
from villages.models import Tie

# What stays true of a group from one proposal to the next; the idea is a new one.
_LASTING = (SectionKey.GROUP, SectionKey.PEOPLE)


def prefilled(call: Call, group: Group, parts: Iterable[Part], answers: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The first content of each part, by its key. ``answers``: of the self-check, by the key of a question."""
    earlier = _earlier(call, group)
    if year := continuing.ready(call, group):
        earlier = {key: {**data, **earlier.get(key, {})} for key, data in year.filled.items()} | {
            key: data for key, data in earlier.items() if key not in year.filled
        }
    known = {SectionKey.GROUP: _group(group)}
    people = {"people": _people(group, earlier.get(SectionKey.PEOPLE, {}))}
    return {
        part.key: _kept(
            part,
            {
                **known.get(SectionKey(part.key), {}),
                **earlier.get(part.key, {}),
                **answers,
                # Those of today, whatever an earlier proposal said.
                **(people if part.key == SectionKey.PEOPLE else {}),
            },
        )
        for part in parts
    }


def _earlier(call: Call, group: Group) -> dict[str, dict[str, Any]]:
    """From the group's last proposal: what lasts, and for a withdrawn one in the same call, everything."""
    last = Proposal.objects.filter(group=group).prefetch_related("sections").order_by("-id").first()
    if last is None:
        return {}
    whole = last.call_id == call.pk
    return {each.key: each.data for each in last.sections.all() if whole or each.key in _LASTING}


def _kept(part: Part, data: Mapping[str, Any]) -> dict[str, Any]:
    """Only what the part asks, and only in the shape in which it asks."""
    return {asked.key: data[asked.key] for asked in part.asks if _fits(asked.kind, data.get(asked.key))}


def _fits(kind: str, value: Any) -> bool:
    if value in (None, "", []) or kind == QuestionKind.FILE:
        return False
    return isinstance(value, list) == (kind in (ROWS, QuestionKind.SEVERAL))


def _group(group: Group) -> dict[str, Any]:
    ties = Tie.objects.current().filter(
        user__in=[each.user_id for each in group.members], village__district=group.village.district_id
    )
    return {
        "introduction": group.introduction,
        "formed_on": timezone.localdate(group.founded_at).isoformat(),
        "basis": sorted(set(ties.values_list("basis", flat=True))),
    }


def _people(group: Group, earlier: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The members of today; what each took on before is remembered by name."""
    rows = earlier.get("people")
    before = {row.get("name"): row.get("does", "") for row in rows if isinstance(row, dict)} if rows else {}
    return [
        {"name": each.user.name, "role": each.role, "does": before.get(each.user.name, "")} for each in group.members
    ]
