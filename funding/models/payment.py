"""Where money goes and when: the group's bank account, the parts in which an award is paid, and orders to the bank."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import never_truncated
from funding import rules
from funding.enums import AccountState, PaymentOutcome, TrancheState
from funding.models.ledger import Award, OfAward
from groups.models import Group

_PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}


def _nobody_yet(label: Any) -> Any:
    """A person who has not acted yet."""
    return models.ForeignKey(**_PERSON, null=True, blank=True, verbose_name=label)


class BankAccountQuerySet(models.QuerySet["BankAccount"]):
    def visible_to(self, user: Any) -> BankAccountQuerySet:
        """The rows on which ``user`` holds ``funding.view_account``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.accounts_seen_by(user))


class BankAccount(models.Model):
    """An account in the group's name. ``number`` is encrypted; pages show ``tail``, the last digits."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="accounts", verbose_name=_("residents' group"))
    bank = models.CharField(_("bank"), max_length=3)  # a code of funding/data/banks.json
    holder = models.CharField(_("account holder"), max_length=60)
    number = models.TextField(editable=False)
    tail = models.CharField(_("last digits"), max_length=4)
    # The same number in another group's hands is noticed without reading either.
    mark = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=AccountState.choices, default=AccountState.ENTERED)
    entered_by = models.ForeignKey(**_PERSON, verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)
    confirmed_by = _nobody_yet(_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    objects: ClassVar[BankAccountQuerySet] = BankAccountQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"holder", "number", "tail", "mark"})

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="account_confirmed_by_another",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
                violation_error_message=_("Whoever entered an account cannot confirm it."),
            ),
            models.CheckConstraint(
                name="account_confirmed_by_somebody",
                condition=~Q(state="confirmed") | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.UniqueConstraint(name="account_one_confirmed", fields=["group"], condition=Q(state="confirmed")),
            models.UniqueConstraint(
                name="account_one_waiting",
                fields=["group"],
                condition=Q(state="entered"),
                violation_error_message=_("An account of this group waits for confirmation already."),
            ),
        ]
        indexes = [models.Index(fields=["mark"], name="account_mark")]
        triggers = [
            pgtrigger.ReadOnly(
                name="account_stands", fields=["group", "bank", "holder", "number", "tail", "mark", "entered_by"]
            ),
            pgtrigger.Protect(name="account_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.bank} ···{self.tail}"

    def get_absolute_url(self) -> str:
        return reverse("funding:account", args=[self.pk])

    @property
    def place(self) -> Any:
        return self.group.village

    def belongs_to(self, user: Any) -> bool:
        return self.group.belongs_to(user)


class TrancheQuerySet(models.QuerySet["Tranche"]):
    def visible_to(self, user: Any) -> TrancheQuerySet:
        """The rows on which ``user`` holds ``funding.view_tranche``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(award__in=Award.objects.visible_to(user))


class Tranche(OfAward, models.Model):
    """A part of an award, in won: asked for by the group, approved by one official, paid by another."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="tranches", verbose_name=_("award"))
    position = models.PositiveSmallIntegerField(_("position"))
    amount = models.PositiveBigIntegerField(_("amount (won)"))
    after_midterm = models.BooleanField(_("after the mid-term check"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=TrancheState.choices, default=TrancheState.PLANNED)
    requested_by = _nobody_yet(_("asked for by"))
    requested_at = models.DateTimeField(_("asked for"), null=True, blank=True)
    approved_by = _nobody_yet(_("approved by"))
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    countersigned_by = _nobody_yet(_("countersigned by"))
    countersigned_at = models.DateTimeField(_("countersigned"), null=True, blank=True)
    paid_by = _nobody_yet(_("payment recorded by"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    needs_signature = models.BooleanField(_("needs the director's signature"), default=False)

    objects: ClassVar[TrancheQuerySet] = TrancheQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("payment of an award")
        verbose_name_plural = _("payments of awards")
        ordering = ["award", "position"]
        constraints = [
            models.UniqueConstraint(name="tranche_once", fields=["award", "position"]),
            models.CheckConstraint(name="tranche_pays_money", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="tranche_approved_by_another",
                condition=Q(approved_by=None) | Q(requested_by=None) | ~Q(approved_by=F("requested_by")),
                violation_error_message=_("Whoever asked for a payment cannot approve it."),
            ),
            models.CheckConstraint(
                name="tranche_countersigned_by_another",
                condition=Q(countersigned_by=None)
                | (~Q(countersigned_by=F("approved_by")) & ~Q(countersigned_by=F("requested_by"))),
                violation_error_message=_("Whoever approved a payment cannot countersign it."),
            ),
            models.CheckConstraint(
                name="tranche_paid_by_another",
                condition=Q(paid_by=None) | (~Q(paid_by=F("approved_by")) & ~Q(paid_by=F("requested_by"))),
                violation_error_message=_("Whoever approved a payment cannot record it as paid."),
            ),
            models.CheckConstraint(
                name="tranche_approved_by_somebody",
                condition=~Q(state__in=["approved", "paid"]) | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="tranche_paid_by_somebody",
                condition=~Q(state="paid") | Q(paid_by__isnull=False, paid_on__isnull=False),
            ),
            models.CheckConstraint(
                name="tranche_countersigned_where_needed",
                condition=~Q(state="paid") | Q(needs_signature=False) | Q(countersigned_by__isnull=False),
                violation_error_message=_("This payment needs the director's signature first."),
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="tranche_waiting")]
        triggers = [
            pgtrigger.ReadOnly(name="tranche_stays", fields=["award", "position"]),
            pgtrigger.Protect(name="tranche_is_kept", operation=pgtrigger.Delete),
            never_truncated("tranche"),
        ]

    def __str__(self) -> str:
        return f"{self.award} ({self.position})"

    def get_absolute_url(self) -> str:
        return reverse("funding:tranche", args=[self.pk])


class PaymentBatch(models.Model):
    """An order to the bank: a file that an official takes along, and the bank's answer to it."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    made_by = models.ForeignKey(**_PERSON, verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    answered_by = _nobody_yet(_("answer read in by"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # SHA-256 of the answer file: the same answer twice changes nothing.
    answer = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("payment batch")
        verbose_name_plural = _("payment batches")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("funding:batch", args=[self.pk])


class Payment(models.Model):
    """One line of a batch: this tranche to that account."""

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="payments", verbose_name=_("payment batch"))
    tranche = models.ForeignKey(Tranche, models.PROTECT, related_name="payments", verbose_name=_("payment of an award"))
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+", verbose_name=_("bank account"))
    amount = models.PositiveBigIntegerField(_("amount (won)"))
    outcome = models.CharField(
        _("the bank's answer"), max_length=10, choices=PaymentOutcome.choices, default=PaymentOutcome.WAITING
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="payment_once_per_batch", fields=["batch", "tranche"]),
            # Whatever is with the bank, or was paid, is not ordered again.
            models.UniqueConstraint(
                name="payment_not_ordered_twice", fields=["tranche"], condition=Q(outcome__in=["waiting", "paid"])
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="payment_stands", fields=["batch", "tranche", "account", "amount"]),
            pgtrigger.Protect(name="payment_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.batch}: {self.tranche}"
