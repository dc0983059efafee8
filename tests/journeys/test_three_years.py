"""From the agreement to a city service: three years in Chromium, with moved time; residents hold a telephone."""

from contextlib import ExitStack, contextmanager
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pgtrigger
import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from funding.bank_files import as_csv
from funding.lesson import questions
from funding.models import (
    Allocation,
    Award,
    BankAccount,
    Continuation,
    Expense,
    MoreTime,
    Nomination,
    PaymentBatch,
    Report,
    Settlement,
)
from funding.tasks import end_periods
from funding.workflow.account import ACCOUNT
from funding.workflow.award import AWARD
from funding.workflow.nomination import NOMINATION
from funding.workflow.report import REPORT
from funding.workflow.settlement import SETTLEMENT
from funding.workflow.tranche import TRANCHE
from notices.models import Message
from notices.workflow.reminding import remind_all
from proposals.models import Proposal
from proposals.workflow import drafting
from tests.cast import SEONGSU
from tests.funding import making, making_agree, making_next, making_spend
from tests.groups.making import at_home, formed, founded, fresh
from tests.journeys.test_round import JOURNEYS, Round
from tests.journeys.walker import tick
from tests.proposals import making as drafts
from tests.proposals import making_review as panels

SEOUL = ZoneInfo("Asia/Seoul")
RIGHT = {question.key: question.right.key for question in questions()}
PAUSED = 40
SPENT = (52_000, 28_000)


@pytest.fixture
def three(places, jiwoo, seoyeon, minjun):
    for each in (jiwoo, seoyeon, minjun):
        at_home(each, places[SEONGSU])
    return jiwoo, seoyeon, minjun


@pytest.fixture
def award(places, three, center, district_office, division_official, division_director):
    """The award of the three in an announced round, with the plan and budget that they wrote."""
    group = formed(founded(three[0], places[SEONGSU]), *three[1:])
    group.memberships.filter(user=three[2]).update(role="treasurer")
    call = drafts.open_call(rows=drafts.FULL)
    file = panels.eligible(drafts.submitted(drafts.complete(drafts.draft(group, call))))
    return awarded(file, division_official, division_director)


def awarded(file, official, director) -> Award:
    """What a round makes of ``file``: selected, signed and announced."""
    with pgtrigger.ignore():
        Proposal.objects.filter(pk=file.pk).update(state="in_review")
    round_ = making.pot(file.call, 20_000_000)
    Allocation.objects.create(
        round=round_, proposal=file, district_id=file.village.district_id, theme=file.theme, asked=file.asked,
        score=8800, spread=4, place=1, rank=1,
    )  # fmt: skip
    making.announced(round_, official, director, select=1, reserve=0)
    return Award.objects.select_related("group", "proposal").get(proposal=file)


class Years(Round):
    """A journey through time: whoever comes back later signs in anew."""

    def __init__(self, *args) -> None:
        super().__init__(*args)
        self.name = self.name.replace("round", "years")
        self.clock = ExitStack()
        self.closing.push(lambda *_error: self.clock.close())

    def go_to(self, day) -> None:
        """Nine in the morning of ``day``; everybody has signed in anew."""
        self.clock.close()
        self.clock.enter_context(time_machine.travel(datetime.combine(day, time(9), SEOUL), tick=True))
        for (person, _width), walker in self.people.items():
            self.browsing.sign_in(walker.page.context, person)


@pytest.mark.parametrize(("language", "width", "scripts"), JOURNEYS)
def test_three_years(
    browsing, award, three, division, division_official, division_director, triage_officer, district_officer, adviser,
    language, width, scripts,
):  # fmt: skip
    second = making_agree.second_official(division)
    get_user_model().objects.update(language=language)
    journey = Years(browsing, language, width, scripts)
    with translation.override(language), journey.closing:
        agree(journey, award, three)
        enter_account(journey, award, three[2], division_official)
        pay(journey, award, three[0], division_official, second)
        journey.go_to(fresh(award).starts_on + timedelta(days=5))
        spend(journey, award, three[2])
        ask_for_time_and_help(journey, award, three[1], adviser)
        check_half_way(journey, award, three[0], triage_officer)
        rest(journey, award, three[0])
        report(journey, award, three[0], triage_officer)
        settle(journey, award, three[2], district_officer)
        give_back(journey, award, three[2], division_official)
        making_next.next_call("year-2", award.proposal.call.programme)
        judge(journey, award, district_officer, three[1])
        draft = go_on(journey, award, three[0])
        making_next.stage("year-3", award.proposal.call.programme)
        second_year = year_of(draft, journey, division_official, division_director, district_officer)
        call = making_next.next_call("year-3", award.proposal.call.programme)
        draft = drafting.begin(call, award.group, actor=three[0])
        third_year = year_of(draft, journey, division_official, division_director, district_officer)
        become_a_service(journey, third_year, adviser, three[0], district_officer, division_official)
    assert {fresh(each).state for each in (award, second_year, third_year)} == {"closed"}
    assert Continuation.objects.get(proposal=third_year.proposal).previous == second_year


# --- The agreement and its money --------------------------------------------------------------------


def agree(journey, award, three) -> None:
    """The representative and the treasurer learn how to keep accounts; all three say yes on their own telephones."""
    for place, member in enumerate(three):
        phone = journey.phone(member)
        phone.go("funding:award", pk=award.pk)
        if member != three[1]:
            phone.follow(_("Take the lesson"))
            phone.send(**RIGHT)
        phone.go("funding:agreement", pk=award.pk)
        if place == 0:
            phone.picture("agreement")
        accept(phone)
        phone.go("funding:award", pk=award.pk)
        phone.picture(f"accepted-{place + 1}")
    assert fresh(award).state == "agreed"


def accept(phone) -> None:
    form = phone.form("seen")
    for box in form.locator("input[type=checkbox][required]").all():
        tick(box)
    phone.press(form)


def enter_account(journey, award, treasurer, official) -> None:
    """Once, by the treasurer; an official compares the full number, which is recorded."""
    phone = journey.phone(treasurer)
    phone.go("funding:account-new", pk=award.pk)
    phone.picture("account")
    phone.send(bank="090", number="3333-01-2345678", holder="골목 책방")
    account = BankAccount.objects.get(group=award.group)
    desk = journey.desk(official)
    desk.go("funding:account", pk=account.pk)
    desk.follow(_("Show the full number"))
    desk.reads("3333012345678")
    desk.go("funding:account", pk=account.pk)
    desk.step(str(ACCOUNT.steps["confirm"].label))
    desk.picture("account-confirmed")
    assert fresh(account).state == "confirmed"


def pay(journey, award, representative, official, second) -> None:
    """Asked for by the group, approved by one official, ordered and paid by another as the bank's answer says."""
    tranche = award.tranches.get(position=1)
    phone = journey.phone(representative)
    phone.go("funding:award", pk=award.pk)
    phone.follow(_("Ask for this payment"))
    phone.press(phone.form("seen"))
    desk = journey.desk(official)
    desk.go("funding:tranche", pk=tranche.pk)
    desk.step(str(TRANCHE.steps["approve"].label))
    desk.picture("payment-approved")
    payer = journey.desk(second)
    payer.go("funding:batches")
    payer.follow(_("Make a batch"))
    batch = PaymentBatch.objects.order_by("id").last()
    payer.go("funding:batch", pk=batch.pk)
    with payer.page.expect_download() as order:
        payer.page.get_by_role("button", name=_("Order as XLSX")).click()
    assert order.value.suggested_filename.endswith(".xlsx")
    rows = [("번호", "결과", "일자", "사유"), (str(tranche.pk), "지급", str(timezone.localdate()), "")]
    payer.page.locator("main [name=file]").set_input_files(
        {"name": "answer.csv", "mimeType": "text/csv", "buffer": as_csv(rows)}
    )
    payer.follow(_("Read in"))
    payer.picture("paid")
    assert fresh(tranche).state == "paid"
    assert Message.objects.filter(recipient=representative, kind="money-paid").exists()


# --- The year ---------------------------------------------------------------------------------------


def spend(journey, award, treasurer) -> None:
    """On the telephone: photograph, amount, line, done. What is left of the line stands there at once."""
    phone = journey.phone(treasurer)
    line = award.lines.order_by("position").first()
    for number, won in enumerate(SPENT, 1):
        phone.go("funding:award", pk=award.pk)
        phone.follow(_("Photograph a receipt"))
        upload = making_spend.photograph(seed=number)
        phone.page.locator("main [name=file]").set_input_files(
            {"name": upload.name, "mimeType": "image/jpeg", "buffer": upload.read()}
        )
        if number == 1:
            phone.picture("receipt")
        for name, value in {"amount": str(won), "line": str(line.pk), "payee": f"성수문구 {number}"}.items():
            enter(phone, name, value)
        phone.press(phone.form("amount"))
    phone.go("funding:expenses", pk=award.pk)
    phone.picture("receipts")
    assert sum(Expense.objects.filter(award=award).values_list("amount", flat=True)) == sum(SPENT)
    phone.go("funding:new-activity", pk=award.pk)
    phone.send(title="골목 청소", where="성수동 골목", attendance="12", newcomers="5")
    phone.go("funding:diary", pk=award.pk)
    phone.picture("diary")


def enter(phone, name: str, value: str) -> None:
    """Fill a field and go on; our script then says what is left of the line: while an amount is typed, and after it."""
    field = phone.page.locator(f"main [name={name}]")
    put = field.select_option if field.evaluate("field => field.tagName") == "SELECT" else field.fill
    acts = [lambda: put(value), lambda: field.press("Tab")]
    for together in [acts[:1], acts[1:]] if name == "amount" else [acts]:
        with answered(phone):
            for act in together:
                act()


@contextmanager
def answered(phone):
    """Wait for what our script asks meanwhile."""
    if not phone.journey.scripts:
        yield
        return
    with phone.page.expect_response(lambda answer: "/left/" in answer.url):
        yield


def ask_for_time_and_help(journey, award, member, adviser) -> None:
    """A reminder leads to a page with two buttons: more time is there at once, and the office calls."""
    check = Report.objects.get(award=award, kind="midterm")
    before = check.due_on
    journey.go_to(before)
    remind_all()
    reminder = Message.objects.filter(recipient=member, kind="deadline", channel="email").last()
    path = f"/due/midterm-check/{check.pk}/"
    assert reminder is None or path in reminder.body
    phone = journey.phone(member)
    phone.page.goto(path)
    phone.picture("more-time")
    phone.follow(_("More time"))
    phone.picture("more-time-granted")
    assert fresh(check).due_on == before + timedelta(days=14)
    assert MoreTime.objects.get().by_rule
    phone.follow(_("We need help"))
    phone.picture("help-asked")
    desk = journey.desk(adviser)
    desk.go("desk")
    desk.picture("desk-of-the-adviser")
    desk.go("funding:due")
    desk.picture("due-dates")
    phone.go("funding:group-due", pk=award.group_id)
    phone.picture("group-due")


def check_half_way(journey, award, representative, officer) -> None:
    paper = Report.objects.get(award=award, kind="midterm")
    phone = journey.phone(representative)
    phone.go("funding:write-report", pk=paper.pk)
    phone.send(progress="절반을 했어요.", well="이웃이 모여요.", onward="continue")
    phone.picture("mid-term-check")
    phone.step(str(REPORT.steps["submit"].label))
    desk = journey.desk(officer)
    desk.go("funding:report", pk=paper.pk)
    desk.step(str(REPORT.steps["accept"].label), note="잘하고 계세요.")
    desk.picture("check-accepted")
    assert fresh(paper).state == "accepted"


def rest(journey, award, representative) -> None:
    """Forty days of pause: the end moves by exactly forty days."""
    ends = fresh(award).ends_on
    phone = journey.phone(representative)
    phone.go("funding:award", pk=award.pk)
    phone.follow(str(AWARD.steps["pause"].label))
    expected = timezone.localdate() + timedelta(days=PAUSED)
    phone.send(expected_on=expected.isoformat())
    phone.picture("paused")
    journey.go_to(expected)
    phone = journey.phone(representative)
    phone.go("funding:award", pk=award.pk)
    phone.step(str(AWARD.steps["resume"].label))
    phone.picture("returned")
    assert fresh(award).ends_on == ends + timedelta(days=PAUSED)


# --- The end ----------------------------------------------------------------------------------------


def report(journey, award, representative, officer) -> None:
    """The clock ends the project; the group says what came of its goals."""
    journey.go_to(fresh(award).ends_on + timedelta(days=1))
    assert end_periods() == 1
    paper = Report.objects.get(award=award, kind="final")
    phone = journey.phone(representative)
    phone.go("funding:write-report", pk=paper.pk)
    goals = {}
    for goal in award.goals.all():
        goals |= {f"goal-{goal.pk}-{name}": said for name, said in (("result", "열두 번"), ("reached", "yes"))}
    phone.send(
        done="열두 번 모였어요.", change="골목이 밝아졌어요.", lessons="홍보를 먼저 할 걸 그랬어요.", next="next_stage",
        summary="골목에서 함께 읽었어요.", **goals,
    )  # fmt: skip
    phone.picture("final-report")
    phone.step(str(REPORT.steps["submit"].label))
    desk = journey.desk(officer)
    desk.go("funding:report", pk=paper.pk)
    desk.step(str(REPORT.steps["accept"].label), note="")
    desk.picture("report-accepted")
    assert fresh(award).state == "settling"


def settle(journey, award, treasurer, officer) -> None:
    """Nothing is typed but the interest of the bank."""
    phone = journey.phone(treasurer)
    phone.go("funding:settlement", pk=award.pk)
    phone.step(str(SETTLEMENT.steps["submit"].label), interest="120")
    phone.picture("settlement")
    desk = journey.desk(officer)
    desk.go("funding:settlement", pk=award.pk)
    desk.follow(_("Accept all on this page that raise no question"))
    desk.picture("receipts-accepted")
    desk.step(str(SETTLEMENT.steps["accept"].label))
    desk.picture("settled")
    made = Settlement.objects.get(award=award)
    assert made.to_return == fresh(award).paid - sum(SPENT) + 120
    assert fresh(award).state == "settled"


def give_back(journey, award, treasurer, official) -> None:
    """What is to be returned comes back to the won."""
    phone = journey.phone(treasurer)
    phone.go("funding:group-due", pk=award.group_id)
    phone.picture("money-to-return")
    desk = journey.desk(official)
    desk.go("funding:settlement", pk=award.pk)
    desk.step(str(SETTLEMENT.steps["take_back"].label), amount=str(Settlement.objects.get(award=award).to_return))
    desk.picture("money-returned")
    assert Settlement.objects.get(award=award).returned_on


def judge(journey, award, officer, member) -> None:
    """What came of it, in words that the group reads; the award is closed."""
    desk = journey.desk(officer)
    desk.go("funding:award", pk=award.pk)
    desk.step(str(AWARD.steps["judge"].label), outcome="performing", note="열두 번 모였고 골목이 밝아졌습니다.")
    phone = journey.phone(member)
    phone.go("funding:award", pk=award.pk)
    phone.picture("closed")
    phone.reads("열두 번 모였고 골목이 밝아졌습니다.")
    assert fresh(award).state == "closed"


# --- The years after --------------------------------------------------------------------------------


def go_on(journey, award, representative) -> Proposal:
    """The next stage is open: its draft begins from last year, and shows what changed."""
    phone = journey.phone(representative)
    phone.go("inbox")
    phone.picture("what-opens-next")
    phone.go("funding:award", pk=award.pk)
    phone.follow(_("Ask for the next stage"))
    phone.press(phone.form("group"))
    phone.picture("draft-of-year-two")
    draft = Proposal.objects.get(group=award.group, state="draft")
    assert draft.sections.get(key="idea").data["title"] == award.proposal.title
    phone.part(draft, "idea")
    phone.picture("only-what-is-new")
    phone.go("proposals:last-year", pk=draft.pk)
    phone.picture("what-changed")
    return draft


def year_of(draft, journey, official, director, officer) -> Award:
    """A whole year from the draft to the closed award, by the functions that the first year took through pages."""
    file = panels.eligible(drafts.submitted(draft))
    award = awarded(fresh(file), official, director)
    award = making_agree.running(fresh(award))
    journey.go_to(max(award.starts_on, timezone.localdate()) + timedelta(days=30))
    return making_next.closed(fresh(award), officer)


def become_a_service(journey, award, adviser, representative, officer, official) -> None:
    """The adviser nominates, the group says yes, the district is in favour, the city decides with public reasons."""
    desk = journey.desk(adviser)
    desk.go("funding:award", pk=award.pk)
    desk.follow(_("Nominate as a city service"))
    desk.send(**{name: str(value) for name, value in making_next.DOSSIER.items()})
    made = Nomination.objects.get(award=award)
    phone = journey.phone(representative)
    phone.go("funding:nomination", pk=made.pk)
    phone.picture("nominated")
    phone.step(str(NOMINATION.steps["answer"].label), wish="우리가 계속 함께 운영하고 싶어요.")
    desk = journey.desk(officer)
    desk.go("funding:nomination", pk=made.pk)
    desk.step(str(NOMINATION.steps["assess"].label), in_favour="True", opinion="구에서도 함께하겠습니다.")
    desk = journey.desk(official)
    desk.go("funding:nomination", pk=made.pk)
    desk.step(str(NOMINATION.steps["adopt"].label), note="세 해 동안 이웃 마흔 명이 꾸준히 왔습니다.")
    visitor = journey.phone()
    visitor.go("funding:city-services")
    visitor.picture("city-service")
    visitor.reads(award.group.name)
