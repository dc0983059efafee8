"""What a group and the city agree on, and what follows from it: budget lines, goals, who accepted, who learned."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import append_only
from funding.enums import Reached
from funding.models.ledger import Award, OfAward
from proposals.enums import Item


class Agreement(OfAward, models.Model):
    """Made from the decision, once. ``content`` holds all that was agreed on, as it was then.

    ``content``: amount, conditions (as ``Conditions`` had them), period, plan, budget and goals, and the sentences of
    both sides in Korean and English. ``fingerprint``: SHA-256 of it as canonical JSON, as of a proposal's version.
    """

    award = models.OneToOneField(Award, models.PROTECT, related_name="agreement", verbose_name=_("award"))
    content = models.JSONField()
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    due_on = models.DateField(_("to be accepted by"))
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True)

    of_residents = True
    audit_hidden = frozenset({"content"})

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-id"]
        indexes = [models.Index(fields=["due_on"], condition=Q(agreed_at=None), name="agreement_waiting")]
        triggers = [
            # As long as nobody has said yes the group may still fit its budget to what it gets.
            pgtrigger.Trigger(
                name="agreement_stands_once_accepted",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (NEW.content IS DISTINCT FROM OLD.content OR NEW.fingerprint <> OLD.fingerprint
                        OR NEW.award_id <> OLD.award_id)
                       AND EXISTS (SELECT FROM funding_acceptance WHERE agreement_id = OLD.id) THEN
                        RAISE EXCEPTION 'this agreement was accepted already';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="agreement_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.award)

    def get_absolute_url(self) -> str:
        return reverse("funding:agreement", args=[self.award_id])


class Acceptance(models.Model):
    """A member's yes to the agreement, on their own account. Append-only."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="acceptances", verbose_name=_("agreement"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    # What it was a yes to, and what the person was in the group then.
    fingerprint = models.CharField(max_length=64)
    role = models.CharField(_("role"), max_length=20)
    at = models.DateTimeField(_("accepted"), default=timezone.now)

    of_residents = True

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="acceptance_once", fields=["agreement", "user"])]
        triggers = append_only("acceptance")

    def __str__(self) -> str:
        return f"{self.user}: {self.agreement}"


class LessonTaken(models.Model):
    """Somebody has answered the questions of the accounting lesson for this award. Append-only."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="lessons", verbose_name=_("award"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("taken"), default=timezone.now)

    of_residents = True

    class Meta:
        verbose_name = _("lesson taken")
        verbose_name_plural = _("lessons taken")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="lesson_once", fields=["award", "user"])]
        triggers = append_only("lesson")

    def __str__(self) -> str:
        return f"{self.user}: {self.award}"


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    def with_spent(self) -> BudgetLineQuerySet:
        """Each line with ``spent_grant`` and ``spent_own``: won of its expenses that stand and are not disallowed."""
        counted = Q(expenses__removed_at=None) & ~Q(expenses__state="disallowed")
        return self.annotate(
            spent_grant=Coalesce(Sum("expenses__amount", filter=counted & Q(expenses__source="grant")), 0),
            spent_own=Coalesce(Sum("expenses__amount", filter=counted & Q(expenses__source="own")), 0),
        )


class BudgetLine(models.Model):
    """A line of the budget as it stands now: from the agreement, moved by variations. Amounts in won.

    At the end of every transaction the grant parts of an award's lines add up to the award, to the won.
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="lines", verbose_name=_("award"))
    position = models.PositiveSmallIntegerField(_("position"))
    item = models.CharField(_("item"), max_length=20, choices=Item.choices)
    detail = models.CharField(_("what it is for"), max_length=200, blank=True)
    grant = models.PositiveBigIntegerField(_("grant part (won)"))
    own = models.PositiveBigIntegerField(_("own part (won)"), default=0)

    objects: Any = BudgetLineQuerySet.as_manager()
    of_residents = True
    audit_hidden = frozenset({"detail"})

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(name="line_position_once", fields=["award", "position"])]
        triggers = [
            pgtrigger.ReadOnly(name="line_stays_with_award", fields=["award"]),
            pgtrigger.Trigger(
                name="line_never_below_what_is_spent",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__grant__lt=pgtrigger.F("old__grant")),
                declare=[("spent", "bigint")],
                func="""
                    SELECT coalesce(sum(amount), 0) INTO spent FROM funding_expense
                    WHERE line_id = NEW.id AND removed_at IS NULL AND state <> 'disallowed' AND source = 'grant';
                    IF NEW."grant" < spent THEN
                        RAISE EXCEPTION 'line % has % spent already', NEW.id, spent;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="lines_add_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                declare=[("about", "bigint"), ("total", "bigint"), ("worth", "bigint")],
                func="""
                    about := CASE TG_OP WHEN 'DELETE' THEN OLD.award_id ELSE NEW.award_id END;
                    SELECT coalesce(sum("grant"), 0) INTO total FROM funding_budgetline WHERE award_id = about;
                    SELECT amount INTO worth FROM funding_award WHERE id = about;
                    IF total <> worth THEN
                        RAISE EXCEPTION 'the budget of award % adds up to %, not to %', about, total, worth;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()}: {self.detail}" if self.detail else str(self.get_item_display())


class Goal(OfAward, models.Model):
    """A goal of the group's own, fixed at the agreement, answered at the end by the group and by its adviser."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="goals", verbose_name=_("award"))
    position = models.PositiveSmallIntegerField(_("position"))
    indicator = models.CharField(_("what shows it"), max_length=200)
    baseline = models.CharField(_("as it is now"), max_length=200, blank=True)
    target = models.CharField(_("as it shall be"), max_length=200, blank=True)
    measured = models.CharField(_("how it is measured"), max_length=200, blank=True)
    result = models.TextField(_("what came of it"), max_length=1000, blank=True)
    reached = models.CharField(_("reached"), max_length=10, choices=Reached.choices, blank=True)
    reason = models.TextField(_("why"), max_length=1000, blank=True)
    adviser_view = models.TextField(_("the adviser's view"), max_length=1000, blank=True)

    of_residents = True
    audit_hidden = frozenset({"result", "reason", "adviser_view"})

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(name="goal_position_once", fields=["award", "position"])]
        triggers = [
            pgtrigger.ReadOnly(
                name="goal_stands", fields=["award", "position", "indicator", "baseline", "target", "measured"]
            ),
        ]

    def __str__(self) -> str:
        return self.indicator
