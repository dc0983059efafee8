"""From the first declaration to the answer to an objection: by hand in Chromium, everybody in their own browser."""

from contextlib import ExitStack

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from funding.models import Allocation, Award, FundingRound
from funding.workflow.round import ROUND
from notices.models import Message
from proposals.models import Objection, Proposal, Review
from proposals.workflow.objection import OBJECTION
from proposals.workflow.panel import PANEL, open_panel
from tests.cast import SEONGSU, TOTP_SECRET
from tests.groups.making import at_home, formed, founded, fresh
from tests.journeys.test_proposals import Journey, Person
from tests.journeys.walker import code, tick
from tests.proposals import making as drafts
from tests.proposals import making_review as panels

JOURNEYS = [
    pytest.param("ko", 1280, True, id="Korean with JavaScript"),
    pytest.param("en", 1280, False, id="English without JavaScript"),
]
PHONE = 390
REASON = "Twelve neighbors asked for it, and the plan says who does what."
TALK = "두 위원이 전화로 이야기했고, 각자의 점수를 그대로 두기로 했습니다."
LESS = "강사비를 한 번 줄였습니다."
OBJECTION_WORDS = "이웃 스무 분의 서명을 함께 냈는데 점수에 보이지 않습니다."
ANSWER = "서명은 심사 자료에 있었고 두 위원이 읽었습니다. 점수는 그대로입니다."


@pytest.fixture
def three(places, jiwoo, seoyeon, minjun):
    for each in (jiwoo, seoyeon, minjun):
        at_home(each, places[SEONGSU])
    return jiwoo, seoyeon, minjun


@pytest.fixture
def ours(places, three, center, division_official):
    """The proposal of the three, found eligible, in a call that is over."""
    group = formed(founded(three[0], places[SEONGSU]), *three[1:])
    call = drafts.open_call(rows=drafts.FULL)
    file = panels.eligible(drafts.submitted(drafts.complete(drafts.draft(group, call))))
    with transaction.atomic():  # a group without its members would be refused
        panels.eligible_files(center, 2, call=call)
    Proposal.objects.filter(call=call).update(asked=700_000)
    panels.over(call)
    return fresh(file)


@pytest.fixture
def panel(ours):
    """Three experts with two reviews for each of three proposals."""
    made = panels.set_up(ours.call, spread_threshold=20)
    for number in (1, 2, 3):
        panels.expert(made, number)
    open_panel(made, actor=drafts.official())
    return fresh(made)


@pytest.mark.parametrize(("language", "width", "scripts"), JOURNEYS)
def test_from_declarations_to_an_answered_objection(
    browsing, ours, panel, three, division_official, division_director, district_officer, language, width, scripts
):
    get_user_model().objects.update(language=language)
    journey = Round(browsing, language, width, scripts)
    with translation.override(language), journey.closing:
        gone = recuse(journey, panel, ours)
        score_everything(journey, panel, ours)
        talk_and_close(journey, division_official, panel, ours)
        round_ = rank(journey, division_official, ours)
        sign(journey, division_director, round_)
        announce(journey, division_official, round_)
        objection = read_and_object(journey, three[0], ours)
        answer(journey, district_officer, objection)
        member = journey.phone(three[0])
        member.go("proposals:objection", pk=objection.pk)
        member.picture("answered")
        member.reads(ANSWER)
    assert fresh(gone).state == "conflict"
    assert fresh(objection).state == "dismissed"
    assert fresh(ours).state == "not_selected"


class Round(Journey):
    """A journey on which staff sit at a computer, and residents and reviewers hold a telephone."""

    def __init__(self, *args) -> None:
        super().__init__(*args)
        self.name = self.name.replace("proposal", "round")
        self.people = {}
        self.closing = ExitStack()

    def phone(self, person=None) -> Person:
        return self.walker(person, PHONE)

    def desk(self, person=None) -> Person:
        return self.walker(person, self.options["width"])

    def walker(self, person, width) -> Person:
        """This person's browser, the same each time they come back to it."""
        if (person, width) not in self.people:
            page = self.browsing.page(person=person, **self.options | {"width": width})
            self.people[person, width] = Person(self.closing.enter_context(page), self)
        return self.people[person, width]


# --- Reviewers --------------------------------------------------------------------------------------


def recuse(journey, panel, ours) -> Review:
    """One reviewer stands near to a file: it closes to them at once, and a colleague gets it."""
    near = Review.objects.filter(seat__panel=panel).exclude(proposal=ours).order_by("pk").first()
    reader = journey.phone(near.seat.user)
    reader.go("proposals:my-reviews")
    reader.picture("my-reviews")
    reader.go("proposals:review", pk=near.pk)
    reader.page.locator("#conflict summary").click()
    reader.picture("conflict")
    tick(reader.page.locator("[name=kind][value=friend]"))
    reader.page.locator("[name=words]").fill("오랜 친구의 모임이에요.")
    reader.follow(_("Declare the conflict"))
    reader.picture("recused")
    assert near.proposal.title not in reader.page.locator("main").inner_text()
    journey.browsing.expected.add(404)
    assert reader.page.goto(near.get_absolute_url()).status == 404
    journey.browsing.expected.discard(404)
    standing = Review.objects.standing().filter(proposal=near.proposal)
    assert standing.count() == 2
    assert near.seat_id not in standing.values_list("seat", flat=True)
    return near


def score_everything(journey, panel, ours) -> None:
    """Each reviewer goes through their files; on one the two lie far apart, and read each other afterwards."""
    apart = [(48, 45), (20, 15)]
    alike = [(40, 41), (42, 38)]
    pictures = True
    for seat in panel.seats.sitting().order_by("pk"):
        reader = journey.phone(seat.user)
        for review in Review.objects.waiting().filter(seat=seat).order_by("position"):
            before = Review.objects.filter(proposal=review.proposal, state="scored").count()
            score(reader, review, (apart if review.proposal == ours else alike)[before], pictures=pictures)
            pictures = False
    last = Review.objects.filter(proposal=ours, state="scored").order_by("handed_in_at").last()
    reader = journey.phone(last.seat.user)
    reader.go("proposals:review", pk=last.pk)
    reader.picture("asked-to-talk")
    reader.reads("93")  # what the other one gave, without a name
    assert Message.objects.filter(recipient=last.seat.user, kind="review-talk-asked").exists()


def score(reader: Person, review: Review, points, *, pictures: bool) -> None:
    reader.go("proposals:review", pk=review.pk)
    if pictures:
        reader.picture("declare")
    reader.follow(_("I have no conflict of interest: open the file"))
    for criterion, each in zip(review.seat.panel.call.criteria.all(), points, strict=True):
        for name, value in ((f"points_{criterion.pk}", str(each)), (f"reason_{criterion.pk}", REASON)):
            reader.page.locator(f"[name={name}]").fill(value)
            go_on(reader)
    if pictures:
        reader.picture("score")
    reader.follow(_("Hand in, and to the next"))
    assert fresh(review).total == sum(points)


def go_on(reader: Person) -> None:
    """To the next field; our script keeps what stands in the one before."""
    if not reader.journey.scripts:
        return
    with reader.page.expect_response(lambda answer: "/keep/" in answer.url or "/save/" in answer.url):
        reader.page.keyboard.press("Tab")


def talk_and_close(journey, official, panel, ours) -> None:
    """The official brings the two together, notes the talk, and closes the panel."""
    desk = journey.desk(official)
    desk.go("proposals:panel", pk=panel.pk)
    desk.picture("panel")
    assert desk.page.get_by_role("button", name=str(PANEL.steps["close"].label)).is_disabled()
    desk.go("proposals:panel-file", pk=panel.pk, file=ours.pk)
    desk.picture("talk-due")
    desk.send(note=TALK)
    desk.picture("talk-noted")
    desk.reads(TALK)
    desk.go("proposals:panel", pk=panel.pk)
    desk.step(str(PANEL.steps["close"].label))
    desk.picture("panel-closed")
    assert fresh(panel).is_closed


# --- The Division -----------------------------------------------------------------------------------


def rank(journey, official, ours) -> FundingRound:
    """A round is made, filled from the panel, tried, and decided row by row: all, a part with a reason, nothing."""
    desk = journey.desk(official)
    desk.go("funding:rounds")
    desk.picture("rounds")
    desk.follow(_("New round"))
    tick(desk.page.locator(f"[name=calls][value='{ours.call_id}']"))
    desk.page.locator("[name=name_en]").fill("Spring round")
    desk.page.locator("[name=ceilings-0-theme]").select_option("care")
    desk.page.locator("[name=ceilings-0-ceiling]").fill("1300000")
    desk.picture("new-round")
    desk.send(name_ko="봄 심의", budget="1200000")
    desk.follow(_("Take proposals and scores over"))
    desk.picture("ranking")
    round_ = FundingRound.objects.get()
    first, second, third = Allocation.objects.filter(round=round_).order_by("place")
    assert third.proposal == ours
    desk.page.locator("details.round-cut summary").click()
    desk.send(select="2", reserve="1")
    desk.picture("what-if")
    desk.reads("1,400,000")
    desk.follow(_("Drop the trial"))
    desk.follow(_("Change these rows"))
    for name, value in {f"amount-{second.pk}": "500,000", f"reason-{second.pk}": LESS}.items():
        desk.page.locator(f"[name='{name}']").fill(value)
    for row in (first, second):
        desk.page.locator(f"[name='outcome-{row.pk}']").select_option("selected")
    desk.follow(_("Try without saving"))
    desk.picture("tried")
    with desk.page.expect_navigation():
        desk.page.locator("[name=save]").first.click()
    desk.go("funding:round", pk=round_.pk)
    desk.picture("decided")
    desk.step(str(ROUND.steps["propose"].label), note="한 모임은 일부만 지원합니다.")
    desk.picture("proposed")
    assert fresh(round_).state == "proposed"
    assert (fresh(second).amount, fresh(second).reason) == (500_000, LESS)
    return round_


def sign(journey, director, round_) -> None:
    """The director signs in with a code; an hour later the signature asks for another one."""
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(director, TOTP_SECRET)
    desk = journey.desk()
    desk.sign_in(director.email)
    desk.picture("code")
    desk.send(code=code(TOTP_SECRET))
    an_hour_later(desk)
    desk.go("funding:round", pk=round_.pk)
    desk.picture("before-the-director")
    desk.reads(str(ROUND.steps["sign"].label))
    desk.follow(_("Read and confirm"))
    desk.picture("second-factor-needed")
    desk.follow(_("Confirm your second factor"))
    desk.follow(_("Confirm with a code"))
    desk.send(code=code(TOTP_SECRET, steps=1))
    desk.picture("sign")
    desk.press(desk.form("seen"))
    desk.picture("signed")
    assert (fresh(round_).state, fresh(round_).signed_by) == ("signed", director)
    assert not Message.objects.filter(kind__startswith="result-").exists()


def an_hour_later(desk) -> None:
    """What this session confirmed lies an hour back."""
    key = next(each["value"] for each in desk.page.context.cookies() if each["name"] == "sessionid")
    session = SessionStore(key)
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()


def announce(journey, official, round_) -> None:
    desk = journey.desk(official)
    desk.go("funding:round", pk=round_.pk)
    desk.step(str(ROUND.steps["announce"].label))
    desk.picture("announced")
    desk.go("funding:fairness", pk=round_.pk)
    desk.picture("fairness")
    desk.go("funding:ledger", pk=round_.pk)
    desk.picture("ledger")
    visitor = journey.phone()
    visitor.go("funding:result", pk=round_.pk)
    visitor.picture("public-record")
    visitor.go("proposals:call", pk=round_.calls.get().pk)
    visitor.picture("call-with-results")
    visitor.follow(_("Who was selected"))
    assert sorted(Award.objects.values_list("amount", flat=True)) == [500_000, 700_000]


# --- The group --------------------------------------------------------------------------------------


def read_and_object(journey, member, ours) -> Objection:
    """The group reads its points and reasons on a telephone, and objects."""
    phone = journey.phone(member)
    phone.go("inbox")
    phone.picture("inbox")
    phone.go("funding:feedback", pk=ours.pk)
    phone.picture("feedback")
    phone.reads(REASON)
    assert "심사1위원" not in phone.page.content()
    phone.follow(_("Object to the decision"))
    phone.send(text=OBJECTION_WORDS)
    phone.picture("objected")
    return Objection.objects.get(proposal=ours)


def answer(journey, officer, objection) -> None:
    """Somebody who did not decide reads the objection and answers."""
    desk = journey.desk(officer)
    desk.go("desk")
    desk.picture("desk-of-the-officer")
    desk.go("proposals:objection", pk=objection.pk)
    desk.step(str(OBJECTION.steps["dismiss"].label), note=ANSWER)
    desk.picture("answer")
    assert objection.answered_by_id is None  # the copy from before
    assert fresh(objection).answered_by == officer
