"""What happens around proposals of the demonstration less often: a call being written, a panel being set up, a review
begun and one taken back, an objection that a group takes back.

Everything goes through the workflow. The call being written tells that it was done.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone, translation

from accounts.demo import demo_user
from casework.past import as_of
from proposals import demo, demo_city
from proposals.demo_proposals import moment_of, sign_ins
from proposals.enums import SeatKind
from proposals.models import Call, Objection, Panel, Proposal, Review, Stage
from proposals.workflow import building, objection
from proposals.workflow import panel as panels
from proposals.workflow import review as reviews
from proposals.workflow import seat as seats

DRAFT = "청년 이웃 공모 (준비 중)"
ASKED = (("panel-asked", "나은결"), ("panel-busy", "도예준"), ("panel-ill", "라시온"))
TAKEN_BACK = "모임과 지난달까지 같은 건물을 쓴 것을 알게 되어 다른 분께 부탁드립니다."


def load() -> None:
    """Runs once, after ``demo_city``."""
    official = sign_ins().filter(email="official@demo.example").first()
    call = Call.objects.filter(title_ko=demo_city.CARE[0]).first()
    if official is None or call is None or Call.objects.filter(title_ko=DRAFT).exists():
        return
    with translation.override("ko"):
        stage = Stage.objects.get(programme__code="neighbourhood", kind="seed")
        building.begin(stage, actor=official, title_ko=DRAFT)
        _panel(call, official)
        _reviews(official)
        _objection()


def _panel(call: Call, official: Any) -> None:
    """A panel for the call that closed last: one said yes and left, one said no, one has not answered."""
    with as_of(moment_of(6, 10)):
        due = timezone.localdate() + timedelta(days=20)
        panel = panels.set_up(call, actor=official, per_proposal=2, due_on=due, resident_percent=30)
        people = [demo_user(f"{address}@demo.example", name) for address, name in ASKED]
        invited = [seats.invite_address(panel, each.email, kind=SeatKind.RESIDENT, actor=official) for each in people]
    with as_of(moment_of(3, 20)):
        seats.decline(invited[1], actor=people[1], note="이번 달에는 시험이 있어요.")
        taken = seats.accept(invited[2], actor=people[2])
        seats.leave(taken, actor=people[2], note="수술을 받게 되었어요. 다음에 꼭 함께할게요.")


def _reviews(official: Any) -> None:
    """Of those who have not declared yet in the running panel, one begins, and from one a file is taken back."""
    panel = Panel.objects.filter(call__title_ko=demo.FIRST, state="running").first()
    waiting = Review.objects.filter(seat__panel=panel, state="assigned").select_related("seat__user").order_by("pk")
    for number, review in enumerate(waiting[:2]):
        if number:
            reviews.release(review, actor=official, note=TAKEN_BACK)
        else:
            reviews.clear(review, actor=review.seat.user)


def _objection() -> None:
    today = timezone.localdate()
    found = Proposal.objects.filter(call__title_ko=demo.FIRST, state="ineligible")
    found = found.exclude(pk__in=Objection.objects.values("proposal")).filter(objection_until__gt=today)
    file = found.filter(lead__email__endswith=demo_city.NEIGHBOURS).order_by("pk").first()
    if file is not None:
        with as_of(moment_of(2, 19)):
            lodged = objection.lodge(
                file, actor=file.lead, text="세 사람이 모두 동의했는데 왜 둘로 보이는지 알고 싶어요."
            )
        with as_of(moment_of(1, 9)):
            objection.withdraw(lodged, actor=file.lead)
