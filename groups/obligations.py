"""What members must do by when: deadlines that groups registers with ``notices``."""

from django.db.models import DateField, F, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from groups.enums import GroupState, Role
from groups.models import Group, Membership, Vote, Voter
from notices import deadlines
from notices.deadlines import DeadlineSource, People
from notices.enums import Audience


def short_groups() -> QuerySet[Group]:
    """Running groups with fewer than three people; a break stops their clock."""
    found = Group.objects.filter(state=GroupState.FORMED, successor_due_on__isnull=False)
    return found.annotate(due_on=F("successor_due_on"))


def open_votes() -> QuerySet[Vote]:
    """Votes that take ballots."""
    return Vote.objects.open().annotate(due_on=TruncDate("closes_at", output_field=DateField()))


def leaders() -> QuerySet[Membership]:
    return Membership.objects.active().filter(role__in=[Role.REPRESENTATIVE, Role.OPERATOR])


def register_deadlines() -> None:
    """Called once, when the app is ready."""
    deadlines.register(
        DeadlineSource(
            name="group-short",
            label=_("Find a third person"),
            open=short_groups,
            link=lambda group: group.get_absolute_url(),
            people={
                Audience.RESPONSIBLE: People(leaders, obligation="group", person="user"),
                Audience.MEMBERS: People(Membership.objects.active, obligation="group", person="user"),
            },
        )
    )
    deadlines.register(
        DeadlineSource(
            name="group-vote",
            label=_("Vote"),
            open=open_votes,
            link=lambda vote: vote.get_absolute_url(),
            people={
                Audience.RESPONSIBLE: People(
                    lambda: Voter.objects.filter(has_voted=False), obligation="vote", person="user"
                ),
            },
        )
    )
