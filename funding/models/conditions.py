"""What a stage asks of a group once it has its award: all of it data, none of it code."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models import Stage


def whole_award() -> list[int]:
    """One payment of everything."""
    return [100]


class Conditions(models.Model):
    """How awards of one stage are agreed on, paid, checked and settled. A stage without a row has these defaults.

    What was in force when an agreement was made is kept in the agreement; later changes here do not reach it.
    """

    stage = models.OneToOneField(Stage, models.CASCADE, related_name="conditions", verbose_name=_("stage"))
    lesson = models.BooleanField(_("a short lesson in keeping accounts comes before the agreement"), default=True)
    accepted_by = models.PositiveSmallIntegerField(
        _("people who accept the agreement, the representative among them"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
    )
    agree_within = models.PositiveSmallIntegerField(_("days to accept the agreement"), default=14)
    tranches = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(100)]),
        verbose_name=_("payments in percent of the award"),
        default=whole_award,
    )
    midterm = models.BooleanField(_("there is a mid-term check"), default=True)
    later_after_midterm = models.BooleanField(_("later payments follow the mid-term check"), default=True)
    report_within = models.PositiveSmallIntegerField(_("days for the final report, after the end"), default=14)
    settle_within = models.PositiveSmallIntegerField(
        _("days for the settlement, after the end"), default=30, validators=[MaxValueValidator(60)]
    )
    return_within = models.PositiveSmallIntegerField(_("days to return money, after the settlement"), default=15)
    countersigned_from = models.PositiveBigIntegerField(
        _("payments from this amount need the director's signature (won)"), default=3_000_000
    )
    # Printed on the orders to the bank, as the city's accounts name it.
    budget_item = models.CharField(
        _("budget sub-item from which it is paid"), max_length=60, default="307-02 민간경상사업보조"
    )
    small_change = models.PositiveSmallIntegerField(
        _("budget changes up to this share pass by rule (percent of the award)"),
        default=20,
        validators=[MaxValueValidator(100)],
    )
    # By when each side moves on: the group with its account and the request for a payment, the offices with theirs.
    account_within = models.PositiveSmallIntegerField(_("days for the group to enter its bank account"), default=7)
    confirm_within = models.PositiveSmallIntegerField(_("days for the Division to confirm the account"), default=3)
    request_within = models.PositiveSmallIntegerField(_("days for the group to ask for a payment"), default=14)
    approve_within = models.PositiveSmallIntegerField(_("days for the Division to approve a payment"), default=5)
    sign_within = models.PositiveSmallIntegerField(_("days for the director to sign a payment"), default=3)
    pay_within = models.PositiveSmallIntegerField(_("days for the Division to pay"), default=7)
    more_time_days = models.PositiveSmallIntegerField(
        _("days granted by rule when more time is first asked for (0: a person decides)"),
        default=14,
        validators=[MaxValueValidator(60)],
    )
    decide_within = models.PositiveSmallIntegerField(_("business days to decide on further time"), default=5)
    help_within = models.PositiveSmallIntegerField(_("business days in which the office calls for help"), default=3)
    longest_pause = models.PositiveSmallIntegerField(_("longest pause (days)"), default=180)
    variation_within = models.PositiveSmallIntegerField(_("business days to decide on a change"), default=10)
    # Before an award is cancelled or money reclaimed, the group can speak.
    hearing_within = models.PositiveSmallIntegerField(
        _("days for the group to be heard before a cancellation"), default=14, validators=[MinValueValidator(7)]
    )
    # Of the stage that comes next: how long a group that may ask for it can take to do so.
    place_kept_months = models.PositiveSmallIntegerField(
        _("months for which a group of the year before keeps its place"), default=12, validators=[MinValueValidator(1)]
    )
    # Hundredths of a percent taken off fees and passed on to the tax office by the group.
    fee_tax = models.PositiveSmallIntegerField(_("tax withheld from fees (hundredths of a percent)"), default=880)
    fee_tax_from = models.PositiveBigIntegerField(_("no tax is withheld from fees up to (won)"), default=125_000)

    class Meta:
        verbose_name = _("conditions of a stage")
        verbose_name_plural = _("conditions of stages")
        ordering = ["stage"]

    def __str__(self) -> str:
        return str(self.stage)

    def clean(self) -> None:
        if sum(self.tranches or []) != 100:
            raise ValidationError({"tranches": _("The payments must add up to 100 percent.")})

    @classmethod
    def of(cls, stage: Stage) -> Conditions:
        """The row of ``stage``, or the defaults, unsaved."""
        return cls.objects.filter(stage=stage).first() or cls(stage=stage)
