"""The villages in which a person lives, works or studies."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from villages.enums import Basis
from villages.models.place import Village


class TieQuerySet(models.QuerySet["Tie"]):
    def current(self) -> TieQuerySet:
        return self.filter(ended_on=None)


class Tie(models.Model):
    """Declared by the person themself; ended, never rewritten, so that an earlier file still shows what was true."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ties", verbose_name=_("person"))
    village = models.ForeignKey(Village, models.PROTECT, related_name="ties", verbose_name=_("village"))
    basis = models.CharField(_("what ties you to it"), max_length=10, choices=Basis.choices)
    since = models.DateField(_("since"), default=timezone.localdate)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = TieQuerySet.as_manager()
    audit_hidden = frozenset({"village", "basis", "since", "ended_on"})

    class Meta:
        verbose_name = _("tie to a village")
        verbose_name_plural = _("ties to villages")
        ordering = ["ended_on", "basis", "-since"]
        constraints = [
            models.UniqueConstraint(
                name="tie_once",
                fields=["user", "village", "basis"],
                condition=Q(ended_on=None),
                violation_error_message=_("You have added this village already."),
            ),
            models.UniqueConstraint(
                name="tie_one_home",
                fields=["user"],
                condition=Q(ended_on=None, basis=Basis.LIVES),
                violation_error_message=_(
                    "You already have a village where you live. If you moved, end that entry first."
                ),
            ),
            models.CheckConstraint(
                name="tie_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("since")),
                violation_error_message=_("The last day cannot be before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village}: {self.get_basis_display()}"
