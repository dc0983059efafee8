"""What happens in groups of the demonstration less often: people ask to join, leave, hand over, turn to an adviser in
confidence, and are asked about ties to government.

Everything goes through the workflow, in groups of ``groups.demo``. Where somebody asked to join already, nothing
happens again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone, translation

from casework.past import as_of, is_open_since
from groups import demo
from groups.enums import GovernmentTieKind, Purpose, Way
from groups.models import Group, JoinRequest, Signal
from groups.workflow import help as helping
from groups.workflow import independence, invitation, joining, membership, succession, vote
from villages import demo_counter
from villages.models import Posting, Village

OPEN_DOOR, HANDING_OVER, STAYING = demo.BUSY, "정릉천 물길 살피미", "후암 밤길 지킴이"
OLD = {
    "name": "문래 철공 학교", "theme": "education", "district": "11560", "village": "6", "state": "formed",
    "introduction": "문 닫는 철공소의 기술자들이 젊은 이웃에게 용접과 줄질을 가르쳐요.",
}  # fmt: skip
LONG_AGO = timedelta(days=400)
# Whose members said that they work for government, and what came of it.
WATCHED = ("회기동 마을 합창", "성북동 골목 신문", "상계 과학 놀이터", "양재천 나무 이름표")
REPLY = "구청 도서관에서 기간제로 책 정리를 해요. 모임 일과는 관계가 없고, 신청도 다른 두 사람이 썼어요."


def load() -> None:
    """Runs any number of times; needs a past that is still open."""
    staff = {each.person.email.partition("@")[0]: each for each in Posting.objects.in_force().select_related("person")}
    named = {group.name: group for group in Group.objects.filter(name__in=[OPEN_DOOR, HANDING_OVER, STAYING, *WATCHED])}
    past_is_open = is_open_since(timezone.localdate() - LONG_AGO)
    if "adviser" not in staff or len(named) < 3 + len(WATCHED) or JoinRequest.objects.exists() or not past_is_open:
        return
    with translation.override("ko"):
        _door(named[OPEN_DOOR])
        _hands(named[HANDING_OVER], named[STAYING])
        _confidences(named[OPEN_DOOR], named[HANDING_OVER], staff)
        _independence([named[name] for name in WATCHED], staff["official"].person)


def _people(group: Group) -> list[Any]:
    return [each.user for each in group.members]


def _stranger(number: int, group: Group) -> Any:
    return demo.neighbour("corner", group.village, 11 * number + 3, number)


# --- The door ----------------------------------------------------------------------------------------


def _door(group: Group) -> None:
    """Some ask to join, some are invited: one of each kind of answer. Somebody who joined leaves again."""
    inviter = _people(group)[0]
    came, unsure, refused, waits, invited = (_stranger(number, group) for number in range(5))
    with as_of(timezone.now() - timedelta(days=25)):
        invitation.invite(group, actor=inviter, way=Way.LINK)  # nobody follows this link
        asked = joining.ask(group, actor=came, words="강 건너에 살아요. 새를 세어 본 적은 없지만 일찍 일어나요.")
        joining.agree(asked, actor=inviter)
    with as_of(timezone.now() - timedelta(days=8)):
        invitation.expire_overdue()
        words = "다음 달에 이사를 가게 되었어요. 그동안 고마웠어요."
        membership.leave(group.memberships.active().get(user=came), actor=came, note=words)
        joining.withdraw(joining.ask(group, actor=unsure), actor=unsure)
        asked = joining.ask(group, actor=refused, words="사진 동호회인데 둥지 사진을 찍고 싶어요.")
        joining.decline(asked, actor=inviter, note="둥지 사진은 찍지 않기로 했어요. 산책에는 언제든 오세요.")
    with as_of(timezone.now() - timedelta(days=2)):
        made = invitation.invite(group, actor=inviter, way=Way.EMAIL, email=invited.email, words="같이 걸어요.")
        invitation.decline(made, actor=invited)
        made = invitation.invite(group, actor=inviter, way=Way.EMAIL, email="wrong-address@demo.example")
        invitation.revoke(made, actor=inviter)
        joining.ask(group, actor=waits, words="중랑천에서 왜가리를 자주 봐요. 쌍안경도 있어요.")


def _hands(group: Group, other: Group) -> None:
    """One representative found a successor at the third asking; another still waits for an answer."""
    first, second, third = _people(group)
    members = {each.user_id: each for each in group.members}
    with as_of(timezone.now() - timedelta(days=15)):
        offer = succession.name_successor(group, actor=first, successor=members[second.pk])
        succession.decline(offer, actor=second)
        offer = succession.name_successor(group, actor=first, successor=members[second.pk])
        succession.withdraw(offer, actor=first)
        offer = succession.name_successor(group, actor=first, successor=members[third.pk])
        succession.accept(offer, actor=third)
    with as_of(timezone.now() - timedelta(days=1)):
        present = list(other.members)
        succession.name_successor(other, actor=present[0].user, successor=present[1])
        closes = timezone.now() + timedelta(days=7)
        asked = vote.open_vote(
            other, actor=present[2].user, purpose=Purpose.QUESTION, question="모임 이름을 바꿀까요?", closes_at=closes
        )
        vote.cancel(asked, actor=present[2].user)


# --- Advisers in confidence --------------------------------------------------------------------------


def _confidences(group: Group, other: Group, staff: dict[str, Posting]) -> None:
    """Five wrote to an adviser. The adviser of one has left since: the words went back to whoever wrote them."""
    adviser, former = staff["adviser"], staff["former-adviser"]
    first, second, third = _people(group)[:3]
    with as_of(timezone.now() - timedelta(days=9)):
        closed = helping.write(other, actor=_people(other)[1], adviser=adviser, text="회의가 늘 길어져요.")
        helping.close(closed, actor=_people(other)[1])
        helping.write(other, actor=_people(other)[0], adviser=former, text="돈 이야기를 꺼내기가 어려워요.")
        offered = helping.write(group, actor=first, adviser=adviser, text="한 사람이 모든 일을 하게 되어 지쳤어요.")
        helping.offer_talk(offered, actor=adviser.person, answer="이번 주 목요일 저녁에 차 한잔 하면서 이야기해요.")
        referred = helping.write(group, actor=second, adviser=adviser, text="두 사람이 말을 하지 않은 지 한 달이에요.")
        helping.refer(referred, actor=adviser.person, answer="구청 이웃분쟁조정센터의 조정가를 소개해 드릴게요.")
    with as_of(timezone.now() - timedelta(days=7)):
        demo_counter.leave()
    with as_of(timezone.now() - timedelta(days=1)):
        helping.write(group, actor=third, adviser=adviser, text="새로 온 분들이 말할 기회가 없는 것 같아요.")


# --- Independence ------------------------------------------------------------------------------------


def _independence(groups: list[Group], official: Any) -> None:
    """Members who said that they work for government: told, answered, dismissed, noted, and forgotten after a year."""
    with as_of(timezone.now() - LONG_AGO):
        here = Village.objects.current().filter(district__code=OLD["district"])
        village = here.order_by("code")[int(OLD["village"])]
        neighbours = [demo.neighbour("old", village, 41, number) for number in range(3)]
        old = demo.formed(neighbours, village, OLD)
        _declared(old, GovernmentTieKind.CITY)
    with as_of(timezone.now() - timedelta(days=18)):
        signals = [_declared(group, GovernmentTieKind.DISTRICT) for group in groups]
        for signal in signals[1:]:
            independence.answer(signal, actor=_people(signal.group)[0], reply=REPLY)
        independence.dismiss(signals[2], actor=official, note="모임의 일과 관계없는 일자리입니다.")
        independence.note_(signals[3], actor=official, note="같은 부서의 사업을 신청하면 다시 살펴봅니다.")
    independence.forget_expired()


def _declared(group: Group, kind: str) -> Signal:
    """A member says it, the portal sees it and tells the group."""
    independence.declare(_people(group)[2], [kind])
    independence.look(Group.objects.filter(pk=group.pk))
    return Signal.objects.select_related("group__village__district").get(group=group)
