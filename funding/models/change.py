"""Changes on the way: variations of what was agreed on, and pauses."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.enums import VariationKind, VariationState
from funding.models.ledger import Award, OfAward

_PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}


class VariationQuerySet(models.QuerySet["Variation"]):
    def visible_to(self, user: Any) -> VariationQuerySet:
        """The rows on which ``user`` holds ``funding.view_variation``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(award__in=Award.objects.visible_to(user))


class Variation(OfAward, models.Model):
    """A change of budget, period, representative or content: what was before, and what shall be.

    ``before`` and ``after`` by kind: lines (id, item, detail, grant, own); starts_on and ends_on; user ids; texts.
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="variations", verbose_name=_("award"))
    kind = models.CharField(_("kind"), max_length=20, choices=VariationKind.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=VariationState.choices, default=VariationState.REQUESTED
    )
    before = models.JSONField()
    after = models.JSONField()
    reason = models.TextField(_("reason"), max_length=2000)
    # Small enough that the stage's rule decides, not a person.
    by_rule = models.BooleanField(_("passed by rule"), default=False)
    requested_by = models.ForeignKey(**_PERSON, verbose_name=_("asked for by"))
    requested_at = models.DateTimeField(_("asked for"), default=timezone.now)
    decided_by = models.ForeignKey(**_PERSON, null=True, blank=True, verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    due_on = models.DateField(_("to be decided by"), null=True, blank=True)

    objects: ClassVar[VariationQuerySet] = VariationQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"before", "after", "reason"})

    class Meta:
        verbose_name = _("variation")
        verbose_name_plural = _("variations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="variation_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                violation_error_message=_("Whoever asked for a change cannot decide on it."),
            ),
            models.CheckConstraint(
                name="variation_decided_by_rule_or_somebody",
                condition=Q(state__in=["requested", "withdrawn"])
                | Q(decided_at__isnull=False, by_rule=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="variation_one_at_a_time",
                fields=["award", "kind"],
                condition=Q(state="requested"),
                violation_error_message=_("A change of this kind is being decided on already."),
            ),
        ]
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(state="requested"), name="variation_waits")]
        triggers = [pgtrigger.ReadOnly(name="variation_stands", fields=["award", "kind", "before", "after", "reason"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.award}"

    def get_absolute_url(self) -> str:
        return reverse("funding:variation", args=[self.pk])


class Pause(OfAward, models.Model):
    """Days on which the clock of an award stood still: from ``from_on`` to the day before ``ended_on``."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="pauses", verbose_name=_("award"))
    from_on = models.DateField(_("from"))
    expected_on = models.DateField(_("expected back on"))
    ended_on = models.DateField(_("back on"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    by = models.ForeignKey(**_PERSON, verbose_name=_("paused by"))
    ended_by = models.ForeignKey(**_PERSON, null=True, blank=True, verbose_name=_("ended by"))
    # The group as a whole rests: the pause ends with its break.
    with_break = models.BooleanField(_("with the group's break"), default=False)
    # What moved and by how many days: written when the pause ends.
    moved = models.JSONField(default=dict, blank=True)

    audit_hidden = frozenset({"reason"})

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="pause_ends_after_it_began", condition=Q(ended_on=None) | Q(ended_on__gte=F("from_on"))
            ),
            models.UniqueConstraint(name="pause_one_at_a_time", fields=["award"], condition=Q(ended_on=None)),
        ]
        indexes = [models.Index(fields=["expected_on", "id"], condition=Q(ended_on=None), name="pause_lasts")]
        triggers = [
            pgtrigger.ReadOnly(name="pause_stands", fields=["award", "from_on", "expected_on", "by", "with_break"]),
            pgtrigger.Trigger(
                name="pauses_do_not_overlap",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    PERFORM FROM funding_award WHERE id = NEW.award_id FOR NO KEY UPDATE;
                    IF EXISTS (
                        SELECT FROM funding_pause p WHERE p.award_id = NEW.award_id AND p.id IS DISTINCT FROM NEW.id
                        AND daterange(p.from_on, p.ended_on) && daterange(NEW.from_on, NEW.ended_on)
                    ) THEN
                        RAISE EXCEPTION 'award % was paused on these days already', NEW.award_id;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award}: {self.from_on}"

    @property
    def days(self) -> int:
        """So far, or in all."""
        return ((self.ended_on or timezone.localdate()) - self.from_on).days
