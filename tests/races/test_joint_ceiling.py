"""Promises to one group out of several rounds at once: together never more than its years share."""

from collections import Counter

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from casework.lifecycle import Refused
from funding.models import Award
from funding.queries.ledger import compare
from funding.workflow import ledger
from tests.cast import SEONGSU
from tests.funding import making, making_next
from tests.groups.making import fresh
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)
POTS, SHARE = 8, 1_500_000


@pytest.fixture
def awards(places, division_official, division_director):
    """One group with an award in each of eight signed rounds, alternately of year two and three."""
    calls = [making_next.next_call(("year-2", "year-3")[n % 2], title_ko=f"공모 {n}") for n in range(POTS + 1)]
    people = (division_official, division_director)
    group = making.in_review(calls[POTS], [places[SEONGSU]], 1)[0].group
    made = []
    for number in range(POTS):
        call = calls[number]
        pot = making.pot(call, 9_000_000, state="signed", people=people, name_ko=f"심의 {number}")
        made.append(making_next.later_award(group, pot, call, 5_000_000))
    return made


def by_workflow(award, key):
    ledger.commit(Award.objects.get(pk=award.pk), SHARE, by=None, key=key)


def by_sql(award, key):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO funding_ledgerentry (round_id, award_id, kind, amount, key, at)"
            " VALUES (%s, %s, 'commit', %s, %s, %s)",
            [award.round_id, award.pk, SHARE, key, timezone.now()],
        )


@pytest.mark.parametrize("ways", [(by_workflow,), (by_sql,), (by_workflow, by_sql)], ids=["workflow", "sql", "both"])
def test_rounds_that_promise_at_once_never_give_a_group_more_than_its_years_share(awards, ways):
    """Sixteen connections want 24,000,000 of 9,000,000: six get theirs, and every pot says what its entries say."""
    wanted = [(ways[turn % len(ways)], each, f"{each.pk}:{turn}") for turn in range(2) for each in awards]
    results = together(*[lambda way=way, each=each, key=key: way(each, key) for way, each, key in wanted])
    counted = Counter(type(each).__name__ for each in results)
    assert counted["NoneType"] == 6, results
    assert all(each is None or isinstance(each, Refused | DatabaseError) for each in results), results
    assert not any("deadlock" in str(each) for each in results), results
    assert sum(fresh(each).committed for each in awards) == 9_000_000
    assert sum(fresh(each.round).committed for each in awards) == 9_000_000
    assert compare().differences == []
