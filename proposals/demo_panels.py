"""Closed panels of the demonstration's past calls: invented reviewers, three for each file, with points and reasons.

Rows are put in place as an office would bring them over; scores are written while their panel runs, as the database
demands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pgtrigger
from django.utils import timezone

from proposals.demo_words import person
from proposals.models import Call, Panel, Proposal, Seat
from proposals.populate import reviews

SEATS, EACH = 9, 3
ADDRESS = "reviewer-{call}-{number}@staff.demo.example"
WORDS = (
    (85, ("이웃이 실제로 겪는 일이고, 직접 물어본 수가 적혀 있어요.", "누구나 올 수 있고 처음 오는 사람을 반겨요.",
          "누가 무엇을 하는지 분명하고 예산이 계획과 맞아요.", "지원이 끝난 뒤에 돌볼 사람이 정해져 있어요.")),
    (65, ("필요는 알겠어요. 이웃에게 더 물어보면 좋겠어요.", "알리는 방법이 하나뿐이라 아는 사람만 올 수 있어요.",
          "비가 오는 날의 계획도 있으면 좋겠어요.", "다음 해에 누가 이어 갈지 한 줄만 더 적어 주세요.")),
    (0, ("비슷한 활동이 가까이에 있어 꼭 필요한지 알기 어려워요.", "모임 사람들끼리의 자리로 읽혀요.",
         "장소가 정해지지 않아 시작할 수 있을지 걱정돼요.", "한 번의 행사로 끝날 것 같아요.")),
)  # fmt: skip


def closed(call: Call, official: Any, *, days: int) -> Panel:
    """A panel of ``call`` that closed so many ``days`` ago, with a final score of every file in review."""
    now = timezone.now() - timedelta(days=days)
    found = list(Proposal.objects.filter(call=call, state="in_review").order_by("pk").values_list("pk", flat=True))
    begins = ("proposals.Panel:panel_begins", "proposals.Seat:seat_begins", "proposals.Review:review_begins")
    moves = ("proposals.Panel:panel_moves", "proposals.Review:review_moves")
    with pgtrigger.ignore(*begins, *moves):
        panel = Panel.objects.create(
            call=call, per_proposal=EACH, due_on=now.date(), state="running", opened_at=now - timedelta(days=16),
            seed=len(found),
        )  # fmt: skip
        reviews.close(panel, _seats(panel, official, now), found, _points(len(found)), _reason, now)
    return panel


def _seats(panel: Panel, official: Any, now: Any) -> list[Seat]:
    users = reviews.reviewers(
        SEATS, lambda number, _pk: (ADDRESS.format(call=panel.call_id, number=number), person(900 + 31 * number))
    )
    return Seat.objects.bulk_create(
        Seat(
            panel=panel,
            user_id=user,
            kind=kind,
            state="accepted",
            invited_by=official,
            invited_at=now - timedelta(days=20),
            answered_at=now - timedelta(days=18),
        )
        for user, kind in zip(users, ("expert", "expert", "resident") * EACH, strict=True)
    )


def _points(files: int) -> Callable[[int, int], int]:
    """Points by the place of the file and what a criterion is worth: those of one file are near to one another."""
    chance = Random(f"panel:{files}")  # noqa: S311 - no secret
    worth = [chance.randint(52, 94) for _each in range(files)]
    return lambda file, most: most * min(100, worth[file] + chance.randint(-5, 5)) // 100


def _reason(percent: int, place: int) -> str:
    words = next(words for least, words in WORDS if percent >= least)
    return words[place % len(words)]
