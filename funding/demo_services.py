"""Closed awards of the demonstration that were nominated to become a service of the city, one for each way out."""

from __future__ import annotations

from typing import Any

from casework.past import as_of
from funding.demo_lives import Life, fresh
from funding.models import Award
from funding.workflow import nomination
from proposals.demo_proposals import moment_of
from villages.models import Posting


def nominate(closed: list[Award], people: dict[str, Any]) -> None:
    """Seven nominations, each one step further or another way out."""
    ends = (_only_asked, _wanted, _assessed, _adopted, _not_adopted, _refused, _withdrawn)
    for award, end in zip(closed, ends, strict=False):
        end(Life(award, people), _nominated(award, people))


def _nominated(award: Award, people: dict[str, Any]) -> Any:
    place = award.group.village
    with as_of(moment_of(60, 10)):
        return nomination.nominate(
            award, actor=people["official"], name=f"{place.district.name_ko} {award.proposal.title}"[:120],
            need="한 골목에서 잘된 일을 다른 골목도 필요로 합니다. 구의 여섯 동에서 같은 요청이 있었습니다.",
            users="한 해에 어르신과 아이 육백 명", cost=48_000_000,
            legal_basis="서울특별시 마을공동체 활성화 지원 조례", runner="모임과 마을센터가 함께",
        )  # fmt: skip


def _only_asked(life: Life, made: Any) -> None:
    """The group has not answered."""


def _wanted(life: Life, made: Any) -> None:
    with as_of(moment_of(52, 20)):
        nomination.answer(made, actor=life.head, wish="이름은 그대로 두고, 이웃이 돌보는 방식은 바꾸지 말아 주세요.")


def _assessed(life: Life, made: Any) -> None:
    _wanted(life, made)
    office = Posting.objects.in_force().filter(
        role="district_officer", office__district=life.award.group.village.district_id
    )
    person = office.order_by("pk").select_related("person").first().person  # type: ignore[union-attr]
    with as_of(moment_of(40, 10)):
        words = "구의 다른 동에서도 할 수 있습니다. 처음 한 해는 두 동에서 시작하면 좋겠습니다."
        nomination.assess(fresh(made), actor=person, opinion=words, in_favour=True)


def _adopted(life: Life, made: Any) -> None:
    _assessed(life, made)
    with as_of(moment_of(20, 10)):
        words = "세 이웃이 시작한 일이 도시의 일이 됩니다. 모임이 자란 방식을 그대로 따릅니다."
        life.signed(made, nomination.adopt, note=words)


def _not_adopted(life: Life, made: Any) -> None:
    _assessed(life, made)
    with as_of(moment_of(20, 10)):
        words = "비슷한 구 사업이 내년에 시작됩니다. 그 사업에 모임의 경험을 나눠 주세요."
        nomination.turn_down(fresh(made), actor=life.director, note=words)


def _refused(life: Life, made: Any) -> None:
    with as_of(moment_of(50, 20)):
        nomination.decline(made, actor=life.head, note="작게 하고 싶어요. 우리 골목이면 충분해요.")


def _withdrawn(life: Life, made: Any) -> None:
    with as_of(moment_of(55, 10)):
        nomination.withdraw(made, actor=life.official, note="같은 사업이 다른 이름으로 이미 추천되었습니다.")
