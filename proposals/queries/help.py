"""How much help each group and each district had: talks held and their minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import get_language

from groups.models import Group
from groups.rules import villages_of
from proposals.enums import AdviceState
from proposals.models import Advice
from villages.enums import DIVISION_ROLES, Role
from villages.models import District

HELD = (AdviceState.HELD, AdviceState.NOTED)
OVERSEERS = (*DIVISION_ROLES, Role.DISTRICT_OFFICER)
# Fairness is judged by the year, as calls are.
PERIOD = timedelta(days=365)


@dataclass(frozen=True)
class DistrictHelp:
    district: District
    groups: int
    talks: int
    minutes: int

    @property
    def each(self) -> int:
        """Minutes per group that came."""
        return self.minutes // self.groups if self.groups else 0


def groups_helped(user: Any) -> QuerySet[Group]:
    """Living groups in the user's places with ``talks``, ``minutes`` and the offices of the last year, newest first.

    Groups without any help are listed too: they are whom fairness is about.
    """
    held = Q(advice__state__in=HELD, advice__held_at__gte=timezone.now() - PERIOD)
    name = "advice__office__name_ko" if get_language() == "ko" else "advice__office__name_en"
    found = Group.objects.filter(villages_of(user, "village", OVERSEERS)).exclude(state="disbanded")
    return (
        found.select_related("village__district")
        .annotate(
            talks=Count("advice", filter=held),
            minutes=Sum("advice__minutes", filter=held, default=0),
            offices=StringAgg(name, delimiter=", ", distinct=True, filter=held, order_by=name),
        )
        .order_by("-id")
    )


def districts_helped(user: Any) -> list[DistrictHelp]:
    """Totals of the user's districts over the last year, most minutes first; two queries."""
    held = Advice.objects.filter(
        villages_of(user, "village", OVERSEERS), state__in=HELD, held_at__gte=timezone.now() - PERIOD
    )
    rows = (
        held.order_by()
        .values(place=F("village__district"))
        .annotate(groups=Count("group", distinct=True), talks=Count("pk"), minutes=Sum("minutes", default=0))
        .order_by("-minutes", "place")
    )
    found = list(rows)
    districts = District.objects.in_bulk([row["place"] for row in found])
    return [DistrictHelp(districts[row["place"]], row["groups"], row["talks"], row["minutes"]) for row in found]
