"""Programmes and their stages: the defaults from which a call begins."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.enums import Agreement, StageKind
from villages.names import InLanguage


class Programme(models.Model):
    """What the city supports under one name, over the years."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_ko = models.CharField(_("Korean name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100)
    description_ko = models.TextField(_("description in Korean"), max_length=2000, blank=True)
    description_en = models.TextField(_("description in English"), max_length=2000, blank=True)
    active = models.BooleanField(_("active"), default=True)
    name = InLanguage()
    description = InLanguage()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Terms(models.Model):
    """What a stage sets by default and a call fixes for itself. Amounts in won, shares in hundredths of a percent."""

    minimum_people = models.PositiveSmallIntegerField(_("distinct people at least"), default=3)
    ceiling = models.PositiveBigIntegerField(_("ceiling (won)"))
    own_share_percent = models.DecimalField(
        _("own share at least (percent of the grant)"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MaxValueValidator(100)],
    )
    agreement = models.CharField(
        _("who confirms"), max_length=20, choices=Agreement.choices, default=Agreement.REPRESENTATIVE
    )
    # Spending rules (DOMAIN: all of them are settings of a stage).
    hour_cap = models.PositiveBigIntegerField(_("activity allowance per hour at most (won)"), default=10_000)
    hours_a_day = models.PositiveSmallIntegerField(_("activity allowance, hours a day at most"), default=8)
    hours_a_week = models.PositiveSmallIntegerField(_("activity allowance, hours a week below"), default=15)
    leaders_unpaid = models.BooleanField(
        _("representative and operator are paid no instructor, meeting or writing fees"), default=True
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_three_people_at_least", condition=Q(minimum_people__gte=3)),
            models.CheckConstraint(
                name="%(class)s_share_is_percent", condition=Q(own_share_percent__gte=0, own_share_percent__lte=100)
            ),
        ]


class Stage(Terms):
    """One year of a programme."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="stages", verbose_name=_("programme"))
    kind = models.CharField(_("kind"), max_length=10, choices=StageKind.choices, default=StageKind.SEED)
    name_ko = models.CharField(_("Korean name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100)
    # Over all years of one group, e.g. 9,000,000 over years two and three together.
    joint_ceiling = models.PositiveBigIntegerField(_("joint ceiling over the later years (won)"), null=True, blank=True)
    longest_years = models.PositiveSmallIntegerField(_("longest support in years"), default=3)
    # A new call of this stage begins with the items, questions, rubric, documents and pledges of this one.
    pattern = models.ForeignKey(
        "proposals.Call", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("call to begin from")
    )
    active = models.BooleanField(_("active"), default=True)
    name = InLanguage()

    class Meta(Terms.Meta):
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["programme", "id"]
        constraints = [
            *Terms.Meta.constraints,
            models.UniqueConstraint(name="stage_once", fields=["programme", "kind", "name_ko"]),
        ]

    def __str__(self) -> str:
        return f"{self.programme.name} · {self.name}"
