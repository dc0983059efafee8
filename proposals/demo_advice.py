"""Advice of the demonstration: hours for the next weeks at several offices, and talks in every state."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F
from django.utils import timezone, translation

from groups.models import Group
from proposals.enums import AdviceTopic, AdviceWay
from proposals.models import Advice, Slot
from proposals.queries.hours import offices_to_offer_at
from proposals.workflow import advice as talks
from proposals.workflow import hours
from proposals.workflow.hours import Plan
from villages.enums import Role
from villages.models import Posting

WEEKS = timedelta(days=41)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = ({day} for day in range(1, 6))
NOTE = (
    "빈 가게를 석 달 빌리는 조건으로 책방을 여는 아이디어를 이야기했어요.\n"
    "- 가게 주인의 사용 승낙서를 먼저 받기로 했어요.\n- 책장과 조명은 씨앗기 예산으로 충분해 보여요.\n"
    "- 다음에는 월별 계획을 함께 적어 봐요."
)


def load() -> None:
    """Hours and talks. Runs any number of times: what is there is left as it is."""
    advisers = Posting.objects.in_force().filter(role__in=[Role.ADVISER, Role.DISTRICT_OFFICER])
    for posting in advisers.select_related("office__district", "person").order_by("pk"):
        if not posting.slots.exists():
            _offer(posting)
    with translation.override("ko"):
        _talks()


def _offer(posting: Posting) -> None:
    first = timezone.localdate() + timedelta(days=1)
    period: dict[str, Any] = {"first_on": first, "last_on": first + WEEKS, "office": posting.office, "rest": 10}
    phone, online = (period | {"way": way} for way in (AdviceWay.PHONE, AdviceWay.ONLINE))
    if posting.role == Role.ADVISER:
        plans = [
            Plan(weekdays=frozenset(TUESDAY | THURSDAY), begins=time(18), ends=time(20, 20), minutes=40, **period),
            Plan(weekdays=frozenset(WEDNESDAY), begins=time(14), ends=time(16), minutes=30, **phone),
            Plan(weekdays=frozenset(SATURDAY), begins=time(10), ends=time(12, 20), minutes=40, **period),
        ]  # fmt: skip
    else:
        centers = [each for each in offices_to_offer_at(posting) if each.pk != posting.office_id]
        out = period | {"office": centers[-1] if centers else posting.office}
        plans = [
            Plan(weekdays=frozenset(WEDNESDAY), begins=time(9, 30), ends=time(11, 30), minutes=30, **period),
            Plan(weekdays=frozenset(FRIDAY), begins=time(16), ends=time(18), minutes=40, **out),
            Plan(weekdays=frozenset(TUESDAY), begins=time(19), ends=time(21), minutes=50, **online),
        ]  # fmt: skip
    for plan in plans:
        hours.offer_hours(posting, plan, actor=posting.person)


def _talks() -> None:
    group = Group.objects.filter(name="골목 책방 모임").select_related("village__district").first()
    adviser = Posting.objects.in_force().filter(role=Role.ADVISER, slots__isnull=False).order_by("pk").first()
    if group is None or adviser is None or group.advice.exists():
        return
    jiwoo = group.founder
    talks.walk_in(
        adviser.office, actor=adviser.person, topic=AdviceTopic.IDEA, minutes=35, village=group.village, group=group,
        note=NOTE, discussed=[AdviceTopic.IDEA, AdviceTopic.PLACE], held_at=_last_week(),
    )  # fmt: skip
    free = list(Slot.objects.free().filter(adviser=adviser).order_by("starts_at")[:8])
    _booked(free[0], jiwoo, AdviceTopic.PLAN, "월별 계획을 어떻게 나누면 좋을지 여쭤보고 싶어요.", group)
    neighbours = _neighbours(adviser)
    for user, slot, state in zip(neighbours, free[3:], ("booked", "held", "missed", "cancelled"), strict=False):
        _further(_booked(slot, user, AdviceTopic.BUDGET, "강사비를 얼마까지 쓸 수 있나요?"), state, adviser)
    if neighbours:
        talks.request(
            adviser.office, actor=neighbours[0], topic=AdviceTopic.PARTNERS, village=group.village,
            words="일요일 오후에만 시간이 나요. 전화도 좋아요.",
        )  # fmt: skip


def _last_week() -> datetime:
    """An afternoon nine days ago."""
    day = timezone.localdate() - timedelta(days=9)
    return timezone.make_aware(datetime.combine(day, time(15, 30)))


def _neighbours(adviser: Posting) -> list[Any]:
    people = get_user_model().objects.filter(
        email__startswith="neighbour-", ties__village__district=adviser.office.district_id
    )
    found = list(people.distinct().order_by("pk")[:3])
    return found + found[:1]


def _booked(slot: Slot, user: Any, topic: str, words: str, group: Group | None = None) -> Advice:
    village = group.village if group else slot.office.villages.order_by("code")[0]
    return talks.book(slot, actor=user, topic=topic, words=words, village=village, group=group)


def _further(talk: Advice, state: str, adviser: Posting) -> None:
    """Let ``talk`` go on to ``state``; what is over was booked for last week."""
    if state in ("held", "missed"):
        assert talk.slot_id is not None  # an hour was booked
        week = timedelta(days=14)
        Slot.objects.filter(pk=talk.slot_id).update(starts_at=F("starts_at") - week, ends_at=F("ends_at") - week)
        talk.refresh_from_db()
    if state == "held":
        talks.hold(talk, actor=adviser.person, minutes=30, discussed=[AdviceTopic.BUDGET])
    elif state == "missed":
        talks.miss(talk, actor=adviser.person)
    elif state == "cancelled":
        talks.cancel(talk, actor=talk.user, note="일정이 바뀌었어요.")
