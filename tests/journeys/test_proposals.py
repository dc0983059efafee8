"""From a first question to an eligible proposal: by hand in Chromium, each person in a browser of their own."""

from contextlib import contextmanager
from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from playwright.sync_api import expect

from proposals.eligibility import questions_of
from proposals.models import Advice, Proposal, Slot
from proposals.workflow import hours
from proposals.workflow.advice_steps import ADVICE
from proposals.workflow.proposal import PROPOSAL
from tests.cast import PASSWORD, SEONGSU
from tests.groups.making import at_home, formed, founded, fresh
from tests.journeys.walker import Walker, tick
from tests.proposals.making import open_call
from villages.models import Posting

JOURNEYS = [
    pytest.param("ko", 1280, True, id="Korean on a computer with JavaScript"),
    pytest.param("en", 390, False, id="English on a telephone without JavaScript"),
]
PAPER = {"name": "동의서.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF"}
SHEET = "항목\t내용\t단가\t수량\t횟수\n재료비\t책과 책장\t30,000\t10\t1\n회의비\t모임 다과\t5,000\t4\t6"
NOTE = "이웃 스무 분께 먼저 물어보기로 했어요."
POINT = "어떤 이웃이 함께하는지 써 주세요."
IDEA = {"f-need": "동네에 함께 머물 곳이 없어요.", "f-aim": "누구나 쉬어 가는 골목이 돼요."}
ACTIVITIES = {
    "f-what": "빈 가게를 책방으로 바꿔 함께 읽어요.", "f-for_whom": "혼자 사는 이웃", "f-how_many": "40",
    "f-where": "성수동 골목", "f-facility": "no",
}  # fmt: skip


@pytest.fixture
def three(places, jiwoo, seoyeon, minjun):
    for each in (jiwoo, seoyeon, minjun):
        at_home(each, places[SEONGSU])
    return jiwoo, seoyeon, minjun


@pytest.fixture
def group(places, three):
    return formed(founded(three[0], places[SEONGSU]), *three[1:])


def call_for_three():
    """An open call that asks for advice, a paper, and the yes of three."""
    rows = {"documents": [{"name_ko": "공간 사용 승낙서", "name_en": "Consent of the place", "required": True}]}
    return open_call(rows=rows, advice_required=True, agreement="three")


def offer_an_hour(adviser):
    """An hour of the adviser on the evening of the day after tomorrow."""
    posting = Posting.objects.get(person=adviser)
    day = timezone.localdate() + timedelta(days=2)
    plan = hours.Plan(
        office=posting.office, first_on=day, begins=time(18), ends=time(19), minutes=30, on_holidays=True
    )  # fmt: skip
    hours.offer_hours(posting, plan, actor=adviser)


class Journey:
    """One language and one kind of browser, with a page for each person."""

    def __init__(self, browsing, language, width, scripts) -> None:
        self.browsing = browsing
        self.scripts = scripts
        self.options = {"language": language, "width": width, "scripts": scripts}
        self.name = f"proposal-{language}-{width}-{'scripts' if scripts else 'plain'}"
        self.pictures = 0

    @contextmanager
    def browser(self, person=None):
        """A browser; their pictures are numbered along the journey, whoever takes them."""
        with self.browsing.page(person=person, **self.options) as page:
            yield Person(page, self)


class Person(Walker):
    """A walker on a journey."""

    def __init__(self, page, journey) -> None:
        super().__init__(page, journey.name)
        self.journey = journey

    def picture(self, what: str) -> None:
        self.pictures = self.journey.pictures
        super().picture(what)
        self.journey.pictures = self.pictures

    def follow(self, label: str) -> None:
        """Follow the link, or press the button, that reads ``label``."""
        main = self.page.locator("main")

        def named(exact: bool):
            link = main.get_by_role("link", name=label, exact=exact)
            return link.or_(main.get_by_role("button", name=label, exact=exact))

        found = named(exact=True) if named(exact=True).count() else named(exact=False)
        with self.page.expect_navigation():
            found.first.click()

    def reads(self, words: str) -> None:
        """Wait for the words: a page that our script opens again comes after the press that asked for it."""
        expect(self.page.locator("main")).to_contain_text(words)

    def part(self, proposal, key: str) -> None:
        self.go("proposals:section", pk=proposal.pk, key=key)

    def type(self, fields: dict[str, str]) -> None:
        """Type into the boxes of a part."""
        for name, value in fields.items():
            box = self.page.locator(f"#draft [name='{name}']")
            if box.evaluate("box => box.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)

    def save(self) -> None:
        """Save the part: in place by our script, else by a page of its own."""
        button = self.page.locator("#draft .p-actions button[value=save]")
        if self.journey.scripts:
            with self.page.expect_response(lambda answer: "act=save" in (answer.request.post_data or "")):
                button.click()
            self.page.locator("[data-draft-status]").filter(has_text=_("Saved %(time)s") % {"time": ""}).wait_for()
        else:
            with self.page.expect_navigation():
                button.click()

    def onward(self) -> None:
        """Press the button that saves the part and leads to the next."""
        with self.page.expect_navigation():
            self.page.locator("#draft button[value=next]").click()

    def step(self, label: str, **fields) -> None:
        """Press a step's button and confirm it."""
        self.follow(label)
        if fields:
            self.send(**fields)
        else:
            self.press(self.form("seen"))


# --- The whole way ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "width", "scripts"), JOURNEYS)
def test_from_a_first_question_to_an_eligible_proposal(
    browsing, group, three, center, adviser, triage_officer, language, width, scripts
):  # fmt: skip
    call = call_for_three()
    offer_an_hour(adviser)
    for each in (*three, adviser, triage_officer):
        type(each).objects.filter(pk=each.pk).update(language=language)
    journey = Journey(browsing, language, width, scripts)
    with (
        translation.override(language),
        journey.browser() as founder,
        journey.browser(three[1]) as second,
        journey.browser(three[2]) as third,
    ):
        ask_oneself(founder, call)
        proposal = begin(founder, three[0], group)
        book(founder, proposal)
        with journey.browser(adviser) as helper:
            hold(helper)
        write_together(founder, second, proposal)
        finish(founder, proposal)
        hand_in(founder, second, third, proposal)
        with journey.browser(triage_officer) as officer:
            give_back(officer, fresh(proposal))
        correct(founder, second, third, proposal)
        with journey.browser(triage_officer) as officer:
            find_eligible(officer, fresh(proposal))
        founder.go("proposals:proposal", pk=proposal.pk)
        founder.picture("eligible")
        founder.reads(pgettext("proposal", "Eligible"))
        founder.go("inbox")
        founder.picture("inbox")
    assert fresh(proposal).state == "eligible"
    assert proposal.versions.count() == 2


def ask_oneself(visitor, call):
    """Without an account: read the call, answer its questions, read the result."""
    visitor.go("proposals:call", pk=call.pk)
    visitor.picture("call")
    visitor.follow(_("Check yourself in a minute"))
    visitor.picture("self-check")
    for rule, inquiry in questions_of(call):
        met = next(value for value, outcome in inquiry.means.items() if outcome == "met")
        tick(visitor.page.locator(f"main [name='{rule.name}'][value='{met}']"))
    visitor.send(title="골목 책방")
    visitor.picture("self-check-result")
    visitor.reads(
        _(
            "Yes, by your answers this call fits. Before you submit you need one talk with an adviser: book it now,"
            " and begin to write meanwhile."
        )
    )


def begin(founder, person, group) -> Proposal:
    """Sign in on the way, and begin the group's draft with what the self-check heard."""
    founder.follow(_("Begin a proposal"))
    founder.send(login=person.email, password=PASSWORD)
    founder.picture("begin")
    founder.press(founder.form("group"))
    founder.picture("task-list")
    proposal = Proposal.objects.get(group=group)
    assert proposal.sections.get(key="idea").data["title"] == "골목 책방"
    return proposal


def book(founder, proposal):
    """Book the hour, show the draft, and take the appointment into a calendar."""
    founder.follow(_("Book advice"))
    founder.picture("offices")
    with founder.page.expect_navigation():
        founder.page.locator("main .p-card-title a").first.click()
    founder.page.locator("[name=topic]").select_option("idea")
    founder.page.locator("[name=words]").fill("책방을 어떻게 시작하면 좋을까요?")
    tick(founder.page.locator("[name=show_draft]"))
    tick(founder.page.locator("[name=slot]").first)
    founder.picture("book")
    founder.follow(_("Book this hour"))
    founder.picture("booked")
    talk = Advice.objects.get(proposal=proposal)
    calendar = founder.page.request.get(reverse("proposals:advice-ics", args=[talk.pk]))
    assert "BEGIN:VCALENDAR" in calendar.text()
    # The evening comes.
    begun = timezone.now() - timedelta(minutes=40)
    Slot.objects.filter(pk=talk.slot_id).update(starts_at=begun, ends_at=begun + timedelta(minutes=30))


def hold(helper):
    """The adviser says that the talk took place, and notes what was advised."""
    helper.go("proposals:advice-desk")
    helper.picture("adviser")
    with helper.page.expect_navigation():
        helper.page.locator("main .talk-what a").first.click()
    helper.step(str(ADVICE.steps["hold"].label), minutes="30")
    helper.picture("held")
    helper.step(str(ADVICE.steps["note"].label), note=NOTE)
    helper.picture("noted")
    helper.reads(NOTE)


def write_together(founder, second, proposal):
    """Two members open the same part: what only one of them changed merges, what both changed waits for a choice."""
    founder.go("proposals:my-advice")
    founder.page.locator("main .talk-what a").first.click()
    founder.reads(NOTE)
    for each in (founder, second):
        each.part(proposal, "idea")
    founder.type({"f-title": "골목 끝 책방", "f-need": IDEA["f-need"], "f-theme": "culture"})
    founder.save()
    second.type({"f-title": "모두의 책방", "f-aim": IDEA["f-aim"]})
    second.save()
    if second.journey.scripts:
        second.picture("two-texts-wait")
        second.follow(_("Look at both and choose"))
    second.picture("side-by-side")
    second.reads(_("Saved now, by %(name)s") % {"name": "김지우"})
    tick(second.page.locator("[name='keep-title'][value=mine]"))
    second.follow(_("Keep what I chose"))
    second.picture("chosen")
    kept = proposal.sections.get(key="idea").data
    assert (kept["title"], kept["need"], kept["aim"]) == ("모두의 책방", IDEA["f-need"], IDEA["f-aim"])


def finish(founder, proposal):
    """Everything else: boxes, a budget out of a spreadsheet, a paper, and the word that is given."""
    founder.part(proposal, "idea")
    founder.onward()
    day = timezone.localdate() + timedelta(days=60)
    founder.type(ACTIVITIES | {"f-start": day.isoformat(), "f-end": (day + timedelta(days=90)).isoformat()})
    founder.picture("activities")
    founder.onward()
    founder.follow(_("Paste lines from a spreadsheet"))
    founder.page.locator("[name=table]").fill(SHEET)
    founder.follow(_("See what is understood"))
    founder.picture("paste")
    founder.follow(_("Add these lines to the budget"))
    founder.picture("budget")
    founder.reads("420,000")
    founder.onward()
    founder.page.locator("input[type=file]").first.set_input_files(PAPER)
    founder.follow(_("Upload"))
    founder.picture("paper")
    founder.reads(PAPER["name"])
    founder.part(proposal, "pledges")
    for box in founder.page.locator("#draft input[type=checkbox]").all():
        tick(box)
    founder.onward()
    founder.part(proposal, "group")
    tick(founder.page.locator("[name='f-basis'][value='lives']"))
    founder.picture("group")
    founder.onward()
    founder.go("proposals:proposal", pk=proposal.pk)
    founder.picture("everything-there")


def hand_in(founder, second, third, proposal):
    """Each of the three says yes on their own account; the last yes is the button itself."""
    founder.go("proposals:proposal", pk=proposal.pk)
    founder.follow(_("Check and submit"))
    founder.picture("check")
    assert founder.page.locator("main .check-submit button").is_disabled()
    for each in (second, third):
        each.go("proposals:check", pk=proposal.pk)
        each.follow(_("I have read the text and confirm it"))
    third.picture("confirmed")
    founder.go("proposals:check", pk=proposal.pk)
    with founder.page.expect_navigation():
        founder.page.locator("main .check-submit button").click()
    founder.picture("receipt")
    founder.reads(fresh(proposal).number)


def give_back(officer, proposal):
    """The officer takes the file from the queue and returns it with a point on two parts."""
    officer.go("proposals:queue")
    officer.picture("queue")
    officer.follow("모두의 책방")
    officer.picture("file")
    officer.step(
        str(PROPOSAL.steps["assign"].label), posting=str(Posting.objects.get(person__email="doyun@example.kr").pk)
    )
    officer.follow(str(PROPOSAL.steps["return_"].label))
    officer.send(point_idea=POINT, point_budget="책값의 근거를 적어 주세요.")
    officer.picture("returned")


def correct(founder, second, third, proposal):
    """The group reads the points, corrects both parts, and hands in again."""
    founder.go("proposals:proposal", pk=proposal.pk)
    founder.picture("points")
    for key, answer in (
        ("idea", {"f-need": "혼자 사는 어르신이 머물 곳이 없어요."}),
        ("budget", {"f-lines-0-basis": "서점 견적"}),
    ):
        founder.part(proposal, key)
        founder.type(answer)
        founder.save()
        founder.picture(f"point-{key}")
        founder.follow(_("We have corrected this"))
    assert not proposal.points.filter(done_at=None).exists()
    hand_in(founder, second, third, proposal)


def find_eligible(officer, proposal):
    """The officer reads what changed and finds the file eligible."""
    officer.go("proposals:file", pk=proposal.pk)
    officer.picture("corrected-file")
    officer.step(str(PROPOSAL.steps["find_eligible"].label), note="잘 고치셨어요.")
    officer.picture("decided")
