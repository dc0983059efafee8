"""What a group spends and does: expenses with their evidence, and a diary of activities."""

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
from funding.enums import Evidence, ExpenseState, Source
from funding.models.agreement import BudgetLine
from funding.models.ledger import Award, OfAward
from groups.models import DiaryEntry
from seoul_portal.files import PrivateFileField

_PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}


class ExpenseQuerySet(models.QuerySet["Expense"]):
    def visible_to(self, user: Any) -> ExpenseQuerySet:
        """The rows on which ``user`` holds ``funding.view_expense``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(award__in=Award.objects.visible_to(user))

    def standing(self) -> ExpenseQuerySet:
        """What was not taken out again."""
        return self.filter(removed_at=None)


class Expense(OfAward, models.Model):
    """One receipt: what was bought from whom, for how much, on which line. Amounts in won.

    ``amount`` is what the line is charged: what the payee got and what was ``withheld`` for the tax office.
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="expenses", verbose_name=_("award"))
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="expenses", verbose_name=_("budget line"))
    state = models.CharField(_("state"), max_length=10, choices=ExpenseState.choices, default=ExpenseState.RECORDED)
    spent_on = models.DateField(_("paid on"))
    amount = models.PositiveBigIntegerField(_("amount (won)"))
    withheld = models.PositiveBigIntegerField(_("tax withheld (won)"), default=0)
    source = models.CharField(_("paid from"), max_length=10, choices=Source.choices, default=Source.GRANT)
    payee = models.CharField(_("paid to"), max_length=100)
    what = models.CharField(_("for what"), max_length=200, blank=True)
    evidence = models.CharField(_("evidence"), max_length=10, choices=Evidence.choices, default=Evidence.CARD)
    file = PrivateFileField(_("photograph or file"), blank=True)
    name = models.CharField(_("name of the file"), max_length=140, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(_("size"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    # A perceptual hash of a photograph, 64 bits in hexadecimal: the same slip photographed twice is a few bits apart.
    likeness = models.CharField(max_length=16, blank=True)
    # Sentences that were shown at entry and that the group chose to keep the receipt with.
    warnings = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(**_PERSON, verbose_name=_("entered by"))
    at = models.DateTimeField(_("entered"), default=timezone.now)
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True)
    decided_by = models.ForeignKey(**_PERSON, null=True, blank=True, verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("why it is disallowed"), max_length=500, blank=True)

    objects: ClassVar[ExpenseQuerySet] = ExpenseQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"payee", "what", "name"})

    class Meta:
        verbose_name = _("expense")
        verbose_name_plural = _("expenses")
        ordering = ["spent_on", "id"]
        constraints = [
            models.CheckConstraint(name="expense_costs_money", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="expense_withholds_a_part", condition=Q(withheld__lt=F("amount"))),
            models.CheckConstraint(
                name="expense_decided_by_somebody",
                condition=Q(state="recorded") | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="expense_disallowed_with_a_reason", condition=~Q(state="disallowed") | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["award", "spent_on", "id"], name="expense_of_award"),
            models.Index(fields=["sha256"], condition=~Q(sha256=""), name="expense_same_file"),
            models.Index(fields=["spent_on", "amount"], name="expense_same_sum"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="expense_stays_with_award", fields=["award", "by", "at"]),
            pgtrigger.Trigger(
                name="expense_on_a_line_of_its_award",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM funding_budgetline WHERE id = NEW.line_id AND award_id = NEW.award_id
                    ) THEN
                        RAISE EXCEPTION 'line % is not of award %', NEW.line_id, NEW.award_id;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="expense_is_kept", operation=pgtrigger.Delete),
            never_truncated("expense"),
        ]

    def __str__(self) -> str:
        return f"{self.payee}: {self.amount:,}"

    def get_absolute_url(self) -> str:
        return reverse("funding:expense", args=[self.pk])


class Activity(OfAward, models.Model):
    """A line of the group's diary: what happened on one day. Heads are counted, nobody is named."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="activities", verbose_name=_("award"))
    on = models.DateField(_("day"))
    title = models.CharField(_("what happened"), max_length=200)
    where = models.CharField(_("where"), max_length=200, blank=True)
    # Never mixed: how many came that day, and how many of them had not come before.
    attendance = models.PositiveIntegerField(_("how many came"), default=0)
    newcomers = models.PositiveIntegerField(_("how many of them for the first time"), default=0)
    notes = models.TextField(_("what is worth keeping"), max_length=2000, blank=True)
    photo = PrivateFileField(_("photograph"), blank=True)
    photo_name = models.CharField(max_length=140, blank=True)
    # Whoever can be recognised has said yes to being shown.
    consented = models.BooleanField(_("everybody in the photograph agreed to be shown"), default=False)
    # The group's own diary had it already, and nobody types it twice.
    taken_from = models.ForeignKey(
        DiaryEntry, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("taken over from")
    )
    by = models.ForeignKey(**_PERSON, verbose_name=_("written by"))
    at = models.DateTimeField(_("written"), default=timezone.now)
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True)

    of_residents = True
    audit_hidden = frozenset({"title", "where", "notes", "photo_name"})

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                name="activity_newcomers_are_among_those_who_came",
                condition=Q(newcomers__lte=F("attendance")),
                violation_error_message=_("More people came for the first time than came at all."),
            ),
            models.UniqueConstraint(name="activity_taken_over_once", fields=["award", "taken_from"]),
        ]
        indexes = [models.Index(fields=["award", "on", "id"], name="activity_of_award")]
        triggers = [pgtrigger.ReadOnly(name="activity_stays_with_award", fields=["award"])]

    def __str__(self) -> str:
        return self.title
