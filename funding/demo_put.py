"""Awards of the demonstration put where they stand without playing each step: agreed, at work, and closed.

The ledger moves the money as always, and every constraint holds; only the steps between are not on record, as for
files that an office brings over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pgtrigger
from django.utils import timezone

from funding.models import (
    Acceptance,
    Activity,
    Agreement,
    Award,
    BankAccount,
    BudgetLine,
    Expense,
    Goal,
    LessonTaken,
    Report,
    Settlement,
    Tranche,
)
from funding.queries.accounts import PURPOSE
from funding.queries.agreement import period_of
from funding.queries.spending import heads as counted
from funding.queries.spending import spent_by_line
from funding.settling import account_of
from funding.workflow import ledger
from groups.models import Membership
from seoul_portal import locked

_PASSED_OVER = (
    "funding.Award:award_moves", "funding.BankAccount:bankaccount_begins", "funding.Tranche:tranche_moves",
    "funding.Report:report_begins", "funding.Report:report_moves", "funding.Settlement:settlement_begins",
    "funding.Settlement:settlement_moves", "funding.Expense:expense_begins",
)  # fmt: skip
BANKS = ("004", "088", "020", "081", "090")
OUTCOMES = (
    ("performing", "이웃이 꾸준히 함께했고 다음 해에도 이어 갈 사람이 있습니다."),
    ("performing", "계획한 것보다 많은 이웃이 왔습니다. 기록도 꼼꼼합니다."),
    ("partly", "절반쯤 이루었습니다. 장소를 옮기느라 늦어진 사정을 이해합니다."),
    ("performing", "어르신과 청년이 함께한 드문 모임입니다."),
    ("learned", "결과는 없었지만 왜 안 되었는지 솔직하게 적어 다음 모임에 도움이 됩니다."),
)
CHANGES = (
    "엘리베이터에서 인사하는 사람이 늘었어요.", "저녁에 불이 켜진 가게가 하나 생겼어요.",
    "아이들이 이웃 어른의 이름을 불러요.", "어르신 두 분이 먼저 전화를 걸어 오세요.",
    "서로 열쇠를 맡기는 집이 생겼어요.", "골목 민원이 눈에 띄게 줄었어요.", "다른 골목에서 배우러 왔어요.",
)  # fmt: skip
LEARNED = (
    "장소부터 정했어야 해요. 첫 달을 장소를 찾는 데 썼어요.", "단체 대화방보다 문을 두드리는 것이 빨랐어요.",
    "영수증은 그날 찍어야 해요. 나중에 찾느라 하루를 썼어요.", "잘하는 사람 하나보다 자주 오는 사람 셋이 나아요.",
    "비 오는 날의 계획을 처음부터 세우세요.", "가르치는 자리보다 함께 먹는 자리가 오래가요.",
)  # fmt: skip


def agreed(awards: Sequence[Award], official: Any, *, on: datetime) -> None:
    """Every member has accepted, and the account is confirmed."""
    day = on.date()
    members = _members(awards)
    agreements = {each.award_id: each for each in Agreement.objects.filter(award__in=awards)}
    for award in awards:
        period = period_of(agreements[award.pk]).from_day(day)
        award.state, award.starts_on, award.ends_on = "agreed", period.starts_on, period.ends_on
    LessonTaken.objects.bulk_create(LessonTaken(award=each, user=m.user, at=on) for each, m in _each(awards, members))
    Acceptance.objects.bulk_create(
        Acceptance(
            agreement=agreements[each.pk], user=m.user, fingerprint=agreements[each.pk].fingerprint, role=m.role, at=on
        )
        for each, m in _each(awards, members)
    )
    with pgtrigger.ignore(*_PASSED_OVER):
        Agreement.objects.filter(award__in=awards).update(agreed_at=on)
        Award.objects.bulk_update(awards, ["state", "starts_on", "ends_on"])
        BankAccount.objects.bulk_create(
            _account(each, members[each.group_id][0], official, on) for each in awards if not _has_account(each)
        )


def at_work(awards: Sequence[Award], people: dict[str, Any], *, on: datetime) -> None:
    """Paid, running, with the mid-term check planned at half of the period."""
    heads = {group: members[0].user for group, members in _members(awards).items()}
    for award in awards:
        ledger.pay(award, award.amount, by=people["director"], key=f"award:{award.pk}:brought-over:paid")
    with pgtrigger.ignore(*_PASSED_OVER):
        for award in awards:
            large = Tranche.objects.filter(award=award, needs_signature=True)
            large.update(countersigned_by=people["director"], countersigned_at=on)
            Tranche.objects.filter(award=award).update(
                state="paid", requested_by=heads[award.group_id], requested_at=on, approved_by=people["official"],
                approved_at=on, paid_by=people["director"], paid_on=on.date(),
            )  # fmt: skip
        Award.objects.filter(pk__in=[each.pk for each in awards]).update(state="running")
        Report.objects.bulk_create(Report(award=each, kind="midterm", due_on=_half(each)) for each in awards)


def _half(award: Award) -> date:
    assert award.starts_on
    assert award.ends_on
    return award.starts_on + (award.ends_on - award.starts_on) / 2


def checked(awards: Sequence[Award], officer: Any) -> None:
    """The mid-term check is handed in and accepted."""
    heads = {group: members[0].user for group, members in _members(awards).items()}
    found = list(Report.objects.filter(award__in=awards, kind="midterm").select_related("award"))
    for number, report in enumerate(found):
        at = _moment(report.due_on)
        report.data = {
            "progress": "계획한 것의 절반을 했어요. 남은 것도 날짜를 잡아 두었어요.",
            "well": CHANGES[number % len(CHANGES)],
            "onward": "continue",
        }
        report.figures = _figures(report.award)
        report.state, report.submitted_by, report.submitted_at = "accepted", heads[report.award.group_id], at
        report.decided_by, report.decided_at = officer, at + timedelta(days=4)
    with pgtrigger.ignore(*_PASSED_OVER):
        Report.objects.bulk_update(
            found, ["data", "figures", "state", "submitted_by", "submitted_at", "decided_by", "decided_at"]
        )


def spent(awards: Sequence[Award], percent: int, officer: Any = None) -> None:
    """Receipts over so many percent of every line, accepted by ``officer`` if given; and a diary of the plan."""
    heads = {group: members[0].user for group, members in _members(awards).items()}
    lines = BudgetLine.objects.filter(award__in=awards).select_related("award").order_by("award", "position")
    decided: dict[str, Any] = {"state": "accepted", "decided_by": officer} if officer else {}
    with pgtrigger.ignore(*_PASSED_OVER):
        Expense.objects.bulk_create(
            Expense(
                award=line.award, line=line, amount=amount, spent_on=day, payee=_payee(line), what=line.detail,
                by=heads[line.award.group_id], at=_moment(day),
                decided_at=_moment(line.award.ends_on, 20) if officer else None, **decided,
            )
            for line in lines
            if (amount := line.grant * percent // 100)
            for day in [_on_the_way(line.award, line.position)]
        )  # fmt: skip
    Activity.objects.bulk_create(_days(awards, heads))


def _on_the_way(award: Award, place: int) -> date:
    """A day of the award's period that has come: each place has its own."""
    assert award.starts_on
    assert award.ends_on
    last = min(award.ends_on, timezone.localdate())
    return min(award.starts_on + timedelta(days=9 + 31 * (place - 1)), last)


def _payee(line: BudgetLine) -> str:
    shops = ("골목상회", "한마음문구", "우리시장", "햇살인쇄", "튼튼철물", "이웃보험")
    return shops[(line.award_id + line.position) % len(shops)]


def _days(awards: Sequence[Award], heads: dict[int, Any]) -> Iterator[Activity]:
    plans = dict(Agreement.objects.filter(award__in=awards).values_list("award", "content"))
    for award in awards:
        for place, row in enumerate(plans[award.pk]["plan"].get("plan", {}).get("plan", ()), 1):
            came = int(row["people"])
            yield Activity(
                award=award, on=_on_the_way(award, place), title=row["activity"], where=row["place"], attendance=came,
                newcomers=came // (place + 1), by=heads[award.group_id],
            )  # fmt: skip


def closed(awards: Sequence[Award], officer: Any) -> None:
    """Told, settled to the won, judged, closed. Every won that was paid must be spent and accepted before."""
    heads = {group: members[0].user for group, members in _members(awards).items()}
    goals = list(Goal.objects.filter(award__in=awards).order_by("award", "position"))
    outcomes = {each.pk: OUTCOMES[number % len(OUTCOMES)] for number, each in enumerate(awards)}
    for goal in goals:
        good = outcomes[goal.award_id][0] == "performing"
        goal.result = goal.target if good else goal.baseline
        goal.reached, goal.reason = ("yes", "") if good else ("partly", "시작이 늦어져 절반만 했어요.")
    with pgtrigger.ignore(*_PASSED_OVER):
        Goal.objects.bulk_update(goals, ["result", "reached", "reason"])
        Report.objects.bulk_create(_final(each, n, heads[each.group_id], officer) for n, each in enumerate(awards))
        Settlement.objects.bulk_create(_settled(each, heads[each.group_id], officer) for each in awards)
        for award in awards:
            award.outcome, award.outcome_note = outcomes[award.pk]
            award.state, award.closed_at = "closed", _moment(award.ends_on, 38)
        Award.objects.bulk_update(awards, ["outcome", "outcome_note", "state", "closed_at"])


def _final(award: Award, number: int, head: Any, officer: Any) -> Report:
    change = CHANGES[number % len(CHANGES)]
    return Report(
        award=award, kind="final", due_on=_after(award, 14), state="accepted", submitted_by=head, version=1,
        submitted_at=_moment(award.ends_on, 9), decided_by=officer, decided_at=_moment(award.ends_on, 16),
        figures=_figures(award),
        data={
            "done": "계획한 네 가지를 모두 했어요. 날짜는 두 번 바뀌었어요.", "change": change,
            "lessons": LEARNED[number % len(LEARNED)], "next": ("next_stage", "own_feet", "break")[number % 3],
            "summary": f"이웃 셋이 시작한 일을 골목이 함께했어요. {change}", "public_lessons": "yes",
        },
    )  # fmt: skip


def _settled(award: Award, head: Any, officer: Any) -> Settlement:
    return Settlement(
        award=award, due_on=_after(award, 30), state="accepted", submitted_by=head, paid=award.amount,
        submitted_at=_moment(award.ends_on, 18), decided_by=officer, decided_at=_moment(award.ends_on, 30),
        accepted=award.amount, returned_on=_after(award, 30), figures=account_of(award).figures(),
    )  # fmt: skip


def _figures(award: Award) -> dict[str, Any]:
    """What the workflow keeps with a report that is handed in."""
    return {**counted(award), "lines": spent_by_line(award)}


def _after(award: Award, days: int) -> date:
    assert award.ends_on
    return award.ends_on + timedelta(days=days)


def _moment(day: Any, after: int = 0) -> datetime:
    at = datetime.combine(day + timedelta(days=after), datetime.min.time()) + timedelta(hours=15)
    return min(timezone.make_aware(at), timezone.now())


def _members(awards: Sequence[Award]) -> dict[int, list[Membership]]:
    """Of each group, the representative first."""
    found: dict[int, list[Membership]] = {}
    rows = Membership.objects.active().filter(group__in=[each.group_id for each in awards]).select_related("user")
    for each in sorted(rows, key=lambda each: (each.role != "representative", each.pk)):
        found.setdefault(each.group_id, []).append(each)
    return found


def _each(awards: Sequence[Award], members: dict[int, list[Membership]]) -> Iterator[tuple[Award, Membership]]:
    return ((award, member) for award in awards for member in members[award.group_id])


def _has_account(award: Award) -> bool:
    return BankAccount.objects.filter(group=award.group_id, state="confirmed").exists()


def _account(award: Award, head: Membership, official: Any, on: datetime) -> BankAccount:
    digits = f"{3333000000000 + award.pk * 7919 % 9_999_999}"
    return BankAccount(
        group=award.group, bank=BANKS[award.pk % len(BANKS)], holder=f"{award.group.name} {head.user.name}"[:60],
        number=locked.lock(digits, PURPOSE), tail=digits[-4:], mark=locked.mark(digits, PURPOSE), state="confirmed",
        entered_by=head.user, entered_at=on, confirmed_by=official, confirmed_at=on,
    )  # fmt: skip
