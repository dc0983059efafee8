"""Groups of the demonstration: invented neighbours in real villages, who found, invite, vote, rest and end as others.

Everything goes through the workflow, so that histories, counts and messages are what they would be. What is there is
left as it is: a group is known by its name and village.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone, translation

from casework.past import as_of
from groups import names
from groups.enums import Purpose, Way
from groups.models import Group
from groups.workflow import ending, invitation, place, vote
from groups.workflow import group as life
from villages.enums import Basis
from villages.models import Tie, Village
from villages.workflow import tie

ROWS = Path(__file__).parent / "data" / "demonstration.csv"
HOME = "1120065000"  # 성수1가1동, where the demonstration's residents live and work
# One family name and given name for each of three neighbours per district, in the order of the districts.
FAMILY = "강고곽구권남노문민배백서성손송신심안양오유윤장전정조주차최하한허홍황"
GIVEN = "가온 나래 다온 도담 라온 마루 미르 보람 새롬 소담 아름 여울 예솔 이든 하람"
LESSONS = {
    "옥수 공유 공구함": "빌려간 공구를 돌려받는 규칙을 처음부터 정했어야 해요. 공구는 주민센터에 남겼어요.",
    "화곡 주말 수학 교실": "가르치는 사람이 둘뿐이라 오래가기 어려웠어요. 다음에는 셋이 번갈아 시작하려 해요.",
}
COOPERATIVE = "망원 동네 부엌"
BUSY = "중랑천 새 친구들"
# A link that waits for the third is young; the others had time to become what they are.
SOME_TIME_AGO = {
    "forming": timedelta(days=2),
    "formed": timedelta(days=70),
    "on_break": timedelta(days=40),
    "disbanded": timedelta(days=30),
}


def load() -> None:
    """All groups of the demonstration. Runs any number of times."""
    with translation.override("ko"):  # what the portal words by itself, such as questions of votes
        _three_citizens()
        with ROWS.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                _group(row)


def _group(row: dict[str, str]) -> None:
    at_home = Village.objects.current().filter(district__code=row["district"]).order_by("code")
    village = at_home[int(row["village"]) - 1]
    if _exists(row["name"], village):
        return
    with as_of(timezone.now() - SOME_TIME_AGO[row["state"]]):
        people = _neighbours(row["district"], village, language="en" if row["name"].isascii() else "ko")
        group = _founded(people, village, row)
        _STATES[row["state"]](group, people)
    if row["name"] == COOPERATIVE:
        life.change_legal_form(
            _fresh(group), actor=people[0], legal_form="cooperative", registration_number="2025-0417-마포 (예시)",
            registered_on=date(2025, 4, 17),
        )  # fmt: skip
    if row["name"] == BUSY:
        _birdwatching(_fresh(group), people)


def _exists(name: str, village: Village) -> bool:
    return Group.objects.filter(village=village, name_key=names.key_of(name)).exists()


def _fresh(group: Group) -> Group:
    return Group.objects.get(pk=group.pk)


def _neighbours(district: str, village: Village, *, language: str) -> list[Any]:
    """Three people at home in the district, who belong to all its groups."""
    return [neighbour(district, village, int(district) // 5, number, language) for number in range(3)]


def neighbour(key: str, village: Village, seed: int, number: int, language: str = "ko") -> Any:
    """An invented person of ``village``, number ``number`` of those known by ``key``. They cannot sign in."""
    email = f"neighbour-{key}-{number}@demo.example"
    user = get_user_model().objects.filter(email=email).first()
    if user is None:
        seed, given = seed + number * 7, GIVEN.split()
        name = FAMILY[seed % len(FAMILY)] + given[(seed // 3 + number) % len(given)]
        user = get_user_model().objects.create_user(email, None, name=name, language=language)
    if not Tie.objects.filter(user=user, village__district=village.district_id).exists():
        tie.declare(user, village, Basis.LIVES)
    return user


def formed(people: list[Any], village: Village, row: dict[str, str]) -> Group:
    """A group of ``people``, the first of whom founded it."""
    group = _founded(people, village, row)
    _formed(group, people)
    return _fresh(group)


def _founded(people: list[Any], village: Village, row: dict[str, str]) -> Group:
    texts = {key: row[key] for key in ("name", "theme", "introduction")}
    return life.found(people[0], village=village, name_public=True, **texts)


def _join(group: Group, people: list[Any]) -> None:
    for number, person in enumerate(people):
        made = invitation.invite(group, actor=group.founder, way=Way.LINK)
        invitation.accept(made, actor=person, name_public=number % 2 == 0)


# --- How far each has come ---------------------------------------------------------------------------


def _forming(group: Group, people: list[Any]) -> None:
    """Two of three, and a link that waits for the third."""
    _join(group, people[1:2])
    invitation.invite(group, actor=people[0], way=Way.LINK)


def _formed(group: Group, people: list[Any]) -> None:
    _join(group, people[1:])
    life.form(_fresh(group), actor=people[0])


def _on_break(group: Group, people: list[Any]) -> None:
    _formed(group, people)
    _agree(group, people, Purpose.BREAK, "잠시 쉬어 갈까요?")
    life.take_break(_fresh(group), actor=people[0], break_until=timezone.localdate() + timedelta(days=90))


def _disbanded(group: Group, people: list[Any]) -> None:
    _formed(group, people)
    _agree(group, people, Purpose.DISBAND, "모임을 마무리할까요?")
    ending.disband(_fresh(group), actor=people[0], note=LESSONS[group.name])


_STATES: dict[str, Callable[[Group, list[Any]], None]] = {
    "forming": _forming,
    "formed": _formed,
    "on_break": _on_break,
    "disbanded": _disbanded,
}


def _agree(group: Group, people: list[Any], purpose: Purpose, question: str) -> None:
    """A vote in which all say yes, which closes it."""
    closes = timezone.now() + timedelta(days=7)
    asked = vote.open_vote(_fresh(group), actor=people[1], purpose=purpose, question=question, closes_at=closes)
    for person in people:
        vote.cast(asked, actor=person, choice="yes")


# --- Two groups that can be looked into --------------------------------------------------------------


def _days_ago() -> Iterator[date]:
    """Days going back from last week, two weeks apart."""
    return (timezone.localdate() - timedelta(days=7 + 14 * step) for step in count())


def _birdwatching(group: Group, people: list[Any]) -> None:
    """A group at work: its board, meetings and outings, most of them published."""
    place.write_post(group, actor=people[0], text="이번 주 일요일은 살곶이다리 아래에서 만나요. 쌍안경 네 개 있어요.")
    place.write_post(group, actor=people[1], text="왜가리 둥지를 봤어요! 자리는 새를 위해 우리끼리만 알아요.")
    walks = (
        (
            "살곶이다리 아래",
            "흰뺨검둥오리 스물두 마리와 왜가리 세 마리를 봤어요. 처음 오신 분들과 도감 쓰는 법을 익혔어요.",
            11,
            5,
        ),
        ("응봉교 둔치", "물닭이 돌아왔어요. 낚싯줄 쓰레기를 한 봉지 주웠어요.", 8, 2),
        ("중랑천 합수부", "비가 와서 다리 밑에서 새 소리만 들었어요. 그래도 열 종을 적었어요.", 6, 0),
    )
    for on, (where, what, attendance, new) in zip(_days_ago(), walks, strict=False):
        entry = place.write_entry(
            group, actor=people[1], on=on, place=where, what=what, attendance=attendance, new_people=new
        )
        place.publish(entry, actor=people[0], published=True)
    minutes = place.write_minutes(
        group, actor=people[2], on=timezone.localdate() - timedelta(days=3), place="왕십리 작은도서관",
        present=group.members, others=1,
        decisions="둥지 자리는 밖에 알리지 않아요.\n관찰 기록은 달마다 한 장으로 정리해 도서관에 붙여요.",
        next_steps="기록장 새로 만들기\n구청에 둔치 조명 시간 물어보기",
        next_on=timezone.localdate() + timedelta(days=11),
    )  # fmt: skip
    place.publish(minutes, actor=people[0], published=True)
    question = "관찰 시간을 아침 7시로 옮길까요?"
    vote.open_vote(group, actor=people[2], question=question, closes_at=timezone.now() + timedelta(days=5))


def _three_citizens() -> None:
    """The residents who can sign in: two have joined, and the third has a link from the first."""
    jiwoo, seoyeon, minjun = (
        get_user_model().objects.filter(email=f"{name}@demo.example").first() for name in ("jiwoo", "seoyeon", "minjun")
    )
    village = Village.objects.filter(code=HOME).first()
    row = {
        "name": "골목 책방 모임",
        "theme": "culture",
        "introduction": "골목 끝 빈 가게를 함께 읽고 쉬는 책방으로 바꾸고 싶어요. 한 사람만 더 있으면 시작해요.",
    }
    if village is None or jiwoo is None or seoyeon is None or minjun is None or _exists(row["name"], village):
        return
    group = _founded([jiwoo, seoyeon], village, row)
    _join(group, [seoyeon])
    invitation.invite(
        group, actor=jiwoo, way=Way.EMAIL, email=minjun.email, words="민준 씨, 책방 같이 해요. 셋이면 모임이 돼요."
    )
    place.write_post(group, actor=jiwoo, text="가게 주인분과 통화했어요. 모임이 만들어지면 석 달은 그냥 써도 된대요.")
    place.write_post(group, actor=seoyeon, text="책장은 제가 두 개 가져올 수 있어요. 민준 씨 답을 기다려 봐요.")
    place.write_minutes(
        group, actor=seoyeon, on=timezone.localdate() - timedelta(days=2), place="성수 도서관", present=group.members,
        decisions="셋이 되면 바로 모임 만들기를 눌러요.\n책은 처음에 백 권만 모아요.",
        next_steps="지우: 민준 씨 초대하기\n서연: 책장 크기 재기",
        next_on=timezone.localdate() + timedelta(days=5),
    )  # fmt: skip
    place.write_entry(
        group, actor=jiwoo, on=timezone.localdate() - timedelta(days=4), place="골목 끝 빈 가게 앞",
        what="지나가는 이웃에게 어떤 책방이 있으면 좋을지 물었어요.", attendance=7, new_people=6,
    )  # fmt: skip
