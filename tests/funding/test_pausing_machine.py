"""Pauses, returns, days and other steps in random order: every open day moves by exactly the days paused."""

import os
from datetime import timedelta

import pytest
import time_machine
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
from funding.models import Award, Pause, Variation
from funding.queries.ledger import compare
from funding.workflow import ending_early, pausing, report
from funding.workflow import variation as varying
from funding.workflow.tranche import TRANCHE
from tests.funding import making_agree, making_spend
from tests.funding.making_change import balances, due_of

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("PAUSING_EXAMPLES", 6))
OF_PAUSE = ("pause-over",)


class Pausing(RuleBasedStateMachine):
    """One award. ``expected`` holds by obligation the day that nothing but steps and pauses may have made of it."""

    cast: dict = {}

    @initialize()
    def begin(self):
        self.travel = time_machine.travel(timezone.now(), tick=False)
        self.clock = self.travel.start()
        self.official, self.director, self.officer, self.person = self.cast["people"]
        self.award = making_spend.at_work(
            self.official, self.director, self.cast["villages"], self.person, paid=600_000
        )
        making_agree.account_of(self.award.group, confirmed_by=self.director)
        self.paused_on = None
        self.paused_before = 0
        self.ended = False
        self._remember()

    def teardown(self):
        if hasattr(self, "travel"):
            self.travel.stop()

    def _now(self):
        return Award.objects.get(pk=self.award.pk)

    def _remember(self):
        """After a step that sets days of its own: what is open now, and the end."""
        self.expected, self.end = due_of(self.award), self._now().ends_on

    @rule(days=st.integers(0, 45))
    def days_pass(self, days):
        self.clock.shift(timedelta(days=days))

    @rule(days=st.integers(-2, 200))
    def pause(self, days):
        state, money = self._now().state, balances(self.award)
        try:
            pausing.pause(self._now(), actor=self.person, expected_on=timezone.localdate() + timedelta(days=days))
        except Refused:
            return
        assert state == "running"
        assert 0 < days <= 180 - self.paused_before
        assert balances(self.award) == money
        self.paused_on = timezone.localdate()

    @rule()
    def go_on(self):
        money = balances(self.award)
        try:
            pausing.resume(self._now(), actor=self.person)
        except Refused:
            assert self.paused_on is None
            return
        span = timezone.localdate() - self.paused_on
        self.paused_before += span.days
        self.paused_on = None
        self.end += span
        self.expected = {key: day + span for key, day in self.expected.items()}
        assert balances(self.award) == money

    @precondition(lambda self: not self.ended)
    @rule(amount=st.integers(1, 90_000))
    def spend(self, amount):
        try:
            making_spend.spent(self._now(), amount)
        except Refused:
            return

    @precondition(lambda self: not self.ended and self.paused_on is None)
    @rule(days=st.integers(-30, 60))
    def ask_for_a_longer_period(self, days):
        try:
            varying.ask_period(self._now(), actor=self.person, ends_on=self.end + timedelta(days=days), reason="비")
        except Refused:
            return
        self._remember()

    @precondition(lambda self: not self.ended)
    @rule(approving=st.booleans())
    def decide(self, approving):
        waiting = Variation.objects.filter(award=self.award, state="requested").first()
        if waiting is None:
            return
        checks = self._now().reports.filter(kind="midterm").values_list("due_on", flat=True)
        before = (self._now().ends_on, checks[0])
        try:
            if approving:
                varying.approve(waiting, actor=self.officer)
            else:
                varying.refuse(waiting, actor=self.officer, note="어려워요")
        except Refused:
            return
        now = self._now()
        self.end += now.ends_on - before[0]
        check = now.reports.get(kind="midterm")
        if ("midterm-check", check.pk) in self.expected:
            self.expected["midterm-check", check.pk] += check.due_on - before[1]
        self.expected.pop(("variation", waiting.pk), None)

    @precondition(lambda self: not self.ended and self.paused_on is None)
    @rule()
    def hand_in_the_check(self):
        check = self._now().reports.get(kind="midterm")
        if check.state != "due":
            return
        report.submit(making_spend.written(check, self.person), actor=self.person)
        self._remember()

    @precondition(lambda self: not self.ended and self.paused_on is None)
    @rule(step=st.sampled_from(["request", "approve"]))
    def ask_for_money(self, step):
        """Each step sets a day of its own; a pause before it moves that day by nothing."""
        tranche, actor = self._now().tranches.get(), self.person if step == "request" else self.official
        try:
            TRANCHE.perform(tranche, step, actor=actor)
        except Refused:
            return
        self._remember()

    @precondition(lambda self: not self.ended)
    @rule(chance=st.integers(0, 5))
    def end_early(self, chance):
        if chance:
            return
        ending_early.end_early(self._now(), actor=self.person, note="여기까지예요")
        self.ended, self.paused_on = True, None
        self._remember()

    @invariant()
    def nothing_runs_while_paused_and_nothing_moves_but_by_its_days(self):
        if not hasattr(self, "award"):
            return
        due = due_of(self.award)
        now = self._now()
        assert now.ends_on == self.end
        if self.paused_on is not None:
            assert now.state == "paused"
            assert {name for name, _pk in due} == set(OF_PAUSE)
        else:
            assert due == self.expected
        moved = [each.moved["days"] for each in Pause.objects.filter(award=self.award) if each.moved]
        assert sum(moved) == self.paused_before
        assert not compare().differences


def test_days_move_by_what_was_paused_and_balances_never(
    center, district_office, division_official, division_director, district_officer, villages, jiwoo
):
    Pausing.cast = {
        "people": (division_official, division_director, district_officer, jiwoo),
        "villages": villages,
    }
    run_state_machine_as_test(
        Pausing,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=14, deadline=None,
            suppress_health_check=list(HealthCheck), database=None,
        ),
    )  # fmt: skip
