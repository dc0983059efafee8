"""Panels for tests, set up, filled and scored the way officials and reviewers do it."""

from datetime import timedelta

import pgtrigger
from django.utils import timezone

from tests.cast import person, posted
from tests.groups.making import fresh
from tests.proposals.making import official

CONTACT = "연락은 010-9876-5432 또는 canary@example.kr"


def over(call):
    """``call`` as it stands an hour after it closed."""
    with pgtrigger.ignore("proposals.Call:call_rules_frozen"):
        type(call).objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(hours=1))
    return fresh(call)


def eligible(file):
    """``file`` after the office of its place found it eligible."""
    from proposals.workflow import triage

    triage.find_eligible(file, actor=official())
    return fresh(file)


def eligible_files(office, number, *, start=0, **fields):
    """``number`` eligible files of as many groups at ``office``, each with a version, straight into the tables."""
    from proposals.models import Proposal, Version
    from proposals.record import present
    from tests.proposals.files import filled

    made = filled(office, number, start=start, **fields)
    for file in made:
        now = present(file)
        now.content["parts"]["idea"] = {"title": file.title, "need": f"{file.title}: 함께 쉴 곳이 없어요. {CONTACT}"}
        Version.objects.create(
            proposal=file, number=1, by=file.lead, rules_version=1, content=now.content, fingerprint=now.fingerprint,
            asked=700_000, own=0,
        )  # fmt: skip
    Proposal.objects.filter(pk__in=[file.pk for file in made]).update(state="eligible", theme="care")
    return list(Proposal.objects.filter(pk__in=[file.pk for file in made]).order_by("pk"))


def set_up(call, **settings):
    """A panel for ``call`` that nobody sits on yet."""
    from proposals.workflow import panel

    settings = {"per_proposal": 2, "due_on": timezone.localdate() + timedelta(days=14)} | settings
    return panel.set_up(call, actor=official(), **settings)


def expert(panel, number=1, kind="expert", **scope):
    """An expert, or a resident, who has said yes."""
    from proposals.workflow import seat

    who = person(f"심사{number}위원", f"{kind}{number}@example.kr")
    return taken(seat.invite_address(panel, who.email, kind=kind, actor=official(), **scope), who)


def from_office(panel, office, number=1, role="reviewer"):
    """Somebody of ``office`` who has said yes."""
    from proposals.workflow import seat

    held = posted(person(f"직원{number}위원", f"officer{number}@example.kr"), office, role)
    return taken(seat.invite_posting(panel, held, actor=official()), held.person)


def taken(seat, who):
    """``seat`` after ``who`` has accepted it."""
    from proposals.workflow import seat as seats

    seats.accept(seat, actor=who)
    return fresh(seat)


def running(call, seats=3, **settings):
    """A panel with so many experts that scores the eligible files of ``call``."""
    from proposals.workflow import panel as panels

    made = set_up(over(call), **settings)
    for number in range(1, seats + 1):
        expert(made, number)
    panels.open_panel(made, actor=official())
    return fresh(made)


def cleared(review):
    """``review`` after its reviewer declared no conflict."""
    from proposals.workflow import review as reviews

    reviews.clear(fresh(review), actor=fresh(review).seat.user)
    return fresh(review)


def said(review, *points, reason="근거가 분명하고 이웃에게 도움이 됩니다."):
    """Points for each criterion, in order, with a sentence of reasons."""
    criteria = list(review.seat.panel.call.criteria.all())
    return {row.pk: (each, reason) for row, each in zip(criteria, points, strict=True)}


def scored(review, *points):
    """``review`` handed in with ``points``."""
    from proposals.workflow import review as reviews

    review = fresh(review)
    if review.state == "assigned":
        review = cleared(review)
    reviews.save(review, actor=review.seat.user, said=said(review, *points))
    reviews.hand_in(fresh(review), actor=fresh(review).seat.user)
    return fresh(review)
