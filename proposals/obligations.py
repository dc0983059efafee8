"""What people must do by when about proposals and advice: deadlines registered with ``notices``."""

from django.db.models import DateField, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import Membership
from notices import deadlines
from notices.deadlines import DeadlineSource, People
from notices.enums import Audience
from proposals import emails
from proposals.enums import AdviceState
from proposals.models import Advice
from proposals.rules import ADVICE_ROLES
from villages.enums import Role
from villages.models import Posting

# The ladders of ``migrations/0002_ladders``.
TALK_LADDER, OFFICE_LADDER = "advice-talk", "advice-office"


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


def register_deadlines() -> None:
    """Called once, when the app is ready."""
    _register_advice()
