"""The whole text grows beside the form on a wide screen; tables of staff are cards on a telephone."""

import pytest
from django.db import transaction
from django.urls import reverse

from tests.cast import SEONGSU
from tests.funding import making as rounds
from tests.groups.making import at_home, formed, founded
from tests.journeys.walker import Walker
from tests.proposals.files import filled
from tests.proposals.making import FULL, draft, open_call

PHONE = 390


@pytest.fixture
def group(places, jiwoo, seoyeon, minjun):
    for each in (jiwoo, seoyeon, minjun):
        at_home(each, places[SEONGSU])
    return formed(founded(jiwoo, places[SEONGSU]), seoyeon, minjun)


def scrolls_sideways(page):
    """Whether the page, or a table on it, is wider than the screen."""
    return page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('.krds-table-wrap')]"
        ".some((box) => box.scrollWidth > box.clientWidth + 1)"
    )


def test_the_whole_text_grows_beside_the_form_while_one_types(browsing, group, jiwoo):
    proposal = draft(group, open_call())
    with browsing.page(person=jiwoo, second_factor=False, width=1440) as page:
        page.goto(reverse("proposals:section", args=[proposal.pk, "idea"]))
        live = page.locator("details[data-live]")
        live.locator("[data-live-here]").wait_for()
        form = page.locator("form[data-draft]")
        assert live.bounding_box()["x"] >= form.bounding_box()["x"] + form.bounding_box()["width"]
        page.locator("[name='f-need']").press_sequentially("비 오는 날 아이들이 갈 곳이 없어요.")
        live.get_by_text("비 오는 날 아이들이 갈 곳이 없어요.").wait_for()
        Walker(page, "live-wide").picture("idea")
        assert not scrolls_sideways(page)
    with browsing.page(person=jiwoo, second_factor=False, width=PHONE) as page:
        page.goto(reverse("proposals:section", args=[proposal.pk, "idea"]))
        live = page.locator("details[data-live]")
        assert not live.evaluate("box => box.open")
        live.locator("summary").click()
        live.get_by_text("비 오는 날 아이들이 갈 곳이 없어요.").wait_for()
        Walker(page, "live-phone").picture("idea")
        assert not scrolls_sideways(page)
    with browsing.page(person=jiwoo, second_factor=False, scripts=False) as page:
        page.goto(reverse("proposals:section", args=[proposal.pk, "idea"]))
        assert not page.locator("details[data-live]").is_visible()
        page.get_by_role("link", name="전체 읽어 보기").click()
        page.get_by_text("비 오는 날 아이들이 갈 곳이 없어요.").wait_for()


def test_hours_are_asked_for_an_allowance_alone_and_checked_while_typing(browsing, group, jiwoo):
    proposal = draft(group, open_call(rows=FULL))
    with browsing.page(person=jiwoo, second_factor=False) as page:
        page.goto(reverse("proposals:section", args=[proposal.pk, "budget"]))
        hours = page.locator("[name='f-lines-0-hours_a_week']")
        assert not hours.is_visible()
        page.locator("[name='f-lines-0-item']").select_option("allowance")
        assert hours.is_visible()
        for name, value in (("unit_price", "10000"), ("quantity", "10"), ("times", "2"), ("hours_a_day", "5")):
            page.locator(f"[name='f-lines-0-{name}']").fill(value)
        hours.fill("15")
        page.locator("#draft-state").get_by_text("한 주 15시간 미만").wait_for()
        Walker(page, "allowance-wide").picture("budget")
        hours.fill("9")
        page.locator("#draft-state").get_by_text("한 주 15시간 미만").wait_for(state="detached")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_tables_of_staff_do_not_scroll_sideways_on_a_telephone(
    browsing, center, places, triage_officer, division_official, language
):
    with transaction.atomic():  # a group has its representative by the end of it
        filled(center, 3)
    ranked = rounds.ranked(4_000_000, [places[SEONGSU]], number=4)
    with browsing.page(person=triage_officer, width=PHONE, language=language) as page:
        page.goto(reverse("proposals:queue"))
        Walker(page, f"queue-phone-{language}").picture("queue")
        assert page.locator(".queue tbody tr").count() == 3
        assert not scrolls_sideways(page)
    with browsing.page(person=division_official, width=PHONE, language=language) as page:
        for edit in ("", "?edit=1"):
            page.goto(reverse("funding:round", args=[ranked.pk]) + edit)
            Walker(page, f"ranking-phone-{language}{edit[1:]}").picture("ranking")
            assert page.locator(".ranking tbody tr").count() == 4
            assert not scrolls_sideways(page)
