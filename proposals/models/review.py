"""Review: a panel for a call, who sits on it, who reads which file, and what they say of it."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals import rules
from proposals.enums import (
    ConflictKind,
    PanelState,
    Recommendation,
    ReviewState,
    SeatKind,
    SeatState,
)
from proposals.models.call import Call
from proposals.models.proposal import Proposal
from proposals.models.terms import Criterion
from proposals.models.version import Version
from villages.models import Posting


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
    state = models.CharField(_("state"), max_length=10, choices=PanelState.choices, default=PanelState.PREPARING)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

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


class Seat(models.Model):
    """One person on a panel: from an office, an outside expert, or a resident. Invited, and in by their own yes."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="seats", verbose_name=_("review panel"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name=_("person"))
    kind = models.CharField(_("sits as"), max_length=10, choices=SeatKind.choices)
    # The office a staff reviewer comes from, to keep them from its own files.
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=SeatState.choices, default=SeatState.INVITED)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)

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
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return reverse("proposals:seat", args=[self.pk])


class ReviewQuerySet(models.QuerySet["Review"]):
    def standing(self) -> ReviewQuerySet:
        """Reviews that count or may yet count: not those given up for a conflict."""
        return self.exclude(state__in=[ReviewState.CONFLICT, ReviewState.RELEASED])

    def visible_to(self, user: Any) -> ReviewQuerySet:
        """The rows on which ``user`` holds ``proposals.view_review``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.reviews_seen_by(user))


class Review(models.Model):
    """One reviewer and one file. Nothing but title and group's name is shown before they have declared."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="reviews", verbose_name=_("seat"))
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="reviews", verbose_name=_("proposal"))
    # The text that was found eligible; every reviewer reads the same.
    version = models.ForeignKey(Version, models.PROTECT, related_name="+", verbose_name=_("version"))
    state = models.CharField(_("state"), max_length=10, choices=ReviewState.choices, default=ReviewState.ASSIGNED)
    # The place in this reviewer's own order, so that no file is always read last.
    position = models.PositiveSmallIntegerField(default=0)
    assigned_at = models.DateTimeField(_("assigned"), default=timezone.now)
    declared_at = models.DateTimeField(_("declared"), null=True, blank=True)
    conflict = models.CharField(_("conflict"), max_length=12, choices=ConflictKind.choices, blank=True)
    conflict_words = models.CharField(_("in a few words"), max_length=500, blank=True)
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    # Whole points; the sum of the scores, kept when they are handed in or corrected.
    total = models.PositiveSmallIntegerField(_("total"), null=True, blank=True)

    objects: ClassVar[ReviewQuerySet] = ReviewQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"conflict_words"})

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["seat", "position", "id"]
        constraints = [
            models.UniqueConstraint(name="review_once", fields=["seat", "proposal"]),
            models.CheckConstraint(
                name="review_declared_first",
                condition=Q(state__in=["assigned", "released"]) | Q(declared_at__isnull=False),
            ),
            models.CheckConstraint(name="review_conflict_has_a_kind", condition=~Q(state="conflict") | ~Q(conflict="")),
            models.CheckConstraint(
                name="review_handed_in_has_total",
                condition=~Q(state__in=["scored", "final"]) | Q(handed_in_at__isnull=False, total__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["proposal", "state"], name="review_of_proposal")]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.seat}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:review", args=[self.pk])


class Score(models.Model):
    """Points for one criterion with a sentence of reasons. Former ones stay in ``ScoreEdit``."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores", verbose_name=_("review"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("criterion"))
    points = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)
    reason = models.TextField(_("reasons"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["criterion__position", "criterion_id"]
        constraints = [models.UniqueConstraint(name="score_once", fields=["review", "criterion"])]
        triggers = [
            # No score above what the criterion is worth, and none once the panel is closed.
            pgtrigger.Trigger(
                name="score_within_rubric",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.points > (SELECT points FROM proposals_criterion WHERE id = NEW.criterion_id) THEN
                        RAISE EXCEPTION 'more points than criterion % is worth', NEW.criterion_id;
                    END IF;
                    IF EXISTS (
                        SELECT FROM proposals_review r JOIN proposals_seat s ON s.id = r.seat_id
                        JOIN proposals_panel p ON p.id = s.panel_id
                        WHERE r.id = NEW.review_id AND (p.state = 'closed' OR r.state = 'final')
                    ) THEN
                        RAISE EXCEPTION 'the panel is closed';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"


class ScoreEdit(models.Model):
    """What a handed-in score was before it was corrected. Append-only."""

    score = models.ForeignKey(Score, models.PROTECT, related_name="edits", verbose_name=_("score"))
    points = models.PositiveSmallIntegerField(_("points"))
    reason = models.TextField(_("reasons"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("former score")
        verbose_name_plural = _("former scores")
        ordering = ["-id"]
        triggers = [pgtrigger.Protect(name="score_edit_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.score_id}: {self.points}"


class Moderation(models.Model):
    """A talk among the reviewers whose scores lay far apart, and what came of it."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="moderations", verbose_name=_("proposal"))
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="moderations")
    spread = models.PositiveSmallIntegerField(_("difference (points)"))
    note = models.TextField(_("what was said"), max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("noted by"))
    at = models.DateTimeField(_("held"), default=timezone.now)

    audit_hidden = frozenset({"note"})

    class Meta:
        verbose_name = _("moderation talk")
        verbose_name_plural = _("moderation talks")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.spread}"


class DistrictEvaluation(models.Model):
    """What the district says of a proposal, and what was seen on the spot. One for each proposal, with its history."""

    proposal = models.OneToOneField(
        Proposal, models.PROTECT, related_name="district_evaluation", verbose_name=_("proposal")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name=_("posting"))
    recommendation = models.CharField(_("recommendation"), max_length=12, choices=Recommendation.choices)
    reason = models.TextField(_("reasons"), max_length=2000)
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    visit_note = models.TextField(_("what was seen"), max_length=2000, blank=True)
    at = models.DateTimeField(_("written"), default=timezone.now)

    audit_hidden = frozenset({"reason", "visit_note"})

    class Meta:
        verbose_name = _("evaluation by the district")
        verbose_name_plural = _("evaluations by districts")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_recommendation_display()}"
