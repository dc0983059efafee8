"""A person asks a village center to see, face to face, that they are who they say."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from villages import rules
from villages.enums import Document, VisitState
from villages.models.office import Office
from villages.models.posting import Posting


class VisitQuerySet(models.QuerySet["IdentityVisit"]):
    def waiting(self) -> VisitQuerySet:
        return self.filter(state=VisitState.REQUESTED)

    def waiting_for(self, posting: Posting) -> VisitQuerySet:
        return self.waiting().filter(assigned_to=posting)

    def visible_to(self, user: Any) -> VisitQuerySet:
        """The rows on which ``user`` holds ``villages.view_identityvisit``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.visits_seen_by(user))


class IdentityVisit(models.Model):
    """Staff note only which kind of document they saw; a registration number is written nowhere."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="identity_visits", verbose_name=_("person")
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="identity_visits", verbose_name=_("village center"))
    state = models.CharField(_("state"), max_length=10, choices=VisitState.choices, default=VisitState.REQUESTED)
    assigned_to = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="identity_visits", verbose_name=_("assigned to")
    )
    document = models.CharField(_("document shown"), max_length=20, choices=Document.choices, blank=True)
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = VisitQuerySet.as_manager()
    audit_hidden = frozenset({"document"})

    class Meta:
        verbose_name = _("identity visit")
        verbose_name_plural = _("identity visits")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="visit_one_open",
                fields=["person"],
                condition=Q(state=VisitState.REQUESTED),
                violation_error_message=_("You have asked a village center already. Withdraw that request first."),
            ),
            models.CheckConstraint(
                name="visit_confirmed_by_document",
                condition=~Q(state=VisitState.CONFIRMED) | ~Q(document=""),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "id"], condition=Q(state=VisitState.REQUESTED), name="visit_queue"),
        ]

    def __str__(self) -> str:
        return _("Identity check at %(office)s") % {"office": self.office}

    def get_absolute_url(self) -> str:
        return reverse("villages:visit", args=[self.pk])

    @property
    def place(self) -> Office:
        return self.office
