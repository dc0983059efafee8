"""Two officials announce at once; a group withdraws, declines or objects at the very moment."""

import pytest

from funding.models import Award, FundingRound, LedgerEntry
from funding.queries.ledger import compare
from funding.queries.ranking import Trial
from funding.queries.reserve import reserve_list
from funding.workflow import announcing, award, promotion, ranking
from funding.workflow import round as rounds
from funding.workflow.ranking import Row
from notices.models import Message
from proposals.models import Proposal
from proposals.workflow import submission
from tests.cast import HONGDAE, OKSU, SEONGSU
from tests.funding import making
from tests.groups.making import fresh
from tests.races.test_groups import again, refusals
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(places, division_official, division_director):
    return making.ranked(4_000_000, [places[SEONGSU], places[OKSU], places[HONGDAE]])


@pytest.fixture
def signed(draft, division_official, division_director):
    return making.signed_by(making.proposed(draft, division_official), division_director)


def test_two_officials_announce_at_once_and_every_group_hears_once(signed, division_official, division_director):
    results = together(
        *[
            lambda who=who: announcing.announce(fresh(signed), actor=again(who))
            for who in (division_official, division_director) * 2
        ]
    )
    assert refusals(results) == 3, results
    told = list(Message.objects.filter(kind__startswith="result-").values_list("recipient", "channel"))
    assert len(told) == len(set(told))
    assert {recipient for recipient, _channel in told} == set(Proposal.objects.values_list("lead", flat=True))
    assert (Award.objects.count(), LedgerEntry.objects.count()) == (3, 3)


def test_a_group_withdraws_while_its_result_is_announced(signed, division_official):
    first = Proposal.objects.get(allocation__round=signed, allocation__place=1)
    results = together(
        lambda: announcing.announce(fresh(signed), actor=again(division_official)),
        lambda: submission.withdraw(fresh(first), actor=again(first.lead)),
    )
    assert refusals(results) <= 1, results
    selected = fresh(first).state == "selected"
    assert fresh(first).state in {"selected", "withdrawn"}
    assert Award.objects.filter(proposal=first).exists() == selected
    assert fresh(signed).committed == (3_000_000 if selected else 2_000_000)


def test_a_ranking_is_changed_while_it_is_proposed(draft, division_official, division_director):
    ranking.cut(draft, Trial(3, 1), actor=division_official, version=None)
    seen = fresh(draft).version
    last = draft.allocations.get(place=6)
    results = together(
        lambda: rounds.propose(fresh(draft), actor=again(division_official), version=seen),
        lambda: ranking.decide(fresh(draft), {last.pk: Row("selected")}, actor=again(division_director), version=seen),
    )
    assert refusals(results) == 1, results
    assert (fresh(draft).state == "proposed") == (fresh(last).outcome == "not_selected")


def test_money_freed_and_given_on_at_once_never_overspends(signed, division_official, division_director):
    announcing.announce(signed, actor=division_official)
    one = Award.objects.first()
    following = reserve_list(signed)[0]
    step = promotion.propose(signed, following, actor=division_official, amount=1_000_000)
    results = together(
        lambda: award.decline(fresh(one), actor=again(one.proposal.lead)),
        lambda: promotion.sign(fresh(step), actor=making.with_fresh_factor(division_director)),
        lambda: promotion.withdraw(fresh(step), actor=again(division_official)),
    )
    assert refusals(results) == 1, results
    assert compare().differences == []
    assert FundingRound.objects.get(pk=signed.pk).committed <= 4_000_000
