"""Proposals of the demonstration: thirty-odd files in every state before review, written and moved by the workflow.

What each file says stands in ``data/demonstration.json``, what happens to it in ``demo_scenes``. All scenes are played
together in the order of their days, so that numbers, histories and messages come in the order in which they happened.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone, translation

from casework.past import as_of, is_open_since
from groups.demo import HOME, formed, neighbour
from groups.models import Group
from proposals import demo, demo_scenes
from proposals.models import Call, Proposal
from villages.models import Posting, Village

ROWS = Path(__file__).parent / "data" / "demonstration.json"
CALLS = {"first": demo.FIRST, "seed": demo.OPEN, "sprout": demo.NEXT_STEP}
# Days before today on which the first group is founded.
BEGAN = 60
STAFF = ("adviser", "triage", "officer", "official")


def load() -> None:
    """All proposals of the demonstration. Runs any number of times; needs a past that is still open."""
    titles = {title: key for key, title in CALLS.items()}
    calls = {titles[call.title_ko]: call for call in Call.objects.filter(title_ko__in=titles)}
    people = people_by_name()
    first = timezone.localdate() - timedelta(days=BEGAN)
    if len(calls) < len(CALLS) or not is_open_since(first) or not in_office_since(first):
        return
    with translation.override("ko"):
        rows = list(enumerate(json.loads(ROWS.read_text(encoding="utf-8"))))
        with as_of(moment_of(BEGAN, 10)):
            groups = [group_of(row, number, people) for number, row in rows]
        play(
            demo_scenes.Scene(row, number, calls[row["call"]], group, people)
            for (number, row), group in zip(rows, groups, strict=True)
            if group and not Proposal.objects.filter(call=calls[row["call"]], group=group).exists()
        )


def sign_ins() -> Any:
    return get_user_model().objects.filter(email__endswith="@demo.example").exclude(email__startswith="neighbour-")


def people_by_name() -> dict[str, Any]:
    """Those who sign in, each by what stands before the @ of their address."""
    return {user.email.partition("@")[0]: user for user in sign_ins()}


def fresh(row: Any) -> Any:
    """``row`` as the database has it now."""
    return type(row).objects.get(pk=row.pk)


def in_office_since(first: date) -> bool:
    there = Posting.objects.in_force(first).filter(person__email__in=[f"{name}@demo.example" for name in STAFF])
    return there.count() == len(STAFF)


def group_of(row: dict[str, Any], number: int, people: dict[str, Any]) -> Group | None:
    """The group of ``groups.demo`` that the row names, or one of its own, founded by its first person."""
    if "known" in row:
        return Group.objects.filter(name=row["known"]).first()
    found = Group.objects.filter(name=row["group"]).first()
    here = Village.objects.current().filter(**_place(row))
    village = here.order_by("code").first()
    if found or village is None:
        return found
    names = row.get("people", ["", "", ""])
    members = [
        people.get(name) or neighbour(f"group-{number}", village, number * 5, place, row.get("language", "ko"))
        for place, name in enumerate(names)
    ]
    texts = {"name": row["group"], "theme": row["theme"], "introduction": row["introduction"]}
    return formed(members, village, texts)


def _place(row: dict[str, Any]) -> dict[str, str]:
    if "village" in row:
        return {"name_ko": row["village"]}
    return {"district__code": row["district"]} if "district" in row else {"code": HOME}


def play(scenes: Iterator[demo_scenes.Scene]) -> None:
    """Let all scenes go on, whichever is next by its day."""
    waiting: list[tuple[datetime, int, Iterator[tuple[int, int]]]] = []
    for number, scene in enumerate(scenes):
        acts = scene.play()
        waiting.append((moment_of(*next(acts), number), number, acts))
    heapq.heapify(waiting)
    while waiting:
        moment, number, acts = waiting[0]
        with as_of(moment):
            following = next(acts, None)
        if following is None:
            heapq.heappop(waiting)
        else:
            heapq.heapreplace(waiting, (moment_of(*following, number), number, acts))


def moment_of(days: int, hour: int, number: int = 0) -> datetime:
    """``days`` before today at ``hour`` o'clock and some minutes, each scene at others, but never in the future."""
    at = datetime.combine(timezone.localdate() - timedelta(days=days), time(hour, (7 * days + 13 * number) % 60))
    return min(timezone.make_aware(at), timezone.now())
