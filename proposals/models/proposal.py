"""The file itself: one group's proposal to one call, from the first word to the eligibility check."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.enums import Theme
from groups.models import Group
from proposals import rules
from proposals.enums import ProposalState
from proposals.models.call import Call
from seoul_portal.search import SearchField
from villages.models import District, Office, Posting, Village

_TONES = {
    "draft": "information",
    "submitted": "primary",
    "returned": "warning",
    "eligible": "success",
    "in_review": "primary",
    "selected": "success",
    "reserve": "warning",
    "not_selected": "gray",
    "ineligible": "gray",
    "withdrawn": "gray",
}

# What an office or a group still has to do something about.
_IN_QUEUE = Q(state__in=["submitted", "returned"])


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: Any) -> ProposalQuerySet:
        """The rows on which ``user`` holds ``proposals.view_proposal``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.proposals_seen_by(user))

    def of(self, user: Any) -> ProposalQuerySet:
        """Proposals of the groups in which ``user`` is a member."""
        return self.filter(rules.own_proposals(user))

    def living(self) -> ProposalQuerySet:
        return self.exclude(state=ProposalState.WITHDRAWN)

    def led_elsewhere(self, call: Any, lead: Any, but: Any) -> ProposalQuerySet:
        """Living files that ``lead`` leads in ``call``, beside the file ``but``; each may be a reference of a query."""
        return self.filter(call=call, lead=lead).exclude(pk=but).living()


class Proposal(models.Model):
    """Its text stands in ``Section`` rows; what was handed in, word for word, in ``Version`` rows."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="proposals", verbose_name=_("call"))
    group = models.ForeignKey(Group, models.PROTECT, related_name="proposals", verbose_name=_("residents' group"))
    # The group's village when the draft began: the scope of offices, also for the index of their queue.
    village = models.ForeignKey(Village, models.PROTECT, related_name="proposals", verbose_name=_("village"))
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals_led", verbose_name=_("lead proposer")
    )
    number = models.CharField(_("number"), max_length=20, null=True, blank=True, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120, blank=True)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ProposalState.choices, default=ProposalState.DRAFT)
    # Totals of the budget section, in won; the section's text is where they come from.
    asked = models.PositiveBigIntegerField(_("grant asked for (won)"), default=0)
    own = models.PositiveBigIntegerField(_("own contribution (won)"), default=0)

    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("begun by")
    )
    # Begun by staff at the counter for the group; nobody but a member can take it over, and only then submit it.
    started_for = models.BooleanField(_("begun by staff for the group"), default=False)
    taken_over_at = models.DateTimeField(_("taken over by the group"), null=True, blank=True)
    # Since when the offices of the village may read the draft: the group's own choice, made when it asks for advice.
    shared_at = models.DateTimeField(_("shown to advisers since"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)

    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("office that checks it")
    )
    assigned_to = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("assigned to")
    )
    triage_due_on = models.DateField(_("eligibility checked by"), null=True, blank=True)
    due_back_on = models.DateField(_("corrections due"), null=True, blank=True)
    decided_at = models.DateTimeField(_("eligibility decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    # Who proposed the decision that another person signed; neither answers an objection to it.
    decided_with = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("put forward by"),
    )
    ineligible_rule = models.CharField(_("rule that is not met"), max_length=500, blank=True)
    objection_until = models.DateField(_("objection possible until"), null=True, blank=True)

    # By when whoever has the file must act: the office while it checks, the group while it corrects.
    acts_by = models.GeneratedField(
        expression=models.Case(
            models.When(state="submitted", then="triage_due_on"), models.When(state="returned", then="due_back_on")
        ),
        output_field=models.DateField(null=True),
        db_persist=True,
    )

    # What makes it findable and comparable: the words of its idea and activities, kept when a section is saved.
    words = models.TextField(editable=False, blank=True)
    group_name = models.CharField(max_length=200, editable=False, blank=True)
    search = SearchField(A=["title"], B=["group_name", "number"], C=["words"])

    objects: ClassVar[ProposalQuerySet] = ProposalQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"words"})

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="proposal_once_per_group",
                fields=["call", "group"],
                condition=~Q(state=ProposalState.WITHDRAWN),
                violation_error_message=_("Your group has a proposal for this call already. Please go on with that."),
            ),
            models.UniqueConstraint(
                name="proposal_one_lead_per_call",
                fields=["call", "lead"],
                condition=Q(submitted_at__isnull=False) & ~Q(state=ProposalState.WITHDRAWN),
                violation_error_message=_(
                    "The lead proposer leads another proposal in this call. Please agree on another lead proposer."
                ),
            ),
            models.CheckConstraint(
                name="proposal_numbered_when_submitted",
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(number__isnull=False, submitted_at__isnull=False, office__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_taken_over_before_submission",
                condition=Q(started_for=False) | Q(submitted_at=None) | Q(taken_over_at__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_returned_with_a_date",
                condition=~Q(state="returned") | Q(due_back_on__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_ineligible_by_a_rule",
                condition=~Q(state="ineligible") | (~Q(ineligible_rule="") & Q(objection_until__isnull=False)),
            ),
        ]
        indexes = [
            # The queue: what waits in a village, the oldest first; and the whole archive of a village.
            models.Index(fields=["village", "state", "submitted_at", "id"], name="proposal_queue"),
            models.Index(fields=["state", "submitted_at", "id"], name="proposal_queue_city"),
            models.Index(
                fields=["assigned_to", "state"], condition=Q(assigned_to__isnull=False), name="proposal_assigned"
            ),
            # The queue by due day, in a village and in the whole city; and the city's archive, the newest first.
            models.Index(fields=["village", "acts_by", "id"], condition=_IN_QUEUE, name="proposal_village_acts_by"),
            models.Index(fields=["acts_by", "id"], condition=_IN_QUEUE, name="proposal_acts_by"),
            models.Index(fields=["-submitted_at", "-id"], condition=Q(number__isnull=False), name="proposal_archive"),
            # What waits for a round to take it into its ranking.
            models.Index(fields=["call", "id"], condition=Q(state="in_review"), name="proposal_in_review"),
            models.Index(fields=["triage_due_on"], condition=Q(state="submitted"), name="proposal_triage_due"),
            models.Index(fields=["due_back_on"], condition=Q(state="returned"), name="proposal_due_back"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="proposal_stays_with_group", fields=["call", "group", "village", "started_for"]),
        ]

    def __str__(self) -> str:
        return self.title or gettext("Proposal of %(group)s") % {"group": self.group_name}

    def get_absolute_url(self) -> str:
        """The file's page, for members and for staff."""
        return reverse("proposals:proposal", args=[self.pk])

    @property
    def place(self) -> Village:
        """Where it belongs, for the scope of offices."""
        return self.village

    def belongs_to(self, user: Any) -> bool:
        """Whether ``user`` is a member of the group: what members do here they do in no posting they may hold."""
        return rules.is_member(user, self)

    @property
    def tone(self) -> str:
        """The colour of its state on a badge."""
        return _TONES[self.state]

    @property
    def is_text_open(self) -> bool:
        """Whether its text may be changed: as a draft, when returned, and, to mend a typo, until the call closes."""
        return self.waits_for_group or (self.state == ProposalState.SUBMITTED and self.call.is_open())

    @property
    def waits_for_group(self) -> bool:
        """Whether the next move is the group's."""
        return self.state in (ProposalState.DRAFT, ProposalState.RETURNED)


class OfProposal:
    """What belongs to a proposal belongs to its group and stands where it stands."""

    proposal: Any

    @property
    def place(self) -> Village:
        return self.proposal.village

    def belongs_to(self, user: Any) -> bool:
        return self.proposal.belongs_to(user)


class NumberSeries(models.Model):
    """The last number given in a year and district. Its row is locked while one is given: no gaps, no doubles."""

    year = models.PositiveSmallIntegerField()
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="number_series_once", fields=["year", "district"])]

    def __str__(self) -> str:
        return f"{self.year}-{self.district_id}: {self.last}"
