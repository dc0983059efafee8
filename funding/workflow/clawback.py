"""Cancelling an award and taking money back: never by one person, never unheard, never more than is unaccounted for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit, permissions
from casework.constraints import kindly
from casework.lifecycle import Lifecycle, Move, NotAllowed, Refused
from funding import emails
from funding.enums import AwardState, ClawbackState, ProjectOutcome, ReportState
from funding.models import Award, Clawback, Instalment, Settlement, Statement
from funding.queries.conditions import conditions_of
from funding.queries.people import directors, division, members_of, readers_of
from funding.reclaiming import DAYS_TO_FIRST, MOST_INSTALMENTS, divided, unaccounted
from funding.workflow import ledger
from funding.workflow.award import AWARD
from funding.workflow.clawback_steps import STEPS, left_of
from funding.workflow.pausing import close_pause
from notices import workflow as notices
from seoul_portal.templatetags.portal import money

CLAWBACK = Lifecycle(Clawback, *STEPS, initial=ClawbackState.PROPOSED)


# --- Proposing and hearing ---------------------------------------------------------------------------


def propose(award: Award, *, actor: Any, amount: int, reason: str, count: int = 1, first_on: date) -> Clawback:
    """Propose to end ``award`` and to reclaim ``amount`` won (0: nothing) in ``count`` monthly instalments.

    Every member of the group is told and can speak until the day that its conditions give.
    """
    with transaction.atomic(), kindly(Clawback):
        locked = _locked(award)
        if not permissions.check("funding.propose_clawback", actor, locked):
            raise NotAllowed
        found = unaccounted(locked)
        reasons = [
            None if locked.state in AWARD.steps["cancel"].sources else AWARD.too_late(locked),
            None if reason.strip() else _("Please write a reason."),
            None if amount <= found.most else _("Only %(most)s are unaccounted for.") % {"most": money(found.most)},
            *(_wrong_plan(count, first_on) if amount else ()),
        ]
        if said := [each for each in reasons if each]:
            raise Refused(said)
        until = timezone.localdate() + timedelta(days=conditions_of(locked).hearing_within)
        made = Clawback.objects.create(
            award=locked, amount=amount, grant=min(amount, found.grant), reason=reason.strip(), hearing_until=until,
            proposed_by=actor,
        )  # fmt: skip
        _write_plan(made, divided(amount, count, first_on))
        audit.record("clawback.proposed", made, actor=actor, changes={"amount": (None, amount)})
        people, key = members_of(locked), f"clawback:{made.pk}"
        notices.tell(people, emails.CLAWBACK_PROPOSED, about=made, due=until, key=key, amount=amount)
    return made


@CLAWBACK.performs("state")
def state(clawback: Clawback, *, actor: Any, text: str) -> Clawback:
    """A member speaks. It stands beside the reason and is never changed."""
    with CLAWBACK.moving(clawback, "state", actor=actor) as move:
        Statement.objects.create(clawback=move.subject, by=actor, text=text.strip())
        others = [each for each in members_of(move.subject.award) if each.pk != actor.pk]
        move.tell([*others, *directors(but=actor)], emails.CLAWBACK_HEARD)
    return clawback


@CLAWBACK.performs("withdraw")
def withdraw(clawback: Clawback, *, actor: Any, note: str) -> Clawback:
    """The group convinced somebody, or the proposal was wrong."""
    with CLAWBACK.moving(clawback, "withdraw", actor=actor, note=note) as move:
        move.tell(members_of(move.subject.award), emails.CLAWBACK_WITHDRAWN, words=move.note)
    return clawback


# --- Signing -----------------------------------------------------------------------------------------


@CLAWBACK.performs("sign")
def sign(clawback: Clawback, *, actor: Any, note: str) -> Clawback:
    """The director's signature ends the award: the rest of the promise is free, and the group owes the instalments."""
    with transaction.atomic():
        award = _locked(clawback.award)
        with CLAWBACK.moving(clawback, "sign", actor=actor, note=note) as move:
            move.set(signed_by=actor, signed_at=move.now)
            first = _not_before(move.subject, timezone.localdate(move.now) + timedelta(days=DAYS_TO_FIRST))
            people = {each.pk: each for each in [*members_of(award), *readers_of(award), *division()]}
            people.pop(actor.pk, None)
            amount = move.subject.amount
            move.tell(people.values(), emails.CLAWBACK_SIGNED, due=first, amount=amount, words=move.note)
        _cancel(award, by=actor, reclaims=bool(clawback.amount))
        if not clawback.amount:
            _complete(clawback)
    return clawback


def _cancel(award: Award, *, by: Any, reclaims: bool) -> None:
    close_pause(award, by=by)
    if award.committed > award.paid:
        ledger.release(award, award.committed - award.paid, by=by, key=f"award:{award.pk}:cancelled")
    with AWARD.moving(award, "cancel", actor=None) as move:
        if reclaims and not move.subject.outcome:
            move.set(outcome=ProjectOutcome.UNACCOUNTED)
    if reclaims:
        with AWARD.moving(award, "reclaim", actor=None):
            pass


def _not_before(clawback: Clawback, day: date) -> date | None:
    """Move the whole plan on, so that its first instalment is due on ``day`` at the earliest. Gives that day."""
    parts = list(clawback.instalments.order_by("due_on", "id"))
    if not parts:
        return None
    late = max(day - parts[0].due_on, timedelta())
    for part in parts if late else ():
        part.due_on += late
        part.save(update_fields=["due_on"])
    return parts[0].due_on


# --- Instalments -------------------------------------------------------------------------------------


@CLAWBACK.performs("ask_plan")
def ask_plan(clawback: Clawback, *, actor: Any, count: int, first_on: date, note: str) -> Clawback:
    """The group cannot pay in this way and asks for another."""
    with CLAWBACK.moving(clawback, "ask_plan", actor=actor, note=note) as move:
        if reasons := _wrong_plan(count, first_on):
            raise Refused(reasons)
        move.set(asked_count=count, asked_from=first_on, asked_why=move.note[:1000], asked_by=actor, asked_at=move.now)
        move.tell(division(but=actor), emails.INSTALMENTS_ASKED)
    return clawback


@CLAWBACK.performs("plan")
def plan(clawback: Clawback, *, actor: Any, count: int, first_on: date) -> Clawback:
    """Divide what is still to come anew: as the group asked, or otherwise."""
    with CLAWBACK.moving(clawback, "plan", actor=actor) as move:
        if reasons := _wrong_plan(count, first_on):
            raise Refused(reasons)
        left = left_of(move.subject)
        _keep_what_is_paid(move.subject)
        parts = divided(left, count, first_on)
        _write_plan(move.subject, parts)
        _answered(move)
        first, due = parts[0]
        move.tell(members_of(move.subject.award), emails.INSTALMENTS_PLANNED, due=due, first=first)
    return clawback


@CLAWBACK.performs("refuse_plan")
def refuse_plan(clawback: Clawback, *, actor: Any, note: str) -> Clawback:
    """The instalments stay as they are."""
    with CLAWBACK.moving(clawback, "refuse_plan", actor=actor, note=note) as move:
        _answered(move)
        move.tell(members_of(move.subject.award), emails.INSTALMENTS_REFUSED, words=move.note)
    return clawback


@CLAWBACK.performs("take_back")
def take_back(clawback: Clawback, *, actor: Any, amount: int, on: date, before: int) -> Clawback:
    """Record ``amount`` won that came back on ``on``. It pays the instalments in their order, the last one in part.

    ``before`` is what the actor saw as still to come, so that the same money is not recorded twice.
    """
    with transaction.atomic():
        award = _locked(clawback.award)
        with CLAWBACK.moving(clawback, "take_back", actor=actor) as move:
            left = left_of(move.subject)
            if before != left:
                raise Refused([_("Somebody recorded money meanwhile. Please look at the amount again.")])
            if not 0 < amount <= left:
                raise Refused([_("%(left)s are to be returned.") % {"left": money(left)}])
            if on > timezone.localdate(move.now):
                raise Refused([_("This day is still to come.")])
            _count(move.subject, award, amount, by=actor)
            _pay(move.subject, amount, on)
            move.tell(members_of(award), emails.INSTALMENT_PAID, amount=amount, left=left - amount)
        if amount == left:
            _complete(clawback, on=on)
    return clawback


def _count(clawback: Clawback, award: Award, amount: int, *, by: Any) -> None:
    """First the grant, which the ledger counts; then the interest, which the settlement does."""
    came = clawback.amount - left_of(clawback)
    grant = min(amount, max(clawback.grant - came, 0))
    if grant:
        # What came before is part of the key: it names this payment and no other.
        ledger.give_back(award, grant, by=by, key=f"clawback:{clawback.pk}:returned:{came}")
    if amount > grant:
        paper = Settlement.objects.select_for_update(of=("self",)).get(award=award, state=ReportState.ACCEPTED)
        paper.interest_returned += amount - grant
        paper.save(update_fields=["interest_returned"])


def _pay(clawback: Clawback, amount: int, on: date) -> None:
    for part in clawback.instalments.filter(paid_on=None).order_by("due_on", "id"):
        paid = min(part.left, amount)
        part.paid += paid
        part.paid_on = None if part.left else on
        part.save(update_fields=["paid", "paid_on"])
        amount -= paid
        if not amount:
            return


def _complete(clawback: Clawback, *, on: date | None = None) -> None:
    """Everything is back (or nothing was owed): an award that money was reclaimed from is closed."""
    with CLAWBACK.moving(clawback, "complete", actor=None) as move:
        move.set(done_at=move.now)
        if clawback.amount:
            move.tell(members_of(move.subject.award), emails.CLAWBACK_DONE)
    Settlement.objects.filter(award=clawback.award_id, state=ReportState.ACCEPTED, returned_on=None).update(
        returned_on=on
    )
    award = Award.objects.get(pk=clawback.award_id)
    if award.state == AwardState.CLAWBACK:
        with AWARD.moving(award, "repay", actor=None) as closing:
            closing.set(closed_at=closing.now)


def _wrong_plan(count: int, first_on: date) -> list[str]:
    reasons = []
    if not 1 <= count <= MOST_INSTALMENTS:
        reasons.append(_("Please choose between 1 and %(most)d instalments.") % {"most": MOST_INSTALMENTS})
    if first_on <= timezone.localdate():
        reasons.append(_("Please choose a day after today."))
    return reasons


def _write_plan(clawback: Clawback, parts: list[tuple[int, date]]) -> None:
    Instalment.objects.bulk_create(Instalment(clawback=clawback, amount=won, due_on=due) for won, due in parts)


def _keep_what_is_paid(clawback: Clawback) -> None:
    """What came already stays as instalments of its own; the rest of the plan goes."""
    clawback.instalments.filter(paid=0).delete()
    for part in clawback.instalments.filter(paid_on=None):
        today = timezone.localdate()
        part.amount, part.paid_on, part.due_on = part.paid, today, min(part.due_on, today)
        part.save(update_fields=["amount", "paid_on", "due_on"])


def _answered(move: Move) -> None:
    move.set(asked_count=None, asked_from=None, asked_why="", asked_by=None, asked_at=None)


def _locked(award: Award) -> Award:
    """Round and award, locked in this order, as everywhere."""
    ledger.lock(Award.objects.values_list("round_id", flat=True).get(pk=award.pk))
    rows = Award.objects.select_for_update(of=("self",)).select_related(
        "group", "proposal__call__stage", "village", "proposal__office"
    )
    return rows.get(pk=award.pk)
