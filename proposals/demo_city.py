"""The breadth of the demonstration: offices with staff, and groups with their proposals in all districts.

Nobody played them: rows are put in place by COPY, as ``populate`` does for measuring, but say what people could have
written (``demo_words``). The same every time, dated from today. What is there is left as it is: the calls tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import pgtrigger
from django.contrib.auth import get_user_model
from django.utils import timezone, translation

from casework.past import is_open_since
from groups import names
from groups.enums import GroupState, MembershipState
from groups.models import Group, Membership
from proposals import budget, demo, demo_panels, demo_scenes
from proposals.demo_proposals import in_office_since, sign_ins
from proposals.demo_words import Idea, ideas_of, person
from proposals.enums import ProposalState, SectionKey
from proposals.models import Call, Proposal
from proposals.populate import files
from proposals.populate.calls import Round
from proposals.populate.copying import copy, ids
from proposals.populate.files import File, Wordings
from proposals.populate.people import DUTIES, NO_PASSWORD, City, Founded, post
from proposals.workflow import call as calls
from villages.enums import Basis, Role
from villages.models import Office, Tie, Village

# Set together they make about 300 groups and 400 proposals with those that others play; tests take fewer.
GROUPS = 225
WORD = "세 시민"
STAFF = "@staff.demo.example"
NEIGHBOURS = "@neighbours.demo.example"
# Korean and English title of calls that are over.
LAST_YEAR = ("마을공동체 씨앗기 지난해 공모", "Village community call: Seed, last year")
SPRING = ("마을공동체 씨앗기 상반기 공모", "Village community call: Seed, first half")
AUTUMN = ("마을공동체 씨앗기 하반기 공모", "Village community call: Seed, second half")
WINTER = ("마을공동체 씨앗기 겨울나기 공모", "Village community call: Seed, getting through winter")
CARE = ("마을공동체 씨앗기 이웃 안부 공모", "Village community call: Seed, asking after neighbors")
# Days from today on which they opened and closed, and when their panels did.
OVER = (
    (LAST_YEAR, (-420, -390), 374), (SPRING, (-235, -210), 194), (AUTUMN, (-82, -57), 38), (WINTER, (-64, -40), 22),
    (CARE, (-40, -12), None),
)  # fmt: skip
SUMMARY = {
    "summary_ko": "이웃 셋과 아이디어 하나면 시작할 수 있어요.",
    "summary_en": "Three neighbors and an idea are enough.",
}
SECTIONS = [
    str(key)
    for key in (SectionKey.GROUP, SectionKey.PEOPLE, SectionKey.IDEA, SectionKey.ACTIVITIES, SectionKey.PLAN,
                SectionKey.GOALS, SectionKey.BUDGET)
]  # fmt: skip
State = ProposalState
REVIEWED = {State.IN_REVIEW: 88, State.INELIGIBLE: 8, State.WITHDRAWN: 4}
CHECKED = {State.SUBMITTED: 40, State.RETURNED: 24, State.INELIGIBLE: 12, State.DRAFT: 12, State.WITHDRAWN: 12}
ELIGIBLE = {State.ELIGIBLE: 70, State.SUBMITTED: 30}
ASKING = {State.DRAFT: 58, State.SUBMITTED: 36, State.WITHDRAWN: 6}
# Calls with the share of groups that asked in each, and what became of them. A group may ask in several.
ROUNDS = (
    (LAST_YEAR[0], 40, REVIEWED), (SPRING[0], 37, REVIEWED), (AUTUMN[0], 13, REVIEWED), (WINTER[0], 9, REVIEWED),
    (CARE[0], 6, ELIGIBLE), (demo.FIRST, 26, CHECKED), (demo.OPEN, 46, ASKING),
)  # fmt: skip
RESTING, ENDED = 14, 19  # every so-manieth group
LESSONS = (
    "셋 가운데 둘이 이사를 갔어요. 다음에는 처음부터 다섯이 시작하려 해요.",
    "장소를 정하지 않고 시작한 것이 가장 큰 실수였어요. 빌릴 곳부터 찾으세요.",
    "잘하는 한 사람에게 일이 몰렸어요. 당번표를 먼저 만들었어야 했어요.",
    "처음 뜻은 이루지 못했지만 이름을 아는 이웃이 열두 명 생겼어요.",
)


@dataclass(frozen=True)
class Neighbours:
    """A group of the city with its idea."""

    founded: Founded
    idea: Idea
    state: GroupState
    days: int


def load() -> None:
    """Runs once; needs a past that is still open."""
    first = timezone.localdate() - timedelta(days=450)
    if not is_open_since(first) or not in_office_since(first) or Call.objects.filter(title_ko=SPRING[0]).exists():
        return
    official = sign_ins().get(email="official@demo.example")
    begins = pgtrigger.ignore(
        "villages.Posting:posting_begins", "groups.Group:group_begins", "proposals.Proposal:proposal_begins"
    )
    with translation.override("ko"):
        _past_calls(official)
        with begins:
            city = _city()
            groups = _groups(city)
            _propose(city, [each for each in groups if each.state == GroupState.FORMED])
    for title, _days, panel in OVER:
        if panel is not None:
            demo_panels.closed(Call.objects.get(title_ko=title[0]), official, days=panel)


def _past_calls(official: Any) -> None:
    usual = demo.usual_criteria()
    division = Office.objects.get(kind="division", active=True)
    for title, days, _panel in OVER:
        demo.published(("neighbourhood", "seed", *title), days, usual, official, division, sections=SECTIONS, **SUMMARY)
    calls.keep_in_time()


# --- Who ---------------------------------------------------------------------------------------------


def _city() -> City:
    """The villages with the offices that serve them, two officers at each, and one at each district office."""
    city = City.settle(domain=STAFF, named=person)
    offices = list(Office.objects.filter(kind="district_office", active=True).order_by("pk"))
    users = ids(get_user_model(), len(offices))
    copy(
        get_user_model(),
        ("id", "email", "name", "password"),
        ((pk, f"district-{n}{STAFF}", person(n * 11 + 5), NO_PASSWORD) for n, pk in enumerate(users)),
    )
    post([(user, office.pk, Role.DISTRICT_OFFICER) for user, office in zip(users, offices, strict=True)])
    return city


def _groups(city: City) -> list[Neighbours]:
    """Groups in all districts, in villages of their own, each with three members at home there."""
    homes = list(_homes(city))
    users, keys = ids(get_user_model(), len(DUTIES) * len(homes)), ids(Group, len(homes))
    chance, taken = Random(WORD), set(Group.objects.values_list("name_key", flat=True))  # noqa: S311 - no secret
    made = []
    for number, (key, idea) in enumerate(zip(keys, homes, strict=True)):
        name = idea.name(names.key_of(idea.name(False)) in taken)
        taken.add(names.key_of(name))
        members = users[len(DUTIES) * number : len(DUTIES) * (number + 1)]
        state = GroupState.DISBANDED if number % ENDED == 7 else GroupState.FORMED
        state = GroupState.ON_BREAK if number % RESTING == 5 else state
        made.append(
            Neighbours(Founded(key, name, idea.village, members, number), idea, state, chance.randint(430, 900))
        )
    _write_people(users, made)
    _write_groups(made)
    return made


def _homes(city: City) -> Iterator[Idea]:
    """An idea for a village, district by district in turn, until there are enough."""
    by_district: dict[str, list[Village]] = {}
    for village in city.villages:
        if village.pk in city.doors:
            by_district.setdefault(village.district.code, []).append(village)
    told = {code: iter(ideas_of(code)) for code in by_district}
    for number in range(GROUPS):
        code = sorted(by_district)[number % len(by_district)]
        turn = number // len(by_district)
        data, spot = next(told[code])
        yield Idea(data, by_district[code][turn * 5 % len(by_district[code])], spot)


def _write_people(users: range, made: list[Neighbours]) -> None:
    languages = {user: each.idea.language for each in made for user in each.founded.members}
    copy(
        get_user_model(),
        ("id", "email", "name", "password", "language"),
        ((pk, f"resident-{n}{NEIGHBOURS}", person(n), NO_PASSWORD, languages[pk]) for n, pk in enumerate(users)),
    )
    copy(
        Tie,
        ("user_id", "village_id", "basis", "since"),
        (
            (user, each.founded.village.pk, Basis.LIVES, _day(each.days + 500))
            for each in made
            for user in each.founded.members
        ),
    )


def _day(ago: int) -> Any:
    return timezone.localdate() - timedelta(days=ago)


def _write_groups(made: list[Neighbours]) -> None:
    columns = (
        "id", "name", "name_key", "village_id", "theme", "introduction", "place_names", "state", "founder_id",
        "founded_at", "formed_at", "break_until", "disbanded_at", "lesson",
    )  # fmt: skip
    copy(Group, columns, map(_group, made))
    copy(
        Membership,
        ("user_id", "group_id", "role", "state", "pledge_version", "joined_at", "name_public"),
        (
            (user, each.founded.pk, duty, MembershipState.ACTIVE, 1, _moment(each.days), duty == DUTIES[0])
            for each in made
            for user, duty in zip(each.founded.members, DUTIES, strict=True)
        ),
    )


def _group(each: Neighbours) -> tuple[Any, ...]:
    founded, home = each.founded, each.founded.village
    places = " ".join((home.name_ko, home.name_en, home.district.name_ko, home.district.name_en))
    over = each.state == GroupState.DISBANDED
    return (
        founded.pk, founded.name, names.key_of(founded.name), home.pk, each.idea.theme, each.idea.introduction, places,
        each.state, founded.members[0], _moment(each.days), _moment(each.days),
        _day(-40) if each.state == GroupState.ON_BREAK else None, _moment(60) if over else None,
        LESSONS[founded.number % len(LESSONS)] if over else "",
    )  # fmt: skip


def _moment(ago: int) -> Any:
    return timezone.now() - timedelta(days=ago, hours=ago % 9)


# --- What they ask for -------------------------------------------------------------------------------


class Told(Wordings):
    """What these groups say in one call."""

    def __init__(self, call: Call, groups: dict[int, Neighbours], turn: int) -> None:
        super().__init__(call)
        self.call, self.groups, self.turn = call, groups, turn

    def said(self, file: File, version: int) -> dict[str, dict[str, Any]]:
        each = self.groups[file.group.pk]
        row = each.idea.row(self.turn)
        people_ = [self.member(file, place) for place in range(len(DUTIES))]
        known: dict[str, dict[str, Any]] = {
            SectionKey.GROUP: {"formed_on": _day(each.days).isoformat(), "basis": [str(Basis.LIVES)]},
            SectionKey.PEOPLE: {"people": people_},
        }
        return {
            str(part.key): demo_scenes.answers(part, known.get(part.key, {}), row, self.call) for part in self.parts
        }

    def sum(self, file: File) -> budget.Totals:
        return budget.totals(self.said(file, 1)[SectionKey.BUDGET]["lines"])

    def title(self, file: File) -> str:
        return self.groups[file.group.pk].idea.title(self.turn)

    def theme(self, file: File) -> str:
        return self.groups[file.group.pk].idea.theme

    def member(self, file: File, place: int) -> dict[str, Any]:
        return {"name": person(len(DUTIES) * file.group.number + place), "role": str(DUTIES[place])}


def _propose(city: City, groups: list[Neighbours]) -> None:
    known = {each.founded.pk: each for each in groups}
    found = {call.title_ko: call for call in Call.objects.filter(title_ko__in=[title for title, *_rest in ROUNDS])}
    made: list[File] = []
    said: dict[int, Wordings] = {}
    for turn, (title, share, states) in enumerate(ROUNDS):
        call = found[title]
        said[call.pk] = Told(call, known, turn)
        asking = [each for each in groups if (each.founded.number * 37 + turn * 29) % 100 < share]
        made += _files(Round(call, len(asking), states), asking, city)
    files.write(made, said)


def _files(round_: Round, asking: list[Neighbours], city: City) -> Iterator[File]:
    """One file for each group: handed in while the call was open, and as far as ``round_`` says."""
    chance = Random(f"{WORD}:{round_.call.title_ko}")  # noqa: S311 - no secret
    opens, closes = round_.call.opens_at, round_.call.closes_at
    assert opens is not None
    assert closes is not None
    until = min(closes, timezone.now()) - opens
    states = _spread(round_.states, len(asking))
    chance.shuffle(states)
    for pk, each, state in zip(ids(Proposal, len(asking)), asking, states, strict=True):
        at = opens + until * max(chance.random(), chance.random())
        sent = state not in files.UNSENT
        office = city.doors[each.founded.village.pk] if sent else None
        taken = office is not None and (state in files.DECIDED or chance.random() < files.TAKEN)
        officer = chance.choice(city.officers[office]) if office and taken else None
        began = at - timedelta(days=chance.randint(1, 9))
        yield File(pk, round_, each.founded, state, None, at if sent else None, began, officer, office, int(sent))


def _spread(states: Any, count: int) -> list[ProposalState]:
    """So many states in these shares, each of them at least once where there is room."""
    whole = sum(states.values())
    spread = [state for state, share in states.items() for _each in range(max(1, share * count // whole))]
    return (spread + [next(iter(states))] * count)[:count]
