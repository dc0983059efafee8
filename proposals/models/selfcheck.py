"""How self-checks ended, in total. No row tells who asked."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.enums import CheckOutcome
from proposals.models.call import Call


class SelfCheckTally(models.Model):
    """How often on a day a rule came out so; ``rule`` is empty for the outcome of a whole check."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="self_checks", verbose_name=_("call"))
    day = models.DateField(_("day"))
    rule = models.CharField(_("rule"), max_length=40, blank=True)
    outcome = models.CharField(_("answer"), max_length=10, choices=CheckOutcome.choices)
    count = models.PositiveIntegerField(_("how often"), default=0)

    class Meta:
        verbose_name = _("count of self-checks")
        verbose_name_plural = _("counts of self-checks")
        ordering = ["-day", "rule"]
        constraints = [
            models.UniqueConstraint(name="self_check_tally_once", fields=["call", "day", "rule", "outcome"]),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.rule} {self.outcome} {self.count}"
