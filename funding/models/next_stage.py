"""What comes after an award that went well: the place kept for its group, and the proposals made from it."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.ledger import Award
from proposals.models import Proposal, Stage


class NextPlace(models.Model):
    """The next stage stands open to the group until ``kept_until``; while the group is on a break the day waits."""

    award = models.OneToOneField(Award, models.PROTECT, related_name="next_place", verbose_name=_("award"))
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", verbose_name=_("next stage"))
    opened_on = models.DateField(_("open since"))
    kept_until = models.DateField(_("kept until"))
    # The day on which the group's break began: what is left from then on is left when it returns.
    break_since = models.DateField(_("on a break since"), null=True, blank=True)

    of_residents = True

    class Meta:
        verbose_name = _("place in the next stage")
        verbose_name_plural = _("places in the next stage")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="place_kept_for_some_time", condition=models.Q(kept_until__gte=models.F("opened_on"))
            ),
        ]
        indexes = [models.Index(fields=["stage", "kept_until"], name="place_of_stage")]
        triggers = [pgtrigger.ReadOnly(name="place_stays_with_award", fields=["award", "stage", "opened_on"])]

    def __str__(self) -> str:
        return f"{self.award}: {self.stage}"

    def get_absolute_url(self) -> str:
        return self.award.get_absolute_url()

    def is_kept_on(self, day: date) -> bool:
        """Whether the group may still ask on ``day``. A break keeps it, however long."""
        return self.break_since is not None or day <= self.kept_until

    @property
    def is_kept(self) -> bool:
        return self.is_kept_on(timezone.localdate())


class Continuation(models.Model):
    """A proposal that goes on where ``previous`` ended. Written when the draft begins, and kept."""

    proposal = models.OneToOneField(
        Proposal, models.CASCADE, related_name="continues", verbose_name=_("proposal of the next stage")
    )
    previous = models.ForeignKey(
        Award, models.PROTECT, related_name="continuations", verbose_name=_("award of the year before")
    )

    of_residents = True

    class Meta:
        verbose_name = _("continuation")
        verbose_name_plural = _("continuations")
        ordering = ["-id"]
        triggers = [
            pgtrigger.ReadOnly(name="continuation_stands", fields=["proposal", "previous"]),
            pgtrigger.Trigger(
                name="continuation_is_of_one_group",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    PERFORM FROM proposals_proposal p JOIN funding_award a ON a.group_id = p.group_id
                    WHERE p.id = NEW.proposal_id AND a.id = NEW.previous_id AND a.proposal_id <> p.id;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'award % is not of the group of proposal %', NEW.previous_id, NEW.proposal_id;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} ← {self.previous}"
