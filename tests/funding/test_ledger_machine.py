"""Every money step in random order, by workflow and by SQL, against a model in plain Python."""

import os

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from casework.lifecycle import Refused
from funding.models import Award, FundingRound, RoundCeiling
from funding.queries.ledger import compare
from funding.queries.reserve import next_in_line, what_is_left
from funding.workflow import award as awarding
from funding.workflow import ledger, promotion
from tests.cast import HONGDAE, OKSU, SEONGSU
from tests.funding import making
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("LEDGER_EXAMPLES", 6))
AMOUNTS = st.integers(1, 1_200_000)
KINDS = st.sampled_from(["commit", "release", "pay", "bounce", "return"])
MOVES = {
    "commit": ledger.commit, "release": ledger.release, "pay": ledger.pay, "bounce": ledger.bounce,
    "return": ledger.give_back,
}  # fmt: skip


def machine(places, official, director):
    """The machine over one announced round of nine proposals, fresh for every run."""
    villages = [places[SEONGSU], places[OKSU], places[HONGDAE]]

    class Money(RuleBasedStateMachine):
        @initialize()
        def announce(self):
            self.savepoint = transaction.savepoint()
            draft = making.ranked(
                5_000_000, villages, number=9, ceilings={villages[0].district: 3_500_000, "food": 2_000_000}
            )
            self.round = making.announced(draft, official, director, select=4, reserve=3)
            self.serial = 0
            # What should stand: by award, promised, paid and returned.
            self.books = {each.pk: [each.amount, 0, 0] for each in self.round.awards.all()}
            self.worth = {each.pk: each.amount for each in self.round.awards.all()}

        def teardown(self):
            if hasattr(self, "savepoint"):
                transaction.savepoint_rollback(self.savepoint)

        def key(self):
            self.serial += 1
            return f"step:{self.serial}"

        def fits(self, kind, one, amount):
            """Whether the plain model lets this happen."""
            promised, paid, returned = self.books[one.pk]
            if kind == "commit":
                return amount <= min(
                    self.worth[one.pk] - promised, 5_000_000 - self.sum(), *[self.under(one, limit) for limit in (0, 1)]
                )
            not_paid, not_back = promised - paid, paid - returned
            most = {"release": not_paid, "pay": not_paid, "bounce": not_back, "return": not_back}
            return amount <= most[kind]

        def sum(self, chosen=lambda one: True):
            return sum(self.books[one.pk][0] for one in Award.objects.filter(pk__in=self.books) if chosen(one))

        def under(self, one, limit):
            """What is left under the district's ceiling (0) or the theme's (1)."""
            if limit == 0:
                here = villages[0].district_id
                return 10**9 if one.district_id != here else 3_500_000 - self.sum(lambda o: o.district_id == here)
            return 10**9 if one.theme != "food" else 2_000_000 - self.sum(lambda o: o.theme == "food")

        def entered(self, kind, one, amount):
            place = {"commit": 0, "release": 0, "pay": 1, "bounce": 1, "return": 2}[kind]
            self.books[one.pk][place] += -amount if kind in ("release", "bounce") else amount

        @rule(kind=KINDS, which=st.integers(0, 20), amount=AMOUNTS, by_hand=st.booleans())
        def move(self, kind, which, amount, by_hand):
            one = list(Award.objects.filter(pk__in=self.books).order_by("pk"))[which % len(self.books)]
            fits = self.fits(kind, one, amount)
            try:
                with transaction.atomic():
                    if by_hand:
                        self.by_sql(kind, one, amount)
                    else:
                        MOVES[kind](one, amount, by=official, key=self.key())
            except (Refused, DatabaseError):
                assert not fits, (kind, amount, self.books[one.pk])
            else:
                assert fits, (kind, amount, self.books[one.pk])
                self.entered(kind, one, amount)

        def by_sql(self, kind, one, amount):
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO funding_ledgerentry (round_id, award_id, kind, amount, key, at)"
                    " VALUES (%s, %s, %s, %s, %s, %s)",
                    [one.round_id, one.pk, kind, amount, self.key(), timezone.now()],
                )

        @rule(which=st.integers(0, 20))
        def decline(self, which):
            one = list(Award.objects.filter(pk__in=self.books).order_by("pk"))[which % len(self.books)]
            try:
                awarding.decline(one, actor=one.proposal.lead)
            except Refused:
                assert fresh(one).state == "declined"
            else:
                self.books[one.pk][0] = self.books[one.pk][1]

        @precondition(lambda self: hasattr(self, "round") and next_in_line(self.round) is not None)
        @rule(amount=AMOUNTS)
        def move_up(self, amount):
            round_ = fresh(self.round)
            file = next_in_line(round_)
            left = what_is_left(round_, file)
            try:
                step = promotion.propose(round_, file, actor=official, amount=amount, reason="남은 금액에 맞춰요.")
                promotion.sign(step, actor=making.with_fresh_factor(director))
            except Refused:
                assert amount > left or amount > file.asked
            else:
                made = Award.objects.get(proposal=file)
                self.books[made.pk], self.worth[made.pk] = [amount, 0, 0], amount

        @rule(less=AMOUNTS)
        def shrink_a_limit_by_hand(self, less):
            for query in (
                "UPDATE funding_fundinground SET budget = budget - %s",
                "UPDATE funding_roundceiling SET ceiling = ceiling - %s",
                "UPDATE funding_award SET committed = committed - %s",
            ):
                with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(query, [less])

        @invariant()
        def balances_are_what_the_plain_model_says(self):
            if not hasattr(self, "books"):
                return
            stand = Award.objects.filter(round=self.round).values_list("pk", "committed", "paid", "returned")
            assert {pk: list(balances) for pk, *balances in stand} == self.books
            round_ = FundingRound.objects.get(pk=self.round.pk)
            assert round_.committed == self.sum() <= round_.budget
            assert all(each.committed <= each.ceiling for each in RoundCeiling.objects.filter(round=round_))
            assert compare().differences == []

    return Money


def test_no_sequence_of_money_steps_breaks_a_limit(places, division_official, division_director):
    run_state_machine_as_test(
        machine(places, division_official, division_director),
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck),
            database=None, derandomize=True,
        ),
    )  # fmt: skip
