"""Rounds of past years and of now, made by officials' own steps, and what becomes of proposals in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from proposals.enums import ProposalState, SectionKey
from proposals.models import Call, Criterion, Programme, Stage
from proposals.populate import people
from proposals.workflow import building
from proposals.workflow import call as life
from villages.enums import OfficeKind, Role
from villages.models import Office

State = ProposalState
# Of a hundred proposals, so many are in each state: in an open call, while it is checked, in review, and years later.
OPEN = {State.DRAFT: 55, State.SUBMITTED: 35, State.RETURNED: 5, State.WITHDRAWN: 5}
CHECKED = {
    State.DRAFT: 5, State.SUBMITTED: 45, State.RETURNED: 12, State.ELIGIBLE: 28, State.INELIGIBLE: 5,
    State.WITHDRAWN: 5,
}  # fmt: skip
REVIEWED = {State.DRAFT: 6, State.WITHDRAWN: 4, State.INELIGIBLE: 10, State.IN_REVIEW: 80}
PAST = {
    State.DRAFT: 6, State.WITHDRAWN: 4, State.INELIGIBLE: 9, State.SELECTED: 34, State.RESERVE: 4,
    State.NOT_SELECTED: 43,
}  # fmt: skip
# Days from today on which each present call opens and closes.
NOW = ((-30, -6, CHECKED), (-20, 3, OPEN), (-14, 10, OPEN), (-7, 21, OPEN))
QUARTER = timedelta(days=91)
OFFICIAL = f"official{people.DOMAIN}"
_CRITERIA = (("필요성", "Need", 40), ("실현 가능성", "Feasibility", 30), ("이웃과의 나눔", "Sharing", 30))
_SECTIONS = [
    SectionKey.GROUP, SectionKey.PEOPLE, SectionKey.IDEA, SectionKey.ACTIVITIES, SectionKey.PLAN, SectionKey.GOALS,
    SectionKey.BUDGET,
]  # fmt: skip


@dataclass(frozen=True)
class Round:
    """A call, how many proposals it drew, and in which states they are."""

    call: Call
    proposals: int
    states: Mapping[ProposalState, int]


def make(proposals: int) -> list[Round]:
    """Calls for so many proposals. What is in work hardly grows with the archive, as in a city of one size."""
    now = min(proposals * 3 // 10, 600 + proposals // 40)
    past = min(40, max(6, proposals // 2_500))
    official, stage = _official(), _stage()
    rounds = []
    for number in range(past, 0, -1):
        opens = timezone.localdate() - QUARTER * number - timedelta(days=30)
        share = (proposals - now) * (past - number + 1) // past - (proposals - now) * (past - number) // past
        call = _published(stage, official, f"{opens.year}년 {opens.month}월 마을 공모", opens, 21)
        rounds.append(Round(call, share, REVIEWED if number == 1 else PAST))
    for number, (opened, closed, states) in enumerate(NOW):
        opens = timezone.localdate() + timedelta(days=opened)
        share = now * (number + 1) // len(NOW) - now * number // len(NOW)
        call = _published(stage, official, f"{opens.year}년 마을 공모 {number + 1}차", opens, closed - opened)
        rounds.append(Round(call, share, states))
    life.keep_in_time()
    return rounds


def reviewed(proposals: int, count: int) -> list[Round]:
    """``count`` calls that closed some weeks ago, with so many ``proposals`` together, all of them in review."""
    official, stage = get_user_model().objects.get(email=OFFICIAL), _stage()
    opens = timezone.localdate() - timedelta(days=70)
    rounds = [
        Round(
            _published(stage, official, f"{opens.year}년 마을 공모 심사 {number + 1}", opens, 21),
            proposals // count,
            {State.IN_REVIEW: 1},
        )
        for number in range(count)
    ]
    life.keep_in_time()
    return rounds


def _published(stage: Stage, official: object, title: str, opens: date, days: int) -> Call:
    call = building.begin(stage, actor=official, title_ko=title)
    at = timezone.make_aware(datetime.combine(opens, time(9)))
    closes = at + timedelta(days=days, hours=9)
    values = {
        "title_en": f"Village call of {at:%B %Y}", "summary_ko": "이웃 셋과 아이디어 하나면 시작할 수 있어요.",
        "summary_en": "Three neighbors and an idea are enough.", "opens_at": at, "closes_at": closes,
        "contact_office": Office.objects.filter(kind=OfficeKind.DIVISION).first(),
        "sections": [str(key) for key in _SECTIONS], "project_start": closes.date() + timedelta(days=45),
        "project_end": closes.date() + timedelta(days=225),
    }  # fmt: skip

    def rows(draft: Call) -> None:
        draft.criteria.all().delete()
        Criterion.objects.bulk_create(
            Criterion(call=draft, name_ko=ko, name_en=en, points=points, position=place)
            for place, (ko, en, points) in enumerate(_CRITERIA, 1)
        )

    building.change(call, actor=official, values=values, save_rows=rows)
    return life.publish(Call.objects.get(pk=call.pk), actor=official, archive=True)


def _official() -> object:
    """Somebody of the Division, invented for this."""
    division = Office.objects.filter(kind=OfficeKind.DIVISION).first() or Office.objects.create(
        kind=OfficeKind.DIVISION, name_ko="지역공동체담당관", name_en="Local Community Division"
    )
    user = get_user_model().objects.create_user(OFFICIAL, None, name="공모담당")
    people.post([(user.pk, division.pk, Role.DIVISION_OFFICIAL)])
    return user


def _stage() -> Stage:
    found = Stage.objects.filter(kind="seed").order_by("pk").first()
    if found is not None:
        return found
    programme, _made = Programme.objects.get_or_create(
        code="neighbourhood", defaults={"name_ko": "마을공동체", "name_en": "Village community"}
    )
    return Stage.objects.create(programme=programme, kind="seed", name_ko="씨앗기", name_en="Seed", ceiling=3_000_000)
