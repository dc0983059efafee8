"""Receipts: entered, corrected, taken out by the group; accepted or disallowed by an officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit, permissions
from casework.enums import Note
from casework.lifecycle import Lifecycle, NotAllowed, Refused, Step
from funding import spending
from funding.enums import Evidence, ExpenseState, ReportState, Source
from funding.models import Award, BudgetLine, Expense, Settlement
from funding.queries.conditions import conditions_of
from funding.queries.spending import is_spending_open, lines_of
from funding.receipts import likeness
from seoul_portal.files import Accepted


def account_is_read(expense: Expense, actor: Any) -> str | None:
    """Receipts are decided on while the account that they belong to is read."""
    if Settlement.objects.filter(award=expense.award_id, state=ReportState.SUBMITTED).exists():
        return None
    return _("Receipts are decided on once the group has handed in its settlement, and until it is accepted.")


def still_counts(expense: Expense, actor: Any) -> str | None:
    return _("This receipt was taken out.") if expense.removed_at else None


EXPENSE = Lifecycle(
    Expense,
    Step(
        name="accept",
        source=ExpenseState.RECORDED | ExpenseState.DISALLOWED,
        target=ExpenseState.ACCEPTED,
        may="funding.decide_expense",
        verb="expense.accepted",
        label=gettext_lazy("Accept the receipt"),
        past=gettext_lazy("Receipt accepted"),
        effect=gettext_lazy("It counts as spent. Until the settlement is accepted this can be changed."),
        needs=(still_counts, account_is_read),
    ),
    Step(
        name="disallow",
        source=ExpenseState.RECORDED | ExpenseState.ACCEPTED,
        target=ExpenseState.DISALLOWED,
        may="funding.decide_expense",
        verb="expense.disallowed",
        label=gettext_lazy("Disallow the receipt"),
        past=gettext_lazy("Receipt disallowed"),
        effect=gettext_lazy("What it cost the grant is to be returned. The group reads your reason."),
        needs=(still_counts, account_is_read),
        note=Note.REQUIRED,
        note_label=gettext_lazy("Why it is disallowed"),
        danger=True,
    ),
    Step(
        name="reopen",
        source=ExpenseState.ACCEPTED | ExpenseState.DISALLOWED,
        target=ExpenseState.RECORDED,
        may=None,
        verb="expense.reopened",
        label=gettext_lazy("Decide anew"),
        past=gettext_lazy("Corrected, to be decided on anew"),
        effect=gettext_lazy("The group corrected it."),
    ),
    initial=ExpenseState.RECORDED,
)


class Doubtful(Refused):
    """Soft rules that nobody has answered with a word yet. ``rules`` are keys of ``spending.SOFT``."""

    def __init__(self, rules: list[str]) -> None:
        self.rules = rules
        super().__init__(spending.said(rules))


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the form of a receipt says. ``word``: why it is kept although soft rules speak against it."""

    line: BudgetLine
    amount: int
    spent_on: date
    payee: str
    what: str = ""
    source: str = Source.GRANT
    evidence: str = Evidence.CARD
    accepted: Accepted | None = None
    word: str = ""


def enter(award: Award, receipt: Receipt, *, actor: Any) -> Expense:
    """Record a receipt. Raises ``NotAllowed``, ``Refused`` with every hard rule, or ``Doubtful`` with every soft one.

    The award is locked before its balances are read, so that two telephones cannot overdraw a line.
    """
    with transaction.atomic():
        locked = _open(award, "funding.add_expense", actor, award)
        values = _checked(locked, receipt, None)
        made = Expense.objects.create(award=locked, by=actor, **values)
        audit.record("expense.entered", made, actor=actor, changes={"amount": (None, made.amount)})
    return made


def correct(expense: Expense, receipt: Receipt, *, actor: Any) -> Expense:
    """Change a receipt until the account is handed in; what was decided on it falls. Raises as ``enter`` does."""
    with transaction.atomic():
        locked = _open(expense.award, "funding.change_expense", actor, expense)
        now = _again(expense, locked)
        values = _checked(locked, receipt, now)
        if now.state != ExpenseState.RECORDED:
            with EXPENSE.moving(now, "reopen", actor=None) as move:
                move.set(decided_by=None, decided_at=None, reason="")
        changes = {name: (getattr(now, name), value) for name, value in values.items() if name not in ("file", "line")}
        changes["line"] = (now.line_id, values["line"].pk)
        for name, value in values.items():
            setattr(now, name, value)
        now.save(update_fields=list(values))
        told = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        audit.record("expense.corrected", now, actor=actor, changes=told)
    return now


def take_out(expense: Expense, *, actor: Any) -> None:
    """Take a receipt out of the account. It stays in the record. Raises ``NotAllowed`` or ``Refused``."""
    with transaction.atomic():
        locked = _open(expense.award, "funding.change_expense", actor, expense)
        now = _again(expense, locked)
        now.removed_at = timezone.now()
        now.save(update_fields=["removed_at"])
        audit.record("expense.taken_out", now, actor=actor, changes={"removed_at": (None, now.removed_at)})


@EXPENSE.performs("accept")
def accept(expense: Expense, *, actor: Any) -> Expense:
    """The officer accepts one receipt."""
    return _decide(expense, "accept", actor=actor)


@EXPENSE.performs("disallow")
def disallow(expense: Expense, *, actor: Any, note: str) -> Expense:
    """The officer disallows one receipt, with a reason that the group reads."""
    return _decide(expense, "disallow", actor=actor, note=note)


def accept_all(award: Award, *, actor: Any, seen: list[int]) -> int:
    """Accept every undecided receipt among ``seen``, those the officer had before them. Returns how many."""
    with transaction.atomic():
        _locked(award)
        waiting = Expense.objects.standing().filter(award=award, state=ExpenseState.RECORDED, pk__in=seen)
        found = list(waiting.select_related("award").order_by("pk"))
        for each in found:
            each.award = award
            accept(each, actor=actor)
    return len(found)


def _decide(expense: Expense, step: str, *, actor: Any, note: str = "") -> Expense:
    with transaction.atomic():
        _locked(expense.award)
        with EXPENSE.moving(expense, step, actor=actor, note=note) as move:
            move.set(decided_by=actor, decided_at=move.now, reason=move.note[:500])
    return expense


def _locked(award: Award) -> Award:
    """The award, locked: what comes after sees every receipt entered before."""
    rows = Award.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("group", "proposal__call__stage", "village").get(pk=award.pk)


def _open(award: Award, permission: str, actor: Any, about: Any) -> Award:
    locked = _locked(award)
    if not permissions.check(permission, actor, about):
        raise NotAllowed
    if not is_spending_open(locked):
        raise Refused([_("The account is closed for changes now. Your village center can tell you what is possible.")])
    return locked


def _again(expense: Expense, locked: Award) -> Expense:
    now = Expense.objects.select_for_update(of=("self",)).get(pk=expense.pk)
    now.award = locked
    if now.removed_at:
        raise Refused([_("This receipt was taken out.")])
    return now


def _checked(award: Award, receipt: Receipt, now: Expense | None) -> dict[str, Any]:
    """The columns of the receipt, after every rule was asked."""
    but = now.pk if now else None
    line = next((each for each in lines_of(award, but=but) if each.pk == receipt.line.pk), None)
    if line is None:
        raise Refused([_("This line is not in the budget any more. Please choose another.")])
    file = _file(receipt.accepted) if receipt.accepted else _same_file(now)
    entry = spending.Entry(
        line=line, amount=receipt.amount, spent_on=receipt.spent_on, payee=receipt.payee, source=receipt.source,
        evidence=receipt.evidence, sha256=file.get("sha256", ""), likeness=file.get("likeness", ""), but=but,
    )  # fmt: skip
    conditions = conditions_of(award)
    if reasons := spending.refusals(award, entry, conditions, line.left):
        raise Refused(reasons)
    doubts = spending.doubts(award, entry)
    known = {each["rule"]: each["word"] for each in now.warnings} if now else {}
    word = receipt.word.strip()
    if not word and not set(doubts) <= set(known):
        raise Doubtful(doubts)
    return {
        "line": line,
        "amount": receipt.amount,
        "withheld": spending.withheld(conditions, line.item, receipt.amount, receipt.evidence),
        "spent_on": receipt.spent_on,
        "payee": receipt.payee,
        "what": receipt.what,
        "source": receipt.source,
        "evidence": receipt.evidence,
        "warnings": [{"rule": rule, "word": word or known[rule]} for rule in doubts],
        **({} if receipt.accepted is None else file),
    }


def _file(accepted: Accepted) -> dict[str, Any]:
    return {
        "file": accepted.as_file(),
        "name": accepted.name,
        "content_type": accepted.content_type,
        "size": accepted.size,
        "sha256": accepted.sha256,
        "likeness": likeness(accepted),
    }


def _same_file(now: Expense | None) -> dict[str, Any]:
    return {"sha256": now.sha256, "likeness": now.likeness} if now else {}
