"""Rounds at the moments that tests ask about."""

import pytest

from tests.cast import HONGDAE, OKSU, SEONGSU
from tests.funding import making


@pytest.fixture
def villages(places):
    """Two villages of one district and one of another."""
    return [places[SEONGSU], places[OKSU], places[HONGDAE]]


@pytest.fixture
def signed(division_official, division_director, villages):
    """A signed round of 3,000,000 won with four awards of 1,000,000; Seongdong has a ceiling of 1,500,000."""
    return making.signed_pot(
        3_000_000, division_official, division_director, villages, number=4,
        ceilings={villages[0].district: 1_500_000, "food": 2_000_000},
    )  # fmt: skip
