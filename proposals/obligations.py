"""What people must do by when about proposals and advice: deadlines registered with ``notices``."""

from collections.abc import Callable
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.enums import GroupState
from groups.enums import Role as GroupRole
from groups.models import Membership
from notices import deadlines
from notices.deadlines import DeadlineSource, People
from notices.enums import Audience
from proposals import emails
from proposals.due_reviews import register_reviews
from proposals.enums import AdviceState, ObjectionState, ProposalState
from proposals.models import Advice, DistrictEvaluation, Objection, Proposal, Review
from proposals.rules import ADVICE_ROLES, TRIAGE_ROLES
from proposals.waiting import register_confirmations
from villages.enums import DIVISION_ROLES, PostingState, Role
from villages.models import Posting

# The ladders of ``migrations/0002_ladders``.
TALK_LADDER, OFFICE_LADDER, DRAFT_LADDER = "advice-talk", "advice-office", "unfinished-draft"


# --- Advice ------------------------------------------------------------------------------------------


def talks_ahead() -> QuerySet[Advice]:
    """Booked talks that are not over."""
    found = Advice.objects.filter(state=AdviceState.BOOKED, slot__ends_at__gt=timezone.now())
    day = TruncDate("slot__starts_at", output_field=DateField())
    return found.select_related("slot__adviser__person", "office").annotate(due_on=day)


def requests() -> QuerySet[Advice]:
    """Talks that wait for a time."""
    return Advice.objects.filter(state=AdviceState.REQUESTED).annotate(due_on=F("office_due_on"))


def unnoted() -> QuerySet[Advice]:
    """Talks without a note: held, or whose hour is over."""
    over = Q(state=AdviceState.BOOKED, slot__ends_at__lte=timezone.now())
    return Advice.objects.filter(Q(state=AdviceState.HELD) | over).annotate(due_on=F("office_due_on"))


def _alone() -> QuerySet[Advice]:
    """Talks of somebody without a group."""
    return Advice.objects.filter(group=None)


def _advisers() -> QuerySet[Posting]:
    return Posting.objects.in_force().filter(role__in=ADVICE_ROLES)


def _district_officers() -> QuerySet[Posting]:
    return Posting.objects.in_force().filter(role=Role.DISTRICT_OFFICER)


def _register_advice() -> None:
    link = lambda advice: advice.get_absolute_url()  # noqa: E731 - the registry wants a callable, four times
    adviser = People(_advisers, obligation="advice", person="person")
    district = People(_district_officers, obligation="office__district__offices__advice", person="person")
    deadlines.register(
        DeadlineSource(
            name="advice-talk",
            label=_("A talk at the office"),
            open=talks_ahead,
            link=link,
            people={
                Audience.RESPONSIBLE: People(_alone, obligation="pk", person="user"),
                Audience.MEMBERS: People(Membership.objects.active, obligation="group__advice", person="user"),
            },
            ladder=TALK_LADDER,
            kinds={Audience.RESPONSIBLE: emails.ADVICE_SOON, Audience.MEMBERS: emails.ADVICE_SOON},
        )
    )
    deadlines.register(
        DeadlineSource(
            name="advice-hour",
            label=_("A talk in your hours"),
            open=talks_ahead,
            link=link,
            people={Audience.RESPONSIBLE: adviser},
            ladder=TALK_LADDER,
            kinds={Audience.RESPONSIBLE: emails.ADVICE_SOON},
        )
    )
    deadlines.register(
        DeadlineSource(
            name="advice-note",
            label=_("Note how a talk went"),
            open=unnoted,
            link=link,
            people={Audience.RESPONSIBLE: adviser, Audience.DISTRICT: district},
            ladder=OFFICE_LADDER,
        )
    )
    deadlines.register(
        DeadlineSource(
            name="advice-request",
            label=_("Give a time for advice"),
            open=requests,
            link=link,
            people={
                Audience.RESPONSIBLE: People(_advisers, obligation="office__advice", person="person"),
                Audience.DISTRICT: district,
            },
            ladder=OFFICE_LADDER,
        )
    )


# --- Drafts ------------------------------------------------------------------------------------------


def undelivered() -> QuerySet[Proposal]:
    """Drafts of open calls; a break of the group is no reason to wait, since the call does not."""
    found = Proposal.objects.filter(state=ProposalState.DRAFT, call__closes_at__gt=timezone.now())
    return found.select_related("call").annotate(due_on=TruncDate("call__closes_at", output_field=DateField()))


def _register_drafts() -> None:
    deadlines.register(
        DeadlineSource(
            name="proposal-draft",
            label=_("Submit a proposal before the call closes"),
            open=undelivered,
            link=lambda draft: draft.get_absolute_url(),
            people={
                Audience.RESPONSIBLE: People(Proposal.objects.living, obligation="pk", person="lead"),
                Audience.MEMBERS: People(Membership.objects.active, obligation="group__proposals", person="user"),
            },
            ladder=DRAFT_LADDER,
            kinds={Audience.RESPONSIBLE: emails.UNFINISHED, Audience.MEMBERS: emails.UNFINISHED},
        )
    )


# --- Triage ------------------------------------------------------------------------------------------


def unchecked() -> QuerySet[Proposal]:
    """Submitted files that wait for the office."""
    return Proposal.objects.filter(state=ProposalState.SUBMITTED).annotate(due_on=F("triage_due_on"))


def uncorrected() -> QuerySet[Proposal]:
    """Files that wait for their group; a break of the group stops their clock."""
    found = Proposal.objects.filter(state=ProposalState.RETURNED).exclude(group__state=GroupState.ON_BREAK)
    return found.annotate(due_on=F("due_back_on"))


def unanswered() -> QuerySet[Objection]:
    """Objections that nobody has answered."""
    return Objection.objects.filter(state=ObjectionState.LODGED).annotate(due_on=F("answer_due_on"))


def _posted(path: str, *roles: str) -> Q:
    """Postings in force at ``path``, as the condition of one join."""
    today = timezone.localdate()
    lasting = Q(**{f"{path}__ends_on": None}) | Q(**{f"{path}__ends_on__gte": today})
    mine = {f"{path}__role__in": roles, f"{path}__state": PostingState.ACTIVE, f"{path}__starts_on__lte": today}
    return Q(**mine) & lasting


def _checkers() -> QuerySet[Proposal]:
    """Each file with ``who``: the person it is assigned to, or everybody who checks files at its office."""
    at = "office__postings"
    desk = FilteredRelation(at, condition=_posted(at, *TRIAGE_ROLES))
    return Proposal.objects.annotate(desk=desk, who=Coalesce("assigned_to__person", "desk__person"))


def _centers() -> QuerySet[Proposal]:
    """Each file with ``who``: everybody who works at the office that has it."""
    at = "office__postings"
    desk = FilteredRelation(at, condition=_posted(at, Role.TRIAGE_OFFICER, Role.ADVISER, Role.DISTRICT_OFFICER))
    return Proposal.objects.annotate(desk=desk, who=F("desk__person"))


def _overseers() -> QuerySet[Proposal]:
    """Each file with ``who``: the officers of its district."""
    at = "village__district__offices__postings"
    return Proposal.objects.annotate(
        desk=FilteredRelation(at, condition=_posted(at, Role.DISTRICT_OFFICER)), who=F("desk__person")
    )


def _answerers() -> QuerySet[Objection]:
    """Each objection with ``who``: officers of the district; for one who took part, or is missing, the Division.

    Whoever proposed or signed the decision never answers, nor does whoever scored the file or recommended on it.
    """
    at = "proposal__village__district__offices__postings"
    desk = FilteredRelation(at, condition=_posted(at, Role.DISTRICT_OFFICER))
    nobody = Value(0)
    scored = Review.objects.filter(
        proposal=OuterRef("proposal"), seat__user=OuterRef("desk__person"), state__in=["scored", "final"]
    )
    recommended = DistrictEvaluation.objects.filter(proposal=OuterRef("proposal"), by=OuterRef("desk__person"))
    division = (
        Posting.objects.in_force()
        .filter(role__in=DIVISION_ROLES)
        .exclude(person=OuterRef("decided_by"))
        .exclude(person=Coalesce(OuterRef("decided_with"), nobody, output_field=BigIntegerField()))
    )
    officer = Case(
        When(Exists(scored) | Exists(recommended), then=None),
        default=NullIf(NullIf("desk__person", "decided_by"), "decided_with"),
    )
    head = Subquery(division.order_by("role", "id").values("person")[:1])  # its director before officials
    return Objection.objects.annotate(desk=desk, who=Coalesce(officer, head, output_field=BigIntegerField()))


def _register_triage() -> None:
    def who(files: Callable[[], QuerySet[Any]]) -> People:
        return People(files, obligation="pk", person="who")

    deadlines.register(
        DeadlineSource(
            name="proposal-check",
            label=_("Check a proposal"),
            open=unchecked,
            link=lambda file: reverse("proposals:file", args=[file.pk]),
            people={
                Audience.RESPONSIBLE: who(_checkers),
                Audience.CENTER: who(_centers),
                Audience.DISTRICT: who(_overseers),
            },
        )
    )
    deadlines.register(
        DeadlineSource(
            name="proposal-corrections",
            label=_("Correct a returned proposal"),
            open=uncorrected,
            link=lambda file: file.get_absolute_url(),
            people={
                Audience.RESPONSIBLE: People(
                    lambda: Membership.objects.active().filter(role__in=[GroupRole.REPRESENTATIVE, GroupRole.OPERATOR]),
                    obligation="group__proposals",
                    person="user",
                ),
                Audience.MEMBERS: People(Membership.objects.active, obligation="group__proposals", person="user"),
                Audience.CENTER: who(_checkers),
                Audience.DISTRICT: who(_overseers),
            },
        )
    )
    deadlines.register(
        DeadlineSource(
            name="objection",
            label=_("Answer an objection"),
            open=unanswered,
            link=lambda objection: objection.get_absolute_url(),
            people={Audience.RESPONSIBLE: who(_answerers)},
        )
    )


def register_deadlines() -> None:
    """Called once, when the app is ready."""
    _register_drafts()
    register_confirmations()
    _register_triage()
    _register_advice()
    register_reviews()
