"""Who lives and works in the invented city: groups of three in every village, and officers at every desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.utils import timezone

from groups import names
from groups.enums import GroupState, MembershipState
from groups.enums import Role as Duty
from groups.models import Group, Membership
from proposals.populate import texts
from proposals.populate.copying import copy, ids
from villages.enums import Basis, OfficeKind, PostingState, Role
from villages.models import Office, Posting, Tie, Village

DOMAIN = "@populate.example"
NO_PASSWORD = "!invented"  # noqa: S105 - Django's sign for an account that no password opens
DESKS = 2  # officers at each village center
DUTIES = (Duty.REPRESENTATIVE, Duty.TREASURER, Duty.MEMBER)
# Of a hundred groups.
STATES = {GroupState.FORMED: 93, GroupState.ON_BREAK: 2, GroupState.DISBANDED: 5}


class Officer(NamedTuple):
    posting: int
    person: int


@dataclass(frozen=True)
class City:
    """Villages with how many groups they draw, the office at whose door each knocks, and who works there."""

    villages: list[Village]
    weights: list[float]
    doors: dict[int, int]
    officers: dict[int, list[Officer]]

    @classmethod
    def settle(cls, domain: str = DOMAIN, named: Callable[[int], str] = texts.person) -> City:
        """Take the offices as they are, and post officers to each, with addresses of ``domain``."""
        chance = Random(1)  # noqa: S311 - no secret
        villages = list(Village.objects.current().select_related("district").order_by("code"))
        served = Office.objects.filter(active=True).prefetch_related("villages").order_by("kind", "pk")
        centers = {v.pk: office.pk for office in served for v in office.villages.all()}
        districts = {each.district_id: each.pk for each in served if each.kind == OfficeKind.DISTRICT_OFFICE}
        doors = {each.pk: centers.get(each.pk) or districts.get(each.district_id) for each in villages}
        open_ = [each for each in villages if doors[each.pk]]
        weights = [chance.lognormvariate(0, 0.6) for _each in open_]
        known = {pk: office for pk, office in doors.items() if office is not None}
        return cls(open_, weights, known, _officers(sorted(set(known.values())), domain, named))


def _officers(offices: Sequence[int], domain: str, named: Callable[[int], str]) -> dict[int, list[Officer]]:
    users = ids(get_user_model(), DESKS * len(offices))
    copy(
        get_user_model(),
        ("id", "email", "name", "password"),
        ((pk, f"officer-{n}{domain}", named(n * 7), NO_PASSWORD) for n, pk in enumerate(users)),
    )
    placed = [(user, offices[n // DESKS], Role.TRIAGE_OFFICER) for n, user in enumerate(users)]
    found: dict[int, list[Officer]] = {}
    for posting, (user, office, _role) in zip(post(placed), placed, strict=True):
        found.setdefault(office, []).append(Officer(posting, user))
    return found


def post(placed: Sequence[tuple[int, int, str]]) -> range:
    """Postings in force for a year, of (person, office, role); their keys."""
    now = timezone.now()
    since = timezone.localdate() - timedelta(days=365)
    keys = ids(Posting, len(placed))
    copy(
        Posting,
        ("id", "person_id", "office_id", "role", "state", "starts_on", "pledged_at"),
        ((pk, *each, PostingState.ACTIVE, since, now) for pk, each in zip(keys, placed, strict=True)),
    )
    return keys


class Founded(NamedTuple):
    """A group as a proposal needs it."""

    pk: int
    name: str
    village: Village
    members: range
    number: int


def found(city: City, count: int) -> list[Founded]:
    """So many groups, most of them in the livelier villages, each with three members at home there."""
    chance = Random(2)  # noqa: S311 - no secret
    users, keys = ids(get_user_model(), 3 * count), ids(Group, count)
    homes = chance.choices(city.villages, city.weights, k=count)
    states = chance.choices(list(STATES), list(STATES.values()), k=count)
    ages = [timezone.now() - timedelta(days=chance.randint(30, 3_600)) for _each in range(count)]
    made = [
        Founded(pk, f"{home.name_ko} {texts.subject(n)} {texts.KINDS[n % 7]} {n}", home, users[3 * n : 3 * n + 3], n)
        for n, (pk, home) in enumerate(zip(keys, homes, strict=True))
    ]  # fmt: skip
    copy(
        get_user_model(),
        ("id", "email", "name", "password"),
        ((pk, f"resident-{n}{DOMAIN}", texts.person(n), NO_PASSWORD) for n, pk in enumerate(users)),
    )
    copy(
        Tie,
        ("user_id", "village_id", "basis", "since"),
        ((user, each.village.pk, Basis.LIVES, ages[each.number].date()) for each in made for user in each.members),
    )
    copy(
        Group,
        (
            "id", "name", "name_key", "village_id", "theme", "introduction", "place_names", "state", "founder_id",
            "founded_at", "formed_at", "disbanded_at",
        ),
        (_group(each, states[each.number], ages[each.number]) for each in made),
    )  # fmt: skip
    copy(Membership, ("user_id", "group_id", "role", "state", "pledge_version", "joined_at"), _members(made, ages))
    return [each for each in made if states[each.number] != GroupState.DISBANDED]


def known() -> tuple[City, list[Founded]]:
    """The city and its groups as they were written before, for those who build on them."""
    officers: dict[int, list[Officer]] = {}
    for pk, person_, office in Posting.objects.filter(
        person__email__startswith="officer-", person__email__endswith=DOMAIN
    ).values_list("pk", "person", "office"):
        officers.setdefault(office, []).append(Officer(pk, person_))
    served = Office.objects.filter(kind=OfficeKind.VILLAGE_CENTER, pk__in=officers).prefetch_related("villages")
    doors = {village.pk: office.pk for office in served for village in office.villages.all()}
    mine = Group.objects.filter(founder__email__endswith=DOMAIN, village__in=doors)
    groups = [
        Founded(each.pk, each.name, each.village, range(each.founder_id, each.founder_id + len(DUTIES)), number)
        for number, each in enumerate(mine.select_related("village__district").order_by("pk"))
        if each.state != GroupState.DISBANDED
    ]
    return City([], [], doors, officers), groups


def _group(each: Founded, state: str, age: Any) -> tuple[Any, ...]:
    home = each.village
    places = " ".join((home.name_ko, home.name_en, home.district.name_ko, home.district.name_en))
    introduction = f"{texts.NEEDS[each.number % len(texts.NEEDS)]} {texts.AIMS[each.number % len(texts.AIMS)]}"
    ended = timezone.now() if state == GroupState.DISBANDED else None
    return (
        each.pk, each.name, names.key_of(each.name), home.pk, texts.theme(each.number), introduction, places, state,
        each.members[0], age, age, ended,
    )  # fmt: skip


def _members(made: Iterable[Founded], ages: Sequence[Any]) -> Iterable[tuple[Any, ...]]:
    for each in made:
        for user, duty in zip(each.members, DUTIES, strict=True):
            yield user, each.pk, duty, MembershipState.ACTIVE, 1, ages[each.number]
