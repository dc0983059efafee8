"""What people agreed to: versioned texts, and who agreed to which, from when until when."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.enums import Purpose
from casework.models import append_only, never_truncated

EXPLAINED = ("title", "purpose_text", "items", "retention", "refusal")


class ConsentText(models.Model):
    """One version of what is asked for one purpose. The Act wants four things said: purpose, items, period, refusal.

    A published text is never changed; a new version is a new row, and whoever agreed to the old one is asked again.
    """

    purpose = models.SlugField(_("purpose"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    required = models.BooleanField(_("the account cannot exist without it"), default=False)
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    purpose_text_ko = models.TextField(_("purpose of use (Korean)"))
    purpose_text_en = models.TextField(_("purpose of use (English)"))
    items_ko = models.TextField(_("items collected (Korean)"))
    items_en = models.TextField(_("items collected (English)"))
    retention_ko = models.TextField(_("how long it is kept (Korean)"))
    retention_en = models.TextField(_("how long it is kept (English)"))
    refusal_ko = models.TextField(_("right to refuse and what follows (Korean)"))
    refusal_en = models.TextField(_("right to refuse and what follows (English)"))
    published_at = models.DateTimeField(_("published"), default=timezone.now)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["purpose", "-version"]
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_version")]
        triggers = append_only("consent_text")

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    def _said(self, name: str) -> str:
        language = "en" if (get_language() or "").startswith("en") else "ko"
        return getattr(self, f"{name}_{language}")

    @property
    def title(self) -> str:
        """In the reader's language, as are the next four."""
        return self._said("title")

    @property
    def purpose_text(self) -> str:
        return self._said("purpose_text")

    @property
    def items(self) -> str:
        return self._said("items")

    @property
    def retention(self) -> str:
        return self._said("retention")

    @property
    def refusal(self) -> str:
        return self._said("refusal")

    @property
    def ends_account(self) -> bool:
        """Whether withdrawing this consent is the same as closing the account."""
        return self.purpose == Purpose.ACCOUNT


class Consent(models.Model):
    """One person's agreement to one text. It ends by a date, never by disappearing."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="consents", verbose_name=_("person")
    )
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents", verbose_name=_("text"))
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "text"], condition=Q(withdrawn_at__isnull=True), name="consent_given_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="consent_no_delete", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="consent_only_ends", exclude=["withdrawn_at"]),
            pgtrigger.Protect(
                name="consent_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            never_truncated("consent"),
        ]

    def __str__(self) -> str:
        return f"{self.text} · {self.user_id}"
