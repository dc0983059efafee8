"""Votes of the members."""

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

from groups import rules
from groups.enums import Choice, Outcome, Purpose, TieRule, VoteState
from groups.models.group import Group
from groups.models.membership import Membership


class VoteQuerySet(models.QuerySet["Vote"]):
    def open(self) -> VoteQuerySet:
        return self.filter(state=VoteState.OPEN)

    def visible_to(self, user: Any) -> VoteQuerySet:
        """The rows on which ``user`` holds ``groups.view_vote``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(group__in=rules.own_groups(user))


class Vote(models.Model):
    """A question to all who are members when it is opened. Counts appear when it closes, not before."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="votes", verbose_name=_("residents' group"))
    purpose = models.CharField(_("what about"), max_length=20, choices=Purpose.choices, default=Purpose.QUESTION)
    question = models.CharField(_("question"), max_length=300)
    candidate = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("candidate")
    )
    secret = models.BooleanField(_("secret"), default=False)
    quorum = models.PositiveSmallIntegerField(
        _("how many must take part, in percent"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    tie_rule = models.CharField(_("if there is a tie"), max_length=10, choices=TieRule.choices, default=TieRule.FAILS)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    closes_at = models.DateTimeField(_("closes at"))
    state = models.CharField(_("state"), max_length=10, choices=VoteState.choices, default=VoteState.OPEN)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    yes = models.PositiveSmallIntegerField(_("votes for"), null=True, blank=True)
    no = models.PositiveSmallIntegerField(_("votes against"), null=True, blank=True)
    abstained = models.PositiveSmallIntegerField(_("abstained"), null=True, blank=True)
    # The agreement opens the way to one step only.
    used_at = models.DateTimeField(_("acted upon"), null=True, blank=True)
    repeats = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="repeated_by", verbose_name=_("repeats")
    )

    of_residents = True
    objects: ClassVar[VoteQuerySet] = VoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="vote_one_open_per_purpose",
                fields=["group", "purpose"],
                condition=Q(state=VoteState.OPEN) & ~Q(purpose=Purpose.QUESTION),
                violation_error_message=_("A vote on this is open already."),
            ),
            models.CheckConstraint(
                name="vote_candidate_by_purpose",
                condition=Q(purpose=Purpose.REPRESENTATIVE, candidate__isnull=False)
                | (~Q(purpose=Purpose.REPRESENTATIVE) & Q(candidate=None)),
                violation_error_message=_("Please choose who shall represent the group."),
            ),
            models.CheckConstraint(name="vote_closes_after_opening", condition=Q(closes_at__gt=models.F("opened_at"))),
        ]
        indexes = [models.Index(fields=["closes_at"], condition=Q(state=VoteState.OPEN), name="vote_to_close")]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("groups:vote", args=[self.pk])

    @property
    def takes_ballots(self) -> bool:
        """Open, and the time has not come yet, whatever the clock's task has got to."""
        return self.state == VoteState.OPEN and self.closes_at > timezone.now()

    @property
    def standing(self) -> str:
        """The outcome where there is one, else the state, in words."""
        return self.get_outcome_display() if self.outcome else self.get_state_display()

    @property
    def tone(self) -> str:
        """The colour of its standing on a badge."""
        if self.state == VoteState.OPEN:
            return "information"
        return "success" if self.outcome == Outcome.AGREED else "gray"

    @property
    def binds_everybody(self) -> bool:
        """Whether more than half of all members must say yes, not only of those who vote."""
        return self.purpose != Purpose.QUESTION


_ONLY_WHILE_OPEN = """
    IF (SELECT state FROM groups_vote WHERE id = NEW.vote_id) <> 'open' THEN
        RAISE EXCEPTION 'vote % is closed', NEW.vote_id;
    END IF;
    RETURN NEW;
"""


def only_while_open(name: str) -> pgtrigger.Trigger:
    """A trigger: nothing of a vote changes once it is closed."""
    operation = pgtrigger.Insert | pgtrigger.Update
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=_ONLY_WHILE_OPEN)


class Voter(models.Model):
    """Somebody who may vote, fixed when the vote opens. In a secret vote ``choice`` stays empty for ever."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="voters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    has_voted = models.BooleanField(_("has voted"), default=False)
    choice = models.CharField(_("choice"), max_length=10, choices=Choice.choices, blank=True)

    class Meta:
        verbose_name = _("voter")
        verbose_name_plural = _("voters")
        ordering = ["user__name", "user"]
        constraints = [
            models.UniqueConstraint(name="voter_once", fields=["vote", "user"]),
            models.CheckConstraint(name="voter_choice_was_cast", condition=Q(choice="") | Q(has_voted=True)),
        ]
        triggers = [only_while_open("voter_only_while_open")]

    def __str__(self) -> str:
        return str(self.user)


class SecretCount(models.Model):
    """How many secret ballots say ``choice``: a number, not a box of ballots.

    Single ballots would lie in the order in which they came, beside the order in which voters were ticked off. Every
    ballot rewrites all three counts of its vote, so that not even the rows' own history tells which one grew.
    """

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="secret_counts")
    choice = models.CharField(_("choice"), max_length=10, choices=Choice.choices)
    count = models.PositiveSmallIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("secret count")
        verbose_name_plural = _("secret counts")
        constraints = [models.UniqueConstraint(name="secret_count_once", fields=["vote", "choice"])]
        triggers = [only_while_open("secret_count_only_while_open")]

    def __str__(self) -> str:
        return self.get_choice_display()
