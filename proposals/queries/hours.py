"""Hours of advice as a week's list, and the offices where somebody may look for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Case, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from groups.models import Group
from proposals.models import Advice, Slot
from proposals.models.advice import TAKEN
from proposals.rules import ADVICE_ROLES
from villages.enums import OfficeKind
from villages.models import District, Office, Posting, Tie, Village
from villages.rules import held, offices_of

WEEK = timedelta(days=7)
# How far ahead a list for moving a talk reaches.
CHOICES_AHEAD = timedelta(days=42)
MOST_OFFICES = 24
OFFICES_WITH_HOURS = (OfficeKind.VILLAGE_CENTER, OfficeKind.DISTRICT_OFFICE)


@dataclass(frozen=True)
class Day:
    day: date
    slots: list[Slot]


@dataclass(frozen=True)
class Week:
    """The free hours of a week from ``monday`` on; ``earlier`` and ``later`` are Mondays of weeks that have some."""

    monday: date
    days: list[Day]
    earlier: date | None
    later: date | None

    @property
    def last(self) -> date:
        return self.monday + WEEK - timedelta(days=1)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def begins(day: date) -> datetime:
    """The first moment of ``day`` in Seoul."""
    return timezone.make_aware(datetime.combine(day, time.min))


def free_week(slots: QuerySet[Slot], wanted: date | None) -> Week:
    """The week of ``wanted`` in the free hours ``slots``, or the first one that has any. Two queries."""
    week = begins(monday_of(wanted)) if wanted else None
    starts = list(slots.order_by("starts_at").values_list("starts_at", flat=True))
    mondays = sorted({monday_of(timezone.localtime(start).date()) for start in starts})
    monday = monday_of(wanted) if week and wanted else next(iter(mondays), monday_of(timezone.localdate()))
    here = slots.filter(starts_at__gte=begins(monday), starts_at__lt=begins(monday + WEEK))
    return Week(
        monday,
        by_day(here.select_related("adviser__person").order_by("starts_at", "pk")),
        earlier=max((each for each in mondays if each < monday), default=None),
        later=min((each for each in mondays if each > monday), default=None),
    )


def by_day(slots: Iterable[Slot]) -> list[Day]:
    """``slots``, in order, under their days in Seoul."""
    days = groupby(slots, lambda slot: timezone.localtime(slot.starts_at).date())
    return [Day(day, list(group)) for day, group in days]


def free_at(office: Office) -> QuerySet[Slot]:
    """The free hours of ``office``."""
    return Slot.objects.free().filter(office=office)


def to_choose_from(office: Office, *, but: int | None = None) -> QuerySet[Slot]:
    """Free hours of ``office`` for moving a talk, the soonest first."""
    soon = free_at(office).filter(starts_at__lt=timezone.now() + CHOICES_AHEAD)
    return (soon.exclude(pk=but) if but else soon).order_by("starts_at", "pk")


def with_next_hour(offices: QuerySet[Office]) -> QuerySet[Office]:
    """``offices`` with ``next_hour``, the beginning of their first free hour."""
    # Not by joining the hours: those of past years would be read for the one that comes next.
    soonest = Slot.objects.free().filter(office=OuterRef("pk")).order_by("starts_at").values("starts_at")[:1]
    return offices.annotate(next_hour=Subquery(soonest))


def offices_near(user: Any) -> QuerySet[Office]:
    """Where ``user`` goes for advice: the offices of their villages and of their groups' villages, centers first."""
    # Keys alone: joining ties and groups of every village would read all of the city.
    ties = Tie.objects.filter(user=user, ended_on=None).values("village")
    groups = Group.objects.of(user).values("village")
    villages = Village.objects.filter(Q(pk__in=ties) | Q(pk__in=groups))
    centers = Q(villages__in=villages)
    districts = Q(kind=OfficeKind.DISTRICT_OFFICE, district__in=villages.values("district"))
    return _offices(centers | districts)


def offices_of_places(districts: Iterable[District], villages: Iterable[Village]) -> QuerySet[Office]:
    """Where one goes for advice in these places, found by a search."""
    villages = list(villages)
    around = {*(each.pk for each in districts), *(each.district_id for each in villages)}
    centers = Q(villages__in=[each.pk for each in villages]) | Q(
        kind=OfficeKind.VILLAGE_CENTER, district__in=[each.pk for each in districts]
    )
    return _offices(centers | Q(kind=OfficeKind.DISTRICT_OFFICE, district__in=around))


def offices_around(place: Any) -> list[Office]:
    """The office itself, or the offices for advice of a village or district, with their next free hours. One query."""
    if isinstance(place, Office):
        return list(_offices(Q(pk=place.pk)))
    if isinstance(place, Village):
        return list(_offices(Q(villages=place.pk) | Q(kind=OfficeKind.DISTRICT_OFFICE, district=place.district_id)))
    return list(_offices(Q(district=place.pk)))


def _offices(where: Q) -> QuerySet[Office]:
    found = Office.objects.filter(
        pk__in=Office.objects.filter(where, active=True, kind__in=OFFICES_WITH_HOURS).values("pk")
    )
    rank = Case(When(kind=OfficeKind.VILLAGE_CENTER, then=Value(0)), default=Value(1), output_field=IntegerField())
    return with_next_hour(found).select_related("district").order_by(rank, "name_ko")[:MOST_OFFICES]


# --- For those who offer them ------------------------------------------------------------------------


def own_postings(user: Any) -> list[Posting]:
    """The postings in which ``user`` advises."""
    return held(user, ADVICE_ROLES)


def postings_to_offer_for(user: Any) -> list[Posting]:
    """One's own postings, then those of colleagues who advise at one's offices, by name."""
    own = own_postings(user)
    found = Posting.objects.in_force().filter(offices_of(user, ADVICE_ROLES, "office"), role__in=ADVICE_ROLES)
    others = found.exclude(person=user).select_related("person", "office__district").order_by("person__name", "pk")
    return [*own, *others]


def offices_to_offer_at(posting: Posting) -> QuerySet[Office]:
    """Where an adviser may sit: their own office; a district officer also at the centers of the district."""
    own = Q(pk=posting.office_id)
    if posting.office.kind == OfficeKind.DISTRICT_OFFICE:
        own |= Q(district=posting.office.district_id, kind=OfficeKind.VILLAGE_CENTER)
    return Office.objects.filter(own, active=True).order_by("-kind", "name_ko")


def slots_overseen_by(user: Any, *, mine: bool) -> QuerySet[Slot]:
    """Hours on offer where ``user`` advises, each with the talk it is booked for as ``talks``."""
    scope = Q(adviser__in=own_postings(user)) if mine else offices_of(user, ADVICE_ROLES, "office")
    talks = Advice.objects.filter(state__in=TAKEN).select_related("group", "user")
    return (
        Slot.objects.offered()
        .filter(scope)
        .select_related("office", "adviser__person")
        .prefetch_related(Prefetch("advice", talks, to_attr="talks"))
        .order_by("starts_at", "pk")
    )
