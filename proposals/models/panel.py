"""A panel for a call, and who sits on it."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.enums import Theme
from proposals import rules
from proposals.enums import PanelState, SeatKind, SeatState
from proposals.models.call import Call
from villages.models import District, Posting

_TONES = {
    "preparing": "information",
    "running": "point",
    "closed": "gray",
    "invited": "warning",
    "accepted": "success",
    "declined": "gray",
    "left": "gray",
}


def new_seed() -> int:
    """By which the next panel is shuffled; kept with it, so that anybody can compute the same distribution again."""
    return secrets.randbelow(2**31)


class PanelQuerySet(models.QuerySet["Panel"]):
    def visible_to(self, user: Any) -> PanelQuerySet:
        """The rows on which ``user`` holds ``proposals.view_panel``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.panels_seen_by(user))


class Panel(models.Model):
    """The people who score the eligible proposals of one call, and by which arrangement."""

    call = models.OneToOneField(Call, models.PROTECT, related_name="panel", verbose_name=_("call"))
    per_proposal = models.PositiveSmallIntegerField(
        _("reviews of each proposal"), default=3, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    due_on = models.DateField(_("scores due"))
    # Points between the highest and the lowest total from which the reviewers should talk.
    spread_threshold = models.PositiveSmallIntegerField(_("difference that asks for a talk (points)"), default=20)
    # How much residents' scores weigh in the total; shown to applicants. The rest is the offices' and experts'.
    resident_percent = models.PositiveSmallIntegerField(
        _("weight of residents' scores (percent)"), default=0, validators=[MaxValueValidator(100)]
    )
    reviewers_named = models.BooleanField(_("groups read who wrote which reason"), default=False)
    # What a file holds nobody can blank out; where names are hidden an official may leave files out altogether.
    files_shown = models.BooleanField(_("reviewers get the attached files"), default=True)
    seed = models.PositiveIntegerField(default=new_seed, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=PanelState.choices, default=PanelState.PREPARING)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)

    objects: ClassVar[PanelQuerySet] = PanelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("review panel")
        verbose_name_plural = _("review panels")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="panel_share_is_percent", condition=Q(resident_percent__lte=100)),
        ]

    def __str__(self) -> str:
        return str(self.call)

    def get_absolute_url(self) -> str:
        return reverse("proposals:panel", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        return self.state == PanelState.CLOSED

    @property
    def others_percent(self) -> int:
        """Weight of the scores of offices and experts."""
        return 100 - self.resident_percent

    @property
    def tone(self) -> str:
        """The colour of its state on a badge."""
        return _TONES[self.state]


class SeatQuerySet(models.QuerySet["Seat"]):
    def visible_to(self, user: Any) -> SeatQuerySet:
        """The rows on which ``user`` holds ``proposals.view_seat``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.seats_seen_by(user))

    def of(self, user: Any) -> SeatQuerySet:
        """The seats and invitations of ``user``, also those that went to an address before there was an account."""
        return self.filter(rules.own_seats(user))

    def sitting(self) -> SeatQuerySet:
        return self.filter(state=SeatState.ACCEPTED)


class Seat(models.Model):
    """One person on a panel: from an office, an outside expert, or a resident. Invited, and in by their own yes."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="seats", verbose_name=_("review panel"))
    # Nobody yet where an address was invited: whoever proves to have it answers, and sits.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("person")
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    kind = models.CharField(_("sits as"), max_length=10, choices=SeatKind.choices)
    # The office a staff reviewer comes from, to keep them from its own files.
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, blank=True, related_name="+")
    # Reads files of these alone; none chosen: of all.
    districts = models.ManyToManyField(District, blank=True, related_name="+", verbose_name=_("only these districts"))
    themes = ArrayField(
        models.CharField(max_length=20, choices=Theme.choices),
        verbose_name=_("only these themes"),
        default=list,
        blank=True,
    )
    state = models.CharField(_("state"), max_length=10, choices=SeatState.choices, default=SeatState.INVITED)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited on"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)

    objects: ClassVar[SeatQuerySet] = SeatQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"email"})

    class Meta:
        verbose_name = _("seat on a panel")
        verbose_name_plural = _("seats on panels")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="seat_once",
                fields=["panel", "user"],
                condition=~Q(state__in=["declined", "left"]),
                violation_error_message=_("This person sits on the panel already, or was invited."),
            ),
            models.UniqueConstraint(
                name="seat_once_per_address",
                fields=["panel", "email"],
                condition=~Q(state__in=["declined", "left"]) & ~Q(email=""),
                violation_error_message=_("This address was invited already."),
            ),
            models.CheckConstraint(name="seat_of_somebody", condition=Q(user__isnull=False) | ~Q(email="")),
            models.CheckConstraint(
                name="seat_taken_by_somebody", condition=~Q(state="accepted") | Q(user__isnull=False)
            ),
            models.CheckConstraint(
                name="seat_of_staff_has_posting", condition=~Q(kind="staff") | Q(posting__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.user) if self.user_id else self.email

    def get_absolute_url(self) -> str:
        return reverse("proposals:seat", args=[self.pk])

    def belongs_to(self, user: Any) -> bool:
        """Whether ``user`` acts here as themself: experts and residents do, whatever posting they may hold."""
        return self.kind != SeatKind.STAFF and self.user_id == user.pk

    @property
    def tone(self) -> str:
        return _TONES[self.state]

    @property
    def theme_names(self) -> list[str]:
        return [str(Theme(theme).label) for theme in self.themes]
