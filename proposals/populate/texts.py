"""Invented words of invented groups: enough of them that searches find few, many, or nothing, as in real life."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from groups.enums import Theme
from proposals import budget
from proposals.enums import Item, QuestionKind
from proposals.models import Call
from proposals.outline import MONTH, ROWS, Asked, Part

FAMILY = "김이박최정강조윤장임한오서신권황안송전홍"
GIVEN = (
    "가온", "나래", "다온", "도담", "라온", "마루", "미르", "보람", "새롬", "소담", "아름", "여울", "예솔", "이든",
    "하람", "지안", "서우", "하준", "민서", "도윤",
)  # fmt: skip
SUBJECTS = (
    "골목 텃밭", "마을 책방", "돌봄 품앗이", "공구 도서관", "옥상 햇빛발전", "어르신 사진관", "아이 방과후",
    "빗물 정원", "동네 라디오", "고장난 물건 수리", "반찬 나눔", "골목 음악회", "청년 밥상", "마을 기록",
    "안심 귀갓길", "씨앗 도서관",
)  # fmt: skip
KINDS = ("모임", "이웃", "사랑방", "지킴이", "학교", "공방", "친구들", "사람들")
DEEDS = ("함께 가꿔요", "이웃과 나눠요", "다시 열어요", "골목에서 시작해요", "아이들과 만들어요", "어르신과 배워요")
NEEDS = (
    "이웃이 서로 얼굴을 모르고 지내요.", "아이들이 방과 후에 머물 곳이 없어요.", "빈 가게가 늘어 골목이 어두워졌어요.",
    "혼자 사는 어르신이 많은데 안부를 묻는 사람이 적어요.", "고장 난 물건을 고치지 못하고 버려요.",
    "여름마다 골목이 너무 뜨거워요.", "청년들이 이사 와도 동네 사람을 만나지 못해요.",
)  # fmt: skip
AIMS = (
    "한 달에 두 번 만나는 자리가 생기고, 이름을 아는 이웃이 늘어나요.", "누구나 들를 수 있는 작은 공간을 함께 돌봐요.",
    "버리던 것을 고쳐 쓰는 습관이 동네에 퍼져요.", "서로 안부를 묻는 이웃이 골목마다 세 사람씩 생겨요.",
)  # fmt: skip
ASKS = ("서류를 하나 더 보내도 될까요?", "예산표에서 회의비를 어떻게 나누면 될까요?", "일정이 한 주 늦어질 것 같아요.")
ANSWERS = ("네, 이 자리에 올려 주세요.", "항목별 상한을 다시 확인해 주세요.", "괜찮아요. 고친 계획을 올려 주세요.")
CORRECTIONS = ("산출 근거를 적어 주세요.", "활동 장소를 쓸 수 있는지 확인해 주세요.", "월별 계획이 예산과 맞지 않아요.")


def person(number: int) -> str:
    return FAMILY[number % len(FAMILY)] + GIVEN[number // len(FAMILY) % len(GIVEN)]


def subject(number: int) -> str:
    return SUBJECTS[number % len(SUBJECTS)]


def theme(number: int) -> str:
    return Theme.values[number % len(Theme.values)]


def answers(parts: list[Part], call: Call, chance: Random) -> dict[str, dict[str, Any]]:
    """An answer to everything that ``call`` asks in words, numbers and choices; files are left out."""
    return {
        str(part.key): {
            asked.key: _answer(asked, call, chance) for asked in part.asks if asked.kind != QuestionKind.FILE
        }
        for part in parts
    }


def _answer(asked: Asked, call: Call, chance: Random) -> Any:
    begins = call.project_start or date(2026, 4, 1)
    if asked.key == "lines":
        return [_line(asked, call, chance) for _each in range(3)]
    if asked.kind == ROWS:
        row = lambda: {column.key: _answer(column, call, chance) for column in asked.columns}  # noqa: E731
        return [row() for _each in range(3)]
    if asked.kind == QuestionKind.SEVERAL:
        return [value for value, _label in asked.choices]
    if asked.kind == QuestionKind.CHOICE:
        return chance.choice([value for value, _label in asked.choices])
    if asked.kind == QuestionKind.LONG:
        return " ".join(chance.choice(bank) for bank in (NEEDS, AIMS, NEEDS, AIMS))[: asked.longest]
    if asked.kind == QuestionKind.NUMBER:
        return chance.randint(1, 40)
    if asked.kind == QuestionKind.DATE:
        return (begins + timedelta(days=150 if asked.key == "end" else 0)).isoformat()
    if asked.kind == MONTH:
        return f"{begins:%Y-%m}"
    return f"{chance.choice(SUBJECTS)} {chance.choice(DEEDS)}"[: asked.longest]


def _line(asked: Asked, call: Call, chance: Random) -> dict[str, Any]:
    items = [value for column in asked.columns if column.key == "item" for value, _label in column.choices]
    price = chance.randrange(5_000, max(call.ceiling // 12, 6_000), 1_000)
    item = chance.choice(items)
    if item == Item.ALLOWANCE:
        price = min(price, call.hour_cap)
    own = -(-price * 4 * int(call.own_share_percent * 100) // 10_000)
    hours = {"hours_a_day": 2, "hours_a_week": 2} if item == Item.ALLOWANCE else {}
    return {
        **hours, "item": item, "detail": chance.choice(SUBJECTS), "unit_price": price, "quantity": 2,
        "times": 2, "own": own, "month": "", "basis": "동네 가게 견적",
    }  # fmt: skip


def totals(parts: dict[str, dict[str, Any]]) -> budget.Totals:
    return budget.totals(parts.get("budget", {}).get("lines"))
