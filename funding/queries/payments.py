"""Which payments can be ordered now, and batches with what became of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from funding.enums import AccountState, AwardState, ClawbackState, PaymentOutcome, TrancheState
from funding.models import BankAccount, Clawback, Payment, PaymentBatch, Tranche
from groups.rules import own_groups


def ready() -> QuerySet[Tranche]:
    """Approved (and, where needed, countersigned) payments that nobody has ordered yet, each with ``account_id``.

    What the bank could not deliver to this account waits until somebody approves it again or another is confirmed.
    While the end of an award is proposed, nothing is paid to it.
    """
    account = BankAccount.objects.filter(group=OuterRef("award__group"), state=AccountState.CONFIRMED)
    doubted = Clawback.objects.filter(award=OuterRef("award"), state=ClawbackState.PROPOSED)
    ordered = Payment.objects.filter(tranche=OuterRef("pk"), outcome__in=[PaymentOutcome.WAITING, PaymentOutcome.PAID])
    came_back = Payment.objects.filter(
        tranche=OuterRef("pk"),
        outcome__in=[PaymentOutcome.FAILED, PaymentOutcome.BOUNCED],
        account=OuterRef("account_id"),
        batch__made_at__gte=OuterRef("approved_at"),
    )
    return (
        Tranche.objects.filter(
            Q(needs_signature=False) | Q(countersigned_by__isnull=False),
            state=TrancheState.APPROVED,
            award__state__in=[AwardState.AGREED, AwardState.RUNNING],
        )
        .annotate(account_id=Subquery(account.values("pk")[:1]))
        .filter(~Exists(ordered), ~Exists(came_back), ~Exists(doubted), account_id__isnull=False)
    )


def ready_for(actor: Any) -> QuerySet[Tranche]:
    """Those that ``actor`` may put into a batch: asked for, approved and signed by others, of other people's groups."""
    found = ready().exclude(award__group__in=own_groups(actor))
    for person in ("requested_by", "approved_by", "countersigned_by"):
        found = found.filter(Q(**{f"{person}__isnull": True}) | ~Q(**{person: actor}))
    return found


def batches() -> QuerySet[PaymentBatch]:
    """Every batch, the latest first, with how many payments and won it holds and how many wait for an answer."""
    waiting = Count("payments", filter=Q(payments__outcome=PaymentOutcome.WAITING))
    found = PaymentBatch.objects.annotate(count=Count("payments"), total=Sum("payments__amount"), waiting=waiting)
    return found.select_related("made_by").order_by("-id")


def payments_of(batch: PaymentBatch) -> QuerySet[Payment]:
    """The lines of a batch with all that its file prints."""
    return (
        batch.payments.select_related("account", "tranche__award__proposal__call", "tranche__award__group")
        .select_related("tranche__award__agreement")
        .annotate(parts=_parts())
        .order_by("id")
    )


def _parts() -> Subquery:
    count = Tranche.objects.filter(award=OuterRef("tranche__award")).order_by().values("award")
    return Subquery(count.annotate(n=Count("pk")).values("n"))
