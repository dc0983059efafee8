"""What a variation would change: what stands now, what it weighs, and how both read side by side. Pure reading.

``before`` and ``after`` by kind: budget ``{"lines": [{id, item, detail, grant, own}]}``, period ``{"ends_on"}``,
representative ``{"user"}``, content ``{"part", "text"}`` where ``part`` names an answer of the agreed plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding.enums import VariationKind, VariationState
from funding.models import Agreement, Award, Conditions, Variation
from funding.queries.conditions import conditions_of
from proposals.enums import Item, QuestionKind, SectionKey
from proposals.outline import parts_of, readable
from seoul_portal.templatetags.portal import money

# What of the agreed plan can change. Title and theme are what was decided on, and goals are answered at the end.
_PLAN = (SectionKey.IDEA, SectionKey.ACTIVITIES, SectionKey.PLAN, SectionKey.CONTINUATION)
_FIXED = ("title", "theme", "facility", "start", "end", "how_many")


@dataclass(frozen=True)
class Row:
    """One line of the table before and after."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


# --- What stands now ---------------------------------------------------------------------------------


def lines_now(award: Award) -> list[dict[str, Any]]:
    return [
        {"id": line.pk, "item": line.item, "detail": line.detail, "grant": line.grant, "own": line.own}
        for line in award.lines.order_by("position")
    ]


@dataclass(frozen=True)
class Said:
    """An answer of the plan as it stands: what the agreement has, or what was approved since."""

    part: str
    label: str
    text: str


def plan_now(award: Award) -> list[Said]:
    """The answers of the plan that can change, in their order."""
    content = Agreement.objects.filter(award=award).values_list("content", flat=True).first() or {}
    plan = content.get("plan", {})
    since = changed_texts(award)
    found = []
    for part in parts_of(award.proposal.call):
        if part.key not in _PLAN or part.key not in plan:
            continue
        for answer, asked in zip(readable(part, plan[part.key]), _asked(part), strict=True):
            if asked.key not in _FIXED:
                name = f"{part.key}.{answer.key}"
                text = answer.text or "\n".join(" · ".join(cell for cell in row if cell) for row in answer.rows)
                found.append(Said(name, answer.label, since.get(name, text)))
    return found


def _asked(part: Any) -> list[Any]:
    return [asked for asked in part.asks if asked.kind != QuestionKind.FILE]


def changed_texts(award: Award) -> dict[str, str]:
    """By part of the plan the text that was approved last."""
    approved = Variation.objects.filter(award=award, kind=VariationKind.CONTENT, state=VariationState.APPROVED)
    return {after["part"]: after["text"] for after in approved.order_by("id").values_list("after", flat=True)}


# --- What a change of the budget weighs --------------------------------------------------------------


def moved(before: dict[str, Any], after: dict[str, Any]) -> int:
    """Won of the grant that go to another line."""
    known = {line["id"]: line["grant"] for line in before["lines"]}
    return sum(max(line["grant"] - known.get(line["id"], 0), 0) for line in after["lines"])


def moved_by_rule(award: Award) -> int:
    """Won that went to other lines so far without anybody's decision."""
    small = Variation.objects.filter(
        award=award, kind=VariationKind.BUDGET, state=VariationState.APPROVED, by_rule=True
    ).values_list("before", "after")
    return sum(moved(before, after) for before, after in small)


def free_to_move(award: Award, terms: Conditions | None = None) -> int:
    """Won that the group may still move between its lines by rule, all small changes taken together.

    ``terms`` are the award's conditions where they were read already.
    """
    share = (terms or conditions_of(award)).small_change
    return max(award.amount * share // 100 - moved_by_rule(award), 0)


def is_small(award: Award, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the rule of the stage lets this change of the budget pass.

    A line for something new, or less money of the group's own, is always decided on by a person.
    """
    is_new = any(line["id"] is None for line in after["lines"])
    own = [sum(line["own"] for line in budget["lines"]) for budget in (before, after)]
    return not is_new and own[1] >= own[0] and moved(before, after) <= free_to_move(award)


# --- Side by side ------------------------------------------------------------------------------------


def compared(variation: Variation) -> list[Row]:
    """What was and what shall be, row by row."""
    say = {
        VariationKind.BUDGET: _budget,
        VariationKind.PERIOD: _period,
        VariationKind.REPRESENTATIVE: _representative,
        VariationKind.CONTENT: _content,
    }[VariationKind(variation.kind)]
    return say(variation)


def _budget(variation: Variation) -> list[Row]:
    known = {line["id"]: line for line in variation.before["lines"]}
    rows = []
    for line in variation.after["lines"]:
        label = str(Item(line["item"]).label) + (f": {line['detail']}" if line["detail"] else "")
        rows.append(Row(label, _parts(known.get(line["id"])), _parts(line)))
    return rows


def _parts(line: dict[str, Any] | None) -> str:
    if line is None:
        return "–"
    if not line["own"]:
        return money(line["grant"])
    return _("%(grant)s + own %(own)s") % {"grant": money(line["grant"]), "own": money(line["own"])}


def _period(variation: Variation) -> list[Row]:
    ends = [date_format(day_in(kept["ends_on"])) for kept in (variation.before, variation.after)]
    return [Row(_("Last day"), *ends)]


def _representative(variation: Variation) -> list[Row]:
    ids = [kept["user"] for kept in (variation.before, variation.after)]
    people = get_user_model()._default_manager.in_bulk([pk for pk in ids if pk])
    return [Row(_("Representative"), *(str(people.get(pk, "–")) for pk in ids))]


def _content(variation: Variation) -> list[Row]:
    labels = {said.part: said.label for said in plan_now(variation.award)}
    part = variation.after["part"]
    return [Row(labels.get(part, part), variation.before["text"], variation.after["text"])]


def day_in(text: str) -> date:
    """A day as it is kept."""
    found = parse_date(text)
    if found is None:
        raise ValueError(text)
    return found
