"""A step up from the reserve list, when money became free: proposed by one person, signed by another."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding import rules
from funding.enums import PromotionState
from funding.models.round import FundingRound
from proposals.models import Proposal


class PromotionQuerySet(models.QuerySet["Promotion"]):
    def visible_to(self, user: Any) -> PromotionQuerySet:
        """The rows on which ``user`` holds ``funding.view_round``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.rounds_seen_by(user))


class Promotion(models.Model):
    """Who moves up, and with how much. The signature publishes it."""

    round = models.ForeignKey(FundingRound, models.PROTECT, related_name="promotions", verbose_name=_("round"))
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="promotions", verbose_name=_("proposal"))
    amount = models.PositiveBigIntegerField(_("amount (won)"))
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PromotionState.choices, default=PromotionState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("put forward by")
    )
    proposed_at = models.DateTimeField(_("put forward"), default=timezone.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)

    objects: ClassVar[PromotionQuerySet] = PromotionQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"reason"})

    class Meta:
        verbose_name = _("step up from the reserve list")
        verbose_name_plural = _("steps up from the reserve list")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="promotion_gives_money", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="promotion_signed_by_another",
                condition=Q(signed_by=None) | ~Q(signed_by=F("proposed_by")),
                violation_error_message=_("Whoever proposed this cannot sign it."),
            ),
            models.CheckConstraint(
                name="promotion_signed_by_somebody",
                condition=~Q(state="signed") | Q(signed_by__isnull=False, signed_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="promotion_once",
                fields=["proposal"],
                condition=~Q(state="withdrawn"),
                violation_error_message=_("This group's step up is proposed already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.amount:,}"

    def get_absolute_url(self) -> str:
        return reverse("funding:reserve", args=[self.round_id])
