"""Proposals at the moments that tests ask about."""

import pytest

from tests.groups.conftest import forming, group, three, village  # noqa: F401 - fixtures

# --- At the office (triage) --------------------------------------------------------------------------


@pytest.fixture
def file(division, group, center, triage_officer, district_officer):  # noqa: F811 - the fixture
    """A proposal that the three have submitted, at their village center."""
    from tests.proposals import making

    return making.submitted(making.draft(group, making.open_call()))


@pytest.fixture
def returned(file, triage_officer):
    """The file, returned with two points for two weeks."""
    from proposals.workflow import triage
    from tests.groups.making import fresh
    from tests.proposals.files import in_days

    points = [("budget", "강사비 산출 근거를 적어 주세요."), ("idea", "어떤 이웃이 함께하는지 써 주세요.")]
    triage.return_(file, actor=triage_officer, points=points, due_back_on=in_days(14))
    return fresh(file)
