"""The demonstration city: Seoul's real districts and villages, invented offices, and one sign-in for each role."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import time, timedelta
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.demo import PASSWORD, demo_user
from casework.past import as_of
from seoul_portal.demo import SignIn
from villages import loading
from villages.enums import Basis, OfficeKind, Role, Weekday
from villages.models import District, IdentityVisit, Office, OpeningHours, Posting, SpecialDay, Tie, Village
from villages.workflow import posting as postings
from villages.workflow import tie as ties
from villages.workflow import visit as visits

# The village of the demonstration's residents, and its district: 성수1가1동 in 성동구; and another district, 마포구.
HOME, WORKPLACE, DISTRICT, NEIGHBOUR = "1120065000", "1144066000", "11200", "11440"
# The staff were there before anything happened that the demonstration tells of.
IN_OFFICE_SINCE = timedelta(days=1_200)


class Person(NamedTuple):
    """Somebody of the demonstration. ``office`` names where they are posted, ``may_try`` what to do as them."""

    address: str
    name: str
    title: str
    may_try: tuple[str, str, str]
    role: str = ""
    office: str = ""
    language: str = "ko"


STAFF = (
    Person(
        "administrator",
        "문가람",
        gettext_noop("Administrator"),
        (
            gettext_noop("Propose a posting to somebody and see what they are asked."),
            gettext_noop("Answer the request to correct a name."),
            gettext_noop("Open the administration: wording, calendar, reminders."),
        ),
        Role.ADMINISTRATOR,
        "division",
    ),
    Person(
        "director",
        "임태현",
        gettext_noop("Division director"),
        (
            gettext_noop("Sign the round that waits, or send it back with remarks."),
            gettext_noop("Countersign what is large, and order the payments of the day."),
            gettext_noop("Hear a group before its money is reclaimed."),
        ),
        Role.DIVISION_DIRECTOR,
        "division",
    ),
    Person(
        "official",
        "조예린",
        gettext_noop("Division official"),
        (
            gettext_noop("Rank a round: draw the line, give one less, read the fairness figures."),
            gettext_noop("Approve payments and confirm an account."),
            gettext_noop("Build a call: the draft for young neighbors waits."),
        ),
        Role.DIVISION_OFFICIAL,
        "division",
    ),
    Person(
        "officer",
        "강수빈",
        gettext_noop("District officer"),
        (
            gettext_noop("Answer an objection to a decision of the center."),
            gettext_noop("Give the opinion of the district on a nomination."),
            gettext_noop("Open “Due” and see who needs a call."),
        ),
        Role.DISTRICT_OFFICER,
        "district",
    ),
    Person(
        "adviser",
        "정유진",
        gettext_noop("Adviser"),
        (
            gettext_noop("Hold a talk that is booked, and write the note."),
            gettext_noop("Comment on a draft that a group shared."),
            gettext_noop("Write a draft together with somebody at the counter."),
        ),
        Role.ADVISER,
        "center",
    ),
    Person(
        "triage",
        "한도윤",
        gettext_noop("Triage officer"),
        (
            gettext_noop("Take a file from the queue and return it with points."),
            gettext_noop("Find a corrected proposal eligible."),
            gettext_noop("Confirm an identity at the counter."),
        ),
        Role.TRIAGE_OFFICER,
        "center",
    ),
    Person(
        "reviewer",
        "오나연",
        gettext_noop("Reviewer"),
        (
            gettext_noop("Declare whether a conflict stands in the way."),
            gettext_noop("Score a file, on a telephone too."),
            gettext_noop("See where your scores lie far from those of others."),
        ),
        Role.REVIEWER,
        "district",
    ),
    Person(
        "reviewer2",
        "배수현",
        gettext_noop("Reviewer"),
        (
            gettext_noop("Score the same files from another district."),
            gettext_noop("Correct a score after the talk about it."),
            gettext_noop("Say no to a file of somebody you know."),
        ),
        Role.REVIEWER,
        "neighbour",
    ),
    Person(
        "auditor",
        "신재원",
        gettext_noop("Auditor"),
        (
            gettext_noop("Read the ledger of a round, won by won."),
            gettext_noop("Compare all balances with the entries."),
            gettext_noop("Follow one award from the call to its settlement."),
        ),
        Role.AUDITOR,
        "council",
    ),
)
RESIDENTS = (
    Person(
        "jiwoo",
        "김지우",
        gettext_noop("Resident"),
        (
            gettext_noop("Correct the proposal that came back, point by point."),
            gettext_noop("See everything that is due on your desk."),
            gettext_noop("Finish the draft with the two others, and ask for a talk."),
        ),
    ),
    Person(
        "seoyeon",
        "박서연",
        gettext_noop("Resident"),
        (
            gettext_noop("Lead the draft for the second year."),
            gettext_noop("Accept or decline the posting that is offered to you."),
            gettext_noop("Photograph a receipt for the running award."),
        ),
    ),
    Person(
        "minjun",
        "이민준",
        gettext_noop("Resident"),
        (
            gettext_noop("Use the portal in English."),
            gettext_noop("Choose between two texts of one part."),
            gettext_noop("Accept the invitation to a third group."),
        ),
        language="en",
    ),
)


def load() -> Iterable[SignIn]:
    """Places, offices, people and postings. Runs any number of times; what is there is left as it is."""
    loading.load()
    offices = _offices()
    residents = {person.address: _account(person) for person in RESIDENTS}
    staff = {person.address: _account(person) for person in STAFF}
    with as_of(timezone.now() - IN_OFFICE_SINCE):
        _post(staff, offices)
    _settle(residents, offices, actor=staff["officer"])
    return [SignIn(_email(person), PASSWORD, _(person.title)) for person in (*RESIDENTS, *STAFF)]


def _email(person: Person) -> str:
    return f"{person.address}@demo.example"


def _account(person: Person) -> Any:
    return demo_user(
        _email(person),
        person.name,
        language=person.language,
        staff=bool(person.role),
        role=person.title,
        try_this=person.may_try,
    )


# --- Offices -----------------------------------------------------------------------------------------


def _offices() -> dict[str, Office]:
    """All offices, and those of the story by a short name."""
    numbers = (f"02-000-{number:04}" for number in range(1000, 10_000))
    division = _office(
        OfficeKind.DIVISION, None, "지역공동체담당관", "Local Community Division", ("중구", "Jung-gu", 110), numbers
    )
    council = _office(
        OfficeKind.COUNCIL, None, "서울특별시의회", "Seoul Metropolitan Council", ("중구", "Jung-gu", 125), numbers
    )
    named = {"division": division, "council": council}
    for district in District.objects.current().order_by("code"):
        where = (district.name_ko, district.name_en)
        office = _office(
            OfficeKind.DISTRICT_OFFICE,
            district,
            f"{district.name_ko}청",
            f"{district.name_en} district office",
            (*where, 1),
            numbers,
        )
        centers = list(_centers(district, numbers))
        if district.code == NEIGHBOUR:
            named["neighbour"] = office
        if district.code == DISTRICT:
            named["district"] = office
            named["center"] = next(each for each in centers if each.villages.filter(code=HOME).exists())
    return named


def _centers(district: District, numbers: Iterator[str]) -> Iterator[Office]:
    """A western and an eastern center for the villages of a district."""
    villages = sorted(Village.objects.current().filter(district=district), key=lambda each: each.longitude or 0)
    half = (len(villages) + 1) // 2
    sides = (("서부", "west", villages[:half], 20), ("동부", "east", villages[half:], 45))
    for korean, english, served, number in sides:
        center = _office(
            OfficeKind.VILLAGE_CENTER,
            district,
            f"{district.name_ko} {korean} 마을센터",
            f"{district.name_en} village center ({english})",
            (district.name_ko, district.name_en, number),
            numbers,
        )
        if not center.villages.exists():
            center.villages.set(served)
        yield center


def _office(
    kind: str,
    district: District | None,
    name_ko: str,
    name_en: str,
    street: tuple[str, str, int],
    numbers: Iterator[str],
) -> Office:
    phone = next(numbers)
    where_ko, where_en, number = street
    office, made = Office.objects.get_or_create(
        kind=kind,
        name_ko=name_ko,
        defaults={
            "name_en": name_en,
            "district": district,
            "phone": phone,
            "email": f"office{phone[-4:]}@demo.example",
            "address_ko": f"서울특별시 {where_ko} 시민로 {number} (예시)",
            "address_en": f"{number} Simin-ro, {where_en}, Seoul (example)",
        },
    )
    if made:
        _hours(office)
    return office


def _hours(office: Office) -> None:
    """Working days; a village center also has a late Thursday and a Saturday morning, for people who work."""
    center = office.kind == OfficeKind.VILLAGE_CENTER
    rows = [(day, time(9), time(18)) for day in Weekday.values if day < Weekday.SATURDAY]
    if center:
        rows[Weekday.THURSDAY] = (Weekday.THURSDAY, time(9), time(21))
        rows.append((Weekday.SATURDAY, time(10), time(13)))
        SpecialDay.objects.create(
            office=office,
            day=timezone.localdate() + timedelta(days=20),
            reason_ko="직원 교육",
            reason_en="Staff training",
        )
    OpeningHours.objects.bulk_create(
        OpeningHours(office=office, weekday=day, opens=opens, closes=closes) for day, opens, closes in rows
    )


# --- People ------------------------------------------------------------------------------------------


def _post(staff: dict[str, Any], offices: dict[str, Office]) -> None:
    """Give everybody their posting, proposed by the administrator and accepted by themselves."""
    administrator = staff["administrator"]
    if not Posting.objects.filter(person=administrator).exists():
        first = postings.propose_first_administrator(administrator, offices["division"])
        postings.accept(first, actor=administrator, pledge=True)
    for person in STAFF[1:]:
        if not Posting.objects.filter(person=staff[person.address]).exists():
            offered = postings.propose(staff[person.address], offices[person.office], person.role, actor=administrator)
            postings.accept(offered, actor=staff[person.address], pledge=True)


def _settle(residents: dict[str, Any], offices: dict[str, Office], *, actor: Any) -> None:
    """The residents' villages, an identity visit that waits, and a posting that waits to be accepted."""
    villages = Village.objects.in_bulk([HOME, WORKPLACE], field_name="code")
    for address, code, basis in (
        ("jiwoo", HOME, Basis.LIVES),
        ("seoyeon", HOME, Basis.LIVES),
        ("minjun", HOME, Basis.WORKS),
        ("minjun", WORKPLACE, Basis.LIVES),
    ):
        if not Tie.objects.filter(user=residents[address], village=villages[code], basis=basis).exists():
            ties.declare(residents[address], villages[code], basis)
    if not IdentityVisit.objects.filter(person=residents["jiwoo"]).exists():
        visits.request(residents["jiwoo"], offices["center"])
    if not Posting.objects.filter(person=residents["seoyeon"]).exists():
        first_day = timezone.localdate() + timedelta(days=14)
        postings.propose(residents["seoyeon"], offices["center"], Role.ADVISER, actor=actor, starts_on=first_day)
