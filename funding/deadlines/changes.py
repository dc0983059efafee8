"""What is due about changes on the way: pauses, groups that are too few, changes to decide on, money reclaimed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import (
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.deadlines.payments import OfDivision
from funding.enums import AwardState, ClawbackState, VariationState
from funding.models import Award, Clawback, Instalment, Pause, Statement, Variation
from funding.offices import center, district, here_or_above
from groups.enums import Role as GroupRole
from groups.models import Membership
from notices import deadlines
from notices.deadlines import DeadlineSource, People
from notices.enums import Audience
from villages.enums import Role

_LEADERS = (GroupRole.REPRESENTATIVE, GroupRole.OPERATOR)
_KEEPERS = (*_LEADERS, GroupRole.TREASURER)
# Days for the director once the group was heard, and for the Division once other instalments are asked for.
SIGN, ANSWER = 7, 7


# --- What is open ------------------------------------------------------------------------------------


def pauses_to_end() -> QuerySet[Pause]:
    """Paused awards, due on the day on which the group expected to be back."""
    found = Pause.objects.filter(ended_on=None, award__state=AwardState.PAUSED).select_related("award__proposal")
    return found.annotate(due_on=F("expected_on"))


def too_few() -> QuerySet[Award]:
    """Running awards of groups that have become too few: the offices learn of it when their time is over."""
    found = Award.objects.filter(state=AwardState.RUNNING, group__successor_due_on__isnull=False)
    return found.select_related("proposal").annotate(due_on=F("group__successor_due_on"))


def variations_to_decide() -> QuerySet[Variation]:
    """Changes that wait for an officer. A pause stops their clock, and after the end nothing changes any more."""
    at_work = (AwardState.AGREED, AwardState.RUNNING)
    found = Variation.objects.filter(state=VariationState.REQUESTED, award__state__in=at_work)
    return found.select_related("award__proposal")


def _heard() -> Q:
    spoken = Exists(Statement.objects.filter(clawback=OuterRef("pk")))
    return Q(hearing_until__lt=timezone.localdate()) | Q(spoken)


def hearings() -> QuerySet[Clawback]:
    """Proposed cancellations on which the group can speak and has not. No pause stops this clock."""
    found = Clawback.objects.filter(~_heard(), state=ClawbackState.PROPOSED)
    return found.select_related("award__proposal").annotate(due_on=F("hearing_until"))


def clawbacks_to_sign() -> QuerySet[Clawback]:
    found = Clawback.objects.filter(_heard(), state=ClawbackState.PROPOSED).select_related("award__proposal")
    total = F("hearing_until") + Value(SIGN, IntegerField())
    return found.annotate(due_on=ExpressionWrapper(total, output_field=DateField()))


def instalments_due() -> QuerySet[Instalment]:
    found = Instalment.objects.filter(paid_on=None, clawback__state=ClawbackState.SIGNED)
    return found.select_related("clawback__award__proposal")


def plans_asked_for() -> QuerySet[Clawback]:
    """Other instalments that a group asked for."""
    found = Clawback.objects.filter(state=ClawbackState.SIGNED, asked_at__isnull=False)
    day = Cast(TruncDate("asked_at", output_field=DateField()), DateField())
    return found.select_related("award__proposal").annotate(
        due_on=ExpressionWrapper(day + Value(ANSWER, IntegerField()), output_field=DateField())
    )


# --- Whose it is -------------------------------------------------------------------------------------


def _of(*roles: str) -> Callable[[], QuerySet[Membership]]:
    return lambda: Membership.objects.active().filter(role__in=roles)


def _group(path: str, *roles: str) -> dict[Audience, People]:
    return {
        Audience.RESPONSIBLE: People(_of(*roles), obligation=path, person="user"),
        Audience.MEMBERS: People(Membership.objects.active, obligation=path, person="user"),
    }


def _offices(model: Any, way: str) -> dict[Audience, People]:
    return {Audience.CENTER: center(model, way), Audience.DISTRICT: district(model, way)}


def _directors(but: str) -> dict[Audience, People]:
    return {Audience.RESPONSIBLE: OfDivision(Clawback.objects.all, obligation=but, person="directors")}


def _officers() -> dict[Audience, People]:
    """The district's officers decide, but for whoever asked."""
    return {Audience.RESPONSIBLE: here_or_above(Variation, "award", Role.DISTRICT_OFFICER, but="requested_by")}


def register_changes() -> None:
    """Called once, when the app is ready."""
    page = lambda row: row.get_absolute_url()  # noqa: E731 - the registry wants a callable, eight times
    for name, label, found, link, people in (
        ("pause-over", _("Go on after the pause, or end it"), pauses_to_end, _to_award,
         _group("group__awards__pauses", *_LEADERS) | _offices(Pause, "award")),
        ("award-too-few", _("A group with a running award is too few"), too_few, page, _offices(Award, "")),
        ("variation", _("Decide on a change"), variations_to_decide, page, _officers()),
        ("hearing", _("Say what your group thinks"), hearings, page,
         dict.fromkeys(
             [Audience.RESPONSIBLE, Audience.MEMBERS],
             People(Membership.objects.active, obligation="group__awards__clawbacks", person="user"))),
        ("clawback-sign", _("Sign a cancellation"), clawbacks_to_sign, page, _directors("proposed_by")),
        ("instalment", _("Return an instalment"), instalments_due, lambda row: row.clawback.get_absolute_url(),
         _group("group__awards__clawbacks__instalments", *_KEEPERS) | _offices(Instalment, "clawback__award")),
        ("instalments-asked", _("Decide on other instalments"), plans_asked_for, page,
         {Audience.RESPONSIBLE: OfDivision(Clawback.objects.all, obligation="asked_by", person="everybody")}),
    ):  # fmt: skip
        deadlines.register(DeadlineSource(name=name, label=label, open=found, link=link, people=people))


def _to_award(pause: Pause) -> str:
    return pause.award.get_absolute_url()
