"""Bulk data for measuring: a round with a ranking of thousands of proposals, each with three reviews.

Builds on the city that ``proposals.populate`` wrote, and is written by COPY as that is. The workflow fills and cuts the
ranking.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from random import Random

import pgtrigger
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from funding.models import FundingRound, RoundCeiling
from funding.queries.ranking import Trial
from funding.workflow import ranking
from proposals.models import Panel, Seat
from proposals.populate import calls, files, people, reviews, texts
from proposals.populate.files import File
from villages.models import District

PROPOSALS, REVIEWS, SEATS = 2_000, 3, 30
# A group asks once in a call, and the smallest city has not so many groups.
CALLS = 2
NAME = "측정용 심의"
AWARD, CEILINGS = 1_500_000, 3
WORDS = "이웃에게 도움이 되고, 누가 무엇을 하는지 분명해요."


def populate() -> FundingRound:
    """The round, being drafted; made once in a database that ``proposals.populate`` filled."""
    found = FundingRound.objects.filter(name_ko=NAME).first()
    begins = pgtrigger.ignore(
        "proposals.Proposal:proposal_begins", "proposals.Panel:panel_begins", "proposals.Seat:seat_begins",
        "proposals.Review:review_begins",
    )  # fmt: skip
    if found is None:
        with transaction.atomic(), begins:
            found = _made()
    return found


def _made() -> FundingRound:
    city, groups = people.known()
    rounds = calls.reviewed(PROPOSALS, CALLS)
    made = files.propose(rounds, groups, city)
    for each in rounds:
        _review([file for file in made if file.round is each], each.call.pk)
    official = get_user_model().objects.get(email=calls.OFFICIAL)
    round_ = ranking.create(
        actor=official, calls=[each.call for each in rounds], name_ko=NAME, name_en="Measured", budget=AWARD * PROPOSALS
    )
    RoundCeiling.objects.bulk_create(
        RoundCeiling(round=round_, district=district, ceiling=AWARD * PROPOSALS)
        for district in District.objects.order_by("code")[:CEILINGS]
    )
    ranking.fill(round_, actor=official)
    ranking.cut(round_, Trial(PROPOSALS // 2, PROPOSALS // 20), actor=official, version=None)
    return round_


def _review(made: list[File], call: int) -> None:
    """A panel whose reviewers read the files in turn; closed in the end, as scores may be written only before."""
    chance, now = Random(call), timezone.now()  # noqa: S311 - no secret
    official = get_user_model().objects.get(email=calls.OFFICIAL)
    panel = Panel.objects.create(
        call_id=call, per_proposal=REVIEWS, due_on=now.date(), state="running", opened_at=now - timedelta(days=20),
        seed=call,
    )  # fmt: skip
    users = reviews.reviewers(SEATS, lambda _number, pk: (f"{uuid.uuid4().hex}{people.DOMAIN}", texts.person(pk)))
    seats = Seat.objects.bulk_create(
        Seat(panel=panel, user_id=user, kind="expert", state="accepted", invited_by=official, answered_at=now)
        for user in users
    )
    reviews.close(
        panel,
        seats,
        [file.pk for file in made],
        lambda _file, most: most * chance.randint(40, 100) // 100,
        lambda _percent, _place: WORDS,
        now,
    )
