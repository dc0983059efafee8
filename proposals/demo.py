"""Calls of the demonstration: the five real ones of ``data/real_calls.json`` in the archive, one that closed two weeks
ago, two open, one coming.

Everything goes through the workflow. A call is known by its Korean title; what is there is left as it is.
"""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from casework.past import as_of
from proposals.enums import QuestionKind, SectionKey
from proposals.models import Briefing, Call, Criterion, DocumentRequirement, Programme, Question, Stage
from proposals.workflow import building
from proposals.workflow import call as calls
from villages.models import District, Office

REAL = Path(__file__).parent / "data" / "real_calls.json"
FIRST = "마을공동체 씨앗기 1차 공모"
OPEN = "마을공동체 씨앗기 공모"
NEXT_STEP = "마을공동체 새싹기 공모"
COMING = "에너지자립마을 신규 마을 공모"


def load() -> None:
    """All calls of the demonstration. Runs any number of times."""
    official = get_user_model().objects.filter(email="official@demo.example").first()
    division = Office.objects.filter(kind="division", active=True).first()
    if official is None or division is None:
        return
    real = json.loads(REAL.read_text(encoding="utf-8"))
    for programme in real["programmes"]:
        _programme(programme, official)
    for facts in real["calls"]:
        _past(facts, real["usual_criteria"], official, division)
    _present(real["usual_criteria"], official, division)
    calls.keep_in_time()


def usual_criteria() -> list[dict[str, Any]]:
    """By which most calls judge."""
    return json.loads(REAL.read_text(encoding="utf-8"))["usual_criteria"]


def _programme(facts: dict[str, Any], official: Any) -> None:
    if Programme.objects.filter(code=facts["code"]).exists():
        return
    fields = {name: value for name, value in facts.items() if name != "stages"}
    programme = Programme(**fields)
    building.save_row(programme, actor=official)
    for stage in facts["stages"]:
        building.save_row(Stage(programme=programme, **stage), actor=official)


# --- The archive -------------------------------------------------------------------------------------

_ROWS = ("criteria", "briefings")
_NOT_FIELDS = {"source", "assumed", "programme", "stage", "districts", *_ROWS}


def _past(facts: dict[str, Any], usual: list[dict[str, Any]], official: Any, division: Office) -> None:
    if Call.objects.filter(title_ko=facts["title_ko"]).exists():
        return
    call = _begun(facts["programme"], facts["stage"], facts["title_ko"], official)
    values = {name: value for name, value in facts.items() if name not in _NOT_FIELDS}
    values |= {name: _moment(facts[name]) for name in ("opens_at", "closes_at")}
    values["contact_office"] = division
    if "districts" in facts:
        values["districts"] = list(District.objects.filter(code__in=facts["districts"]))

    def rows(draft: Call) -> None:
        _add(draft, Criterion, facts.get("criteria", usual))
        _add(draft, Briefing, [each | {"at": _moment(each["at"])} for each in facts.get("briefings", [])])

    building.change(call, actor=official, values=values, save_rows=rows)
    calls.publish(Call.objects.get(pk=call.pk), actor=official, archive=True)


def _begun(programme: str, kind: str, title_ko: str, official: Any) -> Call:
    stage = Stage.objects.select_related("programme").get(programme__code=programme, kind=kind)
    return building.begin(stage, actor=official, title_ko=title_ko)


def _moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def _add(call: Call, model: Any, rows: list[dict[str, Any]]) -> None:
    model.objects.bulk_create(model(call=call, position=place, **row) for place, row in enumerate(rows, 1))


# --- Now ---------------------------------------------------------------------------------------------


def _present(usual: list[dict[str, Any]], official: Any, division: Office) -> None:
    """Dated from today: one that closed, one that closes in three weeks, one in ten days, one that opens next month."""
    for title_ko, title_en, days in (
        (FIRST, "Village community call: Seed, first round", (-45, -17)),
        (OPEN, "Village community call: Seed", (-16, 21)),
    ):
        published(
            ("neighbourhood", "seed", title_ko, title_en), days, usual, official, division,
            summary_ko="이웃 셋과 아이디어 하나면 시작할 수 있어요. 처음 하는 모임을 가장 반겨요.",
            summary_en="Three neighbors and an idea are enough. Groups that begin for the first time are most welcome.",
            results_ko="마감 뒤 3주 안에", results_en="within three weeks of closing", expected_awards="120",
            sections=[str(key) for key in (SectionKey.GROUP, SectionKey.PEOPLE, SectionKey.IDEA, SectionKey.ACTIVITIES,
                                           SectionKey.PLAN, SectionKey.GOALS, SectionKey.BUDGET)],
        )  # fmt: skip
    published(
        ("neighbourhood", "year-2", NEXT_STEP, "Village community call: Sprout"), (-16, 10), usual, official, division,
        summary_ko="첫해를 잘 마친 모임이 동네에 뿌리내리도록 도와요. 제출하기 전에 사전상담을 한 번 받아요.",
        summary_en="For groups whose first year went well. Before submitting, you talk with an adviser once.",
        advice_required=True, agreement="three", sections=[str(key) for key in SectionKey],
    )  # fmt: skip
    published(
        ("energy", "seed", COMING, "Energy Self-reliant Villages: new villages"), (30, 60), usual, official, division,
        summary_ko="이웃과 함께 에너지를 아끼고 만드는 마을을 시작해요.",
        summary_en="Begin to save and make energy together with your neighbors.",
        themes=["environment"], review_steps=["eligibility", "documents", "interview"],
    )  # fmt: skip


def published(
    named: tuple[str, str, str, str],
    days: tuple[int, int],
    usual: list[dict[str, Any]],
    official: Any,
    division: Office,
    **values: Any,
) -> None:
    """A call of (programme, stage, Korean title, English title) that opens and closes so many ``days`` from today."""
    programme, stage, title_ko, title_en = named
    if Call.objects.filter(title_ko=title_ko).exists():
        return
    opens, closes = (timezone.localdate() + timedelta(days=each) for each in days)
    values |= {
        "title_en": title_en, "contact_office": division,
        "opens_at": timezone.make_aware(datetime.combine(opens, time(9))),
        "closes_at": timezone.make_aware(datetime.combine(closes, time(18))),
        "project_start": closes + timedelta(days=45), "project_end": closes + timedelta(days=225),
    }  # fmt: skip

    def rows(draft: Call) -> None:
        _add(draft, Criterion, usual)
        _add(draft, Briefing, [_briefing(draft)])
        if draft.advice_required:
            _add(draft, Question, _QUESTIONS)
            _add(draft, DocumentRequirement, _DOCUMENTS)

    with as_of(min(timezone.now(), values["opens_at"] - timedelta(days=10))):
        call = _begun(programme, stage, title_ko, official)
        building.change(call, actor=official, values=values, save_rows=rows)
        calls.publish(Call.objects.get(pk=call.pk), actor=official, archive=closes < timezone.localdate())


def _briefing(call: Call) -> dict[str, Any]:
    at = (call.opens_at or timezone.now()) + timedelta(days=2, hours=10)
    return {"at": at, "place_ko": "시민청 워크숍룸", "place_en": "Citizens Hall, workshop room"}


_QUESTIONS: list[dict[str, Any]] = [
    {
        "key": "q1",
        "kind": QuestionKind.LONG,
        "label_ko": "첫해에 무엇을 배웠나요?",
        "label_en": "What did you learn in the first year?",
        "help_ko": "잘 안 된 일도 좋아요.",
        "help_en": "What did not work counts, too.",
    },
    {
        "key": "q2",
        "kind": QuestionKind.CHOICE,
        "label_ko": "언제 주로 모이나요?",
        "label_en": "When do you mostly meet?",
        "choices_ko": ["평일 낮", "평일 저녁", "주말"],
        "choices_en": ["Weekdays", "Weekday evenings", "Weekends"],
    },
]
_DOCUMENTS: list[dict[str, Any]] = [
    {
        "name_ko": "공간 사용 승낙서",
        "name_en": "Consent of the place",
        "types": ["pdf", "jpg", "png"],
        "required": False,
        "help_ko": "공공시설이나 남의 공간을 쓸 때만 필요해요.",
        "help_en": "Only if you use a public or somebody else's place.",
    },
]
