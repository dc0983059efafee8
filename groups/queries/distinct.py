"""How many distinct people a group has: the one place where that is counted, for pages, steps, calls and checks.

A member counts with an active, pledged membership and a tie to the area. Members linked by confirmed family ties,
directly or through other members, are one family and count as one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.queries import ties_among
from groups.enums import MINIMUM_PEOPLE
from groups.models import Group, Membership
from villages.models import District, Tie, Village

Area = District | Village | Iterable[Village]


@dataclass(frozen=True)
class Person:
    """A member, and why they do not count as a person of their own (empty where they do)."""

    membership: Membership
    reason: str
    # Only the person themself can mend this, by saying where they live, work or study.
    without_tie: bool = False

    @property
    def counts(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class DistinctPeople:
    """The count, the minimum asked for, and every member with the reason why they do not add to it."""

    count: int
    minimum: int
    people: list[Person]

    @property
    def enough(self) -> bool:
        return self.count >= self.minimum

    @property
    def missing(self) -> int:
        return max(0, self.minimum - self.count)

    @property
    def empty_seats(self) -> range:
        """One for each person still missing."""
        return range(self.missing)

    @property
    def reasons(self) -> list[str]:
        """One sentence for each member who does not count."""
        return [person.reason for person in self.people if person.reason]

    @property
    def sentence(self) -> str:
        """ "2 of 3 distinct people"; more than enough is said otherwise, since nobody counts to 4 of 3."""
        if self.count > self.minimum:
            return _("%(count)d distinct people, %(minimum)d are needed") % {
                "count": self.count,
                "minimum": self.minimum,
            }
        return _("%(count)d of %(minimum)d distinct people") % {"count": self.count, "minimum": self.minimum}


def distinct_people(group: Group, *, area: Area | None = None, minimum: int = MINIMUM_PEOPLE) -> DistinctPeople:
    """Count the people of ``group`` in ``area`` (its district where none is given).

    Two queries beside the members'; the count by the group's own measure is kept with the instance.
    """
    if area is not None or minimum != MINIMUM_PEOPLE:
        return _count(group, group.members, area, minimum)
    if "_distinct_people" not in vars(group):
        vars(group)["_distinct_people"] = _count(group, group.members, area, minimum)
    return vars(group)["_distinct_people"]


def without(group: Group, leaving: Membership) -> int:
    """How many distinct people would be left if ``leaving`` left."""
    return _count(group, [each for each in group.members if each.pk != leaving.pk], None, MINIMUM_PEOPLE).count


def _count(group: Group, members: list[Membership], area: Area | None, minimum: int) -> DistinctPeople:
    here = group.village.district if area is None else area
    tied = _with_tie({each.user_id for each in members}, here)
    families = families_of([each.user_id for each in members], ties_among(each.user for each in members))
    people, counted = [], dict[int, Membership]()
    for each in members:
        reason, without_tie = _missing_tie(each, tied, here), each.user_id not in tied
        if not reason:
            first = counted.setdefault(families[each.user_id], each)
            reason = "" if first is each else _family(each, first)
        people.append(Person(each, reason, without_tie))
    return DistinctPeople(len(counted), minimum, people)


def distinct_counts(groups: QuerySet[Group]) -> dict[int, int]:
    """The count of each of ``groups`` in its own district, by id. Three queries, however many groups there are."""
    rows = Membership.objects.active().filter(group__in=groups, user__is_active=True)
    members = list(rows.select_related("user").only("group_id", "user_id"))
    districts = dict(groups.values_list("pk", "village__district"))
    people = {each.user_id: each.user for each in members}
    tied = set(Tie.objects.current().filter(user__in=people).values_list("user_id", "village__district_id"))
    edges = ties_among(people.values())
    counts = dict.fromkeys(districts, 0)
    of_group: dict[int, list[int]] = {}
    for each in members:
        of_group.setdefault(each.group_id, []).append(each.user_id)
    for group, users in of_group.items():
        families = families_of(users, edges)
        counts[group] = len({families[user] for user in users if (user, districts[group]) in tied})
    return counts


def miscounted() -> list[int]:
    """Running groups that are short without a due day, or three again with one. Four queries for the whole city."""
    running = Group.objects.running()
    counts = distinct_counts(running)
    short = set(running.filter(successor_due_on__isnull=False).values_list("pk", flat=True))
    return [group for group, count in counts.items() if (count < MINIMUM_PEOPLE) != (group in short)]


def families_of(people: Iterable[int], ties: Iterable[tuple[int, int]]) -> Mapping[int, int]:
    """Each of ``people`` with the number of their family: the connected components of the ties among them."""
    parent = {person: person for person in people}

    def head(person: int) -> int:
        while parent[person] != person:
            parent[person] = parent[parent[person]]
            person = parent[person]
        return person

    for one, other in ties:
        if one in parent and other in parent:
            parent[head(one)] = head(other)
    return {person: head(person) for person in parent}


def _with_tie(users: set[int], area: Area) -> set[int]:
    ties = Tie.objects.current().filter(user__in=users)
    if isinstance(area, District):
        ties = ties.filter(village__district=area)
    else:
        # A tie to a village that was divided or merged holds for what followed it.
        # A queryset of places stays one: the whole city is not read to count three people.
        wanted = [area] if isinstance(area, Village) else area if isinstance(area, QuerySet) else list(area)
        ties = ties.filter(Q(village__in=wanted) | Q(village__successors__in=wanted))
    return set(ties.values_list("user_id", flat=True))


def _missing_tie(membership: Membership, tied: set[int], area: Area) -> str:
    values = {
        "name": membership.user.name,
        "area": str(area) if isinstance(area, District | Village) else _("the area"),
    }
    if not membership.user.is_active:
        return _("%(name)s has closed their account.") % values
    if membership.user_id not in tied:
        return _("%(name)s does not count yet: no village in %(area)s where they live, work or study.") % values
    return ""


def _family(membership: Membership, first: Membership) -> str:
    return _("%(name)s is family of %(other)s: together they count as one person.") % {
        "name": membership.user.name,
        "other": first.user.name,
    }
