"""A thousand approvals by sixteen hands at once: by the workflow, by raw SQL, and both against the nightly check.

``LEDGER_SEEDS`` asks for more than the one seed of an ordinary run (twenty were shown for issue 5).
"""

import os
import random
from collections import Counter

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from casework.lifecycle import Refused
from funding.enums import EntryKind
from funding.models import Award, LedgerEntry, RoundCeiling
from funding.queries.ledger import compare
from funding.workflow import ledger
from tests.funding.making import signed_pot
from tests.groups.making import fresh
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)

HANDS, APPROVALS, AWARDS = 16, 1000, 60
SEEDS = range(1, int(os.environ.get("LEDGER_SEEDS", 1)) + 1)


@pytest.fixture
def villages(places):
    from tests.cast import HONGDAE, OKSU, SEONGSU

    return [places[SEONGSU], places[OKSU], places[HONGDAE]]


@pytest.fixture
def round_and_awards(division_official, division_director, villages):
    """A pot that sixty awards of a million would overspend three times over, and ceilings that bite earlier."""
    return signed_pot(
        20_000_000, division_official, division_director, villages, number=AWARDS,
        ceilings={villages[0].district: 18_000_000, "food": 7_000_000},
    )  # fmt: skip


def by_workflow(kind, award, amount, key, by):
    move = {"commit": ledger.commit, "release": ledger.release, "pay": ledger.pay, "return": ledger.give_back}[kind]
    move(Award(pk=award.pk, round_id=award.round_id), amount, by=by, key=key)


def by_sql(kind, award, amount, key, by):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO funding_ledgerentry (round_id, award_id, kind, amount, key, by_id, at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [award.round_id, award.pk, kind, amount, key, by.pk, timezone.now()],
        )


def hand(number, seed, awards, by, ways):
    """One connection's share of the approvals, mixed with withdrawals, payments and returns."""
    chance = random.Random(seed * 1000 + number)
    counted = Counter()
    for turn in range(APPROVALS // HANDS + (number < APPROVALS % HANDS)):
        wanted = [("commit", chance.choice(awards), chance.randint(1, 1_000_000))]
        if chance.random() < 0.5:
            kind = chance.choice(["release", "release", "pay", "return"])
            wanted.append((kind, chance.choice(awards), chance.randint(1, 400_000)))
        for kind, award, amount in wanted:
            try:
                chance.choice(ways)(kind, award, amount, f"{seed}:{number}:{turn}:{kind}", by)
                counted[kind] += 1
            except (Refused, DatabaseError) as error:
                if "deadlock" in str(error):
                    raise
                counted[f"{kind} refused"] += 1
    return counted


def added_up(round_):
    """Won by kind from the entries, in plain Python."""
    sums = Counter()
    for kind, amount in LedgerEntry.objects.filter(round=round_).values_list("kind", "amount"):
        sums[kind] += amount
    return sums


def assert_nothing_overspent(round_):
    round_ = fresh(round_)
    sums = added_up(round_)
    committed = sums[EntryKind.COMMIT] - sums[EntryKind.RELEASE]
    assert (round_.committed, round_.paid, round_.returned) == (committed, sums["pay"], sums["return"])
    assert round_.returned <= round_.paid <= round_.committed <= round_.budget
    for each in RoundCeiling.objects.filter(round=round_):
        assert each.committed <= each.ceiling
    for each in Award.objects.filter(round=round_):
        assert each.returned <= each.paid <= each.committed <= each.amount
    assert compare().differences == []
    return round_


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("ways", [(by_workflow,), (by_workflow, by_sql)], ids=["workflow", "workflow and sql"])
def test_a_thousand_approvals_by_sixteen_connections_never_overspend_one_won(
    round_and_awards, division_official, seed, ways
):
    round_, awards = round_and_awards
    results = together(
        *[lambda number=number: hand(number, seed, awards, division_official, ways) for number in range(HANDS)]
    )
    assert all(isinstance(each, Counter) for each in results), results
    counted = sum(results, Counter())
    assert counted["commit"] + counted["commit refused"] == APPROVALS
    assert counted["commit"] > 30
    assert counted["commit refused"] > 30
    round_ = assert_nothing_overspent(round_)
    print(f"\nseed {seed}: {dict(counted)}; committed {round_.committed:,} of {round_.budget:,}, paid {round_.paid:,}")  # noqa: T201


def test_the_last_won_is_given_once_to_twenty_who_want_it(division_official, division_director, villages):
    round_, awards = signed_pot(1_000_000, division_official, division_director, villages, number=20)
    results = together(
        *[lambda each=each: ledger.commit(each, 1_000_000, by=division_official, key=str(each.pk)) for each in awards]
    )
    assert sum(isinstance(each, Refused) for each in results) == 19, results
    assert fresh(round_).left == 0


def test_one_fact_entered_by_sixteen_at_once_stands_once(division_official, division_director, villages):
    _round, (award,) = signed_pot(9_000_000, division_official, division_director, villages)
    results = together(
        *[lambda: ledger.commit(fresh(award), 400_000, by=division_official, key="the same") for _n in range(HANDS)]
    )
    assert len({each.pk for each in results}) == 1, results
    assert fresh(award).committed == 400_000


def test_the_nightly_check_finds_nothing_while_money_moves(round_and_awards, division_official):
    _round, awards = round_and_awards
    movers = [lambda n=n: hand(n, 77, awards, division_official, (by_workflow,)) for n in range(4)]
    results = together(*movers, *[lambda: [compare().differences for _n in range(20)] for _n in range(2)])
    assert all(found == [] for found in [*results[4], *results[5]]), results[4:]
