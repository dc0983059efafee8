"""What a group tells at half-time and at the end, and the account that is drawn up of the money."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.enums import Manner, ReportKind, ReportState
from funding.models.ledger import Award, OfAward

_PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: Any) -> ReportQuerySet:
        """The rows on which ``user`` holds ``funding.view_report``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(award__in=Award.objects.visible_to(user))


class SettlementQuerySet(models.QuerySet["Settlement"]):
    def visible_to(self, user: Any) -> SettlementQuerySet:
        """The rows on which ``user`` holds ``funding.view_settlement``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(award__in=Award.objects.visible_to(user))


class Filed(models.Model):
    """What is due on a day, handed in, returned with points or accepted."""

    state = models.CharField(_("state"), max_length=10, choices=ReportState.choices, default=ReportState.DUE)
    due_on = models.DateField(_("due on"))
    submitted_by = models.ForeignKey(**_PERSON, null=True, blank=True, verbose_name=_("handed in by"))
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    decided_by = models.ForeignKey(**_PERSON, null=True, blank=True, verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_handed_in_by_somebody",
                condition=Q(state="due") | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="%(class)s_accepted_by_another",
                condition=~Q(state="accepted")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("submitted_by"))),
                violation_error_message=_("Whoever handed this in cannot accept it."),
            ),
        ]


class Report(OfAward, Filed):
    """A mid-term check or a final report. ``data`` holds the answers by field key (``funding.reporting``)."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="reports", verbose_name=_("award"))
    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind.choices)
    manner = models.CharField(_("manner"), max_length=10, choices=Manner.choices, default=Manner.WRITTEN)
    data = models.JSONField(default=dict, blank=True)
    # Figures taken from diary and receipts when it was handed in.
    figures = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects: ClassVar[ReportQuerySet] = ReportQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"data"})

    class Meta(Filed.Meta):
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-id"]
        constraints = [
            *Filed.Meta.constraints,
            models.UniqueConstraint(name="report_once", fields=["award", "kind"]),
        ]
        indexes = [
            # ``due_on`` is the day by which whoever has it now acts, so one order serves every list.
            models.Index(fields=["due_on", "id"], condition=Q(state__in=["due", "returned"]), name="report_waits"),
            models.Index(fields=["due_on", "id"], condition=Q(state="submitted"), name="report_to_read"),
        ]
        triggers = [pgtrigger.ReadOnly(name="report_stays_with_award", fields=["award", "kind"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.award}"

    def get_absolute_url(self) -> str:
        return reverse("funding:report", args=[self.pk])


class Settlement(OfAward, Filed):
    """The account of an award. Everything but the bank's interest is computed from receipts and ledger, in won.

    The figures are fixed when it is handed in, again when it is handed in anew, and for good when it is accepted.
    """

    award = models.OneToOneField(Award, models.PROTECT, related_name="settlement", verbose_name=_("award"))
    interest = models.PositiveBigIntegerField(_("interest that the bank paid (won)"), default=0)
    paid = models.PositiveBigIntegerField(_("paid to the group (won)"), default=0)
    accepted = models.PositiveBigIntegerField(_("spent and accepted (won)"), default=0)
    disallowed = models.PositiveBigIntegerField(_("spent and disallowed (won)"), default=0)
    unspent = models.PositiveBigIntegerField(_("not spent (won)"), default=0)
    # By line and source, as printed: what ``funding.settling`` computes.
    figures = models.JSONField(default=dict, blank=True)
    to_return = models.GeneratedField(
        expression=F("disallowed") + F("unspent") + F("interest"),
        output_field=models.PositiveBigIntegerField(_("to return (won)")),
        db_persist=True,
    )
    return_by = models.DateField(_("to be returned by"), null=True, blank=True)
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    interest_returned = models.PositiveBigIntegerField(_("interest returned (won)"), default=0)

    objects: ClassVar[SettlementQuerySet] = SettlementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Filed.Meta):
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["-id"]
        constraints = [
            *Filed.Meta.constraints,
            models.CheckConstraint(
                name="settlement_accounts_for_every_won",
                condition=Q(state="due") | Q(paid=F("accepted") + F("disallowed") + F("unspent")),
            ),
            models.CheckConstraint(
                name="settlement_returns_its_interest", condition=Q(interest_returned__lte=F("interest"))
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(state__in=["due", "returned"]), name="settlement_waits"),
            models.Index(fields=["due_on", "id"], condition=Q(state="submitted"), name="settlement_to_read"),
            models.Index(fields=["return_by", "id"], condition=Q(returned_on=None), name="settlement_to_return"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="settlement_stays_with_award", fields=["award"]),
            pgtrigger.Protect(
                name="settlement_figures_stand",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="accepted")
                & (
                    pgtrigger.Q(new__paid__df=pgtrigger.F("old__paid"))
                    | pgtrigger.Q(new__accepted__df=pgtrigger.F("old__accepted"))
                    | pgtrigger.Q(new__disallowed__df=pgtrigger.F("old__disallowed"))
                    | pgtrigger.Q(new__unspent__df=pgtrigger.F("old__unspent"))
                    | pgtrigger.Q(new__interest__df=pgtrigger.F("old__interest"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.award)

    def get_absolute_url(self) -> str:
        return reverse("funding:settlement", args=[self.award_id])


class ReportPoint(models.Model):
    """What must be mended in a returned report or settlement, on one of its parts."""

    report = models.ForeignKey(
        Report, models.CASCADE, null=True, blank=True, related_name="points", verbose_name=_("report")
    )
    settlement = models.ForeignKey(
        Settlement, models.CASCADE, null=True, blank=True, related_name="points", verbose_name=_("settlement")
    )
    key = models.CharField(_("part"), max_length=20)
    text = models.TextField(_("what to mend"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(_("mended"), null=True, blank=True)

    audit_hidden = frozenset({"text"})

    class Meta:
        verbose_name = _("point of a report")
        verbose_name_plural = _("points of reports")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="point_of_one_paper",
                condition=Q(report=None, settlement__isnull=False) | Q(report__isnull=False, settlement=None),
            )
        ]

    def __str__(self) -> str:
        return self.text
