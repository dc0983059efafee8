"""How many database queries a page may cost, whatever the number of rows it shows. One line per page.

A public page may cost 3, a list for staff 8, a page about one thing 10; session, person and postings are among them.
Where upper floors put cards or deadlines on a page, each of them may add one query of its own, and the line says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.cast import SEONGDONG, SEONGSU, person, posted

Ask = Callable[[str], Any]  # gives somebody or something of the cast by its name
ROWS = (1, 3, 50)

GROUPS_CARD = 1  # groups near a place
CALLS_CARD = 1  # calls that are open, or open for a place
ADVICE_CARD = 1  # hours of advice near a place
PROPOSALS_CARDS = 2  # calls in which people of a place may ask, hours of advice near it
PROPOSALS_DESK = 4  # my proposals, reviews (and my addresses), next talk
GROUPS_DESK = 2  # my groups, offers to succeed


@dataclass(frozen=True)
class Budget:
    """``fill(ask, numbers)`` makes one row of what the page lists per number; ``who`` names one of the cast."""

    page: str
    queries: int
    who: str | None = None
    fill: Callable[[Ask, range], None] = lambda ask, numbers: None
    arguments: Callable[[Ask], dict[str, Any]] = lambda ask: {}
    query: str = ""


def centers(ask: Ask, numbers: range) -> None:
    """Village centers that serve this village, with opening hours."""
    from villages.models import Office, OpeningHours

    village = ask("places")[SEONGSU]
    for number in numbers:
        office = Office.objects.create(
            kind="village_center", name_ko=f"마을센터 {number}", name_en=f"Center {number}", district=village.district
        )
        office.villages.add(village)
        OpeningHours.objects.create(office=office, weekday=number % 5, opens="09:00", closes="18:00")


def villages(ask: Ask, numbers: range) -> None:
    """More villages in the district, each of which finds "성수"."""
    from villages.models import Village

    district = ask("places")[SEONGDONG]
    for number in numbers:
        names = {"name_ko": f"성수{number}동", "name_en": f"Seongsu {number}-dong"}
        Village.objects.create(district=district, code=f"11200{90000 + number}", **names)


def messages(ask: Ask, numbers: range) -> None:
    """Messages to the person of the page, none of them read."""
    from notices.workflow import tell

    jiwoo = ask("jiwoo")
    for number in numbers:
        tell([jiwoo], "posting-withdrawn", about=ask("proposed"), key=f"budget:{number}", note="")


def postings(ask: Ask, numbers: range) -> None:
    """People posted to this village's center."""
    for number in numbers:
        posted(person(f"직원 {number}", f"staff{number}@example.kr"), ask("center"), "adviser")


def visits(ask: Ask, numbers: range) -> None:
    """Residents who ask this village's center to confirm who they are."""
    from villages.workflow import visit

    for number in numbers:
        visit.request(person(f"주민 {number}", f"resident{number}@example.kr"), ask("center"))


def ties(ask: Ask, numbers: range) -> None:
    """Villages in which the person of the page works."""
    from villages.models import Village
    from villages.workflow import tie

    villages(ask, numbers)
    for number in numbers:
        tie.declare(ask("jiwoo"), Village.objects.get(code=f"11200{90000 + number}"), "works")


def members(ask: Ask, numbers: range) -> None:
    """Members of a group of the person of the page, each with an invitation that they accepted, and votes."""
    from django.utils import timezone

    from groups.models import Group, Invitation, Membership, Vote
    from tests.groups.making import at_home, founded
    from villages.models import Tie

    village, jiwoo, now = ask("places")[SEONGSU], ask("jiwoo"), timezone.now()
    group = Group.objects.first()
    if group is None:
        at_home(jiwoo, village)
        group = founded(jiwoo, village)
        Group.objects.filter(pk=group.pk).update(listed=True)
    for number in numbers:
        one = person(f"이웃 {number}", f"neighbor{number}@example.kr")
        Tie.objects.create(user=one, village=village, basis="works")
        Membership.objects.create(user=one, group=group, pledge_version=1, name_public=True)
        Invitation.objects.create(group=group, way="link", invited_by=jiwoo, expires_at=now, token_hash=f"{number:064}")
        Vote.objects.create(group=group, question="?", opened_by=jiwoo, closes_at=now + timedelta(days=1))


def _group(ask: Ask) -> dict[str, Any]:
    from groups.models import Group

    return {"pk": Group.objects.get().pk}


def _of(name: str) -> Callable[[Ask], dict[str, Any]]:
    return lambda ask: {"pk": ask(name).pk}


BUDGETS = [
    Budget("home", 3),
    Budget("how-it-works", 3),
    Budget("account_login", 3),
    Budget("account_signup", 3),
    Budget("villages:seoul", 3, fill=villages),
    Budget(
        "villages:district",
        3 + GROUPS_CARD + PROPOSALS_CARDS + CALLS_CARD + ADVICE_CARD,
        fill=villages,
        arguments=lambda ask: {"code": SEONGDONG},
    ),
    Budget(
        "villages:district",
        3 + GROUPS_CARD + PROPOSALS_CARDS + CALLS_CARD + ADVICE_CARD,
        fill=centers,
        arguments=lambda ask: {"code": SEONGDONG},
    ),
    Budget(
        "villages:village",
        3 + GROUPS_CARD + PROPOSALS_CARDS + CALLS_CARD + ADVICE_CARD,
        fill=centers,
        arguments=lambda ask: {"district": SEONGDONG, "code": SEONGSU},
    ),
    Budget("villages:search", 3, fill=villages, query="?q=성수"),
    Budget("villages:office", 3 + 1, fill=centers, arguments=_of("center")),
    Budget("home", 8, "jiwoo", fill=messages),
    # Eight, with all deadlines in one query, and one more for each sort of deadline that there is.
    Budget("desk", 8 + GROUPS_DESK + PROPOSALS_DESK, "jiwoo", fill=messages),
    Budget("inbox", 8, "jiwoo", fill=messages),
    Budget("accounts:me", 10, "jiwoo", fill=ties),
    Budget("villages:my-villages", 8, "jiwoo", fill=ties),
    Budget("villages:staff", 10, "district_officer", fill=visits),
    Budget("villages:offices", 8, "division_official", fill=centers),
    Budget("villages:postings", 8, "division_official", fill=postings),
    Budget("villages:postings", 8, "district_officer", fill=postings),
    Budget("villages:visits", 8, "adviser", fill=visits),
    Budget("villages:office-desk", 10, "district_officer", fill=postings, arguments=_of("center")),
    # A desk of many lists: people, families, ties, what waits, invitations, agreements, the next year, history.
    Budget("groups:directory", 3, fill=members),
    Budget("groups:group", 3, fill=members, arguments=_group),
    Budget("groups:desk", 13, "jiwoo", fill=members, arguments=_group),
    Budget("groups:people", 10, "jiwoo", fill=members, arguments=_group),
    Budget("groups:invitations", 8, "jiwoo", fill=members, arguments=_group),
    Budget("groups:votes", 8, "jiwoo", fill=members, arguments=_group),
    Budget("groups:mine", 8, "jiwoo", fill=members),
]

from tests.funding.budgets import BUDGETS as OF_FUNDING  # noqa: E402
from tests.proposals.budgets import BUDGETS as OF_PROPOSALS  # noqa: E402 - they are made of what stands above

BUDGETS += OF_PROPOSALS + OF_FUNDING
