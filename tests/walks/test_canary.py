"""Canaries: what must not be seen is planted, and every address is opened by everybody who may not see it."""

import os

import pgtrigger
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proposals.models import Panel
from tests.cast import person, sign_in
from tests.pdf import words
from tests.walks.tour import stops

pytestmark = pytest.mark.django_db

PHONE, EMAIL = "010-7777-1234", "jiwoo@example.kr"
REVIEWER = "카나리아심사"
REASON = "카나리아결정사유"  # stands in a ranking that nobody announced
AMOUNT = "876,540"

# Everybody reads the mail of a demonstration, and only there is such a page.
DEMONSTRATED = {"demo-mail"}
# Shorter ones are what members of the tour upload as a PDF, and no PDF at all.
LEAST_OF_OURS = 1000

# Who may not see what. Nobody: a visitor.
NO_CONTACTS = (None, "outsider", "other_adviser", "reviewer", "auditor")
NO_NAMES_OF_REVIEWERS = (*NO_CONTACTS, "jiwoo", "adviser", "triage_officer", "district_officer")
# Each page is opened by every third of them, in turn; ``ATTACKS=all`` by all.
TURNS = 1 if os.environ.get("ATTACKS") == "all" else 3
NO_DECISIONS = (None, "outsider", "other_adviser", "reviewer", "jiwoo", "adviser", "triage_officer", "district_officer")


@pytest.fixture
def planted(lived_in):
    """Jiwoo's telephone number, a reviewer of jiwoo's proposal, and a decision on it that is not announced."""
    from funding.models import Allocation
    from proposals.models import Proposal, Review, Score, Seat, Version

    jiwoo = lived_in("jiwoo")
    jiwoo.phone = PHONE
    jiwoo.save(update_fields=["phone"])
    draft, file = lived_in("round"), lived_in("award").proposal
    reviewer = person(REVIEWER, "canary-reviewer@example.kr")
    with pgtrigger.ignore():
        first = draft.allocations.order_by("place").first()
        Allocation.objects.filter(pk=first.pk).update(outcome="selected", amount=876_540, reason=REASON)
        call = Proposal.objects.get(pk=file.pk).call
        panel = Panel.objects.create(call=call, due_on=timezone.localdate(), state="closed", opened_at=timezone.now())
        seat = Seat.objects.create(
            panel=panel, user=reviewer, kind="expert", state="accepted", invited_by=lived_in("division_official")
        )
        version = Version.objects.create(
            proposal=file, number=1, by=file.lead, rules_version=1, content={}, fingerprint="0" * 64, asked=1, own=0
        )
        now = timezone.now()
        review = Review.objects.create(
            seat=seat, proposal=file, version=version, state="final", declared_at=now, handed_in_at=now, total=50
        )
        for row in call.criteria.all():
            Score.objects.create(review=review, criterion=row, points=25, reason="이웃에게 도움이 됩니다.")
    return lived_in


def text_of(response):
    """Whatever reaches the person, also in a PDF, also headers."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    said = body.decode(errors="replace")
    if response.get("Content-Type") == "application/pdf" and len(body) > LEAST_OF_OURS:
        said += words(body)
    return said + str(response.headers)


def test_what_is_planted_is_seen_by_whoever_may_see_it_and_by_nobody_else(planted, subtests):
    """One city for all of them, which takes its time to make: little more than reading happens in it."""
    for part in (nothing_reaches_whoever_may_not_see_it, whoever_may_see_it_does, print_is_searched_as_people_read_it):
        with subtests.test(part.__name__):
            part(planted)


def nothing_reaches_whoever_may_not_see_it(planted):
    seen = []
    for turn, who in enumerate(sorted({*NO_CONTACTS, *NO_NAMES_OF_REVIEWERS, *NO_DECISIONS}, key=str)):
        hidden = [EMAIL, PHONE, PHONE.replace("-", "")] if who in NO_CONTACTS else []
        hidden += [REVIEWER, "canary-reviewer"] if who in NO_NAMES_OF_REVIEWERS else []
        hidden += [REASON, AMOUNT] if who in NO_DECISIONS else []
        client = sign_in(Client(), planted(who)) if who else Client()
        for number, stop in enumerate(stops(planted)):
            if stop.address.name.endswith("logout") or stop.address.name in DEMONSTRATED or (number + turn) % TURNS:
                continue
            said = text_of(client.get(stop.path))
            seen += [(who, stop.path, canary) for canary in hidden if canary in said]
    assert not seen


def whoever_may_see_it_does(planted):
    """The walk above would find it: the same canaries sing for those who decide."""
    client = sign_in(Client(), planted("division_official"))
    ranking = text_of(client.get(planted("round").get_absolute_url()))
    assert REASON in ranking
    assert AMOUNT in ranking
    panel = Panel.objects.get(seats__user__name=REVIEWER)
    assert REVIEWER in text_of(client.get(panel.get_absolute_url()))


def print_is_searched_as_people_read_it(planted):
    """The letter of the group's own result holds the reasons, in syllables that the walk can find, and no name."""
    Panel.objects.update(reviewers_named=False)
    letter = reverse("funding:letter", args=[planted("award").proposal_id])
    said = text_of(sign_in(Client(), planted("jiwoo")).get(letter))
    assert "이웃에게 도움이 됩니다." in said
    assert REVIEWER not in said
