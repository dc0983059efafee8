"""Bulk data for measuring: an award for every selected proposal of the city, with its money, papers and receipts.

Written by COPY past the triggers, so balances and ledger are written as the triggers would have kept them. Most awards
are closed, as in an archive; the others stand on their way, with what is due around today.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from funding.models import (
    Activity,
    Agreement,
    Award,
    BankAccount,
    BudgetLine,
    Conditions,
    Expense,
    FundingRound,
    LedgerEntry,
    Report,
    Settlement,
    Tranche,
)
from funding.queries.agreement import frozen
from proposals.models import Proposal, Stage
from proposals.populate import calls, people
from proposals.populate.copying import copy, ids

NAME = "측정용 지원"
AMOUNT, LINES, RECEIPTS, DAYS = 1_000_000, ("materials", "meeting", "instructor", "publicity"), 8, 4
# Of a hundred awards.
STATES = {"closed": 76, "settled": 3, "settling": 4, "reporting": 4, "running": 10, "agreed": 3}


@dataclass(frozen=True)
class _Made:
    """An award before it is written. ``age`` is how many days ago its period began."""

    pk: int
    proposal: int
    group: int
    village: int
    district: int
    theme: str
    lead: int
    state: str
    age: int

    @property
    def starts_on(self) -> date:
        return timezone.localdate() - timedelta(days=self.age)

    @property
    def ends_on(self) -> date:
        return self.starts_on + timedelta(days=180)

    @property
    def paid(self) -> int:
        return 0 if self.state == "agreed" else AMOUNT


def populate() -> None:
    """Made once in a database that ``proposals.populate`` filled."""
    if FundingRound.objects.filter(name_ko=NAME).exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        round_ = _round()
        awards = _awards(round_.pk)
        _agreements(awards)
        _money(round_.pk, awards)
        lines = ids(BudgetLine, len(LINES) * len(awards))
        _spent(awards, lines)
        _papers(awards)
        paid = sum(each.paid for each in awards)
        FundingRound.objects.filter(pk=round_.pk).update(committed=AMOUNT * len(awards), paid=paid)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _round() -> FundingRound:
    now = timezone.now()
    official = get_user_model().objects.get(email=calls.OFFICIAL)
    return FundingRound.objects.create(
        name_ko=NAME, name_en="Measured awards", budget=10**13, state="announced",
        proposed_by=official, proposed_at=now, signed_by_id=_director(), signed_at=now, announced_at=now,
    )  # fmt: skip


def _director() -> int:
    """Somebody else than the official."""
    others = get_user_model().objects.exclude(email=calls.OFFICIAL).order_by("pk")
    return int(others.values_list("pk", flat=True)[0])


def _awards(round_id: int) -> list[_Made]:
    files = Proposal.objects.filter(state="selected", award=None, lead__email__endswith=people.DOMAIN).order_by("pk")
    rows = list(files.values_list("pk", "group", "village", "village__district", "theme", "lead"))
    chance, keys = Random(9), ids(Award, len(rows))  # noqa: S311 - no secret
    states = chance.choices(list(STATES), list(STATES.values()), k=len(rows))
    made = [_Made(pk, *row, state, _age(state, chance)) for pk, row, state in zip(keys, rows, states, strict=True)]
    columns = (
        "id", "round_id", "proposal_id", "group_id", "village_id", "district_id", "theme", "amount", "committed",
        "paid", "state", "starts_on", "ends_on", "outcome", "outcome_note", "closed_at",
    )  # fmt: skip
    copy(Award, columns, (_award(each, round_id) for each in made))
    return made


def _age(state: str, chance: Random) -> int:
    """A period that fits the state: what has ended is about to report, to settle or to return money."""
    oldest = {"closed": (260, 1400), "settled": (200, 240), "settling": (185, 220), "reporting": (181, 200)}
    return chance.randint(*oldest.get(state, (5, 120) if state == "running" else (0, 10)))


def _award(each: _Made, round_id: int) -> tuple[Any, ...]:
    over = each.state == "closed"
    return (
        each.pk, round_id, each.proposal, each.group, each.village, each.district, each.theme, AMOUNT, AMOUNT,
        each.paid, each.state, each.starts_on, each.ends_on, "performing" if over else "",
        "이웃이 함께했어요." if over else "", _moment(each.ends_on, 60) if over else None,
    )  # fmt: skip


def _moment(day: date, after: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=after), datetime.min.time()))


def _agreements(awards: list[_Made]) -> None:
    terms = frozen(Conditions(stage=Stage.objects.order_by("pk").first()))
    content = json.dumps({"shape": 1, "amount": AMOUNT, "conditions": terms, "lines": [], "plan": {}})
    rows = (
        (each.pk, content, "0" * 64, each.starts_on, _moment(each.starts_on)) for each in awards
    )  # fmt: skip
    copy(Agreement, ("award_id", "content", "fingerprint", "due_on", "agreed_at"), rows)


def _money(round_id: int, awards: list[_Made]) -> None:
    official, director = get_user_model().objects.get(email=calls.OFFICIAL).pk, _director()
    groups = {each.group: each.lead for each in awards}
    columns = ("group_id", "bank", "holder", "number", "tail", "mark", "state", "entered_by_id", "confirmed_by_id")
    known = set(BankAccount.objects.values_list("group", flat=True))
    copy(
        BankAccount,
        (*columns, "confirmed_at"),
        (
            (group, "090", "이웃 모임", "·", "1234", str(group), "confirmed", lead, official, timezone.now())
            for group, lead in groups.items()
            if group not in known
        ),
    )
    copy(LedgerEntry, ("round_id", "award_id", "kind", "amount", "key", "by_id"), _entries(round_id, awards, director))
    asked = ("award_id", "position", "amount", "state", "requested_by_id", "requested_at", "approved_by_id")
    copy(
        Tranche,
        (*asked, "approved_at", "paid_by_id", "paid_on"),
        (
            (each.pk, 1, AMOUNT, "paid", each.lead, at, official, at, director, each.starts_on)
            if each.paid
            else (each.pk, 1, AMOUNT, "planned", None, None, None, None, None, None)
            for each in awards
            for at in (_moment(each.starts_on),)
        ),
    )


def _entries(round_id: int, awards: list[_Made], by: int) -> Iterator[tuple[Any, ...]]:
    for each in awards:
        yield round_id, each.pk, "commit", AMOUNT, f"measured:{each.pk}:commit", by
        if each.paid:
            yield round_id, each.pk, "pay", each.paid, f"measured:{each.pk}:pay", by


def _spent(awards: list[_Made], lines: range) -> None:
    """Four lines each, receipts on all of them, and some days in the diary."""
    share, chance = AMOUNT // len(LINES), Random(11)  # noqa: S311 - no secret
    copy(
        BudgetLine,
        ("id", "award_id", "position", "item", "grant"),
        (
            (lines[place * len(LINES) + number], each.pk, number + 1, item, share)
            for place, each in enumerate(awards)
            for number, item in enumerate(LINES)
        ),
    )
    official = get_user_model().objects.get(email=calls.OFFICIAL).pk

    def receipts() -> Iterator[tuple[Any, ...]]:
        for place, each in enumerate(awards):
            over = each.state in ("closed", "settled")
            decided = ("accepted", official, _moment(each.ends_on)) if over else ("recorded", None, None)
            for number in range(RECEIPTS if each.paid else 0):
                day = each.starts_on + timedelta(days=min(number * 20 + 1, each.age))
                line = lines[place * len(LINES) + number % len(LINES)]
                # Whoever is at work has something left on every line.
                won = share // 2 if over else share * 2 // 5
                yield each.pk, line, day, won, f"가게 {chance.randrange(5000)}", each.lead, *decided

    columns = ("award_id", "line_id", "spent_on", "amount", "payee", "by_id", "state", "decided_by_id", "decided_at")
    copy(Expense, columns, receipts())
    copy(
        Activity,
        ("award_id", "on", "title", "where", "attendance", "newcomers", "by_id"),
        (
            (each.pk, each.starts_on + timedelta(days=min(number * 30, each.age)), "모임", "책방", 12, 3, each.lead)
            for each in awards
            if each.paid
            for number in range(DAYS)
        ),
    )


def _papers(awards: list[_Made]) -> None:
    """Mid-term checks, final reports and settlements: accepted in the archive, due around today in the others."""
    official = get_user_model().objects.get(email=calls.OFFICIAL).pk

    def done(each: _Made) -> tuple[Any, ...]:
        return "accepted", each.lead, _moment(each.ends_on), official, _moment(each.ends_on)

    waits = ("due", None, None, None, None)
    copy(
        Report,
        ("award_id", "kind", "due_on", "state", "submitted_by_id", "submitted_at", "decided_by_id", "decided_at"),
        (
            row
            for each in awards
            if each.paid
            for row in (
                (each.pk, "midterm", each.starts_on + timedelta(days=90), *(waits if each.age < 90 else done(each))),
                *(
                    [(each.pk, "final", each.ends_on + timedelta(days=14),
                      *(waits if each.state == "reporting" else done(each)))]
                    if each.age > 180 else []
                ),
            )
        ),
    )  # fmt: skip
    columns = ("award_id", "due_on", "state", "submitted_by_id", "submitted_at", "decided_by_id", "decided_at")
    copy(
        Settlement,
        (*columns, "paid", "accepted", "unspent", "return_by", "returned_on"),
        (_settlement(each, waits, done(each)) for each in awards if each.age > 180),
    )


def _settlement(each: _Made, waits: tuple[Any, ...], done: tuple[Any, ...]) -> tuple[Any, ...]:
    due, back = each.ends_on + timedelta(days=30), each.ends_on + timedelta(days=50)
    if each.state in ("reporting", "settling"):
        return each.pk, due, *waits, 0, 0, 0, None, None
    left = 0 if each.state == "closed" else 1200
    return each.pk, back, *done, AMOUNT, AMOUNT - left, left, back if left else None, None if left else each.ends_on
