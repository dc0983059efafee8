"""Cancelling an award and reclaiming its money: proposed by one, heard by the group, signed by another, paid in parts.

The whole is bounded below: nobody signs what they proposed, nobody before the group could speak, and never more than
the group holds unaccounted for.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import append_only, never_truncated
from funding.enums import ClawbackState
from funding.models.ledger import Award, OfAward

_PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}


class ClawbackQuerySet(models.QuerySet["Clawback"]):
    def visible_to(self, user: Any) -> ClawbackQuerySet:
        """The rows on which ``user`` holds ``funding.view_clawback``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(award__in=Award.objects.visible_to(user))


# What the group holds of the grant and has not accounted for: paid, not returned, and on no accepted receipt.
_UNACCOUNTED = """
    PERFORM FROM funding_award WHERE id = NEW.award_id FOR NO KEY UPDATE;
    SELECT a.paid - a.returned - coalesce((
        SELECT sum(e.amount) FROM funding_expense e
        WHERE e.award_id = a.id AND e.removed_at IS NULL AND e.state = 'accepted' AND e.source = 'grant'
    ), 0) INTO at_most FROM funding_award a WHERE a.id = NEW.award_id;
    IF NEW."grant" > greatest(at_most, 0) THEN
        RAISE EXCEPTION 'award % holds % unaccounted for, not %', NEW.award_id, greatest(at_most, 0), NEW."grant";
    END IF;
    SELECT interest - interest_returned INTO at_most FROM funding_settlement
    WHERE award_id = NEW.award_id AND state = 'accepted';
    IF NEW.amount - NEW."grant" > coalesce(at_most, 0) THEN
        RAISE EXCEPTION 'award % owes interest of %', NEW.award_id, coalesce(at_most, 0);
    END IF;
    RETURN NEW;
"""
_HEARD = """
    IF NEW.hearing_until >= (NEW.signed_at AT TIME ZONE 'Asia/Seoul')::date
       AND NOT EXISTS (SELECT FROM funding_statement WHERE clawback_id = NEW.id) THEN
        RAISE EXCEPTION 'the group can still speak until %', NEW.hearing_until;
    END IF;
    RETURN NEW;
"""


class Clawback(OfAward, models.Model):
    """The end of an award by the city, with what is to come back (``amount``, 0 where nothing is). Amounts in won.

    ``grant`` is the part of it that returns to the pot; the rest is interest of the bank that a settlement found.
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="clawbacks", verbose_name=_("award"))
    state = models.CharField(_("state"), max_length=10, choices=ClawbackState.choices, default=ClawbackState.PROPOSED)
    amount = models.PositiveBigIntegerField(_("to be returned (won)"))
    grant = models.PositiveBigIntegerField(_("of it the grant (won)"))
    reason = models.TextField(_("reason"), max_length=4000)
    hearing_until = models.DateField(_("the group can speak until"))
    proposed_by = models.ForeignKey(**_PERSON, verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    signed_by = models.ForeignKey(**_PERSON, null=True, blank=True, verbose_name=_("signed by"))
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    # Other instalments that the group asks for: how many, from which day on, and why. Empty while it asks for none.
    asked_count = models.PositiveSmallIntegerField(_("instalments asked for"), null=True, blank=True)
    asked_from = models.DateField(_("first of them on"), null=True, blank=True)
    asked_why = models.TextField(_("why other instalments"), max_length=1000, blank=True)
    asked_by = models.ForeignKey(**_PERSON, null=True, blank=True, verbose_name=_("asked for by"))
    asked_at = models.DateTimeField(_("asked for"), null=True, blank=True)
    done_at = models.DateTimeField(_("all returned"), null=True, blank=True)

    objects: ClassVar[ClawbackQuerySet] = ClawbackQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"reason", "asked_why"})

    class Meta:
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="clawback_signed_by_another",
                condition=Q(signed_by=None) | ~Q(signed_by=F("proposed_by")),
                violation_error_message=_("Whoever proposed a cancellation cannot sign it."),
            ),
            models.CheckConstraint(
                name="clawback_signed_by_somebody",
                condition=Q(state__in=["proposed", "withdrawn"]) | Q(signed_by__isnull=False, signed_at__isnull=False),
            ),
            models.CheckConstraint(name="clawback_grant_is_a_part", condition=Q(grant__lte=F("amount"))),
            models.CheckConstraint(name="clawback_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="clawback_asks_for_a_whole_plan",
                condition=Q(asked_count=None, asked_from=None, asked_by=None, asked_at=None)
                | Q(asked_count__gt=0, asked_from__isnull=False, asked_by__isnull=False, asked_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="clawback_one_at_a_time",
                fields=["award"],
                condition=~Q(state="withdrawn"),
                violation_error_message=_("The end of this award was proposed already."),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="clawback_stands",
                fields=["award", "amount", "grant", "reason", "hearing_until", "proposed_by", "proposed_at"],
            ),
            pgtrigger.Trigger(
                name="clawback_within_what_is_unaccounted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("at_most", "bigint")],
                func=_UNACCOUNTED,
            ),
            pgtrigger.Trigger(
                name="clawback_still_within_when_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="proposed", new__state="signed"),
                declare=[("at_most", "bigint")],
                func=_UNACCOUNTED,
            ),
            pgtrigger.Trigger(
                name="clawback_heard_before_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="proposed", new__state="signed"),
                func=_HEARD,
            ),
            pgtrigger.Protect(name="clawback_is_kept", operation=pgtrigger.Delete),
            never_truncated("clawback"),
        ]

    def __str__(self) -> str:
        return str(self.award)

    def get_absolute_url(self) -> str:
        return reverse("funding:clawback", args=[self.pk])


class Statement(models.Model):
    """What a member says before the director signs. Append-only."""

    clawback = models.ForeignKey(Clawback, models.PROTECT, related_name="statements", verbose_name=_("cancellation"))
    by = models.ForeignKey(**_PERSON, verbose_name=_("person"))
    at = models.DateTimeField(_("said"), default=timezone.now)
    text = models.TextField(_("what your group says"), max_length=4000)

    of_residents = True
    audit_hidden = frozenset({"text"})

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="statement_says_something", condition=~Q(text=""))]
        triggers = append_only("statement")

    def __str__(self) -> str:
        return f"{self.by}: {self.clawback}"


class Instalment(models.Model):
    """A part of what is to be returned. At the end of every transaction the parts add up to the whole, to the won."""

    clawback = models.ForeignKey(Clawback, models.PROTECT, related_name="instalments", verbose_name=_("cancellation"))
    amount = models.PositiveBigIntegerField(_("amount (won)"))
    due_on = models.DateField(_("due on"))
    paid = models.PositiveBigIntegerField(_("returned (won)"), default=0)
    paid_on = models.DateField(_("returned on"), null=True, blank=True)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(name="instalment_returns_money", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="instalment_paid_at_most_once", condition=Q(paid__lte=F("amount"))),
            models.CheckConstraint(
                name="instalment_done_when_all_is_paid",
                condition=Q(paid_on=None, paid__lt=F("amount")) | Q(paid_on__isnull=False, paid=F("amount")),
            ),
        ]
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(paid_on=None), name="instalment_waits")]
        triggers = [
            pgtrigger.ReadOnly(name="instalment_stays", fields=["clawback"]),
            pgtrigger.Protect(
                name="instalment_paid_is_kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__paid__gt=0)
            ),
            pgtrigger.Trigger(
                name="instalments_add_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                declare=[("about", "bigint"), ("total", "bigint"), ("whole", "bigint")],
                func="""
                    about := CASE TG_OP WHEN 'DELETE' THEN OLD.clawback_id ELSE NEW.clawback_id END;
                    SELECT coalesce(sum(amount), 0) INTO total FROM funding_instalment WHERE clawback_id = about;
                    SELECT amount INTO whole FROM funding_clawback WHERE id = about;
                    IF total <> whole THEN
                        RAISE EXCEPTION 'the instalments of % add up to %, not to %', about, total, whole;
                    END IF;
                    RETURN NULL;
                """,
            ),
            never_truncated("instalment"),
        ]

    def __str__(self) -> str:
        return f"{self.clawback}: {self.amount:,}"

    @property
    def left(self) -> int:
        """Won still to come."""
        return self.amount - self.paid
