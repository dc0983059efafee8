"""Invitations: one secret link for one person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups import rules
from groups.enums import InvitationState, Way
from groups.models.group import Group


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        """Still usable, whatever the nightly clock has got to."""
        return self.filter(state=InvitationState.OPEN, expires_at__gt=timezone.now())

    def visible_to(self, user: Any) -> InvitationQuerySet:
        """The rows on which ``user`` holds ``groups.view_invitation``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(group__in=rules.own_groups(user))


class Invitation(models.Model):
    """The link's token is known to its maker and its receiver; here lies only its hash. It dies when it is used."""

    group = models.ForeignKey(
        Group, models.PROTECT, related_name="invitations", verbose_name=gettext_lazy("residents' group")
    )
    way = models.CharField(gettext_lazy("way"), max_length=10, choices=Way.choices)
    email = models.EmailField(gettext_lazy("e-mail address"), blank=True)
    words = models.TextField(gettext_lazy("a few words of your own"), max_length=300, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        gettext_lazy("state"), max_length=10, choices=InvitationState.choices, default=InvitationState.OPEN
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("invited by")
    )
    invited_at = models.DateTimeField(gettext_lazy("invited"), default=timezone.now)
    expires_at = models.DateTimeField(gettext_lazy("open until"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("accepted by"),
    )

    of_residents = True
    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"email", "words", "token_hash"})

    # The token itself, on the instance that has just been made or renewed, and nowhere else.
    token: str | None = None

    class Meta:
        verbose_name = gettext_lazy("invitation")
        verbose_name_plural = gettext_lazy("invitations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="invitation_address_by_way",
                condition=(Q(way=Way.EMAIL) & ~Q(email="")) | (~Q(way=Way.EMAIL) & Q(email="")),
                violation_error_message=gettext_lazy("Please write the e-mail address of the person."),
            ),
            models.UniqueConstraint(
                name="invitation_open_once_per_address",
                fields=["group", "email"],
                condition=Q(state=InvitationState.OPEN) & ~Q(email=""),
                violation_error_message=gettext_lazy("This address has an open invitation already. You can renew it."),
            ),
        ]
        indexes = [
            models.Index(fields=["group"], condition=Q(state=InvitationState.OPEN), name="invitation_open"),
            models.Index(fields=["expires_at"], condition=Q(state=InvitationState.OPEN), name="invitation_to_expire"),
        ]

    def __str__(self) -> str:
        return _("Invitation to %(group)s") % {"group": self.group}

    def get_absolute_url(self) -> str:
        return reverse("groups:invitation", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == InvitationState.OPEN and self.expires_at > timezone.now()

    @property
    def standing(self) -> str:
        """The state in words; an overdue one has expired, whatever the nightly clock has got to."""
        overdue = self.state == InvitationState.OPEN and not self.is_open
        return str(InvitationState.EXPIRED.label if overdue else self.get_state_display())

    @property
    def tone(self) -> str:
        """The colour of its state on a badge."""
        return "information" if self.is_open else "success" if self.state == InvitationState.ACCEPTED else "gray"

    @property
    def masked_email(self) -> str:
        """The address as members other than the one who typed it see it: "j***@example.kr"."""
        name, at, domain = self.email.partition("@")
        return f"{name[:1]}***{at}{domain}"

    @property
    def to(self) -> str:
        """For whom, in the words of a message to the person who invited."""
        return self.email or self.get_way_display()
