"""The ledger: what people are told, and what PostgreSQL refuses when nobody asks politely."""

import pgtrigger
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from casework.lifecycle import Refused
from funding.models import Award, FundingRound, LedgerEntry, RoundCeiling
from funding.queries.ledger import compare
from funding.workflow import ledger
from tests.funding.making import award, in_review, pot, signed_pot
from tests.groups.making import fresh
from tests.proposals.making import open_call
from villages.models import Village

pytestmark = pytest.mark.django_db


def sql(query, *values):
    """Somebody's own SQL, in a savepoint."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query, values)


def entered(round_, award_, kind, amount, key="by hand"):
    sql(
        "INSERT INTO funding_ledgerentry (round_id, award_id, kind, amount, key, at) VALUES (%s, %s, %s, %s, %s, %s)",
        round_.pk, award_.pk, kind, amount, key, timezone.now(),
    )  # fmt: skip


# --- What moves ---------------------------------------------------------------------------------------


def test_a_promise_counts_against_award_ceilings_and_pot(signed, division_official):
    round_, awards = signed
    ledger.commit(awards[0], 700_000, by=division_official, key="a")
    assert fresh(awards[0]).committed == 700_000
    assert fresh(round_).left == 2_300_000
    assert [each.committed for each in round_.ceilings.order_by("id")] == [700_000, 0]


def test_promised_paid_and_returned_won_are_each_counted_once(signed, division_official):
    _round, awards = signed
    for move, amount in ((ledger.commit, 900_000), (ledger.pay, 600_000), (ledger.give_back, 50_000)):
        move(awards[0], amount, by=division_official, key=move.__name__)
        move(awards[0], amount, by=division_official, key=move.__name__)
    ledger.release(awards[0], 300_000, by=division_official, key="rest")
    award_ = fresh(awards[0])
    assert (award_.committed, award_.paid, award_.returned) == (600_000, 600_000, 50_000)
    assert LedgerEntry.objects.count() == 4
    assert compare().differences == []


def test_one_key_for_two_different_facts_is_a_mistake_in_the_code(signed, division_official):
    _round, awards = signed
    ledger.commit(awards[0], 100, by=division_official, key="a")
    with pytest.raises(ValueError, match="other figures"):
        ledger.commit(awards[0], 200, by=division_official, key="a")


# --- What people are told -----------------------------------------------------------------------------


def test_everything_that_would_be_overspent_is_said_at_once(signed, division_official):
    _round, awards = signed
    ledger.commit(awards[0], 900_000, by=division_official, key="a")
    with pytest.raises(Refused) as refused:
        ledger.commit(awards[1], 1_000_001, by=division_official, key="b")
    assert len(refused.value.reasons) == 2  # its district's ceiling and its own worth; the pot would do
    ledger.commit(awards[2], 1_000_000, by=division_official, key="c")
    with pytest.raises(Refused) as refused:
        ledger.commit(awards[3], 1_100_001, by=division_official, key="d")
    assert len(refused.value.reasons) == 3
    assert fresh(awards[3]).committed == 0


def test_what_was_paid_cannot_be_released_and_what_was_never_paid_cannot_return(signed, division_official):
    _round, awards = signed
    ledger.commit(awards[0], 500, by=division_official, key="a")
    for move, amount in ((ledger.pay, 501), (ledger.release, 501), (ledger.give_back, 1), (ledger.commit, 0)):
        with pytest.raises(Refused):
            move(awards[0], amount, by=division_official, key="b")
    ledger.pay(awards[0], 500, by=division_official, key="c")
    with pytest.raises(Refused):
        ledger.release(awards[0], 1, by=division_official, key="d")


def test_no_money_is_promised_before_the_director_signed(division_official, division_director, villages):
    call = open_call()
    round_ = pot(call, 1_000_000, state="proposed", people=(division_official, None))
    waiting = award(round_, in_review(call, villages)[0])
    with pytest.raises(Refused):
        ledger.commit(waiting, 1, by=division_official, key="a")
    with pytest.raises(DatabaseError, match="before the round was signed"):
        entered(round_, waiting, "commit", 1)


# --- What PostgreSQL refuses --------------------------------------------------------------------------


def test_sql_cannot_promise_more_than_pot_ceiling_or_award(signed):
    round_, awards = signed
    for award_, amount, broken in (
        (awards[0], 1_000_001, "award_within_amount"),
        (awards[0], 0, "entry_moves_money"),
        (awards[0], -5, "entry_moves_money"),
    ):
        with pytest.raises(IntegrityError, match=broken):
            entered(round_, award_, "commit", amount)
    entered(round_, awards[0], "commit", 1_000_000)
    with pytest.raises(IntegrityError, match="ceiling_holds"):
        entered(round_, awards[1], "commit", 500_001, key="b")
    entered(round_, awards[1], "commit", 500_000, key="c")
    entered(round_, awards[2], "commit", 1_000_000, key="d")
    with pytest.raises(IntegrityError, match="1000000 at most"):  # by the ceiling of its stage
        sql("UPDATE funding_award SET amount = 2000000 WHERE id = %s", awards[2].pk)
    with pgtrigger.ignore("funding.Award:award_within_its_stage"):
        sql("UPDATE funding_award SET amount = 2000000 WHERE id = %s", awards[2].pk)
    with pytest.raises(IntegrityError, match="round_within_pot"):
        entered(round_, awards[2], "commit", 500_001, key="e")
    assert compare().differences == []


def test_sql_cannot_pay_release_or_return_what_is_not_there(signed):
    round_, awards = signed
    entered(round_, awards[0], "commit", 10)
    for kind, amount in (("pay", 11), ("release", 11), ("return", 1), ("gift", 1)):
        with pytest.raises(IntegrityError):
            entered(round_, awards[0], kind, amount, key="b")
    entered(round_, awards[0], "pay", 10, key="c")
    with pytest.raises(IntegrityError):
        entered(round_, awards[0], "release", 1, key="d")


def test_sql_cannot_enter_an_award_of_another_round(signed, division_official, division_director):
    _round, awards = signed
    other = pot(open_call(), 5_000_000, state="signed", people=(division_official, division_director))
    with pytest.raises(DatabaseError, match="is not of round"):
        entered(other, awards[0], "commit", 1)


def test_sql_cannot_make_an_award_for_a_group_that_did_not_ask(signed):
    round_, awards = signed
    call = open_call()
    proposal = in_review(call, [awards[0].proposal.village])[0]
    with pytest.raises(DatabaseError, match="is not of group"), transaction.atomic():
        Award.objects.create(round=round_, proposal=proposal, group=awards[1].group, amount=1)


@pytest.mark.parametrize(
    "query",
    [
        "UPDATE funding_ledgerentry SET amount = 1",
        "DELETE FROM funding_ledgerentry",
        "TRUNCATE funding_ledgerentry",
        "TRUNCATE funding_fundinground CASCADE",
        "TRUNCATE funding_roundceiling",
        "DELETE FROM funding_award",
        "DELETE FROM funding_roundceiling",
        "DELETE FROM funding_fundinground",
        "UPDATE funding_fundinground SET committed = 0",
        "UPDATE funding_fundinground SET committed = 1, paid = 1, returned = 1",
        "UPDATE funding_award SET committed = committed + 1",
        "UPDATE funding_award SET paid = 1",
        "UPDATE funding_award SET round_id = round_id + 1",
        "UPDATE funding_roundceiling SET committed = 0",
        "UPDATE funding_roundceiling SET ceiling = 900000000",
        "UPDATE funding_roundceiling SET theme = 'care' WHERE theme <> ''",
        "UPDATE funding_fundinground SET budget = 900000000",
        "UPDATE funding_award SET amount = 1",
        "UPDATE funding_award SET district_id = (SELECT max(id) FROM villages_district)",
        "UPDATE funding_award SET village_id = (SELECT max(id) FROM villages_village)",
    ],
)
def test_sql_cannot_touch_what_the_ledger_keeps(signed, division_official, query):
    _round, awards = signed
    ledger.commit(awards[0], 700_000, by=division_official, key="a")
    with pytest.raises(DatabaseError):
        sql(query)
    assert compare().differences == []


def test_an_award_stands_where_its_proposal_stands_whatever_is_said_of_it(signed):
    round_, _awards = signed
    here, elsewhere = Village.objects.order_by("pk")[:2]
    proposal = in_review(round_.calls.get(), [here])[0]
    made = Award.objects.create(round=round_, proposal=proposal, group=proposal.group, village=elsewhere, amount=1)
    made.refresh_from_db()
    assert made.village == here
    assert made.district == here.district


def test_sql_cannot_begin_a_row_with_a_balance(signed):
    round_, _awards = signed
    with pytest.raises(DatabaseError, match="only by entries"), transaction.atomic():
        FundingRound.objects.create(name_ko="가득 찬 심의", budget=10, committed=5)
    proposal = in_review(round_.calls.get(), [round_.awards.first().proposal.village])[0]
    with pytest.raises(DatabaseError, match="only by entries"), transaction.atomic():
        Award.objects.create(round=round_, proposal=proposal, group=proposal.group, amount=10, committed=5)


def test_pot_and_ceilings_cannot_fall_below_what_is_promised(signed, division_official):
    round_, awards = signed
    ledger.commit(awards[0], 700_000, by=division_official, key="a")
    # Even where the trigger that keeps what was signed stands aside, the constraints hold.
    with pgtrigger.ignore():
        with pytest.raises(IntegrityError, match="round_within_pot"), transaction.atomic():
            FundingRound.objects.filter(pk=round_.pk).update(budget=699_999)
        with pytest.raises(IntegrityError, match="ceiling_holds"), transaction.atomic():
            RoundCeiling.objects.filter(district__isnull=False).update(ceiling=699_999)


def test_a_stale_copy_saved_whole_cannot_turn_a_balance_back(signed, division_official):
    round_, awards = signed
    stale = fresh(round_)
    ledger.commit(awards[0], 700_000, by=division_official, key="a")
    with pytest.raises(DatabaseError, match="only by entries"), transaction.atomic():
        stale.save()


# --- Reconciliation -----------------------------------------------------------------------------------


def test_reconciliation_finds_every_balance_that_its_entries_do_not_make(signed, division_official):
    round_, awards = signed
    ledger.commit(awards[0], 700_000, by=division_official, key="a")
    assert ledger.reconcile().differences == []
    with pgtrigger.ignore():
        Award.objects.filter(pk=awards[0].pk).update(committed=700_001)
        FundingRound.objects.filter(pk=round_.pk).update(committed=1)
        RoundCeiling.objects.filter(round=round_, theme="").update(committed=0)
    found = ledger.reconcile()
    assert {(each["what"], each["balance"], each["stands"], each["entries"]) for each in found.differences} == {
        ("round", "committed", 1, 700_000),
        ("award", "committed", 700_001, 700_000),
        ("ceiling", "committed", 0, 700_000),
    }  # fmt: skip


def test_reconciliation_takes_as_many_queries_for_fifty_awards_as_for_one(
    division_official, division_director, villages, django_assert_num_queries
):
    for number in (1, 50):
        _round, awards = signed_pot(10**9, division_official, division_director, villages, number=number)
        for each in awards:
            ledger.commit(each, 1000, by=division_official, key=f"commit:{each.pk}")
        with django_assert_num_queries(4):
            assert compare().differences == []
