"""What the portal can see, from facts it has anyway, that could make a group less independent than it looks.

Each kind is one query over all groups (or over ``groups``) and yields what was seen, with its evidence: facts without
names, so that nobody learns from a signal who declared, whose number or whose family it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from accounts.enums import TieState
from accounts.models import FamilyTie
from groups.enums import GovernmentTieKind, SignalKind
from groups.models import GovernmentTie, Group, Membership
from villages.enums import WORKING_ROLES, OfficeKind
from villages.models import Posting

# Families reach across groups anyway; from here on it is more than that.
FAMILY_TIES_WORTH_SAYING = 2


@dataclass(frozen=True)
class Seen:
    """One observation. ``key`` names it, so that it is raised once."""

    group_id: int
    kind: SignalKind
    key: str
    evidence: dict[str, Any] = field(default_factory=dict)


Looker = Callable[[QuerySet[Group]], Iterator[Seen]]
_further: list[Looker] = []


def register(looker: Looker) -> None:
    """Let an upper floor look too: at calls about to close, at texts written by officials."""
    _further.append(looker)


def everything_seen(groups: QuerySet[Group] | None = None) -> Iterator[Seen]:
    """Everything that can be seen now in running or forming groups. One or two queries for each kind."""
    living = (Group.objects.all() if groups is None else groups).exclude(state="disbanded")
    for look in (_posted_members, _declared_ties, _founded_by_staff, _shared_contacts, _families_across, *_further):
        yield from look(living)


def _members(groups: QuerySet[Group]) -> QuerySet[Membership]:
    return Membership.objects.active().filter(group__in=groups.values("pk"), user__is_active=True)


def _posted_members(groups: QuerySet[Group]) -> Iterator[Seen]:
    """Members who work with residents' files at an office that covers the group's village."""
    here = (
        Q(office__kind=OfficeKind.DIVISION)
        | Q(
            office__kind=OfficeKind.DISTRICT_OFFICE, office__district=F("person__memberships__group__village__district")
        )
        | Q(office__kind=OfficeKind.VILLAGE_CENTER, office__villages=F("person__memberships__group__village"))
    )
    posted = Posting.objects.in_force().filter(
        here,
        role__in=WORKING_ROLES,
        person__memberships__state="active",
        person__memberships__group__in=groups.values("pk"),
    )
    rows = posted.values_list("person__memberships__group", "pk", "office__name_ko", "office__name_en", "role")
    for group, posting, name_ko, name_en, role in rows.distinct():
        facts = {"office_ko": name_ko, "office_en": name_en, "role": role}
        yield Seen(group, SignalKind.POSTED_MEMBER, f"posting:{posting}", facts)


def _declared_ties(groups: QuerySet[Group]) -> Iterator[Seen]:
    """Members who said themselves that they are bound to government."""
    declared = GovernmentTie.objects.filter(ended_at=None).values("user")
    bound = _members(groups).filter(user__in=declared).values_list("group").annotate(number=Count("user"))
    for group, number in bound.order_by():
        yield Seen(group, SignalKind.DECLARED_TIE, f"people:{number}", {"people": number})


def _founded_by_staff(groups: QuerySet[Group]) -> Iterator[Seen]:
    """Groups whose founder worked, on the day of the founding, with residents' files."""
    posted = Q(founder__postings__role__in=WORKING_ROLES, founder__postings__pledged_at__lte=F("founded_at"))
    still = Q(founder__postings__ended_at=None) | Q(founder__postings__ended_at__gt=F("founded_at"))
    offices = ("founder__postings__office__name_ko", "founder__postings__office__name_en")
    for group, posting, name_ko, name_en in (
        groups.filter(posted & still).order_by().values_list("pk", "founder__postings", *offices).distinct()
    ):
        facts = {"office_ko": name_ko, "office_en": name_en}
        yield Seen(group, SignalKind.FOUNDED_BY_STAFF, f"posting:{posting}", facts)


def _shared_contacts(groups: QuerySet[Group]) -> Iterator[Seen]:
    """Two groups in which somebody gave the same telephone number, though it is not the same person."""
    rows = _members(groups).exclude(user__phone="").values_list("user__phone", "group", "user").order_by("group")
    by_number: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, group, user in rows:
        by_number["".join(filter(str.isdigit, number))].append((group, user))
    pairs = {
        (group, other)
        for holders in by_number.values()
        for group, user in holders
        for other, somebody in holders
        if group != other and user != somebody
    }
    yield from _about_two(pairs, SignalKind.SHARED_CONTACT)


def _families_across(groups: QuerySet[Group]) -> Iterator[Seen]:
    """Two groups between which there are several confirmed family ties."""
    of_person: dict[int, set[int]] = defaultdict(set)
    for group, user in _members(groups).values_list("group", "user"):
        of_person[user].add(group)
    found: dict[tuple[int, int], int] = defaultdict(int)
    ties = FamilyTie.objects.filter(
        state=TieState.CONFIRMED,
        from_user__in=_members(groups).values("user"),
        to_user__in=_members(groups).values("user"),
    )
    for one, other in ties.values_list("from_user", "to_user"):
        for here in of_person[one]:
            for there in of_person[other] - {here}:
                found[(here, there)] += 1
                found[(there, here)] += 1
    many = {pair: number for pair, number in found.items() if number >= FAMILY_TIES_WORTH_SAYING}
    yield from _about_two(many, SignalKind.FAMILIES_ACROSS, many)


def _about_two(pairs: Any, kind: SignalKind, numbers: dict[tuple[int, int], int] | None = None) -> Iterator[Seen]:
    names = dict(Group.objects.filter(pk__in={other for _group, other in pairs}).values_list("pk", "name"))
    for group, other in sorted(pairs):
        facts: dict[str, Any] = {"group": names[other]}
        if numbers is not None:
            facts["ties"] = numbers[(group, other)]
        yield Seen(group, kind, f"group:{other}", facts)


def kinds_of(user: Any) -> list[str]:
    """What ``user`` declares at present."""
    return list(GovernmentTie.objects.filter(user=user, ended_at=None).values_list("kind", flat=True))


ALL_TIES = GovernmentTieKind.values
