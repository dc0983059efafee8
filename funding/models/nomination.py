"""A project that may become a service of the city: the dossier, the group's word, the opinion and the decision."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.enums import NominationState
from funding.models.ledger import Award, OfAward

_PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}
NOT_ADOPTED = ("not_adopted", "declined", "withdrawn")  # over, and the project may be nominated again
OVER = ("adopted", *NOT_ADOPTED)


class NominationQuerySet(models.QuerySet["Nomination"]):
    def visible_to(self, user: Any) -> NominationQuerySet:
        """The rows on which ``user`` holds ``funding.view_nomination``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(award__in=Award.objects.visible_to(user))

    def adopted(self) -> NominationQuerySet:
        """What everybody may read."""
        return self.filter(state=NominationState.ADOPTED)


class Nomination(OfAward, models.Model):
    """``due_on`` is the day by which whoever acts now acts. A group can say no until the city has decided."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="nominations", verbose_name=_("award"))
    state = models.CharField(_("state"), max_length=12, choices=NominationState.choices, default=NominationState.ASKED)
    # The dossier.
    name = models.CharField(_("name of the service"), max_length=120)
    need = models.TextField(_("what it is needed for"), max_length=2000)
    users = models.TextField(_("who uses it, and how many"), max_length=2000)
    cost = models.PositiveBigIntegerField(_("cost of a year (won)"))
    legal_basis = models.TextField(_("on what law or ordinance it would rest"), max_length=1000)
    runner = models.TextField(_("who would run it"), max_length=1000)
    # The group's own word.
    wish = models.TextField(_("the group's own wish"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(**_PERSON, null=True, blank=True, verbose_name=_("answered by"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # The local authority's.
    opinion = models.TextField(_("opinion of the district"), max_length=2000, blank=True)
    in_favour = models.BooleanField(_("the district is in favour"), null=True, blank=True)
    opinion_by = models.ForeignKey(**_PERSON, null=True, blank=True, verbose_name=_("opinion given by"))
    opinion_at = models.DateTimeField(_("opinion given"), null=True, blank=True)
    # The city's, for everybody to read.
    reasons = models.TextField(_("reasons, for everybody to read"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(**_PERSON, null=True, blank=True, verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    nominated_by = models.ForeignKey(**_PERSON, verbose_name=_("nominated by"))
    nominated_at = models.DateTimeField(_("nominated"), default=timezone.now)
    due_on = models.DateField(_("to be done by"))

    objects: ClassVar[NominationQuerySet] = NominationQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"wish", "opinion"})

    class Meta:
        verbose_name = _("nomination as a city service")
        verbose_name_plural = _("nominations as city services")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="nomination_one_at_a_time",
                fields=["award"],
                condition=~Q(state__in=list(NOT_ADOPTED)),
                violation_error_message=_("This project is nominated already."),
            ),
            models.CheckConstraint(
                name="nomination_opinion_by_another",
                condition=Q(opinion_by=None) | ~Q(opinion_by=F("nominated_by")),
                violation_error_message=_("Whoever nominated a project gives no opinion on it."),
            ),
            models.CheckConstraint(
                name="nomination_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("nominated_by")),
                violation_error_message=_("Whoever nominated a project does not decide on it."),
            ),
            models.CheckConstraint(
                name="nomination_decided_with_reasons",
                condition=~Q(state__in=["adopted", "not_adopted"])
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False, answered_by__isnull=False)
                    & Q(opinion_by__isnull=False)
                    & ~Q(reasons="")
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=~Q(state__in=OVER), name="nomination_waits"),
            models.Index(fields=["-id"], condition=Q(state="adopted"), name="nomination_adopted"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="nomination_stays", fields=["award", "nominated_by", "nominated_at"]),
            pgtrigger.Protect(name="nomination_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="nomination_decision_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["adopted", "not_adopted"])
                & (
                    pgtrigger.Q(new__reasons__df=pgtrigger.F("old__reasons"))
                    | pgtrigger.Q(new__decided_by__df=pgtrigger.F("old__decided_by"))
                    | pgtrigger.Q(new__decided_at__df=pgtrigger.F("old__decided_at"))
                    | pgtrigger.Q(new__opinion__df=pgtrigger.F("old__opinion"))
                    | pgtrigger.Q(new__name__df=pgtrigger.F("old__name"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("funding:nomination", args=[self.pk])

    @property
    def tone(self) -> str:
        """The colour of its state on a badge."""
        tones = {"adopted": "success", "asked": "warning", "not_adopted": "gray", "declined": "gray"}
        return tones.get(self.state, "information")
