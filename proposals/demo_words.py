"""What groups of the demonstration city say: forty-odd ideas of ``data/demonstration_city.json``, each for a place.

No idea is told twice in one district, and a group that asks again tells another side of it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from villages.models import Village

DATA = Path(__file__).parent / "data" / "demonstration_city.json"
# Districts in which many people of other countries live; only there are texts in English.
WORLDLY = {"11170", "11440", "11410", "11110", "11680", "11650"}
FAMILY = "김이박최정강조윤장임한오서신권황안송전홍고문손양배백허남심노하곽성차주우구민"
FIRST, SECOND = "서지민하예도유은수현준채시나다라윤", "우연준윤아진호원영희빈율온결람솔"
_HEARD = (
    "주민센터 소식지와 골목 게시판에 알려요.", "가게 다섯 곳 계산대에 쪽지를 놓아요.",
    "통장님과 함께 집집이 알리고, 단체 대화방에도 올려요.", "초등학교 알림장과 도서관에 안내를 부탁했어요.",
)  # fmt: skip
# How each closes what it will do: with its own place and number.
_FIRST = {
    "ko": (
        "{v}에서 먼저 시작하고, 잘되면 {p} 쪽으로 넓혀요.", "지난달 {p} 근처에서 한 번 해 봤더니 이웃 {n}명이 왔어요.",
        "{v} 주민센터와 이미 이야기했고, 이웃 {n}명이 이름을 적었어요.",
        "{p} 앞에 안내판을 세우고 {v} 통장님들께 부탁드렸어요.",
        "{v}에 오래 사신 {n}분이 날마다 한 분씩 함께해 주시기로 했어요.",
        "처음 두 번은 {p} 가까이에서, 나머지는 {v} 안쪽에서 해요.",
        "{d}에서는 처음이라 {v}에서 해 본 것을 적어 다른 동에 나눠요.",
    ),
    "en": (
        "We begin in {V} and go on toward {P}.", "A trial near {P} last month brought {n} neighbors.",
        "The community center of {V} knows of it, and {n} neighbors have signed up.",
    ),
}  # fmt: skip
_DOES = {"ko": ("연락과 약속", "회계와 영수증", "진행과 기록"), "en": ("Contact", "Accounts", "Program")}


@cache
def _data() -> dict[str, Any]:
    return json.loads(DATA.read_text(encoding="utf-8"))


def person(number: int) -> str:
    """The name of an invented neighbour; some thousands differ."""
    family = FAMILY[number * 7 % len(FAMILY)]
    return family + FIRST[number // 3 % len(FIRST)] + SECOND[(number + number // 51) % len(SECOND)]


@dataclass(frozen=True)
class Idea:
    """One idea at one place."""

    data: dict[str, Any]
    village: Village
    spot: str

    @property
    def language(self) -> str:
        return self.data.get("language", "ko")

    @property
    def theme(self) -> str:
        return self.data["theme"]

    @property
    def introduction(self) -> str:
        return self._at(self.data["intro"])

    def name(self, other: bool) -> str:
        """What the group calls itself; ``other``: where the first name is taken."""
        return self._at(self.data["groups"][other])

    def title(self, turn: int) -> str:
        return self.data["titles"][turn % 2]

    def row(self, turn: int) -> dict[str, Any]:
        """Everything that a proposal says, in the shape of ``data/demonstration.json``. ``turn``: for which time."""
        data, many = self.data, self.data["many"]
        return {
            "theme": self.theme, "introduction": self.introduction, "title": self.title(turn),
            "need": self._at(data["needs"][turn % 2]), "aim": self._at(data["aim"]), "what": self._what(turn),
            "for_whom": data["for"], "how_many": many, "where": self._at(data["where"]), "facility": "asked",
            "heard": _HEARD[many % len(_HEARD)] if self.language == "ko" else "Notes at the laundrette and the school.",
            "does": _DOES[self.language],
            "plan": [
                (month, what, 1 + month % 2, self._at(data["where"]), max(6, many * (month + 1) // 5))
                for month, what in enumerate(data["plan"])
            ],
            "goals": data["goals"],
            "budget": [(item, detail, *sums, 0, basis) for item, detail, *sums, basis in data["budget"]],
        }  # fmt: skip

    def _what(self, turn: int) -> str:
        seed = self.village.pk + turn
        first = _FIRST[self.language][seed % len(_FIRST[self.language])]
        return self._at(f"{self.data['what']} {first}").replace("{n}", str(7 + seed * 5 % 23))

    def _at(self, text: str) -> str:
        village = self.village
        return text.format(
            v=village.name_ko, V=village.name_en, s=_short(village.name_ko),
            S=_short_en(village.name_en), d=village.district.name_ko, p=self.spot, P=self.spot, n="{n}",
        )  # fmt: skip


def _short(name: str) -> str:
    """What people call a village: 성수 for 성수1가1동."""
    stem = re.sub(r"([\d·.]+(가|동)?|가|동)+$", "", name)
    return stem if len(stem) > 1 else f"{stem}동"


def _short_en(name: str) -> str:
    return re.split(r"[\s\d-]", name)[0]


def ideas_of(district: str) -> list[tuple[dict[str, Any], str]]:
    """Ideas with a spot each for one district, in an order of its own."""
    data, chance = _data(), Random(f"demonstration:{district}")  # noqa: S311 - no secret
    spots = data["places"][district]
    here = [idea for idea in data["ideas"] if idea.get("language") != "en" or district in WORLDLY]
    chance.shuffle(here)
    return [(idea, chance.choice(spots[idea.get("language", "ko")])) for idea in here]
