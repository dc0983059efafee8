"""Groups at the moments that tests ask about."""

import pytest

from tests.cast import SEONGSU
from tests.groups import making


@pytest.fixture
def village(places):
    return places[SEONGSU]


@pytest.fixture
def three(jiwoo, seoyeon, minjun, village):
    """The three citizens, at home in the village."""
    for each in (jiwoo, seoyeon, minjun):
        making.at_home(each, village)
    return jiwoo, seoyeon, minjun


@pytest.fixture
def forming(three, village):
    """A group that the first of the three has just founded."""
    return making.founded(three[0], village)


@pytest.fixture
def group(forming, three):
    """A formed group of the three."""
    return making.formed(forming, *three[1:])
