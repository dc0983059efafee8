"""What a group asks for when a day comes too early: more time, or somebody who helps.

Both are about one obligation, named as reminders name it: its deadline source and the id of the row in there.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import never_truncated
from funding.enums import HelpState, MoreTimeState
from funding.models.ledger import Award, OfAward
from villages.models import Office

_PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}


class AskingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> AskingQuerySet:
        """The rows on which ``user`` holds ``funding.view_moretime`` and ``funding.view_helpcall``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(award__in=Award.objects.visible_to(user))

    def about(self, source: str, object_id: int) -> AskingQuerySet:
        return self.filter(source=source, object_id=object_id)


class MoreTime(OfAward, models.Model):
    """A wish for a later day. The first for an obligation passes by rule; a person of the office decides on others."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="more_time", verbose_name=_("award"))
    source = models.CharField(_("what is due"), max_length=40)
    object_id = models.BigIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=MoreTimeState.choices, default=MoreTimeState.REQUESTED)
    before_on = models.DateField(_("due before"))
    until_on = models.DateField(_("due now"), null=True, blank=True)
    why = models.CharField(_("why"), max_length=500, blank=True)
    by_rule = models.BooleanField(_("granted by rule"), default=False)
    requested_by = models.ForeignKey(**_PERSON, verbose_name=_("asked for by"))
    requested_at = models.DateTimeField(_("asked for"), default=timezone.now)
    decided_by = models.ForeignKey(**_PERSON, null=True, blank=True, verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    due_on = models.DateField(_("to be decided by"))

    objects: ClassVar[AskingQuerySet] = AskingQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"why"})

    class Meta:
        verbose_name = _("request for more time")
        verbose_name_plural = _("requests for more time")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="moretime_one_open",
                fields=["source", "object_id"],
                condition=Q(state="requested"),
                violation_error_message=_("More time was asked for already. Your office answers soon."),
            ),
            models.UniqueConstraint(
                name="moretime_by_rule_once",
                fields=["source", "object_id"],
                condition=Q(by_rule=True),
                violation_error_message=_("More time was granted by rule already."),
            ),
            models.CheckConstraint(
                name="moretime_is_later", condition=Q(until_on=None) | Q(until_on__gt=F("before_on"))
            ),
            models.CheckConstraint(
                name="moretime_granted_by_rule_or_somebody",
                condition=~Q(state="granted")
                | Q(until_on__isnull=False, decided_at__isnull=False, by_rule=True, decided_by=None)
                | Q(until_on__isnull=False, decided_at__isnull=False, by_rule=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="moretime_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                violation_error_message=_("Whoever asked for more time cannot grant it."),
            ),
        ]
        indexes = [models.Index(fields=["source", "object_id"], name="moretime_of_obligation")]
        triggers = [
            pgtrigger.ReadOnly(
                name="moretime_stands", fields=["award", "source", "object_id", "before_on", "requested_by", "by_rule"]
            ),
            pgtrigger.Trigger(
                name="moretime_settles_within_the_law",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__source="settlement", new__state="granted"),
                func="""
                    IF NEW.until_on > (
                        SELECT ends_on + interval '2 months' FROM funding_award WHERE id = NEW.award_id
                    ) THEN
                        RAISE EXCEPTION 'award % must be settled within two months of its end', NEW.award_id;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="moretime_is_kept", operation=pgtrigger.Delete),
            never_truncated("moretime"),
        ]

    def __str__(self) -> str:
        return str(self.award)

    def get_absolute_url(self) -> str:
        return reverse("funding:more-time", args=[self.pk])

    @property
    def days(self) -> int:
        """By how many days the day moved; 0 unless granted."""
        return (self.until_on - self.before_on).days if self.until_on else 0


class HelpCall(OfAward, models.Model):
    """A group says that it needs help. Its office calls by ``due_on``; ``taken_by`` is who said that they will.

    ``source`` is ``award`` where it is about no obligation but the project as such.
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="help_calls", verbose_name=_("award"))
    source = models.CharField(_("what it is about"), max_length=40)
    object_id = models.BigIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=HelpState.choices, default=HelpState.OPEN)
    words = models.CharField(_("what stands in the way"), max_length=1000, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="help_calls", verbose_name=_("office"))
    asked_by = models.ForeignKey(**_PERSON, verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    due_on = models.DateField(_("the office calls by"))
    taken_by = models.ForeignKey(**_PERSON, null=True, blank=True, verbose_name=_("who calls"))
    answered_by = models.ForeignKey(**_PERSON, null=True, blank=True, verbose_name=_("answered by"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects: ClassVar[AskingQuerySet] = AskingQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"words"})

    class Meta:
        verbose_name = _("call for help")
        verbose_name_plural = _("calls for help")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="helpcall_one_open",
                fields=["source", "object_id"],
                condition=Q(state__in=["open", "taken"]),
                violation_error_message=_("Your office knows already that you need help with this."),
            ),
            models.CheckConstraint(
                name="helpcall_taken_by_somebody", condition=~Q(state="taken") | Q(taken_by__isnull=False)
            ),
            models.CheckConstraint(
                name="helpcall_answered_by_another",
                condition=~Q(state="answered")
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answered_by=F("asked_by"))),
                violation_error_message=_("Whoever asked for help cannot answer."),
            ),
        ]
        indexes = [
            models.Index(fields=["source", "object_id"], name="helpcall_of_obligation"),
            models.Index(fields=["due_on", "id"], condition=Q(state__in=["open", "taken"]), name="helpcall_waits"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="helpcall_stands", fields=["award", "source", "object_id", "office", "asked_by", "asked_at"]
            ),
            pgtrigger.Protect(name="helpcall_is_kept", operation=pgtrigger.Delete),
            never_truncated("helpcall"),
        ]

    def __str__(self) -> str:
        return str(self.award)

    def get_absolute_url(self) -> str:
        return reverse("funding:help-call", args=[self.pk])


def two_months_after(day: date) -> date:
    """The same day two months later, or the last day of that month: as PostgreSQL adds an interval."""
    month = day.month + 2
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise ValueError(day)  # pragma: no cover - every month has 28 days
