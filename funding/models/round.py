"""A round: a pot of money, the proposals ranked for it, and what is decided on each."""

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
from funding.enums import Outcome, RoundState
from funding.models.guards import balances_follow_entries, stands_once_proposed
from groups.enums import Theme
from proposals.models import Call, Proposal
from villages.models import District
from villages.names import in_language


class RoundQuerySet(models.QuerySet["FundingRound"]):
    def visible_to(self, user: Any) -> RoundQuerySet:
        """The rows on which ``user`` holds ``funding.view_round``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.rounds_seen_by(user))

    def announced(self) -> RoundQuerySet:
        """What visitors see."""
        return self.filter(state=RoundState.ANNOUNCED)


class FundingRound(models.Model):
    """``committed`` and ``paid`` are kept by a trigger on the ledger and bounded here: the pot cannot be overspent."""

    name_ko = models.CharField(_("Korean name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    calls = models.ManyToManyField(Call, related_name="rounds", verbose_name=_("calls"))
    budget = models.PositiveBigIntegerField(_("pot (won)"))
    committed = models.PositiveBigIntegerField(_("committed (won)"), default=0, editable=False)
    paid = models.PositiveBigIntegerField(_("paid (won)"), default=0, editable=False)
    returned = models.PositiveBigIntegerField(_("returned (won)"), default=0, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=RoundState.choices, default=RoundState.DRAFTING)
    # Counts every change of the ranking: who acts on an older one is told what changed.
    version = models.PositiveIntegerField(default=1, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("put forward by"),
    )
    proposed_at = models.DateTimeField(_("put forward"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)
    # What the public record says of those who were not selected: totals as they were when it was announced.
    figures = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[RoundQuerySet] = RoundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("funding round")
        verbose_name_plural = _("funding rounds")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="round_within_pot",
                condition=Q(committed__lte=F("budget")),
                violation_error_message=_("There is not that much left in the pot."),
            ),
            models.CheckConstraint(
                name="round_pays_what_is_committed",
                condition=Q(paid__lte=F("committed")),
                violation_error_message=_("More would be paid than the round has promised."),
            ),
            models.CheckConstraint(
                name="round_returns_what_was_paid",
                condition=Q(returned__lte=F("paid")),
                violation_error_message=_("More would come back than was paid."),
            ),
            models.CheckConstraint(
                name="round_signed_by_another",
                condition=Q(signed_by=None) | ~Q(signed_by=F("proposed_by")),
                violation_error_message=_("Whoever proposed a round cannot sign it."),
            ),
            models.CheckConstraint(
                name="round_proposed_by_somebody",
                condition=Q(state="drafting") | Q(proposed_by__isnull=False, proposed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="round_signed_before_announced",
                condition=~Q(state__in=["signed", "announced"]) | Q(signed_by__isnull=False, signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="round_announced_at_a_time",
                condition=Q(state="announced", announced_at__isnull=False)
                | (~Q(state="announced") & Q(announced_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["-announced_at", "-id"], condition=Q(state="announced"), name="round_results"),
        ]
        triggers = [
            balances_follow_entries("round", "committed", "paid", "returned"),
            # What the director signs is what was proposed, and what was announced stays on record.
            pgtrigger.Protect(
                name="round_pot_stands_once_proposed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__budget__df=pgtrigger.F("old__budget"))
                & ~pgtrigger.Q(old__state="drafting", new__state="drafting"),
            ),
            pgtrigger.Protect(
                name="round_is_kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__state__df="drafting")
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    def get_absolute_url(self) -> str:
        return reverse("funding:round", args=[self.pk])

    @property
    def tone(self) -> str:
        """The colour of its state on a badge."""
        return {"proposed": "warning", "signed": "point", "announced": "success"}.get(self.state, "information")

    @property
    def left(self) -> int:
        """Won not promised to anybody yet."""
        return self.budget - self.committed

    @property
    def is_open(self) -> bool:
        """Whether its ranking may still be changed."""
        return self.state == RoundState.DRAFTING


class RoundCeiling(models.Model):
    """At most so much for one district or one theme; kept and bounded as the pot is."""

    round = models.ForeignKey(FundingRound, models.CASCADE, related_name="ceilings", verbose_name=_("round"))
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district")
    )
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices, blank=True)
    ceiling = models.PositiveBigIntegerField(_("at most (won)"))
    committed = models.PositiveBigIntegerField(_("committed (won)"), default=0, editable=False)

    class Meta:
        verbose_name = _("ceiling of a round")
        verbose_name_plural = _("ceilings of rounds")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="ceiling_holds",
                condition=Q(committed__lte=F("ceiling")),
                violation_error_message=_("There is not that much left for this district or theme."),
            ),
            models.CheckConstraint(
                name="ceiling_for_district_or_theme",
                condition=Q(district__isnull=False, theme="") | (Q(district=None) & ~Q(theme="")),
                violation_error_message=_("A ceiling is either for a district or for a theme."),
            ),
            models.UniqueConstraint(
                name="ceiling_once_per_district",
                fields=["round", "district"],
                condition=Q(district__isnull=False),
                violation_error_message=_("This district has a ceiling already."),
            ),
            models.UniqueConstraint(
                name="ceiling_once_per_theme",
                fields=["round", "theme"],
                condition=~Q(theme=""),
                violation_error_message=_("This theme has a ceiling already."),
            ),
        ]
        triggers = [
            balances_follow_entries("ceiling", "committed"),
            stands_once_proposed("ceiling", but="committed"),
            never_truncated("ceiling"),
        ]

    def __str__(self) -> str:
        return str(self.district) if self.district_id else str(self.get_theme_display())

    @property
    def left(self) -> int:
        return self.ceiling - self.committed

    def counts(self, award: Any) -> bool:
        """Whether what is promised to ``award`` counts against this ceiling."""
        return award.district_id == self.district_id if self.district_id else award.theme == self.theme


class Allocation(models.Model):
    """What the round decides on one proposal. Unpublished until the round is announced, and unchanged from then on."""

    round = models.ForeignKey(FundingRound, models.CASCADE, related_name="allocations", verbose_name=_("round"))
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="allocation", verbose_name=_("proposal"))
    # Where and what it is about, as it was handed in: the ceilings and figures are added up from here.
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name=_("district"))
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices, blank=True)
    # As the panel closed: hundredths of a point, weighted; never typed.
    score = models.PositiveIntegerField(_("score (hundredths)"), null=True, blank=True)
    spread = models.PositiveSmallIntegerField(_("spread (points)"), null=True, blank=True)
    # The place in the list, each once; equal scores in the order of handing in. Officials read ``rank``.
    place = models.PositiveIntegerField(_("place in line"))
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    asked = models.PositiveBigIntegerField(_("asked for (won)"))
    amount = models.PositiveBigIntegerField(_("proposed amount (won)"), default=0)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    outcome = models.CharField(_("decision"), max_length=12, choices=Outcome.choices, default=Outcome.NOT_SELECTED)
    reserve_place = models.PositiveIntegerField(_("place on the reserve list"), null=True, blank=True)

    audit_hidden = frozenset({"reason"})

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["place", "id"]
        constraints = [
            models.CheckConstraint(
                name="allocation_amount_fits_outcome",
                condition=Q(outcome="selected", amount__gt=0) | (~Q(outcome="selected") & Q(amount=0)),
                violation_error_message=_("A selected proposal needs an amount; others get none."),
            ),
            models.CheckConstraint(
                name="allocation_not_more_than_asked",
                condition=Q(amount__lte=F("asked")),
                violation_error_message=_("Nobody gets more than was asked for."),
            ),
            models.CheckConstraint(
                name="allocation_partial_has_a_reason",
                condition=~Q(outcome="selected") | Q(amount=F("asked")) | ~Q(reason=""),
                violation_error_message=_("Say why the group gets less than it asked for."),
            ),
            models.CheckConstraint(
                name="allocation_reserve_has_a_place",
                condition=Q(outcome="reserve", reserve_place__isnull=False)
                | (~Q(outcome="reserve") & Q(reserve_place=None)),
                violation_error_message=_("A proposal on the reserve list needs its place in the order."),
            ),
            models.UniqueConstraint(
                name="allocation_reserve_order",
                fields=["round", "reserve_place"],
                condition=Q(reserve_place__isnull=False),
                violation_error_message=_("Two proposals have the same place on the reserve list."),
            ),
            models.UniqueConstraint(name="allocation_place_once", fields=["round", "place"]),
        ]
        indexes = [
            # The totals of a round and of each ceiling, read from the index alone.
            models.Index(
                fields=["round"],
                include=["place", "outcome", "amount", "asked", "district", "theme"],
                name="allocation_totals",
            ),
        ]
        triggers = [stands_once_proposed("allocation"), never_truncated("allocation")]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.amount}"
