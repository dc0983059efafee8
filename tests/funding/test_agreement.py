"""From the offer to the agreement."""

import pytest

from tests.funding import making, making_agree
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def awards(division_official, division_director, villages):
    """Two awards of a million won, offered."""
    _round, found = making.signed_pot(9_000_000, division_official, division_director, villages, number=2)
    return [making_agree.promised(each) for each in found]


def test_an_award_becomes_agreed_and_runs(awards):
    one = making_agree.agreed(awards[0])
    assert one.state == "agreed" and one.starts_on <= one.ends_on
    two = making_agree.running(awards[1])
    assert (two.state, two.paid) == ("running", 1_000_000)
    assert fresh(two).tranches.get().state == "paid"
