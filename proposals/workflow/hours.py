"""Advisers offer hours and take free ones back. No hour of one adviser overlaps another: the database sees to it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework import audit
from casework.lifecycle import NotAllowed, Refused
from notices.calendar import BusinessDays, is_national_holiday
from notices.workflow import tell
from proposals import emails
from proposals.enums import AdviceWay
from proposals.models import Slot
from proposals.models.advice import TAKEN
from proposals.rules import ADVICE_ROLES
from villages.models import Office, Posting
from villages.workflow.posting import lock_for_work

HOURS_AT_ONCE = 300
LONGEST_PERIOD = timedelta(days=183)
_OVERLAP = "slot_does_not_overlap"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Hours as an adviser thinks of them: these weekdays of this period, from when to when, in pieces with a rest.

    ``weekdays`` counts from Monday (0); none means the first day alone. ``minutes`` and ``rest`` are in minutes.
    """

    office: Office
    first_on: date
    begins: time
    ends: time
    minutes: int
    rest: int = 0
    last_on: date | None = None
    weekdays: frozenset[int] = frozenset()
    way: str = AdviceWay.CENTER
    where: str = ""
    on_holidays: bool = False


@dataclass(frozen=True)
class Spread:
    """What a plan comes to: times, and the closed days that were left out."""

    times: list[tuple[datetime, datetime]] = field(default_factory=list)
    skipped: list[date] = field(default_factory=list)


def spread(plan: Plan) -> Spread:
    """The single hours of ``plan``, without those that have begun already. One query."""
    offices_open = BusinessDays.load()
    made = Spread()
    day, last = plan.first_on, plan.last_on or plan.first_on
    while day <= last:
        if not plan.weekdays or day.weekday() in plan.weekdays:
            if not plan.on_holidays and _is_closed(day, offices_open):
                made.skipped.append(day)
            else:
                made.times.extend(_of_day(plan, day))
        day += timedelta(days=1)
    return made


def _is_closed(day: date, offices_open: BusinessDays) -> bool:
    """A holiday. Weekends are not: many can come only then."""
    return is_national_holiday(day) if day.weekday() > 4 else not offices_open.is_business_day(day)


def _of_day(plan: Plan, day: date) -> list[tuple[datetime, datetime]]:
    start = timezone.make_aware(datetime.combine(day, plan.begins))
    end = timezone.make_aware(datetime.combine(day, plan.ends))
    length, rest, now = timedelta(minutes=plan.minutes), timedelta(minutes=plan.rest), timezone.now()
    found = []
    while start + length <= end:
        if start > now:
            found.append((start, start + length))
        start += length + rest
    return found


def offer_hours(posting: Posting, plan: Plan, *, actor: Any) -> Spread:
    """Offer the hours of ``plan`` by the adviser of ``posting``: all of them, or none where one overlaps another.

    Whoever advises at the same office, or oversees it, may do so for a colleague, who is told. Raises ``NotAllowed``
    where the actor does not advise there or the adviser may not sit at the office, ``Refused`` with every reason.
    """
    if not all(actor.has_perm("proposals.offer_hours", each) for each in (plan.office, posting.office)):
        raise NotAllowed
    if posting.role not in ADVICE_ROLES or not posting.is_in_force or not posting.office.covers(plan.office):
        raise NotAllowed
    made = spread(plan)
    reasons = _against(plan, made)
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        lock_for_work(posting)
        _refuse_overlaps(posting, made)
        fields = {"office": plan.office, "adviser": posting, "way": plan.way, "where": plan.where}
        try:
            with transaction.atomic():
                Slot.objects.bulk_create(Slot(starts_at=start, ends_at=end, **fields) for start, end in made.times)
        except IntegrityError as error:
            if not is_overlap(error):
                raise
            raise Refused([_("You offer hours at these times already.")]) from error
        changes = {
            "hours": (None, len(made.times)),
            "first": (None, made.times[0][0]),
            "last": (None, made.times[-1][0]),
        }
        event = audit.record("posting.hours_offered", posting, actor=actor, changes=changes)
        if posting.person_id != actor.pk:
            said = {
                "count": len(made.times),
                "first": _short(made.times[0][0]),
                "place": plan.office,
                "who": actor.name,
            }
            link = f"{reverse('proposals:hours')}?week={timezone.localtime(made.times[0][0]):%Y-%m-%d}"
            tell([posting.person], emails.HOURS_OFFERED, about=posting, key=f"audit:{event.pk}", link=link, **said)
    return made


def _against(plan: Plan, made: Spread) -> list[str]:
    reasons = []
    if plan.last_on and plan.last_on - plan.first_on > LONGEST_PERIOD:
        reasons.append(_("Hours can be offered for half a year ahead at most."))
    if len(made.times) > HOURS_AT_ONCE:
        reasons.append(
            _("These would be %(count)d hours; at most %(most)d can be offered in one go.")
            % {"count": len(made.times), "most": HOURS_AT_ONCE}
        )
    if not made.times:
        reasons.append(
            _("No hour fits: the times are over, too short for one talk, or fall on days when offices are closed.")
        )
    return reasons


def _refuse_overlaps(posting: Posting, made: Spread) -> None:
    """Name the hours that are in the way, before the database would refuse without naming any."""
    first, last = made.times[0][0], made.times[-1][1]
    there = Slot.objects.offered().filter(adviser=posting, starts_at__lt=last, ends_at__gt=first)
    taken = [
        start
        for start, end in there.values_list("starts_at", "ends_at")
        if any(start < wanted_end and end > wanted for wanted, wanted_end in made.times)
    ]
    if taken:
        times = ", ".join(_short(start) for start in taken[:5])
        raise Refused(
            [
                _("You offer hours at these times already: %(times)s. Choose other times, or take those back.")
                % {"times": times}
            ]
        )


def _short(at: datetime) -> str:
    return date_format(timezone.localtime(at), "m.d. H:i")


def withdraw_slot(slot: Slot, *, actor: Any) -> Slot:
    """Take a free hour back. A booked one is moved or called off with the group instead."""
    return withdraw_slots([slot], actor=actor)[0]


def withdraw_slots(slots: list[Slot], *, actor: Any) -> list[Slot]:
    """Take free hours back, all or none. Raises ``Refused`` where one is booked."""
    with transaction.atomic():
        locked = list(
            Slot.objects.select_for_update(of=("self",))
            .filter(pk__in=[slot.pk for slot in slots])
            .select_related("office__district", "adviser__person")
            .order_by("pk")
        )
        if not all(actor.has_perm("proposals.offer_hours", slot) for slot in locked):
            raise NotAllowed
        booked = [slot for slot in locked if slot.advice.filter(state__in=TAKEN).exists()]
        if booked:
            times = ", ".join(_short(slot.starts_at) for slot in booked)
            raise Refused(
                [_("Booked meanwhile: %(times)s. Open the talk to move it or to call it off.") % {"times": times}]
            )
        taken = [withdraw(slot, actor) for slot in locked if slot.withdrawn_at is None]
        _tell_of_withdrawal(taken, actor)
    return taken


def _tell_of_withdrawal(slots: list[Slot], actor: Any) -> None:
    """Whose hours a colleague took back hears of it once, with all of them."""
    of_others: dict[Posting, list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.adviser.person_id != actor.pk:
            of_others[slot.adviser].append(slot)
    for posting, theirs in of_others.items():
        times = ", ".join(_short(slot.starts_at) for slot in theirs)
        key, link = f"hours-back:{posting.pk}:{theirs[0].pk}", reverse("proposals:hours")
        tell([posting.person], emails.HOURS_TAKEN_BACK, about=posting, key=key, link=link, times=times, who=actor.name)


def withdraw(slot: Slot, actor: Any) -> Slot:
    """Take back an hour whose row is locked and which nobody needs."""
    slot.withdrawn_at = timezone.now()
    slot.save(update_fields=["withdrawn_at"])
    audit.record("slot.withdrawn", slot, actor=actor, changes={"withdrawn_at": (None, slot.withdrawn_at)})
    return slot


def pass_on(slot: Slot, successor: Posting, actor: Any) -> bool:
    """Give a locked hour to ``successor``; says whether they were free at that time."""
    before = slot.adviser
    slot.adviser = successor
    try:
        with transaction.atomic():
            slot.save(update_fields=["adviser"])
    except IntegrityError as error:
        if not is_overlap(error):
            raise
        slot.adviser = before
        return False
    audit.record("slot.handed_over", slot, actor=actor, changes={"adviser": (before, successor)})
    return True


def is_overlap(error: IntegrityError) -> bool:
    """Whether the database refused because two hours of one adviser overlap."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) == _OVERLAP


def to_come(posting: Posting) -> Q:
    """Hours of ``posting`` that have not begun."""
    return Q(adviser=posting, withdrawn_at=None, starts_at__gt=timezone.now())
