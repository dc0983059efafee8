"""What could make a group less independent than it looks, and what people say about it.

Nothing here leads to a decision about a proposal: a person reads the signal beside the group's reply, and that is all.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups import rules
from groups.enums import GovernmentTieKind, SignalKind, SignalState
from groups.models.group import Group


class GovernmentTie(models.Model):
    """A person's own word that they are bound to government. Only they can read it; staff learn of a signal alone."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="government_ties", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=GovernmentTieKind.choices)
    declared_at = models.DateTimeField(_("declared"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    audit_hidden = frozenset({"kind"})
    audit_private = True

    class Meta:
        verbose_name = _("tie to government")
        verbose_name_plural = _("ties to government")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="government_tie_once",
                fields=["user", "kind"],
                condition=Q(ended_at=None),
                violation_error_message=_("You have declared this already."),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class SignalQuerySet(models.QuerySet["Signal"]):
    def open(self) -> SignalQuerySet:
        return self.filter(state__in=OPEN)

    def visible_to(self, user: Any) -> SignalQuerySet:
        """The rows on which ``user`` holds ``groups.view_signal``: the group first, staff once it could reply."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.signals_seen_by(user, timezone.localdate()))


OPEN = (SignalState.RAISED, SignalState.TOLD, SignalState.ANSWERED)


class Signal(models.Model):
    """One observation about one group, with its evidence as facts that both sides read in the same words."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="signals", verbose_name=_("residents' group"))
    kind = models.CharField(_("kind"), max_length=30, choices=SignalKind.choices)
    # Names what was seen ("posting:17"), so that the same thing is not raised twice.
    key = models.CharField(max_length=100)
    evidence = models.JSONField(_("evidence"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=SignalState.choices, default=SignalState.RAISED)
    reply = models.TextField(_("the group's reply"), max_length=2000, blank=True)
    raised_at = models.DateTimeField(_("seen"), default=timezone.now)
    reply_due_on = models.DateField(_("reply by"), null=True, blank=True)
    expires_on = models.DateField(_("forgotten on"))

    objects: ClassVar[SignalQuerySet] = SignalQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"reply"})

    class Meta:
        verbose_name = _("signal about independence")
        verbose_name_plural = _("signals about independence")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="signal_once",
                fields=["group", "kind", "key"],
                condition=~Q(state=SignalState.EXPIRED),
            )
        ]
        indexes = [models.Index(fields=["expires_on"], name="signal_to_forget", condition=~Q(state="expired"))]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("groups:signal", args=[self.pk])

    @property
    def place(self) -> Any:
        return self.group.village

    @property
    def may_be_decided(self) -> bool:
        """The group has replied, or its days to reply are over."""
        due = self.reply_due_on
        return self.state == SignalState.ANSWERED or (due is not None and due < timezone.localdate())
