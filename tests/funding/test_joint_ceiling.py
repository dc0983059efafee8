"""What a group may get in a stage, and in the years that share a sum: said while ranking, and held by the database."""

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import Refused
from funding.models import Allocation, Award
from funding.queries import joint
from funding.queries.reserve import what_is_left
from funding.workflow import ledger, ranking, round
from tests.cast import HONGDAE, SEONGSU, sign_in
from tests.funding import making, making_next
from tests.groups.making import fresh
from tests.proposals.making import open_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(division_official, division_director):
    return division_official, division_director


@pytest.fixture
def years(places, people):
    """A group with 5,000,000 promised in year two, and a signed pot of year three with an award of as much."""
    villages = [places[SEONGSU], places[HONGDAE]]
    second, third = making_next.next_call("year-2"), making_next.next_call("year-3")
    file = making.in_review(second, villages[:1], 1, asked=5_000_000)[0]
    pots = [making.pot(call, 50_000_000, state="signed", people=people) for call in (second, third)]
    first = making.award(pots[0], file, 5_000_000)
    ledger.commit(first, 5_000_000, by=people[0], key="year two")
    return first, making_next.later_award(file.group, pots[1], third, 5_000_000)


def by_sql(award, amount, key="sql"):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO funding_ledgerentry (round_id, award_id, kind, amount, key, at)"
            " VALUES (%s, %s, 'commit', %s, %s, %s)",
            [award.round_id, award.pk, amount, key, timezone.now()],
        )


def test_the_workflow_says_what_is_left_and_no_pot_moves(years, people):
    _first, award = years
    with pytest.raises(Refused, match="4,000,000"):
        ledger.commit(award, 4_000_001, by=people[0], key="too much")
    assert (fresh(award.round).committed, fresh(award).committed) == (0, 0)
    ledger.commit(award, 4_000_000, by=people[0], key="just enough")
    assert fresh(award.round).committed == 4_000_000


def test_sql_cannot_promise_more_than_the_years_share_and_no_pot_moves(years):
    _first, award = years
    with pytest.raises(IntegrityError, match="the years that share 9000000"):
        by_sql(award, 4_000_001)
    assert (fresh(award.round).committed, fresh(award).committed) == (0, 0)
    by_sql(award, 4_000_000)
    assert fresh(award).committed == 4_000_000


def test_what_is_given_back_is_free_again(years, people):
    first, award = years
    ledger.release(first, 1_000_000, by=people[0], key="given back")
    ledger.commit(award, 5_000_000, by=people[0], key="more")
    assert fresh(award).committed == 5_000_000


def test_a_seed_counts_against_no_later_year(years, places, people):
    first, award = years
    seed = open_call(title_ko="씨앗")
    seed_award = making_next.later_award(
        first.group, making.pot(seed, 5_000_000, state="signed", people=people), seed, 900_000
    )
    ledger.commit(seed_award, 900_000, by=people[0], key="seed")
    ledger.commit(award, 4_000_000, by=people[0], key="year three")
    assert fresh(award).committed == 4_000_000


def test_an_award_above_the_ceiling_of_its_stage_cannot_be_made(years):
    _first, award = years
    with pytest.raises(IntegrityError, match="5000000 at most"), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(amount=5_000_001)


def ranked_third(award, people, amount):
    """A round being drafted that gives ``amount`` to another proposal of the group in year three."""
    call = making_next.next_call("year-3", title_ko="세 번째 해 하반기")
    round_ = making.pot(call, 50_000_000)
    file = making.in_review(call, [award.proposal.village], 1, asked=5_000_000)[0]
    with pgtrigger.ignore():
        type(file).objects.filter(pk=file.pk).update(group=award.group, group_name=award.group.name)
    row = Allocation.objects.create(
        round=round_, proposal=fresh(file), district_id=file.village.district_id, theme=file.theme, asked=5_000_000,
        place=1, rank=1, score=9000,
    )  # fmt: skip
    return round_, row


def test_the_ranking_shows_what_a_group_may_still_get_and_keeps_to_it(years, people, client):
    first, award = years
    round_, row = ranked_third(award, people, 5_000_000)
    assert joint.left_for([row.proposal_id]) == {row.proposal_id: 4_000_000}
    assert what_is_left(round_, row.proposal) == 4_000_000
    sign_in(client, people[0])
    assert "4,000,000" in client.get(reverse("funding:round", args=[round_.pk])).content.decode()
    with pytest.raises(Refused, match="4,000,000"):
        ranking.decide(round_, {row.pk: ranking.Row("selected", 4_000_001, "줄임")}, actor=people[0], version=None)
    ranking.decide(round_, {row.pk: ranking.Row("selected", 4_000_000, "줄임")}, actor=people[0], version=None)
    assert first.group_id == row.proposal.group_id


def test_a_round_over_the_shared_sum_is_neither_proposed_nor_announced(years, people):
    _first, award = years
    round_, row = ranked_third(award, people, 5_000_000)
    Allocation.objects.filter(pk=row.pk).update(outcome="selected", amount=4_500_000, reason="일부")
    with pytest.raises(Refused, match="9,000,000"):
        round.propose(fresh(round_), actor=people[0])
