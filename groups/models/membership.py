"""Members: how they join by asking, and how the representative's office passes on."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups import rules
from groups.enums import JoinRequestState, MembershipState, Role, SuccessionState
from groups.models.group import Group
from groups.models.guards import represented


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        return self.filter(state=MembershipState.ACTIVE)

    def visible_to(self, user: Any) -> MembershipQuerySet:
        """The rows on which ``user`` holds ``groups.view_membership``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.groups_seen_by(user, "group"))


class Membership(models.Model):
    """One person in one group. Everybody is in by their own word: there is no row without a pledge."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships", verbose_name=_("residents' group"))
    state = models.CharField(_("state"), max_length=10, choices=MembershipState.choices, default=MembershipState.ACTIVE)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.MEMBER)
    name_public = models.BooleanField(_("my name may stand on the group's public page"), default=False)
    pledged_at = models.DateTimeField(_("pledged"), default=timezone.now)
    pledge_version = models.PositiveSmallIntegerField(_("wording of the pledge"))
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    of_residents = True
    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="membership_once",
                fields=["user", "group"],
                condition=Q(state=MembershipState.ACTIVE),
                violation_error_message=_("You are a member of this group already."),
            ),
            models.UniqueConstraint(
                name="membership_one_representative",
                fields=["group"],
                condition=Q(state=MembershipState.ACTIVE, role=Role.REPRESENTATIVE),
                violation_error_message=_("A group has one representative."),
            ),
            models.CheckConstraint(
                name="membership_left_after_joining", condition=Q(left_at=None) | Q(left_at__gte=F("joined_at"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["group", "joined_at"], condition=Q(state=MembershipState.ACTIVE), name="membership_of_group"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="membership_is_personal", fields=["user", "group", "pledged_at", "pledge_version"]),
            represented("membership_is_represented", "NEW.group_id", pgtrigger.Insert, pgtrigger.Update),
            represented("membership_was_represented", "OLD.group_id", pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.group}"

    def get_absolute_url(self) -> str:
        """Where whoever changed it is led: the members, or after leaving, one's other groups."""
        if self.state == MembershipState.LEFT:
            return reverse("groups:mine")
        return reverse("groups:people", args=[self.group_id])


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def open(self) -> JoinRequestQuerySet:
        return self.filter(state=JoinRequestState.ASKED)

    def visible_to(self, user: Any) -> JoinRequestQuerySet:
        """The rows on which ``user`` holds ``groups.view_joinrequest``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(Q(user=user) | Q(group__in=rules.own_groups(user)))


class JoinRequest(models.Model):
    """A neighbour asks to join and pledges at once; when members agree, the membership begins."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="join_requests", verbose_name=_("residents' group"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="join_requests", verbose_name=_("asked by")
    )
    words = models.TextField(_("a few words to the group"), max_length=500, blank=True)
    name_public = models.BooleanField(_("my name may stand on the group's public page"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=JoinRequestState.choices, default=JoinRequestState.ASKED
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    pledge_version = models.PositiveSmallIntegerField(_("wording of the pledge"))

    of_residents = True
    objects: ClassVar[JoinRequestQuerySet] = JoinRequestQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"words"})

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="join_request_open_once",
                fields=["user", "group"],
                condition=Q(state=JoinRequestState.ASKED),
                violation_error_message=_("You have asked this group already."),
            )
        ]
        indexes = [
            models.Index(fields=["group"], condition=Q(state=JoinRequestState.ASKED), name="join_request_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.group}"

    def get_absolute_url(self) -> str:
        return reverse("groups:joinrequest", args=[self.pk])


class SuccessionQuerySet(models.QuerySet["Succession"]):
    def open(self) -> SuccessionQuerySet:
        return self.filter(state=SuccessionState.OFFERED)

    def visible_to(self, user: Any) -> SuccessionQuerySet:
        """The rows on which ``user`` holds ``groups.view_succession``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(group__in=rules.own_groups(user))


class Succession(models.Model):
    """The representative's office offered to another member. One offer at a time; it passes when it is accepted."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="successions", verbose_name=_("residents' group"))
    successor = models.ForeignKey(Membership, models.PROTECT, related_name="successions", verbose_name=_("successor"))
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("named by")
    )
    offered_at = models.DateTimeField(_("named"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=10, choices=SuccessionState.choices, default=SuccessionState.OFFERED
    )

    of_residents = True
    objects: ClassVar[SuccessionQuerySet] = SuccessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="succession_one_offer",
                fields=["group"],
                condition=Q(state=SuccessionState.OFFERED),
                violation_error_message=_(
                    "A successor has been named already. Wait for the answer, or take the offer back."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.successor.user}"

    def get_absolute_url(self) -> str:
        return reverse("groups:people", args=[self.group_id])
