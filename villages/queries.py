"""Reading places and offices: every public and staff page starts here."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject, Power
from django.utils import timezone
from django.utils.translation import get_language

from seoul_portal.prepared import TODAY, Prepared
from villages import names, rules
from villages.enums import COUNTER_ROLES, WORKING_ROLES, OfficeKind
from villages.models import District, IdentityVisit, Office, OpeningHours, Posting, SpecialDay, Tie, Village
from villages.names import named
from villages.rules import active_postings

__all__ = ["active_postings"]

SPECIAL_DAYS_SHOWN = timedelta(days=60)
LONGEST_QUESTION = 60
# One degree of longitude is shorter than one of latitude: cos(37.55°).
LONGITUDE_SCALE = 0.793


# --- Places ------------------------------------------------------------------------------------------


def districts() -> QuerySet[Any]:
    """Present districts with ``village_count`` and ``office_count``, in reading order of the tile map."""
    villages = Village.objects.current().filter(district=OuterRef("pk")).order_by().values("district")
    offices = Office.objects.filter(active=True, district=OuterRef("pk")).order_by().values("district")
    return (
        District.objects.current()
        .annotate(village_count=_count(villages), office_count=_count(offices))
        .order_by("tile_row", "tile_column")
    )


def district_choices() -> list[tuple[str, str]]:
    """Districts of today as a field offers them."""
    return [(str(pk), name) for pk, name in _district_names(key=get_language())]


_district_names = Prepared(lambda: District.objects.current(TODAY).order_by("code").values_list("pk", named()))


def villages_in(district: District) -> QuerySet[Village]:
    """Present villages of ``district``, in the order of the register."""
    return Village.objects.current().filter(district=district).order_by("code")


def neighbours(village: Village, count: int = 6) -> list[Village]:
    """The nearest present villages, also across a district's border; none where the place is not on the map."""
    if village.latitude is None or village.longitude is None:
        return []
    north = Power(F("latitude") - village.latitude, 2)
    east = Power((F("longitude") - village.longitude) * LONGITUDE_SCALE, 2)
    around = Village.objects.current().filter(latitude__isnull=False, longitude__isnull=False).exclude(pk=village.pk)
    return list(around.select_related("district").order_by(north + east)[:count])


def _count(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


# --- Offices -----------------------------------------------------------------------------------------


def with_hours(offices: QuerySet[Office]) -> QuerySet[Office]:
    """``offices`` with their week and coming special days in the same query, for ``opening.Timetable.of``."""
    today = timezone.localdate()
    week = OpeningHours.objects.filter(office=OuterRef("pk")).order_by("weekday", "opens")
    special = SpecialDay.objects.filter(
        office=OuterRef("pk"), day__gte=today, day__lt=today + SPECIAL_DAYS_SHOWN
    ).order_by("day")
    return offices.annotate(
        week_rows=ArraySubquery(week.values(row=JSONObject(weekday="weekday", opens="opens", closes="closes"))),
        special_rows=ArraySubquery(
            special.values(row=JSONObject(day="day", opens="opens", closes="closes", ko="reason_ko", en="reason_en"))
        ),
    )


def offices_serving(village: Village) -> QuerySet[Office]:
    """Active offices for residents of ``village``: its centers first, then the district office."""
    mine = Q(villages=village) | Q(kind=OfficeKind.DISTRICT_OFFICE, district=village.district_id)
    return Office.objects.filter(mine, active=True).distinct().order_by("-kind", "name_ko")


def offices_in(district: District) -> QuerySet[Office]:
    """Active offices of ``district``: the district office, then the village centers."""
    return Office.objects.filter(active=True, district=district).order_by("kind", "name_ko")


# --- Search ------------------------------------------------------------------------------------------


class Found(NamedTuple):
    """What a search found, the best first."""

    districts: list[District]
    villages: list[Village]

    @property
    def total(self) -> int:
        return len(self.districts) + len(self.villages)


def search(text: str) -> Found:
    """Places called ``text`` in Korean or English, whole or in part; "강남구 신사동" looks within a district."""
    text = text[:LONGEST_QUESTION]
    keys = names.questions(text)
    if not keys:
        return Found([], [])
    district_rank = _rank(keys)
    village_rank = _rank(keys)
    for district, rest in _within(text):
        here = Q(district__search__contains=f" {district} ")
        exact, prefix, part = (rank | (here & inner) for rank, inner in zip(village_rank, _rank(rest), strict=True))
        village_rank = exact, prefix, part
    districts = _ranked(District.objects.current(), district_rank).order_by("rank", "code")
    villages = _ranked(Village.objects.select_related("district"), village_rank).order_by("rank", "code")
    return Found(list(districts), list(villages.prefetch_related("successors__district")))


def _rank(keys: set[str]) -> tuple[Q, Q, Q]:
    """Conditions for a whole name, the beginning of one, and a part (of two letters or more) of one."""
    exact = prefix = part = Q(pk__in=[])
    for key in keys:
        exact |= Q(search__contains=f" {key} ")
        prefix |= Q(search__contains=f" {key}")
        if len(key) > 1:
            part |= Q(search__contains=key)
    return exact, prefix, part


def _ranked(places: QuerySet[Any], rank: tuple[Q, ...]) -> QuerySet[Any]:
    exact, prefix, part = rank
    return places.filter(prefix | part).annotate(
        rank=Case(When(exact, then=Value(0)), When(prefix, then=Value(1)), default=Value(2))
    )


def _within(text: str) -> list[tuple[str, set[str]]]:
    """Readings of ``text`` as a district and a place in it, in either order, with or without a space."""
    words = [word for word in re.split(r"[\s,]+", text) if names.bare(word)]
    if len(words) > 1:
        readings = [(words[0], words[1:]), (words[-1], words[:-1])]
    elif joined := re.match(r"(.+?구)(.+)", text.strip()):
        readings = [(joined[1], [joined[2]])]
    else:
        readings = []
    return [(names.bare(district), names.questions("".join(rest))) for district, rest in readings]


# --- People's places ---------------------------------------------------------------------------------


def villages_of(user: Any) -> QuerySet[Village]:
    """The villages whose files ``user`` works with, by the scope of their postings."""
    scope = Q(pk__in=[])
    for posting in rules.held(user, WORKING_ROLES):
        office = posting.office
        if office.kind == OfficeKind.DIVISION:
            return Village.objects.all()
        if office.kind == OfficeKind.DISTRICT_OFFICE:
            scope |= Q(district=office.district_id)
        else:
            scope |= Q(offices=office.pk)
    return Village.objects.filter(scope).distinct()


def ties_of(user: Any) -> QuerySet[Tie]:
    """The villages in which ``user`` lives, works or studies today, with their districts."""
    return Tie.objects.current().filter(user=user).select_related("village__district")


def villages_tied_to(user: Any) -> QuerySet[Village]:
    """The villages in which ``user`` lives, works or studies; where one was closed, what followed it counts too."""
    mine = Q(ties__user=user, ties__ended_on=None)
    inherited = Q(predecessors__ties__user=user, predecessors__ties__ended_on=None)
    return Village.objects.filter(mine | inherited).distinct()


# --- Staff -------------------------------------------------------------------------------------------


def offices_overseen_by(user: Any) -> QuerySet[Office]:
    """The offices on which ``user`` holds ``villages.view_office_desk``, with the number of people who work there."""
    people = Posting.objects.in_force().filter(office=OuterRef("pk")).order_by().values("office")
    return (
        Office.objects.filter(rules.offices_seen_by(user))
        .select_related("district")
        .annotate(people=_count(people))
        .order_by("kind", "district__code", "name_ko")
    )


def visit_queue(user: Any) -> QuerySet[IdentityVisit]:
    """Identity visits that wait at the counters where ``user`` works, the longest waiting first."""
    counters = [posting.office_id for posting in rules.held(user, COUNTER_ROLES)]
    waiting = IdentityVisit.objects.waiting().filter(office__in=counters).exclude(person=user)
    return waiting.select_related("person", "office", "assigned_to__person").order_by("pk")
