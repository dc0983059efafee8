"""The last minute before a call closes: two hundred groups press the button, some of them twice."""

import http.client
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import AuditEvent
from proposals.models import NumberSeries, Proposal, Version
from proposals.workflow.call import amend
from tests.cast import SEONGSU
from tests.faults.crowd import drafts, signed_in
from tests.groups.making import fresh
from tests.proposals import making

GROUPS = 200
TWICE = 4  # every fourth group presses twice
BRINK = 8  # groups that press in the very last moment
FIELD = re.compile(r'name="(csrfmiddlewaretoken|seen)" value="([^"]+)"')


@dataclass
class Answer:
    status: int
    location: str
    text: str


class Visitor:
    """Somebody with a browser: keeps the cookies, sends what the page's form holds."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.cookies = {"sessionid": session}
        self.form: dict[str, str] = {}

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None, arrived: float = 0) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if arrived:
            headers["X-Request-Start"] = str(int(arrived * 1000))  # the proxy's stamp (see deploy/Caddyfile)
        try:
            connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            for cookie in answer.msg.get_all("Set-Cookie") or ():
                name, _equals, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Answer(answer.status, answer.headers.get("Location", ""), text)
        finally:
            connection.close()

    def open(self, path: str) -> Answer:
        """Open a page and take along what its submit form holds."""
        answer = self.ask("GET", path)
        self.form = dict(FIELD.findall(answer.text[answer.text.find(f'action="{path.replace("check", "submit")}"') :]))
        return answer

    def press(self, path: str, arrived: float = 0) -> Answer:
        return self.ask("POST", path, self.form, arrived)


def at_once(number, work):
    """Run ``work(place)`` for each place, all from the same moment on; the answers in order."""
    gate = threading.Barrier(number)

    def run(place):
        gate.wait(30)
        return work(place)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


def check(draft):
    return reverse("proposals:check", args=[draft.pk])


def submit(draft):
    return reverse("proposals:submit", args=[draft.pk])


def with_pages_open(web, found):
    """The lead proposer of each draft, in front of its check page."""
    visitors = [Visitor(web.port, key) for key in signed_in([each.lead for each in found])]
    with ThreadPoolExecutor(8) as pool:
        pages = pool.map(lambda visitor, draft: visitor.open(check(draft)).status, visitors, found)
        assert set(pages) == {200}
    return visitors


@pytest.mark.django_db(transaction=True)
def test_two_hundred_submissions_in_the_last_minute_are_two_hundred_receipts(web, places, center, capsys):
    found = drafts(making.open_call(), places[SEONGSU], GROUPS)
    visitors = with_pages_open(web, found)
    presses = [place for place in range(GROUPS) for _press in range(2 if place % TWICE == 0 else 1)]

    began = time.monotonic()
    answers = at_once(len(presses), lambda each: visitors[presses[each]].press(submit(found[presses[each]])))
    took = time.monotonic() - began

    assert {answer.status for answer in answers} == {302}, [each.text for each in answers if each.status != 302][:1]
    numbers = dict(Proposal.objects.filter(number__isnull=False).values_list("pk", "number"))
    assert numbers.keys() == {each.pk for each in found}, "none was lost"
    counted = sorted(int(each.rpartition("-")[2]) for each in numbers.values())
    assert counted == list(range(1, GROUPS + 1)), "no number twice, none left out"
    assert NumberSeries.objects.get().last == GROUPS
    assert Version.objects.count() == GROUPS, "none was doubled"

    def read(place, answer):
        page = visitors[place].ask("GET", answer.location)
        return page.status == 200 and numbers[found[place].pk] in page.text

    receipts = dict(zip(presses, answers, strict=True))
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, receipts, receipts.values())), "everybody reads a receipt with the number"
    with capsys.disabled():
        print(f"\n{len(presses)} presses of {GROUPS} groups at once were answered within {took:.1f} s")  # noqa: T201


def closes_soon(call, found, visitors):
    """Amend ``call`` so that it closes in a moment; everybody has read the amended rules, and presses just before."""
    seconds = 1
    while True:
        seconds *= 2  # a busy machine needs longer to get ready
        closes_at = timezone.now() + timedelta(seconds=seconds)
        amend(
            call, actor=making.official(), text_ko="마감을 앞당겨요.", text_en="It closes earlier.", closes_at=closes_at
        )
        for draft, visitor in zip(found, visitors, strict=True):
            visitor.form["seen"] = making.seen(draft)
        left = closes_at.timestamp() - time.time() - 0.05
        if left > 0:
            time.sleep(left)
            return closes_at


@pytest.mark.django_db(transaction=True)
def test_whoever_pressed_before_the_call_closed_is_in_time_however_long_the_queue_was(web, places, center):
    call = making.open_call()
    found = drafts(call, places[SEONGSU], BRINK + 1)
    visitors = with_pages_open(web, found)
    closes_at = closes_soon(call, found, visitors)
    arrived = closes_at.timestamp() - 0.05

    answers = at_once(BRINK, lambda place: visitors[place].press(submit(found[place]), arrived))
    assert {answer.status for answer in answers} == {302}, [each.text for each in answers if each.status != 302][:1]
    handled = AuditEvent.objects.filter(verb="proposal.submitted").values_list("at", flat=True)
    assert max(handled) > closes_at, "nobody waited beyond the closing: nothing is proven"
    assert all(version.at < closes_at for version in Version.objects.all())

    refused = visitors[-1].press(submit(found[-1]))
    assert refused.status == 409
    assert "초안은 그대로 남아 있어요" in refused.text
    assert fresh(found[-1]).state == "draft"
