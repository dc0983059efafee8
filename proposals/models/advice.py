"""Advice: hours that offices offer, and talks that groups book in them."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import Group
from proposals import rules
from proposals.enums import AdviceState, AdviceTopic, AdviceWay
from proposals.models.proposal import Proposal
from villages.models import Office, Posting, Village

TAKEN = (AdviceState.BOOKED, AdviceState.HELD, AdviceState.NOTED, AdviceState.MISSED)

_TONES = {
    "requested": "warning",
    "booked": "information",
    "held": "primary",
    "noted": "success",
    "cancelled": "gray",
    "missed": "gray",
}
WAITS_FOR_OFFICE = (AdviceState.REQUESTED, AdviceState.BOOKED, AdviceState.HELD)


class SlotQuerySet(models.QuerySet["Slot"]):
    def offered(self) -> SlotQuerySet:
        return self.filter(withdrawn_at=None)

    def free(self) -> SlotQuerySet:
        """Hours to come that nobody has booked."""
        taken = Advice.objects.filter(slot=models.OuterRef("pk"), state__in=TAKEN)
        return self.offered().filter(~models.Exists(taken), starts_at__gt=timezone.now())


class Slot(models.Model):
    """A time that an adviser offers. Overlaps of one adviser are refused by the database."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="slots", verbose_name=_("office"))
    adviser = models.ForeignKey(Posting, models.PROTECT, related_name="slots", verbose_name=_("adviser"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("ends at"))
    way = models.CharField(_("how"), max_length=10, choices=AdviceWay.choices, default=AdviceWay.CENTER)
    # Only whoever booked reads it: a room, or the address of a video talk.
    where = models.CharField(_("room or link"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects: ClassVar[SlotQuerySet] = SlotQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("advice hour")
        verbose_name_plural = _("advice hours")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="slot_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The end must come after the beginning."),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "starts_at"], name="slot_of_office"),
            models.Index(fields=["adviser", "starts_at"], name="slot_of_adviser"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="slot_does_not_overlap",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    PERFORM pg_advisory_xact_lock(hashtext('slot'), NEW.adviser_id::integer);
                    IF NEW.withdrawn_at IS NULL AND EXISTS (
                        SELECT FROM proposals_slot WHERE adviser_id = NEW.adviser_id AND id <> NEW.id
                        AND withdrawn_at IS NULL AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at
                    ) THEN
                        RAISE EXCEPTION 'the adviser has an hour at this time already'
                            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'slot_does_not_overlap';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M} {self.get_way_display()}"

    @property
    def place(self) -> Office:
        return self.office

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class AdviceQuerySet(models.QuerySet["Advice"]):
    def visible_to(self, user: Any) -> AdviceQuerySet:
        """The rows on which ``user`` holds ``proposals.view_advice``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.advice_seen_by(user))


class Advice(models.Model):
    """One talk. The note belongs to the group as much as to the office."""

    # Somebody without a group may ask as well, for their village.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="advice", verbose_name=_("asked by")
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="advice", verbose_name=_("residents' group")
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="advice", verbose_name=_("proposal")
    )
    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name=_("village"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="advice", verbose_name=_("office"))
    slot = models.ForeignKey(
        Slot, models.PROTECT, null=True, blank=True, related_name="advice", verbose_name=_("advice hour")
    )
    # Who advises: follows the slot; kept when the talk happened without one (a walk-in).
    adviser = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="advice", verbose_name=_("adviser")
    )
    walk_in = models.BooleanField(_("came without an appointment"), default=False)
    topic = models.CharField(_("topic"), max_length=10, choices=AdviceTopic.choices)
    words = models.TextField(_("what it is about"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=AdviceState.choices, default=AdviceState.REQUESTED)
    requested_at = models.DateTimeField(_("asked on"), default=timezone.now)
    # By when the office has the next word: a time for what was asked, a note for what was held.
    office_due_on = models.DateField(_("due"), null=True, blank=True)
    held_at = models.DateTimeField(_("held"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), null=True, blank=True)
    discussed = ArrayField(
        models.CharField(max_length=10, choices=AdviceTopic.choices),
        verbose_name=_("what was discussed"),
        default=list,
        blank=True,
    )
    note = models.TextField(_("note of the talk"), max_length=4000, blank=True)

    objects: ClassVar[AdviceQuerySet] = AdviceQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"words", "note"})

    class Meta:
        verbose_name = _("advice")
        verbose_name_plural = _("advice")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="slot_booked_once",
                fields=["slot"],
                condition=Q(state__in=TAKEN),
                violation_error_message=_("Somebody else has just booked this hour. Please choose another one."),
            ),
            models.CheckConstraint(
                name="advice_booked_has_a_time",
                condition=~Q(state=AdviceState.BOOKED) | Q(slot__isnull=False),
            ),
            models.CheckConstraint(
                name="advice_held_by_somebody",
                condition=~Q(state__in=[AdviceState.HELD, AdviceState.NOTED])
                | Q(held_at__isnull=False, adviser__isnull=False, minutes__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "state", "id"], name="advice_of_office"),
            models.Index(fields=["group", "id"], name="advice_of_group"),
            models.Index(fields=["office_due_on"], name="advice_due", condition=Q(state__in=WAITS_FOR_OFFICE)),
        ]

    def __str__(self) -> str:
        return str(_("Advice: %(topic)s") % {"topic": self.get_topic_display()})

    def get_absolute_url(self) -> str:
        return reverse("proposals:advice", args=[self.pk])

    @property
    def place(self) -> Office:
        """Where it belongs, for the scope of offices: the office where one talks, wherever the group is at home."""
        return self.office

    @property
    def tone(self) -> str:
        """The colour of its state on a badge."""
        return _TONES[self.state]

    @property
    def discussed_labels(self) -> list[str]:
        """What was discussed, in words."""
        return [str(AdviceTopic(each).label) for each in self.discussed]
