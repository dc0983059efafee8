"""What comes after an award: who qualifies for which stage, until when, and what the next draft begins from."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from funding.enums import AwardState, ProjectOutcome
from funding.models import Award, Conditions, Continuation, NextPlace
from groups.models import Group
from proposals.enums import SectionKey, StageKind
from proposals.models import Call, Proposal, Stage
from proposals.queries.calls import current_calls

# The year after each.
FOLLOWING = {StageKind.SEED: StageKind.SPROUT, StageKind.SPROUT: StageKind.ACTION}
# What a new draft takes over word for word; dates, files and pledges are given anew.
_KEPT = {
    SectionKey.IDEA: ("title", "theme", "need", "aim"),
    SectionKey.ACTIVITIES: ("what", "for_whom", "how_many", "where", "heard", "partners"),
    SectionKey.CONTINUATION: ("continues", "risks"),
}
Data = dict[str, dict[str, Any]]


def next_stage_of(stage: Stage) -> Stage | None:
    """The stage of the year after, in the same programme."""
    kind = FOLLOWING.get(StageKind(stage.kind))
    return Stage.objects.filter(programme=stage.programme_id, kind=kind, active=True).first() if kind else None


def qualifies(award: Award) -> bool:
    """Settled with nothing owed, judged performing: what opens the next stage."""
    return award.state == AwardState.CLOSED and award.outcome == ProjectOutcome.PERFORMING


def has_unaccounted(group_id: int) -> bool:
    """Whether money of the group is unaccounted for: that bars it from everything."""
    return Award.objects.filter(group=group_id, outcome=ProjectOutcome.UNACCOUNTED).exists()


def place_for(call: Call, group_id: int) -> NextPlace | None:
    """The latest place of the group in the stage of ``call``, kept or not."""
    found = NextPlace.objects.filter(award__group=group_id, stage__programme=call.programme_id)
    return found.filter(stage__kind=call.stage.kind).select_related("award__proposal", "stage").order_by("-id").first()


def kept_until(stage: Stage, since: date) -> date:
    """The last day on which a place in ``stage`` that opened on ``since`` is kept."""
    months = since.year * 12 + since.month - 1 + Conditions.of(stage).place_kept_months
    year, month = divmod(months, 12)
    return date(year, month + 1, min(since.day, calendar.monthrange(year, month + 1)[1]))


def calls_of(stage: Stage) -> list[Call]:
    """Calls of the stage that are open or announced, the one to look at first."""
    of_stage = Q(stage__programme=stage.programme_id, stage__kind=stage.kind)
    return current_calls(of_stage, key=("stage", stage.programme_id, stage.kind))


def draft_of(place: NextPlace) -> Proposal | None:
    """The proposal that the group made of its place."""
    return Proposal.objects.living().filter(continues__previous=place.award_id).order_by("-id").first()


def places() -> QuerySet[NextPlace]:
    """Places that are kept today and of which nothing has been made yet."""
    today = timezone.localdate()
    kept = NextPlace.objects.filter(Q(kept_until__gte=today) | Q(break_since__isnull=False))
    return kept.exclude(award__continuations__proposal__in=Proposal.objects.living()).order_by("pk")


def places_with_calls() -> QuerySet[NextPlace]:
    """Places of which nothing was made while a call of their stage is open: with ``due_on``, the last day to begin."""
    now = timezone.now()
    with_calls = Call.objects.open_at(now).values("stage")  # no join, which would need DISTINCT: sources are united
    waiting = places().filter(break_since=None, stage__in=with_calls, award__group__state="formed")
    return waiting.annotate(due_on=F("kept_until")).select_related("award__proposal", "award__group", "stage")


# --- What the next draft begins from -----------------------------------------------------------------


def agreed_parts(award: Award) -> Data:
    """The year of ``award`` as it was agreed on: the text as handed in, the budget and goals as they came to stand."""
    parts: Data = {each.key: dict(each.data) for each in award.proposal.sections.all()}
    if lines := list(award.lines.order_by("position")):
        typed = parts.get(SectionKey.BUDGET, {}).get("lines") or []
        parts[SectionKey.BUDGET] = {"lines": [_line(line, typed) for line in lines]}
    if goals := list(award.goals.order_by("position")):
        parts[SectionKey.GOALS] = {"goals": [_goal(goal, goal.baseline) for goal in goals]}
    return parts


def filled_parts(award: Award, call: Call) -> Data:
    """What a draft for ``call`` takes over from the year of ``award``, moved to the new year."""
    year = agreed_parts(award)
    filled = {
        str(key): {name: year[key][name] for name in names if name in year.get(key, {})} for key, names in _KEPT.items()
    }
    months = _months_between(year, call)
    rows = year.get(SectionKey.PLAN, {}).get("plan") or []
    filled[SectionKey.PLAN] = {"plan": [{**row, "month": _moved(row.get("month"), months)} for row in rows]}
    lines = year.get(SectionKey.BUDGET, {}).get("lines") or []
    filled[SectionKey.BUDGET] = {"lines": [{**line, "month": _moved(line.get("month"), months)} for line in lines]}
    goals = award.goals.order_by("position")
    # What was reached is where the new year begins.
    filled[SectionKey.GOALS] = {"goals": [_goal(goal, goal.result or goal.baseline) for goal in goals]} if goals else {
        "goals": year.get(SectionKey.GOALS, {}).get("goals") or []
    }  # fmt: skip
    return filled


def continuation_of(proposal: Proposal) -> Continuation | None:
    found = Continuation.objects.filter(proposal=proposal.pk)
    return found.select_related("previous__proposal").first()


def _line(line: Any, typed: list[dict[str, Any]]) -> dict[str, Any]:
    """A line as it was agreed on: with price and quantity as typed where they still come to the same."""
    total = line.grant + line.own
    for row in typed:
        same = row.get("item") == line.item and row.get("detail") == line.detail
        if same and _product(row) == total and (row.get("own") or 0) == line.own:
            return dict(row)
    price = {"unit_price": total, "quantity": 1, "times": 1, "own": line.own}
    return {"item": line.item, "detail": line.detail, **price}


def _product(row: dict[str, Any]) -> int:
    return (row.get("unit_price") or 0) * (row.get("quantity") or 0) * (row.get("times") or 0)


def _goal(goal: Any, baseline: str) -> dict[str, str]:
    """Within what the proposal's table holds."""
    return {
        "indicator": goal.indicator[:200],
        "baseline": " ".join(baseline.split())[:100],
        "target": goal.target[:100],
        "measured": goal.measured[:200],
    }


def _months_between(year: Data, call: Call) -> int:
    """By how many months the plan moves: whole years, so that spring stays spring."""
    months = [row.get("month") for row in year.get(SectionKey.PLAN, {}).get("plan") or []]
    first = min((month for month in months if _is_month(month)), default=None)
    begins = call.project_start or timezone.localdate(call.closes_at)
    return max(begins.year - int(str(first)[:4]), 1) * 12 if first else 12


def _moved(month: Any, by: int) -> str:
    """ "2026-04" so many months later; nothing for what is no month."""
    if not _is_month(month):
        return ""
    year, place = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04}-{place + 1:02}"


def _is_month(month: Any) -> bool:
    return isinstance(month, str) and len(month) == 7 and month[:4].isdigit() and month[5:].isdigit()


def group_places(group: Group) -> list[NextPlace]:
    """What stands open to ``group``, for its page."""
    found = NextPlace.objects.filter(award__group=group).select_related("award__proposal", "stage__programme")
    return [place for place in found.order_by("-id") if place.is_kept]
