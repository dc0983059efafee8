"""Review: who reads which file, what they say of it, and what the district says."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals import rules
from proposals.enums import ConflictKind, Recommendation, ReviewState
from proposals.models.panel import Panel, Seat
from proposals.models.proposal import Proposal
from proposals.models.terms import Criterion
from proposals.models.version import Version
from villages.models import Posting

_TONES = {
    "assigned": "warning",
    "conflict": "danger",
    "cleared": "information",
    "scored": "success",
    "final": "success",
    "released": "gray",
}
# What counts, or may yet count: not those given up for a conflict or taken back.
STANDING = Q(state__in=["assigned", "cleared", "scored", "final"])


class ReviewQuerySet(models.QuerySet["Review"]):
    def standing(self) -> ReviewQuerySet:
        """Reviews that count or may yet count: not those given up for a conflict."""
        return self.filter(STANDING)

    def waiting(self) -> ReviewQuerySet:
        """Reviews on which the reviewer has something to do."""
        return self.filter(state__in=[ReviewState.ASSIGNED, ReviewState.CLEARED])

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
            models.UniqueConstraint(
                name="review_once",
                fields=["seat", "proposal"],
                condition=~Q(state=ReviewState.RELEASED),
                violation_error_message=_("This person reads the file already, or declared a conflict on it."),
            ),
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
        triggers = [
            # Advice and assessment are separate: whoever advised a group, or commented on its draft, never assesses it.
            pgtrigger.Trigger(
                name="review_not_by_adviser",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state__in=["assigned", "cleared", "scored"]),
                func="""
                    IF EXISTS (
                        SELECT FROM proposals_seat s WHERE s.id = NEW.seat_id AND (
                            EXISTS (
                                SELECT FROM proposals_advice a JOIN villages_posting p ON p.id = a.adviser_id
                                JOIN proposals_proposal f ON f.group_id = a.group_id
                                WHERE f.id = NEW.proposal_id AND p.person_id = s.user_id
                                AND a.state IN ('held', 'noted')
                            ) OR EXISTS (
                                SELECT FROM proposals_sectioncomment c
                                WHERE c.proposal_id = NEW.proposal_id AND c.author_id = s.user_id
                            )
                        )
                    ) THEN
                        RAISE EXCEPTION 'whoever advised a group does not assess it'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_not_by_adviser';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.seat}"

    def get_absolute_url(self) -> str:
        """Where its reviewer goes; and once it is given up, where whoever did that goes on."""
        if self.state == ReviewState.CONFLICT:
            return reverse("proposals:my-reviews")
        if self.state == ReviewState.RELEASED:
            return reverse("proposals:panel-file", args=[self.seat.panel_id, self.proposal_id])
        return reverse("proposals:review", args=[self.pk])

    def belongs_to(self, user: Any) -> bool:
        """As of the seat: experts and residents act as themselves."""
        return self.seat.belongs_to(user)

    @property
    def tone(self) -> str:
        """The colour of its state on a badge."""
        return _TONES[self.state]

    @property
    def has_declared(self) -> bool:
        """Whether the reviewer declared that there is no conflict, so that the file is open to them."""
        return self.state in (ReviewState.CLEARED, ReviewState.SCORED, ReviewState.FINAL)


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
            # Nothing above what the criterion is worth, before a declaration, or once the panel is closed.
            pgtrigger.Trigger(
                name="score_within_rubric",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.points > (SELECT points FROM proposals_criterion WHERE id = NEW.criterion_id) THEN
                        RAISE EXCEPTION 'more points than criterion % is worth', NEW.criterion_id
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'score_within_rubric';
                    END IF;
                    IF NOT EXISTS (
                        SELECT FROM proposals_review r JOIN proposals_seat s ON s.id = r.seat_id
                        JOIN proposals_panel p ON p.id = s.panel_id
                        JOIN proposals_criterion c ON c.call_id = p.call_id
                        WHERE r.id = NEW.review_id AND c.id = NEW.criterion_id
                        AND p.state = 'running' AND r.state IN ('cleared', 'scored')
                    ) THEN
                        RAISE EXCEPTION 'this file is not open to be scored'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'score_while_open';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="score_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"


class ScoreEdit(models.Model):
    """What a handed-in score was until ``at``, when it was corrected. Append-only."""

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

    # Nothing is hidden from the record: it is what keeps the former versions.

    class Meta:
        verbose_name = _("evaluation by the district")
        verbose_name_plural = _("evaluations by districts")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_recommendation_display()}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:evaluation", args=[self.proposal_id])

    @property
    def place(self) -> Any:
        """Where it belongs, for the scope of offices."""
        return self.proposal.village
