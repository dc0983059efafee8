"""Identities confirmed, corrections asked for, and data destroyed."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import CorrectionState, DestructionReason
from accounts.validators import no_resident_number
from casework.models import append_only


class IdentityConfirmation(models.Model):
    """Somebody made sure that the account is the person's: how, when and by whom; no document, no number."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="identity_confirmations", verbose_name=_("person")
    )
    method = models.CharField(_("method"), max_length=40)
    confirmed_at = models.DateTimeField(_("confirmed"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )

    class Meta:
        verbose_name = _("identity confirmation")
        verbose_name_plural = _("identity confirmations")
        ordering = ["-confirmed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("person")),
                name="identity_not_confirmed_by_oneself",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.method}"


class CorrectionQuerySet(models.QuerySet["CorrectionRequest"]):
    def visible_to(self, user: Any) -> "CorrectionQuerySet":
        """One's own requests; all of them for those who answer them."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("accounts.answer_corrections"):
            return self
        return self.filter(person=user)


class CorrectionRequest(models.Model):
    """A person says that something held about them is wrong, and is answered."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="correction_requests", verbose_name=_("person")
    )
    text = models.TextField(
        _("what is wrong, and what would be right"), max_length=4000, validators=[no_resident_number]
    )
    state = models.CharField(_("state"), max_length=20, choices=CorrectionState.choices, default=CorrectionState.ASKED)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects: ClassVar[CorrectionQuerySet] = CorrectionQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"text", "answer"})

    class Meta:
        verbose_name = _("correction request")
        verbose_name_plural = _("correction requests")
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["state", "asked_at"], name="correction_queue")]

    def __str__(self) -> str:
        return str(_("Correction asked on %(day)s")) % {"day": timezone.localtime(self.asked_at).date().isoformat()}

    def get_absolute_url(self) -> str:
        return reverse("accounts:correction", args=[self.pk])


class DestructionRecord(models.Model):
    """What was destroyed, when and why. It names no person but the emptied account, and is kept for good."""

    at = models.DateTimeField(_("at"), default=timezone.now)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account"))
    reason = models.CharField(_("reason"), max_length=20, choices=DestructionReason.choices)
    counts = models.JSONField(_("what"), default=dict)  # {"section": rows destroyed}

    class Meta:
        verbose_name = _("destruction record")
        verbose_name_plural = _("destruction records")
        ordering = ["-at"]
        triggers = append_only("destruction")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.get_reason_display()}"
