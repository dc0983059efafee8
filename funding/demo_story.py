"""The story that the demonstration's tour tells: three neighbours, three years, and a service of the city in the end.

Their group, proposals, rounds, pause and nomination go through the workflow; what lies between is put in place as in
``demo_put``. The group's name tells that it was done.
"""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pgtrigger
from django.utils import timezone, translation

from casework.past import as_of, is_open_since
from funding import demo_put
from funding.demo_years import Year, announced
from funding.models import Award
from funding.workflow import next_stage, nomination, pausing
from groups.demo import HOME, formed
from groups.models import Group
from groups.workflow import place
from proposals import demo, demo_city, demo_panels, demo_scenes
from proposals.demo_proposals import fresh, in_office_since, moment_of, people_by_name, play
from proposals.enums import AdviceTopic
from proposals.models import Call, Proposal
from proposals.workflow import advice
from proposals.workflow import call as calls
from villages.models import Office, Village

ROWS = Path(__file__).parent / "data" / "demonstration_story.json"
NAME = "서울숲 안부 우체국"
CAST = ("jiwoo", "seoyeon", "minjun")
FOUNDED = 1_030
GROUP = {
    "name": NAME,
    "theme": "care",
    "introduction": "골목 책방 앞 나무 우체통에서 시작했어요. 편지를 배달하며 이웃의 안부를 확인해요.",
}
LASTING = {
    "facility": "agreed", "heard": "골목 게시판과 책방 유리창에 붙이고, 통장님과 집집이 알려요.",
    "partners": "성수1가1동 주민센터, 골목 책방", "does": ["우체통과 배달", "편지 쓰는 토요일", "회계와 영수증"],
}  # fmt: skip
SERVICE = "동네 안부 우체국"


@cache
def rows() -> list[dict[str, Any]]:
    """What the group asked for in each year."""
    return json.loads(ROWS.read_text(encoding="utf-8"))


def load() -> None:
    """Runs once; needs a past that is still open, and staff who were there."""
    people = people_by_name()
    first = timezone.localdate() - timedelta(days=FOUNDED + 20)
    home = Village.objects.filter(code=HOME).first()
    if home is None or not is_open_since(first) or not in_office_since(first):
        return
    if Group.objects.filter(name=NAME).exists() or "director" not in people:
        return
    with translation.override("ko"):
        group = _founded(people, home)
        awards = [_year(row, group, people) for row in rows()]
        _become_a_service(awards[1], people)


def _founded(people: dict[str, Any], home: Village) -> Group:
    """Three meet, and an adviser listens."""
    with as_of(moment_of(FOUNDED, 20)):
        group = formed([people[name] for name in CAST], home, GROUP)
    with as_of(moment_of(FOUNDED - 8, 15)):
        advice.walk_in(
            people["adviser"].postings.get().office, actor=people["adviser"], topic=AdviceTopic.IDEA, minutes=45,
            village=home, group=group, discussed=[AdviceTopic.IDEA, AdviceTopic.GROUP],
            note="편지로 안부를 묻는 아이디어가 좋아요. 답장이 없을 때 누가 찾아갈지만 먼저 정해 오기로 했어요.",
        )  # fmt: skip
    with as_of(moment_of(FOUNDED - 10, 20)):
        entry = place.write_entry(
            group, actor=people["seoyeon"], on=timezone.localdate(), place="책방 앞",
            what="나무판에 ‘안부’라고 써 붙이고 한 시간 서 있었어요. 아홉 분이 멈춰 섰어요.",
            attendance=9, new_people=7,
        )  # fmt: skip
        place.publish(entry, actor=people["jiwoo"], published=True)
    return fresh(group)


# --- A year ------------------------------------------------------------------------------------------


def _year(row: dict[str, Any], group: Group, people: dict[str, Any]) -> Award:
    """Asked, decided, paid, spent, told, closed."""
    call = _call(row, people["official"])
    file = _asked(row, call, group, people)
    demo_panels.closed(call, people["official"], days=row["announced"] + 14)
    year = Year(row["call"][0], (row["round"][0], row["round"][1]), row["announced"])
    (award,) = announced(year, people)
    assert award.proposal_id == file.pk
    demo_put.agreed([award], people["official"], on=moment_of(row["announced"] - 6, 11))
    demo_put.at_work([award], people, on=moment_of(row["announced"] - 14, 10))
    demo_put.checked([award], people["triage"])
    if row["stage"] == "year-2":
        _rest(award, people["jiwoo"])
    award = Award.objects.select_related("group", "proposal__call__stage").get(pk=award.pk)
    demo_put.spent([award], 100, people["official"])
    demo_put.closed([award], people["official"])
    with as_of(award.closed_at):  # type: ignore[arg-type]
        next_stage.open_place(award)
    return award


def _call(row: dict[str, Any], official: Any) -> Call:
    division = Office.objects.get(kind="division", active=True)
    demo.published(
        ("neighbourhood", row["stage"], *row["call"]), tuple(row["days"]), demo.usual_criteria(), official, division,
        sections=demo_city.SECTIONS, **demo_city.SUMMARY,
    )  # fmt: skip
    calls.keep_in_time()
    return Call.objects.get(title_ko=row["call"][0])


def _asked(row: dict[str, Any], call: Call, group: Group, people: dict[str, Any]) -> Proposal:
    """Written, handed in and found eligible as every proposal; before its panel."""
    told = {**LASTING, **row, "scene": "eligible", "call": "seed", "introduction": GROUP["introduction"]}
    play(iter([demo_scenes.Scene(told, 0, call, group, people, -row["days"][1] + 6)]))
    with pgtrigger.ignore("proposals.Proposal:proposal_moves"):
        Proposal.objects.filter(call=call, group=group).update(state="in_review")
    return Proposal.objects.get(call=call, group=group)


def _rest(award: Award, head: Any) -> None:
    """A month of standing still in the second year."""
    with as_of(moment_of(480, 20)):
        back = timezone.localdate() + timedelta(days=30)
        words = "폭우로 책방이 물에 잠겼어요. 말리고 고치는 동안 쉬어요."
        pausing.pause(award, actor=head, expected_on=back, note=words)
    with as_of(moment_of(450, 9)):
        pausing.resume(fresh(award), actor=head)


# --- A service of the city ---------------------------------------------------------------------------


def _become_a_service(award: Award, people: dict[str, Any]) -> None:
    with as_of(moment_of(95, 10)):
        made = nomination.nominate(
            award, actor=people["adviser"], name=SERVICE,
            need="혼자 사는 주민의 위급함을 그날 알아채는 방법입니다. 복지 명단에 없는 분을 이웃이 먼저 찾았습니다.",
            users="한 해에 세 동 이백 집, 걱정 쪽지 삼백여 장", cost=62_000_000,
            legal_basis="서울특별시 고독사 예방 및 사회적 고립가구 지원 조례",
            runner="모임이 운영하고 동 주민센터가 함께",
        )  # fmt: skip
    with as_of(moment_of(88, 20)):
        wish = "우체통과 걸어서 하는 배달은 그대로 두어 주세요. 기계로 바꾸지 않으면 좋겠어요."
        nomination.answer(made, actor=people["jiwoo"], wish=wish)
    with as_of(moment_of(70, 10)):
        words = "세 동에서 그날 찾은 위급한 주민이 열한 명입니다. 구의 모든 동에서 시작하기를 권합니다."
        nomination.assess(fresh(made), actor=people["officer"], opinion=words, in_favour=True)
    with as_of(moment_of(45, 10)):
        director = people["director"]
        director.second_factor_at = timezone.now()
        words = "세 사람이 세운 우체통 하나가 도시의 일이 됩니다. 이웃이 배달하는 방식을 그대로 지킵니다."
        nomination.adopt(fresh(made), actor=director, note=words)
