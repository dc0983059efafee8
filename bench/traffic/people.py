"""The people of the load run, for locust: each does one thing after another, as they would by hand.

Whatever the portal acknowledges is written into the journal with a word of its own, by which the books find it again.
"""

import json
import os
import random
import re
from collections import deque
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4
from zoneinfo import ZoneInfo

import gevent
from locust import HttpUser, between, events, task
from locust.env import Environment

from bench.traffic.browser import Browser, GaveUp, Journal, Page

WORLD: dict[str, Any] = json.loads(Path(os.environ["TRAFFIC_WORLD"]).read_text())
JOURNAL = Journal(Path(os.environ["TRAFFIC_JOURNAL"]))
POOLS = {name: deque(WORLD[name]) for name in ("drafts", "ballots", "payments", "reviews")}
CHOICES = ("yes", "no", "abstain")
_amounts = cycle(range(100, 1_000))  # won; small, as half an hour of receipts must fit into one line of a budget


def word() -> str:
    """What is found again in the books."""
    return uuid4().hex[:12]


class Person(HttpUser):
    """Somebody at a browser. Whoever is answered what nobody expects begins anew with something else."""

    abstract = True
    wait_time = between(0.5, 2)

    def on_start(self) -> None:
        self.browser = Browser(self.client, JOURNAL)
        self.signed_in = ""

    @task
    def act(self) -> None:
        try:
            self.work()
        except GaveUp as error:
            JOURNAL.write("stranded", who=type(self).__name__, why=str(error))
            self.signed_in = ""
            gevent.sleep(2)

    def work(self) -> None:
        raise NotImplementedError

    def pause(self) -> None:
        gevent.sleep(random.uniform(0.5, 2.5))

    def enter(self, email: str, staff: bool = False) -> None:
        """Sign in, unless this is who sits here already."""
        if self.signed_in != email:
            self.browser.sign_in(email, WORLD["password"], WORLD["secret"] if staff else "")
            self.signed_in = email

    def look_around(self) -> None:
        for path, name in (("/", "home"), ("/calls/", "calls"), ("/groups/", "groups"), ("/register/", "register")):
            self.browser.open(path, name)
            self.pause()

    def step(self, lifecycle: str, pk: int, step: str, **fields: Any) -> Page:
        """Press a step's button and confirm it. Done already is done, too."""
        path, name = f"/do/{lifecycle}/{pk}/{step}/", f"step: {lifecycle} {step}"
        page = self.browser.open(path, name, (200, 404))
        if page.status == 404 or "seen" not in page.text:
            return page
        return self.browser.send(page.form("seen"), name, (200, 404, 409), **fields)


class Visitor(Person):
    """Looks around and asks whether a call fits."""

    fixed_count = 3

    def work(self) -> None:
        self.look_around()
        call = WORLD["call"]
        self.browser.open(f"/calls/{call}/", "call")
        page = self.browser.open(f"/calls/{call}/check/", "self-check")
        form = page.form(f"/calls/{call}/check/")
        chosen = {each.name: random.choice(each.options) for each in form.of("radio") if each.options}
        self.browser.send(form, "self-check", (200, 422), **chosen)
        self.client.cookies.clear()


class Writer(Person):
    """Finishes a draft while it saves itself, hands it in, reads the receipt and writes to the office."""

    fixed_count = 8

    def work(self) -> None:
        if not POOLS["drafts"]:
            return self.look_around()
        draft = POOLS["drafts"].popleft()
        self.enter(draft["who"])
        self.browser.open("/desk/", "my desk")
        self.write(draft["pk"])
        self.hand_in(draft["pk"])
        self.talk(draft["pk"])
        self.browser.open("/inbox/", "inbox")
        self.browser.sign_out()
        self.signed_in = ""
        return None

    def write(self, pk: int) -> None:
        here = f"/proposals/{pk}/parts/idea/"
        form = self.browser.open(here, "part of a draft").form("f-need")
        marks: dict[str, Any] = {}
        for _save in range(3):
            said = word()
            typed = {"f-need": f"동네에 함께 쉴 곳이 없어요. {said}", "act": "", **marks}
            page = self.browser.send(form, "autosave", by_script=True, **typed)
            answer = json.loads(page.text)
            marks = {"version": answer["version"], "seen": answer["seen"]}
            JOURNAL.write("saved", pk=pk, word=said, tries=page.tries)
            self.pause()

    def hand_in(self, pk: int) -> None:
        form = self.browser.open(f"/proposals/{pk}/check/", "check before submitting").form(f"/proposals/{pk}/submit/")
        page = self.browser.send(form, "submit")
        JOURNAL.write("submitted", pk=pk, tries=page.tries)
        self.browser.open(f"/proposals/{pk}/receipt/", "receipt")

    def talk(self, pk: int) -> None:
        for _message in range(2):
            form, said = self.browser.open(f"/proposals/{pk}/thread/", "thread").form("text"), word()
            page = self.browser.send(form, "message", text=f"서류를 하나 더 보내도 될까요? {said}")
            JOURNAL.write("message", pk=pk, word=said, tries=page.tries)
            self.pause()


class Voter(Person):
    """Votes in a group; every other vote is secret."""

    fixed_count = 2

    def work(self) -> None:
        if not POOLS["ballots"]:
            return self.look_around()
        ballot = POOLS["ballots"].popleft()
        self.enter(ballot["who"])
        form = self.browser.open(f"/groups/votes/{ballot['pk']}/", "vote").form("choice")
        page = self.browser.send(form, "ballot", choice=random.choice(CHOICES))
        JOURNAL.write("voted", pk=ballot["pk"], who=ballot["who"], tries=page.tries)
        self.pause()
        return None


class Keeper(Person):
    """Enters receipts of a running project, every fourth with a photograph."""

    fixed_count = 4
    places = deque(WORLD["awards"])

    def on_start(self) -> None:
        super().on_start()
        self.award = self.places.popleft()

    def work(self) -> None:
        award = self.award["pk"]
        self.enter(self.award["who"])
        self.browser.open("/desk/", "my desk")
        self.browser.open(f"/awards/{award}/", "award")
        form, said = self.browser.open(f"/awards/{award}/receipts/new/", "new receipt").form("payee"), word()
        lines = next(each for each in form.fields if each.name == "line")
        fields = {"payee": f"문구점 {said}", "amount": next(_amounts), "line": next(filter(None, lines.options))}
        page = self.browser.send(form, "receipt of an expense", (200, 422), word="현금이에요", **fields)
        # Whoever sends again what was in already is asked whether it is another one; a look at the list tells.
        listed = self.browser.open(f"/awards/{award}/receipts/", "receipts")
        if said not in listed.text:
            raise GaveUp(f"the receipt of {fields['amount']} won was refused: {page.status}")
        JOURNAL.write("receipt", pk=award, word=said, tries=page.tries)
        self.pause()


class Requester(Person):
    """Represents one group after the other and asks for its payment."""

    fixed_count = 1
    wait_time = between(2, 4)

    def work(self) -> None:
        if not POOLS["payments"]:
            return self.look_around()
        payment = POOLS["payments"].popleft()
        self.enter(payment["who"])
        self.browser.open("/desk/", "my desk")
        page = self.step("tranche", payment["pk"], "request")
        JOURNAL.write("requested", pk=payment["pk"], tries=page.tries)
        return None


class Officer(Person):
    """Works through the queue: reads a file, answers in its thread, takes it and finds it eligible."""

    fixed_count = 2
    people = deque(WORLD["officers"])
    busy: ClassVar[set[str]] = set()

    def on_start(self) -> None:
        super().on_start()
        self.email = self.people.popleft()

    def work(self) -> None:
        self.enter(self.email, staff=True)
        queue = self.browser.open("/staff/proposals/?assigned=nobody", "queue")
        files = [each for each in queue.links("/staff/proposals/") if each.split("/")[3].isdigit()]
        free = [each for each in files if each not in self.busy]
        if not free:
            return self.pause()
        path = random.choice(free)
        self.busy.add(path)
        pk = int(path.split("/")[3])
        page = self.browser.open(path, "file")
        said = word()
        sent = self.browser.send(page.form("text"), "answer in the thread", text=f"잘 받았습니다. {said}")
        JOURNAL.write("message", pk=pk, word=said, tries=sent.tries)
        self.browser.send(self.browser.open(path, "file").form(f"{path}take/"), "take a file", (200, 409))
        self.pause()
        done = self.step("proposal", pk, "find_eligible", note="잘 읽었습니다.")
        JOURNAL.write("eligible", pk=pk, tries=done.tries)
        return None


class Approver(Person):
    """Approves what was asked for."""

    fixed_count = 1
    wait_time = between(2, 4)

    def work(self) -> None:
        self.enter(WORLD["approver"], staff=True)
        page = self.browser.open("/staff/payments/?state=requested", "payments asked for")
        for path in page.links("/payments/")[:5]:
            self.browser.open(path, "payment")
            pk = int(path.split("/")[2])
            done = self.step("tranche", pk, "approve")
            JOURNAL.write("approved", pk=pk, tries=done.tries)
            self.pause()


class Payer(Person):
    """Orders what others approved, takes the order to the bank, and reads in its answer twice."""

    fixed_count = 1
    wait_time = between(8, 15)
    answered: ClassVar[set[str]] = set()

    def work(self) -> None:
        self.enter(WORLD["payer"], staff=True)
        page = self.browser.open("/staff/batches/", "batches")
        if "<form" in page.text.partition("<main")[2]:
            page = self.browser.send(page.form("/staff/batches/"), "order payments")
            page = self.browser.open("/staff/batches/", "batches")
        for path in page.links("/staff/batches/"):
            if path.split("/")[3].isdigit() and path not in self.answered:
                self.answer(path)

    def answer(self, path: str) -> None:
        page = self.browser.open(path, "batch")
        order = self.browser.send(page.form(f"{path}order.csv"), "order for the bank")
        rows = [row.split(",") for row in order.content.decode("utf-8-sig").splitlines()]
        numbers = [row[0].strip('"') for row in rows[1:]]
        lines = ["number,outcome,date,reason,amount", *(f"{number},paid,{today()},," for number in numbers)]
        for _twice in range(2):
            file = {"file": ("answer.csv", "\r\n".join(lines).encode(), "text/csv")}
            done = self.browser.send(self.browser.open(path, "batch").form("file"), "the bank's answer", files=file)
            for number in numbers:
                JOURNAL.write("paid", pk=int(number), tries=done.tries)
        self.answered.add(path)


def today() -> str:
    """As the portal dates it."""
    return f"{datetime.now(ZoneInfo('Asia/Seoul')):%Y-%m-%d}"


class Reviewer(Person):
    """Declares no conflict, scores while it saves itself, and hands in."""

    fixed_count = 2
    people = deque(sorted({each["who"] for each in WORLD["reviews"]}))

    def on_start(self) -> None:
        super().on_start()
        self.email = self.people.popleft()
        self.mine = deque(each["pk"] for each in WORLD["reviews"] if each["who"] == self.email)

    def work(self) -> None:
        if not self.mine:
            return self.look_around()
        self.enter(self.email)
        self.browser.open("/reviews/", "my reviews")
        pk = self.mine.popleft()
        path = f"/reviews/{pk}/"
        page = self.browser.open(path, "review")
        if 'value="clear"' in page.text:
            page = self.browser.send(page.form("act"), "declare no conflict", act="clear")
        page = self.browser.open(path, "review")
        form, said = page.form("act"), word()
        fields: dict[str, Any] = {each.name: 20 for each in form.fields if each.name.startswith("points")}
        fields |= {each.name: f"근거가 분명합니다. {said}" for each in form.of("textarea")}
        for save in page_saves(page):
            form.action = save
            self.browser.send(form, "autosave of a score", **fields)
            self.pause()
        form.action = path
        page = self.browser.send(form, "hand in scores", **fields, act="hand-in")
        JOURNAL.write("scored", pk=pk, word=said, tries=page.tries)
        return None


def page_saves(page: Page) -> list[str]:
    """Where a score saves itself."""
    return re.findall(r'data-hx-post="([^"]+)"', page.text)


@events.quitting.add_listener
def write_figures(environment: Environment, **_more: Any) -> None:
    """How many requests there were, and how long they took."""
    stats = environment.stats
    rows = [
        {
            "name": each.name, "method": each.method, "requests": each.num_requests, "failures": each.num_failures,
            "median": each.median_response_time, "p95": each.get_response_time_percentile(0.95),
            "p99": each.get_response_time_percentile(0.99),
        }
        for each in [*sorted(stats.entries.values(), key=lambda each: each.name), stats.total]
    ]  # fmt: skip
    Path(os.environ["TRAFFIC_FIGURES"]).write_text(json.dumps(rows, ensure_ascii=False))
    environment.process_exit_code = 0  # errors while a part is away are expected; the books tell what matters
