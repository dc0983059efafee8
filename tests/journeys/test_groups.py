"""Three people become a group, and what becomes of it: by hand in Chromium, each in a browser of their own."""

from contextlib import contextmanager

import pytest
from django.urls import reverse

from groups.models import Group
from groups.views.inviting import qr_code
from tests.cast import PASSWORD, SEONGSU
from tests.groups.making import at_home, family, formed, founded, fresh, joined
from tests.journeys.walker import Walker, tick


@pytest.fixture
def village(places):
    return places[SEONGSU]


@pytest.fixture
def three(jiwoo, seoyeon, minjun, village):
    for each in (jiwoo, seoyeon, minjun):
        at_home(each, village)
    return jiwoo, seoyeon, minjun


@pytest.fixture
def group(three, village):
    return formed(founded(three[0], village), *three[1:])


@contextmanager
def at(browsing, name, **options):
    """A browser of one person."""
    with browsing.page(**options) as page:
        yield Walker(page, name)


def say(walker) -> str:
    return walker.page.locator("main").inner_text()


def invite(walker, group, way, **fields) -> str:
    """Make an invitation and return the link that the page shows (nothing for an e-mail)."""
    walker.page.goto(f"{reverse('groups:invite', args=[group.pk])}?way={way}")
    walker.send(words="같이 책 읽어요!", **fields)
    walker.picture(f"invited-by-{way}")
    shown = walker.page.locator("#link")
    return shown.input_value() if shown.count() else ""


def step(walker, label, **fields):
    """Press a step's button on the desk and confirm it."""
    with walker.page.expect_navigation():
        walker.page.get_by_role("link", name=label, exact=True).click()
    walker.picture("confirm")
    if fields:
        walker.send(**fields)
    else:
        walker.press(walker.form("seen"))


def accept(walker, link):
    """Open the link, read who asks, and join."""
    walker.page.goto(link)
    assert "김지우" in say(walker)
    tick(walker.form("pledge").locator("[name=pledge]"))
    walker.picture("accept")
    walker.press(walker.form("pledge"))


def vote(walker, group, choice="yes"):
    """Follow the desk to the open vote and cast a ballot."""
    walker.go("groups:desk", pk=group.pk)
    with walker.page.expect_navigation():
        walker.page.locator(".group-todo a").first.click()
    walker.send(choice=choice)


def test_three_browsers_form_a_group_by_email_link_and_qr(browsing, worker, jiwoo, seoyeon, minjun, village):
    for each in (jiwoo, seoyeon, minjun):
        at_home(each, village)
    with (
        at(browsing, "group-founder", person=jiwoo) as founder,
        at(browsing, "group-newcomer", language="en") as newcomer,
        at(browsing, "group-by-link", scripts=False) as by_link,
        at(browsing, "group-by-qr", width=390, scripts=False) as by_qr,
    ):
        founder.go("groups:found")
        founder.send(
            name="골목 책방 모임", village=str(village.pk), theme="culture", introduction="빈 가게를 책방으로!"
        )
        group = Group.objects.get(name="골목 책방 모임")
        founder.go("groups:desk", pk=group.pk)
        assert "3명 중 1명" in say(founder)

        # By e-mail: somebody new reads who asks and for what, signs up, and comes back.
        invite(founder, group, "email", email="first@example.kr")
        newcomer.page.goto(newcomer.mail("first@example.kr", r"/invitation/[^\"<\s]+"))
        newcomer.picture("invited")
        assert "같이 책 읽어요!" in say(newcomer)
        with newcomer.page.expect_navigation():
            newcomer.page.locator("main").get_by_role("link", name="Sign up", exact=True).click()
        newcomer.send(email="first@example.kr", name="송하늘", password1=PASSWORD)
        newcomer.page.goto(newcomer.mail("first@example.kr", r"/accounts/confirm-email/[^\"<\s]+"))
        newcomer.press(newcomer.page.locator("main form").first)
        assert "/invitation/" in newcomer.page.url, "confirming the address leads back to the invitation"
        tick(newcomer.form("pledge").locator("[name=pledge]"))
        newcomer.press(newcomer.form("pledge"))
        assert "does not count yet" in say(newcomer)
        newcomer.picture("joined")

        # By a link: somebody with an account signs in and comes back.
        link = invite(founder, group, "link")
        by_link.page.goto(link)
        with by_link.page.expect_navigation():
            by_link.page.locator("main").get_by_role("link", name="로그인하기").click()
        by_link.send(login=seoyeon.email, password=PASSWORD)
        accept(by_link, by_link.page.url)
        founder.go("groups:desk", pk=group.pk)
        assert "3명 중 2명" in say(founder)
        assert founder.page.get_by_role("button", name="모임 결성하기").is_disabled()

        # By a QR code, which holds the very link that is written beside it.
        link = invite(founder, group, "qr")
        drawn = founder.page.locator(".p-qr path").last.get_attribute("d")
        assert drawn in qr_code(link)
        by_qr.sign_in(minjun.email)
        accept(by_qr, link)
        by_qr.picture("joined")

        founder.go("groups:desk", pk=group.pk)
        assert "3명 중 3명" in say(founder)
        step(founder, "모임 결성하기")
        founder.picture("formed")
        assert fresh(group).state == "formed"

        # The link is used up for whoever finds it later.
        browsing.expected.add(404)
        with at(browsing, "group-late", width=390) as late:
            late.page.goto(link)
            late.picture("over")
            assert "더 이상 쓸 수 없는 초대" in say(late)


def test_a_couple_and_one_more_stay_at_two_of_three(browsing, three, village):
    family(three[1], three[2])
    group = joined(founded(three[0], village), *three[1:])
    with at(browsing, "group-couple", person=three[0], width=390) as walker:
        walker.go("groups:desk", pk=group.pk)
        walker.picture("desk")
        assert "3명 중 2명" in say(walker)
        assert "가족이어서 두 사람을 한 명으로 세요" in say(walker)
        assert walker.page.get_by_role("button", name="모임 결성하기").is_disabled()
        # Whoever writes the address of the step by hand is told the same.
        walker.go("casework:step", lifecycle="group", pk=group.pk, step="form")
        assert "가족" in say(walker)


def test_a_member_leaves_and_a_successor_joins(browsing, group, three, outsider, village):
    at_home(outsider, village)
    with at(browsing, "group-leaving", person=three[2], language="ko") as leaving:
        leaving.go("groups:people", pk=group.pk)
        step(leaving, "모임에서 나가기", note="멀리 이사해요.")
        leaving.picture("left")
        assert leaving.page.url.endswith(reverse("groups:mine"))
    with (
        at(browsing, "group-short", person=three[0]) as founder,
        at(browsing, "group-successor", person=outsider, scripts=False) as successor,
    ):
        founder.go("groups:desk", pk=group.pk)
        founder.picture("two")
        assert "3명 중 2명으로 줄었어요" in say(founder)
        founder.go("desk")
        assert "세 번째 사람 찾기" in say(founder)
        accept(successor, invite(founder, group, "link"))
        founder.go("groups:desk", pk=group.pk)
        founder.picture("three-again")
        assert "서로 다른 사람 3명이 모인 모임" in say(founder)


def test_a_group_takes_a_break_and_returns(browsing, group, three):
    with (
        at(browsing, "group-break", person=three[0]) as founder,
        at(browsing, "group-break-voter", person=three[1], width=390, scripts=False) as voter,
    ):
        founder.go("groups:desk", pk=group.pk)
        assert founder.page.get_by_role("button", name="쉬어 가기").is_disabled()
        founder.page.goto(f"{reverse('groups:open-vote', args=[group.pk])}?purpose=break")
        founder.send(quorum="50")
        founder.picture("vote-open")
        vote(founder, group)
        vote(voter, group)
        voter.picture("voted")
        with at(browsing, "group-break-third", person=three[2], language="en") as third:
            vote(third, group, "no")
            third.picture("closed")
            assert "Agreed" in say(third)
        founder.go("groups:desk", pk=group.pk)
        step(founder, "쉬어 가기", break_until="2027-03-02")
        founder.picture("resting")
        assert "쉬고 있어요" in say(founder)
        founder.page.goto(f"{reverse('groups:open-vote', args=[group.pk])}?purpose=return")
        founder.send(quorum="50")
        for walker in (founder, voter):
            vote(walker, group)
        with at(browsing, "group-return-third", person=three[2], language="en") as third:
            vote(third, group)
        founder.go("groups:desk", pk=group.pk)
        step(founder, "쉼 마치고 돌아오기")
        assert fresh(group).state == "formed"
        founder.picture("back")


def test_a_group_is_disbanded_and_tells_what_it_learned(browsing, group, three):
    with at(browsing, "group-end", person=three[0]) as founder:
        founder.page.goto(f"{reverse('groups:open-vote', args=[group.pk])}?purpose=disband")
        founder.send(quorum="50")
        vote(founder, group)
        for number, person in enumerate(three[1:]):
            with at(browsing, f"group-end-{number}", person=person, language="en" if number else "ko") as voter:
                vote(voter, group)
        invite(founder, group, "link")
        founder.go("groups:desk", pk=group.pk)
        with founder.page.expect_navigation():
            founder.page.get_by_role("link", name="모임 해산하기", exact=True).click()
        founder.picture("consequences")
        assert "열려 있는 초대 1건이 무효가 돼요" in say(founder)
        founder.send(note="모이는 요일을 먼저 정했어야 했어요.")
        founder.picture("disbanded")
        assert "해산한 모임" in say(founder)
        assert "모이는 요일을 먼저 정했어야 했어요." in say(founder)
    assert fresh(group).state == "disbanded"
