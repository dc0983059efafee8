"""First years that lie before the demonstration: of the groups that ask for a second one now.

Nobody played them: rows are put in place as an office would bring them over from the years before the portal. The
ledger counts their money, and the place in the next stage opens as it does for everybody.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pgtrigger
from django.utils import timezone, translation

from casework.past import as_of
from funding.models import Award, BudgetLine, Expense, FundingRound, Goal, Settlement
from funding.settling import account_of
from funding.workflow import ledger, next_stage
from groups.models import Group
from proposals import demo, demo_proposals
from proposals.demo_proposals import fresh, group_of, in_office_since, moment_of, people_by_name
from proposals.models import Call, Proposal
from villages.models import Office

TITLE = ("마을공동체 씨앗기 지난 공모", "Village community call: Seed, last time")
ROUND = ("씨앗기 지난 심의", "Seed round, last time")
DAYS = (-185, -165)
# Days before today.
DECIDED, BEGAN, ENDED, SETTLED = 150, 140, 30, 10
AMOUNT = 1_000_000


def load() -> None:
    """A closed award for each group that asks in the call of the second year. Runs any number of times."""
    people = people_by_name()
    first = timezone.localdate() - timedelta(days=demo_proposals.BEGAN)
    if not in_office_since(first) or "director" not in people or Call.objects.filter(title_ko=TITLE[0]).exists():
        return
    rows = list(enumerate(json.loads(demo_proposals.ROWS.read_text(encoding="utf-8"))))
    with translation.override("ko"):
        with as_of(moment_of(demo_proposals.BEGAN, 10)):
            groups = [group_of(row, number, people) for number, row in rows if row["call"] == "sprout"]
        call = _call(people["official"])
        round_ = _round(people)
        for number, group in enumerate(each for each in groups if each):
            _year(call, round_, group, number)


def _call(official: Any) -> Call:
    usual = json.loads(demo.REAL.read_text(encoding="utf-8"))["usual_criteria"]
    division = Office.objects.get(kind="division", active=True)
    demo.published(
        ("neighbourhood", "seed", *TITLE), DAYS, usual, official, division,
        summary_ko="이웃 셋과 아이디어 하나면 시작할 수 있어요.", summary_en="Three neighbors and an idea are enough.",
    )  # fmt: skip
    call = Call.objects.get(title_ko=TITLE[0])
    with pgtrigger.ignore("proposals.Call:call_moves"):
        Call.objects.filter(pk=call.pk).update(state="announced")
    return call


def _round(people: dict[str, Any]) -> FundingRound:
    at = timezone.now() - timedelta(days=DECIDED)
    with pgtrigger.ignore("funding.FundingRound:fundinground_begins"):
        return FundingRound.objects.create(
            name_ko=ROUND[0], name_en=ROUND[1], budget=20_000_000, state="announced", announced_at=at,
            proposed_by=people["official"], proposed_at=at, signed_by=people["director"], signed_at=at,
        )  # fmt: skip


def _year(call: Call, round_: FundingRound, group: Group, number: int) -> None:
    """Asked, selected, paid, spent to the won, and closed."""
    today, head = timezone.localdate(), _head(group)
    ends = today - timedelta(days=ENDED)
    at = timezone.now() - timedelta(days=170)
    with pgtrigger.ignore("proposals.Proposal:proposal_begins"):
        file = Proposal.objects.create(
            call=call, group=group, village=group.village, lead=head, started_by=head, state="selected",
            title=f"{group.name}의 첫해", theme=group.theme, asked=AMOUNT, number=f"{at:%Y}-SD-9{number:04}",
            submitted_at=at, decided_at=at, group_name=group.name,
            office=group.village.offices.filter(active=True).first(),
        )  # fmt: skip
    award = Award.objects.create(round=round_, proposal=file, group=group, village=file.village, amount=AMOUNT)
    ledger.commit(award, AMOUNT, by=None, key=f"award:{award.pk}:brought-over")
    ledger.pay(award, AMOUNT, by=None, key=f"award:{award.pk}:brought-over:paid")
    line = BudgetLine.objects.create(award=award, position=1, item="materials", detail="첫해 재료비", grant=AMOUNT)
    Goal.objects.create(
        award=award, position=1, indicator="함께한 이웃", baseline="3명", target="20명", result="26명", reached="yes"
    )
    begins = ("funding.Settlement:settlement_begins", "funding.Expense:expense_begins")
    with pgtrigger.ignore("funding.Award:award_moves", *begins):
        Award.objects.filter(pk=award.pk).update(
            state="closed", starts_on=today - timedelta(days=BEGAN), ends_on=ends, outcome="performing",
            outcome_note="이웃이 꾸준히 함께했습니다.", closed_at=timezone.now() - timedelta(days=SETTLED),
        )  # fmt: skip
        Expense.objects.create(
            award=award, line=line, amount=AMOUNT, spent_on=ends, payee="골목상회", what="재료", by=head, at=at,
            state="accepted", decided_by=round_.proposed_by, decided_at=timezone.now() - timedelta(days=SETTLED),
        )  # fmt: skip
        _settle(award, ends)
    next_stage.open_place(fresh(award))


def _head(group: Any) -> Any:
    return group.representative.user


def _settle(award: Award, ends: Any) -> None:
    done = timezone.now() - timedelta(days=SETTLED)
    Settlement.objects.create(
        award=award, due_on=ends + timedelta(days=30), state="accepted", submitted_by=_head(award.group),
        submitted_at=done, decided_by=award.round.proposed_by, decided_at=done, paid=AMOUNT, accepted=AMOUNT,
        returned_on=done.date(), figures=account_of(award).figures(),
    )  # fmt: skip
