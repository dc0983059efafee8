"""A panel of the demonstration: it scores what the past call brought, and is not done: there is something to do.

Goes through the workflow. Where the panel, the files or the people are missing, or it stands already, nothing happens.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.demo import PASSWORD, demo_user
from casework.lifecycle import Refused
from proposals import demo
from proposals.demo_proposals import fresh
from proposals.enums import SeatKind
from proposals.models import Call, Panel, Proposal, Review
from proposals.workflow import panel as panels
from proposals.workflow import review as reviews
from proposals.workflow import seat as seats
from seoul_portal.demo import SignIn
from villages.enums import Role
from villages.models import Posting

# Address, name, what they sit as, and what a visitor may try as them.
OUTSIDE = (
    (
        "expert",
        "류다혜",
        SeatKind.EXPERT,
        gettext_noop("Outside expert"),
        (
            gettext_noop("Take a file, and declare whether a conflict stands in the way."),
            gettext_noop("Give points and reasons for each criterion."),
            gettext_noop("Print a file to read it on the train."),
        ),
    ),
    (
        "panelist",
        "차은호",
        SeatKind.RESIDENT,
        gettext_noop("Resident on a panel"),
        (
            gettext_noop("Score proposals of other villages as a neighbor among neighbors."),
            gettext_noop("Leave the page in the middle of a sentence: nothing is lost."),
            gettext_noop("Hand in, and see that nobody else's points are shown before."),
        ),
    ),
)
_REASONS = (
    "동네에 꼭 필요한 일이고, 누가 도움을 받는지 분명해요.",
    "계획이 구체적이에요. 다만 비가 오는 날의 대안도 있으면 좋겠어요.",
    "역할이 잘 나뉘어 있고, 예산의 산출 근거도 알아보기 쉬워요.",
)


def load() -> list[SignIn]:
    """The panel, its people, and two thirds of its scores. Runs any number of times."""
    _set_up()
    there = get_user_model().objects.filter(email__in=[f"{row[0]}@demo.example" for row in OUTSIDE])
    known = set(there.values_list("email", flat=True))
    listed = [(f"{row[0]}@demo.example", row[3]) for row in OUTSIDE]
    return [SignIn(email, PASSWORD, _(title)) for email, title in listed if email in known]


def _set_up() -> None:
    official = get_user_model().objects.filter(email="official@demo.example").first()
    call = Call.objects.filter(title_ko=demo.FIRST).first()
    if official is None or call is None or not call.is_over or Panel.objects.filter(call=call).exists():
        return
    if not Proposal.objects.filter(call=call, state="eligible").exists():
        return
    with translation.override("ko"):
        due = timezone.localdate() + timedelta(days=9)
        panel = panels.set_up(call, actor=official, per_proposal=3, due_on=due, resident_percent=30)
        fill(panel, official)
        try:
            panels.open_panel(panel, actor=official)
        except Refused:
            return  # nobody may read one of the files: the official sees why, and invites others
        for number, review in enumerate(Review.objects.filter(seat__panel=panel).order_by("proposal", "seat")):
            _go_on(review, number)


def fill(panel: Panel, official: Any) -> None:
    """Reviewers from offices, an expert from outside, and a resident, all of whom said yes."""
    for posting in Posting.objects.in_force().filter(role=Role.REVIEWER).select_related("person", "office"):
        seats.accept(seats.invite_posting(panel, posting, actor=official), actor=posting.person)
    for address, name, kind, title, may_try in OUTSIDE:
        person = demo_user(f"{address}@demo.example", name, role=title, try_this=may_try)
        seats.accept(seats.invite_address(panel, person.email, kind=kind, actor=official), actor=person)


def _go_on(review: Review, number: int) -> None:
    """Every third waits for its declaration; one conflict is declared; the others are handed in."""
    who = review.seat.user
    if number % 3 == 2:
        return
    if number == 4:
        reviews.declare_conflict(review, actor=who, kind="work", words="지난해 함께 행사를 열었어요.")
        return
    reviews.clear(review, actor=who)
    criteria = list(review.seat.panel.call.criteria.all())
    share = 60 + (number * 13) % 38
    said = {
        each.pk: (each.points * share // 100, _REASONS[place % len(_REASONS)]) for place, each in enumerate(criteria)
    }
    reviews.save(fresh(review), actor=who, said=said)
    reviews.hand_in(fresh(review), actor=who)
