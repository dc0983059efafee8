"""Whose yes to a text is awaited, by when: the deadline source of confirmations."""

from __future__ import annotations

from django.db.models import Case, Count, DateField, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.enums import MembershipState
from notices import deadlines
from notices.deadlines import DeadlineSource, People
from notices.enums import Audience
from proposals.enums import Agreement, ProposalState
from proposals.models import Confirmation, Proposal

NEEDED = 3


def _fresh(**more: OuterRef) -> QuerySet[Confirmation]:
    """Yeses to the text as it stands: given after its last change."""
    return Confirmation.objects.filter(proposal=OuterRef("pk"), at__gte=OuterRef("changed_at"), **more)


def unconfirmed() -> QuerySet[Proposal]:
    """Proposals that one member has confirmed and that wait for others, of calls in which three must."""
    count = _fresh().order_by().values("proposal").annotate(number=Count("pk")).values("number")
    due = Case(
        When(state=ProposalState.RETURNED, then=F("due_back_on")),
        default=TruncDate("call__closes_at", output_field=DateField()),
        output_field=DateField(),
    )
    found = Proposal.objects.annotate(yes=Coalesce(Subquery(count), 0), due_on=due)
    waits = Q(state=ProposalState.RETURNED) | Q(state=ProposalState.DRAFT, call__closes_at__gt=timezone.now())
    lead_is_missing = ~Exists(_fresh(user=OuterRef("lead")))
    return found.filter(waits, Q(yes__lt=NEEDED) | lead_is_missing, call__agreement=Agreement.THREE, yes__gt=0)


def _those_who_have_not() -> QuerySet[Proposal]:
    """Each proposal with ``who``: members whose yes to the present text is missing."""
    member = FilteredRelation("group__memberships", condition=Q(group__memberships__state=MembershipState.ACTIVE))
    found = Proposal.objects.annotate(member=member, who=F("member__user"))
    return found.filter(~Exists(_fresh(user=OuterRef("who"))))


def register_confirmations() -> None:
    """Called once, when the app is ready."""
    deadlines.register(
        DeadlineSource(
            name="proposal-confirmation",
            label=_("Confirm the text of a proposal"),
            open=unconfirmed,
            link=lambda proposal: reverse("proposals:check", args=[proposal.pk]),
            people={Audience.RESPONSIBLE: People(_those_who_have_not, obligation="pk", person="who")},
        )
    )
