"""Paying: a batch is ordered by an official who approved nothing in it, and the bank's answer is read in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit, permissions
from casework.constraints import kindly
from casework.lifecycle import NotAllowed, Refused
from funding import emails
from funding.bank_files import Line
from funding.enums import AwardState, PaymentOutcome
from funding.models import Award, FundingRound, Payment, PaymentBatch, Tranche
from funding.queries.payments import ready, ready_for
from funding.workflow import ledger, report
from funding.workflow.award import AWARD
from funding.workflow.tranche import TRANCHE
from groups.queries.groups import people_of
from notices import workflow as notices
from seoul_portal.templatetags.portal import money

# --- Ordering ----------------------------------------------------------------------------------------


def order(*, actor: Any) -> PaymentBatch:
    """A batch of everything that is ready and that ``actor`` neither approved nor signed. Two at once wait in line."""
    with transaction.atomic(), kindly(Payment):
        if not permissions.check("funding.make_batch", actor):
            raise NotAllowed
        number = _next_number()
        found = _locked_ready(actor)
        if not found:
            raise Refused([_why_nothing()])
        made = PaymentBatch.objects.create(number=number, made_by=actor)
        Payment.objects.bulk_create(
            Payment(batch=made, tranche=each, account_id=each.account_id, amount=each.amount) for each in found
        )
        total = sum(each.amount for each in found)
        audit.record(
            "paymentbatch.made", made, actor=actor, changes={"payments": (None, len(found)), "amount": (None, total)}
        )
    return made


def note_download(batch: PaymentBatch, *, actor: Any, form: str) -> None:
    """Somebody took the file with all account numbers along."""
    with transaction.atomic():
        audit.record("paymentbatch.downloaded", batch, actor=actor, changes={"form": (None, form)})


def _next_number() -> str:
    """Day and place in the day. One at a time: the lock is held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('payment batch'))")
    today = f"{timezone.localdate():%Y%m%d}"
    return f"{today}-{PaymentBatch.objects.filter(number__startswith=today).count() + 1}"


def _locked_ready(actor: Any) -> list[Any]:
    """What is ready, after its awards and it are locked: nobody pauses, stops or orders it meanwhile."""
    ids = list(ready_for(actor).values_list("pk", "award_id"))
    awards = Award.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[award for _pk, award in ids])
    list(awards.order_by("pk").values_list("pk"))
    tranches = Tranche.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[pk for pk, _award in ids])
    list(tranches.order_by("pk").values_list("pk"))
    return list(ready_for(actor).filter(pk__in=[pk for pk, _award in ids]).order_by("pk"))


def _why_nothing() -> str:
    if ready().exists():
        return _("You approved everything that is ready. Somebody else has to order these payments.")
    return _("No payment is ready to be ordered.")


# --- The bank's answer -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answered:
    """What an answer file changed."""

    paid: int
    failed: int
    bounced: int

    @property
    def changed(self) -> int:
        return self.paid + self.failed + self.bounced


def answer(batch: PaymentBatch, lines: list[Line], digest: str, *, actor: Any) -> Answered:
    """Record what the bank says of each line, once. Raises ``Refused`` with a sentence per line that does not fit."""
    with transaction.atomic():
        if not permissions.check("funding.make_batch", actor):
            raise NotAllowed
        batch = PaymentBatch.objects.select_for_update().get(pk=batch.pk)
        payments = _locked_payments(batch)
        reasons = [_wrong(line, payments.get(line.number), actor) for line in lines] + _twice(lines)
        if said := [reason for reason in reasons if reason]:
            raise Refused(said)
        count = dict.fromkeys(("paid", "failed", "bounced"), 0)
        for line in lines:
            if changed := _record(payments[line.number], line, actor):
                count[changed] += 1
        done = Answered(**count)
        if done.changed:
            now = timezone.now()
            PaymentBatch.objects.filter(pk=batch.pk).update(answered_by=actor, answered_at=now, answer=digest)
            audit.record(
                "paymentbatch.answered", batch, actor=actor, changes={name: (None, n) for name, n in count.items() if n}
            )
    return done


def _locked_payments(batch: PaymentBatch) -> dict[str, Payment]:
    """The lines of the batch by the number that the bank knows, with rounds, awards and tranches locked in order."""
    of_batch = Award.objects.filter(tranches__payments__batch=batch)
    rounds = FundingRound.objects.select_for_update(no_key=True).filter(pk__in=of_batch.values("round"))
    list(rounds.order_by("pk").values_list("pk"))
    list(Award.objects.select_for_update(no_key=True).filter(pk__in=of_batch.values("pk")).order_by("pk").values("pk"))
    payments = Payment.objects.select_for_update(of=("self",)).filter(batch=batch).order_by("pk")
    return {number_of(each): each for each in payments.select_related("tranche__award__group")}


def number_of(payment: Payment) -> str:
    """How a line of a batch is called towards the bank."""
    return str(payment.tranche_id)


def _twice(lines: list[Line]) -> list[str]:
    numbers = [line.number for line in lines]
    more = sorted({number for number in numbers if number and numbers.count(number) > 1})
    return [_("Number %(number)s stands in the file more than once.") % {"number": number} for number in more]


def _wrong(line: Line, payment: Payment | None, actor: Any) -> str | None:
    """Why this line cannot be recorded, in one sentence."""
    if payment is None:
        said = _("number “%(number)s” is not in this batch.") % {"number": line.number}
    elif line.outcome is None:
        said = _("“%(said)s” is no outcome that the portal knows.") % {"said": line.said}
    elif line.amount_said and line.amount != payment.amount:
        said = _("the amount is %(said)s, but %(amount)s were ordered.") % {
            "said": line.amount_said,
            "amount": money(payment.amount),
        }
    else:
        said = _does_not_follow(line, payment) or _not_by(payment, actor) or ""
    return _("Line %(place)d: %(said)s") % {"place": line.place, "said": said} if said else None


def _does_not_follow(line: Line, payment: Payment) -> str | None:
    if line.outcome == PaymentOutcome.PAID:
        if line.on is None:
            return _("the day of the payment is missing.")
        if line.on > timezone.localdate():
            return _("the day of the payment has not come yet.")
        if payment.outcome == PaymentOutcome.FAILED:
            return _("it is recorded as not delivered already.")
        if payment.outcome != PaymentOutcome.WAITING and payment.paid_on != line.on:
            return _("it is recorded as paid on another day already.")
    if line.outcome == PaymentOutcome.FAILED and payment.outcome == PaymentOutcome.PAID:
        return _("it is recorded as paid. If the money came back, the outcome is “bounced”.")
    if line.outcome != PaymentOutcome.PAID and not line.reason:
        return _("the bank's reason is missing.")
    return None


def _not_by(payment: Payment, actor: Any) -> str | None:
    if permissions.check("funding.pay_tranche", actor, payment.tranche):
        return None
    return _("you approved this payment, or it is of your own group. Somebody else has to record it.")


def _record(payment: Payment, line: Line, actor: Any) -> str | None:
    """Carry one line out; nothing where it is recorded already."""
    if payment.outcome == PaymentOutcome.WAITING:
        if line.outcome == PaymentOutcome.PAID:
            _paid(payment, line, actor)
            return "paid"
        _failed(payment, line, actor)
        return "failed"
    if payment.outcome == PaymentOutcome.PAID and line.outcome == PaymentOutcome.BOUNCED:
        TRANCHE.perform(payment.tranche, "bounce", actor=actor, note=line.reason)
        return "bounced"
    return None


def _paid(payment: Payment, line: Line, actor: Any) -> None:
    award: Award = payment.tranche.award
    payment.outcome, payment.paid_on = PaymentOutcome.PAID, line.on
    payment.save(update_fields=["outcome", "paid_on"])
    ledger.pay(award, payment.amount, by=actor, key=f"payment:{payment.pk}")
    pay(payment.tranche, on=line.on, by=actor)
    award.refresh_from_db(fields=["state"])
    if award.state == AwardState.AGREED:
        start(award)


def pay(tranche: Tranche, *, on: Any, by: Any) -> None:
    """The bank says that it arrived; everybody in the group hears of it."""
    with TRANCHE.moving(tranche, "pay", actor=None) as move:
        move.set(paid_by=by, paid_on=on)
        members = people_of(move.subject.award.group)
        move.tell(members, emails.MONEY_PAID, amount=move.subject.amount, on=on)


@AWARD.performs("start")
def start(award: Award, *, actor: None = None) -> Award:
    """The first money is there: the project runs, and its mid-term check is planned."""
    with AWARD.moving(award, "start", actor=actor) as move:
        report.plan(move.subject)
    return move.subject


def _failed(payment: Payment, line: Line, actor: Any) -> None:
    """Not delivered: the payment is approved still, and the group checks its account."""
    payment.outcome, payment.reason = PaymentOutcome.FAILED, line.reason
    payment.save(update_fields=["outcome", "reason"])
    tranche: Tranche = payment.tranche
    event = audit.record("tranche.not_delivered", tranche, actor=actor, note=line.reason)
    notices.tell(
        people_of(tranche.award.group),
        emails.MONEY_CAME_BACK,
        about=tranche,
        key=f"audit:{event.pk}",
        amount=payment.amount,
        words=line.reason,
    )
