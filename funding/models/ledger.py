"""Awards, and the ledger: every won that is promised, paid or returned, once, for good.

The balances beside it are columns kept by the trigger below and bounded by CHECK constraints, so that no page, race,
shell or SQL can overspend. Whatever moves money locks the round first, so two entries never deadlock.
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

from casework.models import append_only
from funding import rules
from funding.enums import AwardState, EntryKind, ProjectOutcome
from funding.models.guards import balances_follow_entries
from funding.models.round import FundingRound
from groups.enums import Theme
from groups.models import Group
from proposals.models import Proposal
from villages.models import District, Village

_ON_THE_WAY = Q(
    state__in=["offered", "agreed", "running", "paused", "reporting", "ended_early", "settling", "settled", "clawback"]
)


class AwardQuerySet(models.QuerySet["Award"]):
    def visible_to(self, user: Any) -> AwardQuerySet:
        """The rows on which ``user`` holds ``funding.view_award``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.awards_seen_by(user))


class Award(models.Model):
    """What a group gets. ``committed``, ``paid`` and ``returned`` are kept by the ledger's trigger."""

    round = models.ForeignKey(FundingRound, models.PROTECT, related_name="awards", verbose_name=_("round"))
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="award", verbose_name=_("proposal"))
    group = models.ForeignKey(Group, models.PROTECT, related_name="awards", verbose_name=_("residents' group"))
    # Where it stands, and so who may see it, and which ceilings it counts against: taken from the proposal by a trigger
    # when the award is made, and kept. The village of a proposal never changes either.
    village = models.ForeignKey(
        Village, models.PROTECT, related_name="awards", verbose_name=_("village"), editable=False, db_index=False
    )
    district = models.ForeignKey(
        District, models.PROTECT, related_name="awards", verbose_name=_("district"), editable=False
    )
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices, blank=True, editable=False)
    amount = models.PositiveBigIntegerField(_("amount (won)"))
    committed = models.PositiveBigIntegerField(_("committed (won)"), default=0, editable=False)
    paid = models.PositiveBigIntegerField(_("paid (won)"), default=0, editable=False)
    returned = models.PositiveBigIntegerField(_("returned (won)"), default=0, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=AwardState.choices, default=AwardState.OFFERED)
    offered_at = models.DateTimeField(_("offered"), default=timezone.now)
    # The period in which money may be spent: from the agreement, moved by variations and pauses.
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=12, choices=ProjectOutcome.choices, blank=True)
    outcome_note = models.TextField(_("why it is judged so"), max_length=2000, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects: ClassVar[AwardQuerySet] = AwardQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"outcome_note"})

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="award_within_amount",
                condition=Q(committed__lte=F("amount")),
                violation_error_message=_("More would be promised than this award is worth."),
            ),
            models.CheckConstraint(
                name="award_pays_what_is_committed",
                condition=Q(paid__lte=F("committed")),
                violation_error_message=_("More would be paid than is promised to this group."),
            ),
            models.CheckConstraint(
                name="award_returns_what_was_paid",
                condition=Q(returned__lte=F("paid")),
                violation_error_message=_("More would come back than this group was paid."),
            ),
            models.CheckConstraint(
                name="award_has_a_period_once_agreed",
                condition=Q(state__in=["offered", "declined", "cancelled"])
                | Q(starts_on__isnull=False, ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="award_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The period ends before it begins."),
            ),
            models.CheckConstraint(name="award_closed_with_an_outcome", condition=~Q(state="closed") | ~Q(outcome="")),
        ]
        indexes = [
            models.Index(fields=["round", "district", "id"], name="award_results"),
            models.Index(fields=["village"], name="award_village"),
            # What is due, for the city and for offices: of all awards there ever were, few are still on their way.
            models.Index(fields=["state", "village"], condition=_ON_THE_WAY, name="award_on_the_way"),
        ]
        triggers = [
            balances_follow_entries("award", "committed", "paid", "returned"),
            pgtrigger.ReadOnly(
                name="award_stays", fields=["round", "proposal", "group", "village", "district", "theme"]
            ),
            pgtrigger.Protect(name="award_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="award_is_of_its_proposal",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    SELECT v.id, v.district_id, p.theme INTO NEW.village_id, NEW.district_id, NEW.theme
                    FROM proposals_proposal p JOIN villages_village v ON v.id = p.village_id
                    WHERE p.id = NEW.proposal_id AND p.group_id = NEW.group_id;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'proposal % is not of group %', NEW.proposal_id, NEW.group_id;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="award_within_its_stage",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("amount"),
                declare=[("most", "bigint")],
                func="""
                    SELECT c.ceiling INTO most FROM proposals_proposal p JOIN proposals_call c ON c.id = p.call_id
                    WHERE p.id = NEW.proposal_id;
                    IF NEW.amount > most THEN
                        RAISE EXCEPTION 'a group of this call gets % at most', most
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'award_within_its_stage';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.proposal)

    def get_absolute_url(self) -> str:
        return reverse("funding:award", args=[self.pk])

    @property
    def place(self) -> Any:
        return self.village

    def belongs_to(self, user: Any) -> bool:
        """Whether what ``user`` does here they do as a member of the group, in no posting."""
        return rules.is_member(user, self)


class OfAward:
    """What belongs to an award belongs to its group and stands where its proposal stands."""

    award: Any

    @property
    def group(self) -> Group:
        return self.award.group

    @property
    def place(self) -> Any:
        return self.award.place

    def belongs_to(self, user: Any) -> bool:
        return self.award.belongs_to(user)


# Advisory locks by which promises to one group wait for each other: the first key, and into how many the second, the
# group, is thrown: the largest round holds few. The group's own row stays free: people join and leave meanwhile.
LOCKED_GROUPS, LOCKS = 20_026, 256

_KEEP_BALANCES = f"""
    SELECT state INTO now_is FROM funding_fundinground WHERE id = NEW.round_id FOR NO KEY UPDATE;
    IF now_is NOT IN ('signed', 'announced') THEN
        RAISE EXCEPTION 'no money moves before the round was signed';
    END IF;
    SELECT a.district_id, a.theme INTO here, about
    FROM funding_award a WHERE a.id = NEW.award_id AND a.round_id = NEW.round_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'award % is not of round %', NEW.award_id, NEW.round_id;
    END IF;
    promised := CASE NEW.kind WHEN 'commit' THEN NEW.amount WHEN 'release' THEN -NEW.amount ELSE 0 END;
    handed := CASE NEW.kind WHEN 'pay' THEN NEW.amount WHEN 'bounce' THEN -NEW.amount ELSE 0 END;
    back := CASE NEW.kind WHEN 'return' THEN NEW.amount ELSE 0 END;
    UPDATE funding_award
    SET committed = committed + promised, paid = paid + handed, returned = returned + back WHERE id = NEW.award_id;
    UPDATE funding_roundceiling SET committed = committed + promised
    WHERE promised <> 0 AND round_id = NEW.round_id AND (district_id = here OR (theme <> '' AND theme = about));
    UPDATE funding_fundinground
    SET committed = committed + promised, paid = paid + handed, returned = returned + back WHERE id = NEW.round_id;
    IF promised > 0 THEN
        SELECT s.programme_id, s.joint_ceiling, a.group_id INTO programme, most, whose
        FROM funding_award a JOIN proposals_proposal p ON p.id = a.proposal_id
        JOIN proposals_call c ON c.id = p.call_id JOIN proposals_stage s ON s.id = c.stage_id
        WHERE a.id = NEW.award_id;
        IF most IS NOT NULL THEN
            -- Two rounds may promise to one group at the same time: one waits here and then counts what the other did.
            PERFORM pg_advisory_xact_lock({LOCKED_GROUPS}, (whose % {LOCKS})::int);
            SELECT coalesce(sum(a.committed), 0) INTO together
            FROM funding_award a JOIN proposals_proposal p ON p.id = a.proposal_id
            JOIN proposals_call c ON c.id = p.call_id JOIN proposals_stage s ON s.id = c.stage_id
            WHERE a.group_id = whose AND s.programme_id = programme AND s.joint_ceiling IS NOT NULL;
            IF together > most THEN
                RAISE EXCEPTION 'group % would get % over the years that share %', whose, together, most
                USING ERRCODE = 'check_violation', CONSTRAINT = 'joint_ceiling_holds';
            END IF;
        END IF;
    END IF;
    RETURN NULL;
"""  # noqa: S608 - a number from above


class LedgerEntry(models.Model):
    """One movement of money in won. Append-only; a mistake is mended by an entry, never by a change."""

    round = models.ForeignKey(FundingRound, models.PROTECT, related_name="entries", verbose_name=_("round"))
    award = models.ForeignKey(Award, models.PROTECT, related_name="entries", verbose_name=_("award"))
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind.choices)
    amount = models.PositiveBigIntegerField(_("amount (won)"))
    # What it follows from ("round:12:award:40"): the same fact is entered once, however often it is tried.
    key = models.CharField(max_length=100, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="entry_moves_money", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="entry_of_a_known_kind", condition=Q(kind__in=EntryKind.values)),
        ]
        indexes = [models.Index(fields=["round", "-id"], name="entry_of_round")]
        triggers = [
            *append_only("ledger"),
            pgtrigger.Trigger(
                name="ledger_keeps_balances",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[
                    ("now_is", "text"),
                    ("here", "bigint"),
                    ("about", "text"),
                    ("promised", "bigint"),
                    ("handed", "bigint"),
                    ("back", "bigint"),
                    ("programme", "bigint"),
                    ("most", "bigint"),
                    ("whose", "bigint"),
                    ("together", "numeric"),
                ],
                func=_KEEP_BALANCES,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount:,}"


class Reconciliation(models.Model):
    """Every balance recomputed from the entries at one moment, and where one differed. Append-only."""

    at = models.DateTimeField(_("checked"), default=timezone.now)
    entries = models.PositiveBigIntegerField(_("entries"))
    balances = models.PositiveBigIntegerField(_("balances compared"))
    # As ``queries.ledger.Difference``: which balance of which row, what stands there, what its entries say.
    differences = models.JSONField(_("differences"), default=list)

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        ordering = ["-id"]
        triggers = append_only("reconciliation")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {len(self.differences)}"
