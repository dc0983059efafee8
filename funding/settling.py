"""The account of an award, computed from receipts and ledger: nothing in it is typed but the bank's interest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q, Sum

from funding.enums import ExpenseState, Source
from funding.models import Award, BudgetLine, Expense


@dataclass(frozen=True)
class LineAccount:
    """One line, in won. ``spent`` is what stands; ``disallowed`` is beside it."""

    item: str
    detail: str
    grant: int
    own: int
    spent_grant: int
    spent_own: int
    disallowed_grant: int
    disallowed_own: int

    @property
    def left(self) -> int:
        return self.grant - self.spent_grant - self.disallowed_grant


@dataclass(frozen=True)
class Account:
    """The whole, in won. ``paid`` = ``accepted`` + ``disallowed`` + ``unspent``, always.

    ``beyond``: spent on the grant's lines over what was paid. It counts as the group's own money.
    """

    paid: int
    accepted: int
    disallowed: int
    unspent: int
    beyond: int
    own_planned: int
    own_spent: int
    lines: tuple[LineAccount, ...]

    def figures(self) -> dict[str, Any]:
        """What is kept of it, as plain JSON."""
        return {**asdict(self), "lines": [asdict(line) for line in self.lines]}


def account_of(award: Award) -> Account:
    """The account as it stands. What nobody has decided on counts as spent; ``award.paid`` must be read anew before."""
    lines = tuple(_lines(award))
    spent = sum(line.spent_grant for line in lines)
    refused = sum(line.disallowed_grant for line in lines)
    accepted = min(spent, award.paid)
    disallowed = min(refused, award.paid - accepted)
    beyond = spent - accepted
    return Account(
        paid=award.paid,
        accepted=accepted,
        disallowed=disallowed,
        unspent=award.paid - accepted - disallowed,
        beyond=beyond,
        own_planned=sum(line.own for line in lines),
        own_spent=sum(line.spent_own for line in lines) + beyond,
        lines=lines,
    )


def account_from(figures: dict[str, Any]) -> Account:
    """The account as it was kept."""
    kept = {name: value for name, value in figures.items() if name != "lines"}
    return Account(**kept, lines=tuple(LineAccount(**line) for line in figures["lines"]))


def fingerprint(figures: dict[str, Any]) -> str:
    """SHA-256 of the figures as canonical JSON."""
    text = json.dumps(figures, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(award: Award) -> list[LineAccount]:
    def won(source: str, *, disallowed: bool) -> Sum:
        about = Q(state=ExpenseState.DISALLOWED)
        return Sum("amount", filter=Q(source=source) & (about if disallowed else ~about), default=0)

    sums: dict[int, Any] = {
        row["line"]: row
        for row in Expense.objects.standing().filter(award=award).order_by().values("line").annotate(
            spent_grant=won(Source.GRANT, disallowed=False),
            spent_own=won(Source.OWN, disallowed=False),
            disallowed_grant=won(Source.GRANT, disallowed=True),
            disallowed_own=won(Source.OWN, disallowed=True),
        )
    }  # fmt: skip
    names = ("spent_grant", "spent_own", "disallowed_grant", "disallowed_own")
    return [
        LineAccount(
            line.item, line.detail, line.grant, line.own, *(sums.get(line.pk, {}).get(name, 0) for name in names)
        )
        for line in BudgetLine.objects.filter(award=award)
    ]
