"""What happens at the counters of the demonstration: identities confirmed and not, corrections, families, and somebody
who worked there and left.

Everything goes through the workflow. It is known by the first visitor; where they were, nothing happens again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone, translation

from accounts.demo import demo_user
from accounts.enums import FamilyKind
from accounts.models import FamilyTie
from accounts.workflow import corrections, family
from casework.past import as_of
from villages.demo import HOME, IN_OFFICE_SINCE
from villages.enums import Basis, Document, Role
from villages.models import Posting, Tie, Village
from villages.workflow import posting as postings
from villages.workflow import tie as ties
from villages.workflow import visit as visits

VISITORS = ("최다온", "윤보람", "송미르", "홍이든")
FORMER = "former-adviser@demo.example"
WRONG = "이름의 한자가 다르게 적혀 있어요. 주민등록에는 다른 글자예요."
RIGHT = "담당자가 주민등록을 확인하고 고쳤습니다. 알려 주셔서 고맙습니다."
LATE = "전화번호가 예전 것이에요. 바꾸는 자리를 찾지 못했어요."


def load() -> None:
    """The counter of the residents' own village center. Runs any number of times."""
    staff = {
        each.email.partition("@")[0]: each
        for each in get_user_model().objects.filter(email__endswith="@demo.example")
        if each.postings.exists()
    }
    if "triage" not in staff or get_user_model().objects.filter(email=_address(0)).exists():
        return
    with translation.override("ko"):
        with as_of(timezone.now() - timedelta(days=20)):
            people = [_visitor(number, name) for number, name in enumerate(VISITORS)]
        _identities(people, staff["triage"])
        _families(people)
        _corrections(people, staff["administrator"])
        _somebody_who_left(staff)


def _address(number: int) -> str:
    return f"neighbour-counter-{number}@demo.example"


def _visitor(number: int, name: str) -> Any:
    person = demo_user(_address(number), name)
    ties.declare(person, Village.objects.get(code=HOME), Basis.LIVES)
    return person


def _identities(people: list[Any], officer: Any) -> None:
    """One was recognised, one came without a document, one thought better of it."""
    center = officer.postings.get().office
    with as_of(timezone.now() - timedelta(days=6)):
        recognised, without, gone = (visits.request(person, center) for person in people[:3])
        visits.confirm(recognised, actor=officer, document=Document.RESIDENT_CARD)
        visits.decline(
            without, actor=officer, note="신분증을 가져오지 않으셨어요. 다음에 가져오시면 바로 확인해 드려요."
        )
        visits.withdraw(gone, actor=people[2])


def _families(people: list[Any]) -> None:
    """A couple who confirmed it, brothers that are none, a tie that ended, and one that waits for its answer."""
    first, second, third, fourth = people
    with as_of(timezone.now() - timedelta(days=12)):
        family.confirm(_declared(first, second, FamilyKind.SPOUSE), actor=second)
        family.refuse(_declared(first, third, FamilyKind.SIBLING), actor=third)
        ended = family.confirm(_declared(second, third, FamilyKind.LINEAL), actor=third)
    with as_of(timezone.now() - timedelta(days=4)):
        family.end(ended, actor=third, note="잘못 적었어요.")
        _declared(third, fourth, FamilyKind.SIBLING)


def _declared(one: Any, other: Any, kind: str) -> FamilyTie:
    family.declare(one, other.email, kind)
    return FamilyTie.objects.open().get(from_user=one, to_user=other)


def _corrections(people: list[Any], administrator: Any) -> None:
    with as_of(timezone.now() - timedelta(days=3)):
        corrections.answer(corrections.ask(people[0], WRONG), actor=administrator, answer=RIGHT)
        corrections.ask(people[1], LATE)


def _somebody_who_left(staff: dict[str, Any]) -> None:
    """An adviser until last week. Whoever wrote to them in confidence gets the words back: see ``groups``."""
    office = staff["adviser"].postings.get().office
    person = demo_user(FORMER, "표예원", staff=True)
    with as_of(timezone.now() - IN_OFFICE_SINCE):
        offered = postings.propose(person, office, Role.ADVISER, actor=staff["administrator"])
        postings.accept(offered, actor=person, pledge=True)


def leave() -> None:
    """The former adviser's last day: asked for by whoever still wants to show what happens then."""
    there = Posting.objects.in_force().filter(person__email=FORMER).first()
    administrator = get_user_model().objects.filter(email="administrator@demo.example").first()
    if there is not None and administrator is not None and Tie.objects.exists():
        postings.end(there, actor=administrator, note="다른 구청으로 옮겼어요.")
