"""Awards of the demonstration that went their own ways, one for each way there is: all through the workflow.

``play`` takes running awards of this spring, ``begin`` those of the autumn that are agreed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.past import as_of
from funding import demo_put, varying
from funding.models import Award, Clawback, Goal, Report, Settlement
from funding.queries.reserve import next_in_line
from funding.queries.spending import lines_of
from funding.workflow import (
    account,
    clawback,
    ending,
    ending_early,
    expense,
    help_call,
    more_time,
    pausing,
    promotion,
    report,
    settlement,
    tranche,
    variation,
)
from funding.workflow import award as awards
from funding.workflow.variation_checks import Line
from proposals.demo_proposals import fresh, moment_of

FINAL = {
    "done": "일곱 번 모이기로 했는데 다섯 번 모였어요. 두 번은 비가 왔어요.",
    "change": "처음 온 이웃이 다음번에는 다른 이웃을 데려와요.",
    "lessons": "날짜를 먼저 정하고 장소를 찾으면 늦어요. 장소부터 정하세요.",
    "next": "own_feet",
    "summary": "이웃 셋이 시작한 자리에 골목이 함께 앉았어요.",
}
MIDTERM = {
    "progress": "절반까지 왔어요. 남은 세 번은 날짜를 잡았어요.",
    "well": "처음 온 분들이 다시 와요.",
    "onward": "continue",
}
HIDDEN = "활동을 하지 않았고 영수증도 없습니다. 세 번 연락했으나 답이 없었습니다."


def _head(award: Award) -> Any:
    return award.group.representative.user  # type: ignore[union-attr]


def _others(award: Award) -> Any:
    return next(each.user for each in award.group.members if each.user != _head(award))


class Life:
    """An award, its representative, and the staff who deal with it."""

    def __init__(self, award: Award, people: dict[str, Any]) -> None:
        self.award, self.head = award, _head(award)
        self.official, self.director = people["official"], people["director"]

    def now(self) -> Award:
        return Award.objects.select_related("group__village", "proposal__call__stage").get(pk=self.award.pk)

    def signed(self, made: Any, sign: Callable[..., Any], **words: str) -> None:
        self.director.second_factor_at = timezone.now()
        sign(fresh(made), actor=self.director, **words)


# --- At work -----------------------------------------------------------------------------------------


def play(running: list[Award], people: dict[str, Any]) -> None:
    """One way for each of the first of ``running``; the others are at work as planned."""
    ways: tuple[Callable[[Life], Any], ...] = (
        _paused, _changing, _short_of_time, _ends_early, _cancelled, _owes, _heard, _spared, _paid_back, _reporting,
        _report_returned, _account_handed_in, _account_returned, _settled_soon, _midterm_handed_in, _midterm_returned,
    )  # fmt: skip
    untouched = running[len(ways) :]
    demo_put.checked(untouched, people["official"])
    with_receipts = [award for award, way in zip(running, ways, strict=False) if way not in _WITHOUT] + untouched
    demo_put.spent(with_receipts, 60)
    for award, way in zip(running, ways, strict=False):
        with transaction.atomic():
            way(Life(award, people))


def _paused(life: Life) -> None:
    with as_of(moment_of(25, 20)):
        back = timezone.localdate() + timedelta(days=60)
        pausing.pause(life.award, actor=life.head, expected_on=back, note="대표가 아이를 낳아 두 달 쉬어요.")


def _changing(life: Life) -> None:
    """Asked for changes: one small and passed by rule, one approved, one refused, one taken back, one waits."""
    head = life.head
    with as_of(moment_of(60, 20)):
        variation.ask_budget(
            life.award, actor=head, lines=_moved(life.award, 20_000), reason="인쇄를 덜 하고 간식을 더 사요."
        )
    with as_of(moment_of(50, 20)):
        later = _end(life) + timedelta(days=20)
        asked = variation.ask_period(life.award, actor=head, ends_on=later, reason="장마로 두 번을 쉬었어요.")
    with as_of(moment_of(46, 11)):
        variation.approve(asked, actor=life.official, note="비 오는 날은 어쩔 수 없지요.")
    with as_of(moment_of(40, 20)):
        much = _end(life) + timedelta(days=200)
        asked = variation.ask_period(life.award, actor=head, ends_on=much, reason="내년 봄에도 이어서 하고 싶어요.")
    with as_of(moment_of(36, 11)):
        variation.refuse(asked, actor=life.official, note="다음 해 활동은 새싹기 공모로 신청해 주세요.")
    part, text = _where(life.award), "주민센터 공사가 끝날 때까지 작은도서관에서 모여요."
    with as_of(moment_of(30, 20)):
        asked = variation.ask_content(life.award, actor=head, part=part, text=text, reason="주민센터가 공사를 해요.")
        variation.withdraw(asked, actor=head)
    with as_of(moment_of(3, 20)):
        variation.ask_content(life.award, actor=head, part=part, text=text, reason="공사가 두 달 길어진대요.")


def _end(life: Life) -> date:
    ends_on = life.now().ends_on
    assert ends_on
    return ends_on


def _where(award: Award) -> str:
    """The answer of the plan that says where."""
    return next(said.part for said in varying.plan_now(award) if said.part.endswith("where"))


def _moved(award: Award, won: int) -> list[Line]:
    """The budget with so much moved from the line that has most left to another."""
    rows = sorted(lines_of(award), key=lambda line: line.position)
    giver = max(rows, key=lambda line: line.left)
    taker = next(line for line in rows if line.pk != giver.pk)
    won = min(won, giver.left)
    change = {giver.pk: -won, taker.pk: won}
    return [
        Line(
            id=line.pk, item=line.item, detail=line.detail, grant=line.grant + change.get(line.pk, 0), own=line.own
        )
        for line in rows
    ]  # fmt: skip


def _short_of_time(life: Life) -> None:
    """More time by rule, refused, taken back; help called for: answered, taken, and not needed after all."""
    check, head = Report.objects.get(award=life.award, kind="midterm"), life.head
    with as_of(moment_of(80, 9)):
        more_time.ask("midterm-check", check.pk, actor=head)
        more_time.withdraw(more_time.ask("midterm-check", check.pk, actor=head, why="하루면 돼요."), actor=head)
        asked = more_time.ask("midterm-check", check.pk, actor=head, why="석 달 더 주세요.")
    with as_of(moment_of(78, 9)):
        more_time.refuse(asked, actor=life.official, note="지금까지 한 것만 적어 주셔도 됩니다. 함께 적어 드릴게요.")
    with as_of(moment_of(30, 9)):
        call = help_call.ask("award", life.award.pk, actor=head, words="영수증이 두 장 젖어서 글씨가 안 보여요.")
        help_call.take(call, actor=life.official)
        help_call.answer(call, actor=life.official, note="가게에서 다시 받으시면 돼요. 날짜만 같으면 됩니다.")
        call = help_call.ask("award", life.award.pk, actor=head, words="휴대전화로 사진이 안 올라가요.")
        help_call.withdraw(call, actor=head)
    with as_of(moment_of(1, 9)):
        call = help_call.ask("award", life.award.pk, actor=head, words="모임 통장의 도장을 잃어버렸어요.")
        help_call.take(call, actor=life.official)


def _ends_early(life: Life) -> None:
    with as_of(moment_of(10, 21)):
        words = "셋 가운데 둘이 새벽일을 하게 되어 모일 시간이 없어졌어요. 시간을 먼저 맞춰 봤어야 했어요."
        ending_early.end_early(life.award, actor=life.head, note=words)


# --- Cancelled and reclaimed -------------------------------------------------------------------------


def _proposed(life: Life, amount: int, days: int, count: int = 1) -> Clawback:
    with as_of(moment_of(days, 10)):
        first = timezone.localdate() + timedelta(days=45)
        now = life.now()
        return clawback.propose(now, actor=life.official, amount=amount, reason=HIDDEN, count=count, first_on=first)


def _signed(life: Life, made: Clawback, days: int) -> None:
    with as_of(moment_of(days, 10)):
        life.signed(made, clawback.sign, note="해명을 들을 시간이 지났습니다.")


def _cancelled(life: Life) -> None:
    """Ended by the city with nothing to return."""
    _signed(life, _proposed(life, 0, 50), 30)


def _owes(life: Life) -> None:
    """Returns the money in five instalments; the first is paid, and the group asks for smaller ones."""
    made = _proposed(life, life.award.amount // 2, 95, count=5)
    _signed(life, made, 78)
    with as_of(moment_of(40, 10)):
        left = made.amount
        first = made.instalments.order_by("due_on")[0].amount
        clawback.take_back(
            fresh(made), actor=life.official, amount=first, on=timezone.localdate(), before=left
        )  # fmt: skip
    with as_of(moment_of(5, 21)):
        start = timezone.localdate() + timedelta(days=30)
        words = "한 달에 절반씩이면 낼 수 있어요."
        clawback.ask_plan(fresh(made), actor=life.head, count=8, first_on=start, note=words)


def _heard(life: Life) -> None:
    """The group speaks; the director has not decided."""
    made = _proposed(life, life.award.amount // 3, 4)
    with as_of(moment_of(2, 22)):
        words = "영수증은 모두 있어요. 대표가 입원하는 바람에 올리지 못했습니다. 이번 주 안에 올릴게요."
        clawback.state(made, actor=_others(life.award), text=words)


def _spared(life: Life) -> None:
    """The group convinced the official. It has another bank account since, too."""
    made = _proposed(life, life.award.amount // 3, 70)
    with as_of(moment_of(66, 22)):
        clawback.state(made, actor=life.head, text="활동 사진과 영수증을 모두 올렸습니다. 늦어서 죄송해요.")
    with as_of(moment_of(64, 10)):
        clawback.withdraw(fresh(made), actor=life.official, note="모두 확인했습니다.")
    with as_of(moment_of(20, 10)):
        group = life.award.group
        made_ = account.enter(group, actor=life.head, bank="020", number="1002345678901", holder=str(group)[:60])
        account.confirm(made_, actor=life.official)


def _paid_back(life: Life) -> None:
    made = _proposed(life, life.award.amount // 4, 90)
    _signed(life, made, 72)
    with as_of(moment_of(20, 10)):
        clawback.take_back(
            fresh(made), actor=life.official, amount=made.amount, on=timezone.localdate(), before=made.amount
        )


# --- Coming to an end --------------------------------------------------------------------------------


def _reporting(life: Life, days: int = 6) -> Report:
    with as_of(moment_of(days, 21)):
        ending.finish(life.now(), actor=life.head)
    return Report.objects.get(award=life.award, kind="final")


def _handed_in(life: Life, days: int) -> Report:
    final = _reporting(life, days + 4)
    goals = {
        goal.pk: {"result": goal.target, "reached": "yes", "reason": ""}
        for goal in Goal.objects.filter(award=life.award)
    }
    with as_of(moment_of(days, 21)):
        report.write(final, FINAL, goals, actor=life.head, seen=final.version)
        return report.submit(fresh(final), actor=life.head)


def _report_returned(life: Life) -> None:
    final = _handed_in(life, 9)
    with as_of(moment_of(5, 10)):
        points = {"change": "몇 분이 달라졌다고 느끼는지 숫자로도 적어 주세요."}
        report.return_(fresh(final), actor=life.official, points=points)


def _account_handed_in(life: Life) -> Settlement:
    """The officer has begun to read receipts: one is accepted, one disallowed."""
    final = _handed_in(life, 16)
    paper = Settlement.objects.get(award=life.award)
    with as_of(moment_of(12, 10)):
        report.accept(fresh(final), actor=life.official, note="솔직한 글 고맙습니다.")
        settlement.submit(paper, actor=life.head, interest=31)
    good, bad = life.award.expenses.order_by("pk")[:2]
    with as_of(moment_of(4, 10)):
        expense.accept(good, actor=life.official)
        expense.disallow(bad, actor=life.official, note="모임 날짜가 아닌 날의 영수증입니다.")
    return fresh(paper)


def _account_returned(life: Life) -> None:
    paper = _account_handed_in(life)
    with as_of(moment_of(2, 10)):
        points = {"receipts": "간식 영수증 한 장의 날짜가 보이지 않습니다. 다시 찍어 주세요."}
        settlement.return_(paper, actor=life.official, points=points)


def _settled_soon(life: Life) -> None:
    """Accepted and judged; what is left is to be returned."""
    paper = _account_handed_in(life)
    with as_of(moment_of(1, 10)):
        expense.accept_all(life.now(), actor=life.official, seen=list(life.award.expenses.values_list("pk", flat=True)))
        settlement.accept(paper, actor=life.official)
        note = "어르신들이 먼저 기다리는 모임이 되었습니다."
        ending.judge(life.now(), actor=life.official, note=note, outcome="performing")


def _midterm_handed_in(life: Life) -> Report:
    check = Report.objects.get(award=life.award, kind="midterm")
    with as_of(moment_of(7, 21)):
        report.write(check, MIDTERM, {}, actor=life.head, seen=check.version)
        return report.submit(fresh(check), actor=life.head)


def _midterm_returned(life: Life) -> None:
    check = _midterm_handed_in(life)
    with as_of(moment_of(3, 10)):
        points = {"progress": "남은 세 번을 어디에서 하는지 적어 주세요."}
        report.return_(fresh(check), actor=life.official, points=points)


_WITHOUT = (_cancelled, _owes, _paid_back)


# --- Agreed ------------------------------------------------------------------------------------------


def begin(waiting: list[Award], people: dict[str, Any]) -> None:
    """One group declines and two step up from the reserve list; payments and accounts wait in each state."""
    declining, *agreed = [Life(award, people) for award in waiting]
    with as_of(moment_of(9, 20)):
        awards.decline(declining.award, actor=declining.head, note="셋이 모두 이사를 가게 되었어요.")
    _stepping_up(declining)
    asked, approved, stopped, another = agreed[:4]
    with as_of(moment_of(3, 20)):
        for life in (asked, approved, stopped):
            tranche.request(life.award.tranches.get(position=1), actor=life.head)
    with as_of(moment_of(2, 11)):
        for life in (approved, stopped):
            tranche.approve(life.award.tranches.get(position=1), actor=life.official)
        held = stopped.award.tranches.get(position=1)
        tranche.stop(held, actor=stopped.official, note="같은 계좌를 다른 모임도 적었습니다. 확인하고 있습니다.")
        group = another.award.group
        made = account.enter(group, actor=another.head, bank="088", number="110987654321", holder="개인 이름")
        account.refuse(made, actor=another.official, note="모임 이름으로 된 통장이 필요합니다.")


def _stepping_up(life: Life) -> None:
    """What the declining group leaves goes to the reserve list: taken back once, signed, and proposed to the next."""
    pot = life.award.round
    with as_of(moment_of(7, 11)):
        first: Any = next_in_line(pot)
        wrong = promotion.propose(
            pot, first, actor=life.official, amount=first.asked - 10_000, reason="조금 줄여 봅니다."
        )
        promotion.withdraw(wrong, actor=life.official)
        made = promotion.propose(pot, first, actor=life.official, amount=first.asked)
    with as_of(moment_of(6, 11)):
        life.signed(made, promotion.sign)
    with as_of(moment_of(3, 11)):
        following: Any = next_in_line(pot)
        promotion.propose(pot, following, actor=life.official, amount=following.asked)
