"""What goes wrong while people write and hand in: by hand in Chromium. Nothing that was typed is lost."""

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.middleware import LAST_SEEN
from proposals.models import Proposal
from proposals.workflow.call import amend
from tests.browser import Browsing
from tests.cast import PASSWORD, SEONGSU
from tests.groups.making import at_home, formed, founded, fresh
from tests.journeys.walker import Walker
from tests.proposals.making import complete, draft, official, open_call

WORDS = "혼자 사는 이웃이 함께 머물 곳이 없어요."


@pytest.fixture
def group(places, jiwoo, seoyeon, minjun):
    for each in (jiwoo, seoyeon, minjun):
        at_home(each, places[SEONGSU])
    return formed(founded(jiwoo, places[SEONGSU]), seoyeon, minjun)


def idea(proposal):
    return reverse("proposals:section", args=[proposal.pk, "idea"])


def written(proposal):
    return proposal.sections.get(key="idea").data.get("need")


def went_away():
    """Everybody's session as it is after two hours without a sign of life."""
    for row in Session.objects.all():
        session = row.get_session_store_class()(row.session_key)
        session[LAST_SEEN] = int(time.time()) - 2 * 60 * 60
        session.save()


def sees(page, name):
    """Wait until the page shows its notice ``name``."""
    page.locator(f"[data-draft-{name}]").wait_for(state="visible")


# --- The session ends while somebody types ------------------------------------------------------------


def test_a_session_that_ends_while_typing_gives_the_text_back_after_signing_in(browsing, group, jiwoo):
    proposal = draft(group, open_call())
    browsing.expected.add(403)
    with browsing.page(person=jiwoo, second_factor=False) as page:
        walker = Walker(page, "fault-session-scripts")
        page.goto(idea(proposal))
        went_away()
        page.locator("[name=f-need]").fill(WORDS)
        page.locator("[name=f-aim]").focus()
        sees(page, "signed-out")
        walker.picture("signed-out")
        with page.expect_navigation():
            page.locator("[data-draft-signed-out] a").click()
        walker.send(login=jiwoo.email, password=PASSWORD)
        sees(page, "restored")
        walker.picture("restored")
        assert page.locator("[name=f-need]").input_value() == WORDS
        assert written(proposal) == WORDS


def test_a_session_that_ended_keeps_the_text_without_scripts_too(browsing, group, jiwoo):
    proposal = draft(group, open_call())
    browsing.expected.add(403)
    with browsing.page(person=jiwoo, second_factor=False, scripts=False, width=390) as page:
        walker = Walker(page, "fault-session-plain")
        page.goto(idea(proposal))
        page.locator("[name=f-need]").fill(WORDS)
        went_away()
        with page.expect_navigation():
            page.locator("#draft .p-actions button[value=save]").click()
        walker.picture("kept")
        with page.expect_navigation():
            page.locator("main a.krds-btn").first.click()
        walker.send(login=jiwoo.email, password=PASSWORD)
        walker.picture("given-back")
        walker.press(page.locator("main form").first)
        walker.picture("saved")
        assert written(proposal) == WORDS


# --- The server dies between two saves ----------------------------------------------------------------


def test_what_was_typed_while_the_server_was_dead_is_saved_when_it_is_back(chromium, web, group, jiwoo):
    proposal = draft(group, open_call())
    browsing = Browsing(chromium, web.origin)
    with browsing.page(person=jiwoo, second_factor=False) as page:
        page.goto(idea(proposal))
        page.locator("[name=f-title]").fill("골목 책방")
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.locator("[name=f-need]").focus()
        web.kill()
        page.locator("[name=f-need]").fill(WORDS)
        page.locator("[name=f-aim]").focus()
        sees(page, "offline")
        Walker(page, "fault-server").picture("offline")
        page.close()  # the laptop, too
        web.start()
        again = page.context.new_page()
        again.goto(idea(proposal))
        sees(again, "restored")
        Walker(again, "fault-server").picture("restored")
        assert again.locator("[name=f-need]").input_value() == WORDS
    data = proposal.sections.get(key="idea").data
    assert (data["title"], data["need"]) == ("골목 책방", WORDS)
    assert not browsing.complaints, "\n".join(browsing.complaints)


# --- The call closes while the button is pressed --------------------------------------------------------


def closing(call, seconds):
    """``call`` as it closes ``seconds`` from now, by an amendment; returns when."""
    at = timezone.now() + timedelta(seconds=seconds)
    amend(call, actor=official(), text_ko="마감을 앞당겨요.", text_en="It closes earlier.", closes_at=at)
    return at


def somebody_waits() -> bool:
    """Whether a request stands before a row that is locked here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0


def test_a_call_that_closes_while_the_button_is_pressed(browsing, group, center, places, jiwoo, outsider):
    call = open_call()
    in_time = complete(draft(group, call))
    at_home(outsider, places[SEONGSU])
    others = formed(founded(outsider, places[SEONGSU], "늦은 모임"), *[each.user for each in group.members[1:]])
    late = complete(draft(others, call))
    browsing.expected.add(409)
    with browsing.page(person=jiwoo) as quick, browsing.page(person=outsider, width=390) as slow:
        seconds, left = 2, 0.0
        while left < 1:  # a machine too busy to open two pages in time gets longer
            closes_at = closing(call, seconds)
            quick.goto(reverse("proposals:check", args=[in_time.pk]))
            slow.goto(reverse("proposals:check", args=[late.pk]))
            seconds, left = seconds * 2, (closes_at - timezone.now()).total_seconds()
        with transaction.atomic():  # so that the request, once begun, cannot be answered before the call has closed
            Proposal.objects.select_for_update().get(pk=in_time.pk)
            quick.locator(".check-submit button").click(no_wait_after=True)
            while not somebody_waits():
                assert timezone.now() < closes_at
                quick.wait_for_timeout(20)
            quick.wait_for_timeout(max(0.0, (closes_at - timezone.now()).total_seconds() * 1000 + 50))
        quick.wait_for_url("**/receipt/**")
        Walker(quick, "fault-closing").picture("in-time")
        with slow.expect_navigation():
            slow.locator(".check-submit button").click()
        Walker(slow, "fault-too-late").picture("refused")
        said = slow.locator("main").inner_text()
        assert "초안은 그대로 남아 있어요" in said
        assert "제출하기 전에 공모가 마감됐어요" in said
        slow.goto(late.get_absolute_url())
        Walker(slow, "fault-too-late").picture("draft-kept")
        assert "확인하고 제출하기" not in slow.locator("main").inner_text(), (
            "nothing leads to where nothing can be done"
        )
    assert fresh(in_time).state == "submitted"
    assert fresh(in_time).submitted_at < closes_at < timezone.now()
    assert fresh(late).state == "draft"
