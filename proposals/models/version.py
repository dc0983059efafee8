"""What was handed in, word for word, and who agreed to it."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models.proposal import Proposal


class Confirmation(models.Model):
    """A member's yes to a text, known by its fingerprint. A changed text needs a new yes."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="confirmations", verbose_name=_("proposal"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField(_("confirmed on"), default=timezone.now)

    of_residents = True

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(name="confirmation_once", fields=["proposal", "user", "fingerprint"]),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.fingerprint[:8]}"


class Version(models.Model):
    """One submission. Append-only. ``content`` holds text, people, files and the call's rules as they were then."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="versions", verbose_name=_("proposal"))
    number = models.PositiveSmallIntegerField(_("version"))
    at = models.DateTimeField(_("submitted"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("submitted by"))
    rules_version = models.PositiveSmallIntegerField(_("version of the call's rules"))
    content = models.JSONField()
    # SHA-256 of ``content`` as canonical JSON (sorted keys, no spaces, UTF-8).
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    asked = models.PositiveBigIntegerField(_("grant asked for (won)"))
    own = models.PositiveBigIntegerField(_("own contribution (won)"))

    of_residents = True

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="version_once", fields=["proposal", "number"])]
        triggers = [pgtrigger.Protect(name="version_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.proposal.number} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("proposals:version", args=[self.proposal_id, self.number])
