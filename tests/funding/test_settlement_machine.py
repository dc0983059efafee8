"""Receipts, decisions, hand-ins and returns in random order: every won is accounted for at every moment."""

import os

import pytest
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
from funding.models import Expense, Settlement
from funding.queries.ledger import compare
from funding.queries.spending import lines_of
from funding.workflow import expense, settlement
from tests.cast import OKSU, SEONGSU
from tests.funding import making_spend as making
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("SETTLEMENT_EXAMPLES", 5))
AMOUNTS = st.integers(1, 700_000)


class Settling(RuleBasedStateMachine):
    """One award on two lines. Every step is tried by the workflow; a refusal changes nothing."""

    cast: dict = {}

    @initialize(paid=st.sampled_from([1_000_000, 600_000]))
    def begin(self, paid):
        self.official, self.director, self.officer, self.person = self.cast["people"]
        self.award = making.at_work(self.official, self.director, self.cast["villages"], self.person, paid=paid)
        self.phase = "spending"

    def _try(self, act):
        try:
            act()
        except Refused:
            return False
        return True

    @rule(amount=AMOUNTS, item=st.sampled_from(["materials", "instructor"]), source=st.sampled_from(["grant", "own"]))
    def spend(self, amount, item, source):
        before = Expense.objects.filter(award=self.award).count()
        left = {line.item: line.left for line in lines_of(self.award)}[item]
        done = self._try(lambda: making.spent(fresh(self.award), amount, item=item, source=source))
        fits = source == "own" or amount <= left
        assert done == (fits and self.phase in ("spending", "settling"))
        assert Expense.objects.filter(award=self.award).count() == before + done

    @precondition(lambda self: self.phase == "spending")
    @rule()
    def finish(self):
        making.settling(fresh(self.award))
        self.phase = "settling"

    @precondition(lambda self: self.phase == "settling")
    @rule(interest=st.integers(0, 3000))
    def hand_in(self, interest):
        making.handed_in(fresh(self.award), interest)
        self.phase = "read"

    @rule(number=st.integers(0, 9), accepting=st.booleans())
    def decide(self, number, accepting):
        found = list(Expense.objects.filter(award=self.award).order_by("pk"))
        if not found:
            return
        one = found[number % len(found)]
        act = expense.accept if accepting else expense.disallow
        words = {} if accepting else {"note": "확인이 안 돼요"}
        done = self._try(lambda: act(one, actor=self.officer, **words))
        assert not done or self.phase == "read"

    @precondition(lambda self: self.phase == "read")
    @rule()
    def send_back(self):
        settlement.return_(self.paper, actor=self.officer, points={"receipts": "다시 봐 주세요"})
        self.phase = "settling"

    @precondition(lambda self: self.phase == "read")
    @rule(all_of_them=st.booleans())
    def accept(self, all_of_them):
        if all_of_them:
            seen = list(Expense.objects.filter(award=self.award).values_list("pk", flat=True))
            expense.accept_all(fresh(self.award), actor=self.officer, seen=seen)
        if self._try(lambda: settlement.accept(self.paper, actor=self.officer)):
            self.phase = "settled"

    @precondition(lambda self: self.phase == "settled")
    @rule(part=AMOUNTS)
    def bring_back(self, part):
        owed = settlement.still_to_return(self.paper)
        amount = min(part, owed) if part % 3 else part
        values = {"amount": amount, "on": timezone.localdate(), "before": owed}
        done = self._try(lambda: settlement.take_back(self.paper, actor=self.official, **values))
        assert done == (0 < amount <= owed)

    @property
    def paper(self):
        return Settlement.objects.get(award=self.award)

    @invariant()
    def every_won_is_accounted_for(self):
        if not hasattr(self, "award"):
            return
        award = fresh(self.award)
        for line in lines_of(award):
            assert line.left >= 0
        paper = Settlement.objects.filter(award=award).first()
        if paper is None or paper.state == "due":
            return
        assert paper.paid == paper.accepted + paper.disallowed + paper.unspent == award.paid
        if paper.state == "accepted":
            assert award.committed == award.paid
            back = award.returned + paper.interest_returned
            assert back + settlement.still_to_return(paper) == paper.to_return
            assert (paper.returned_on is not None) == (settlement.still_to_return(paper) == 0)

    def teardown(self):
        assert not compare().differences


def test_every_won_is_accounted_for_in_whatever_order(
    places, center, district_office, division_official, division_director, district_officer, jiwoo
):
    Settling.cast = {
        "people": (division_official, division_director, district_officer, jiwoo),
        "villages": [places[SEONGSU], places[OKSU]],
    }
    run_state_machine_as_test(
        Settling,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
