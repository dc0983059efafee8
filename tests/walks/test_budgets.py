"""Every page within its budget of queries, with 1, with 3 and with 50 rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.budgets import BUDGETS, ROWS, Budget
from tests.cast import sign_in

pytestmark = pytest.mark.django_db


def _name(budget: Budget) -> str:
    return f"{budget.page}-{budget.fill.__name__.replace('<lambda>', 'plain')}-{budget.who or 'visitor'}"


@pytest.mark.parametrize("budget", BUDGETS, ids=_name)
def test_a_page_keeps_to_its_budget(budget, client, request):
    ask = request.getfixturevalue
    ask("places")
    if budget.who:
        sign_in(client, ask(budget.who))
    done = 0
    for rows in ROWS:
        budget.fill(ask, range(done, rows))
        done = rows
        path = reverse(budget.page, kwargs=budget.arguments(ask)) + budget.query
        assert client.get(path).status_code == 200  # the first time fills caches that last
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        said = "\n".join(f"{number}. {query['sql']}" for number, query in enumerate(queries, 1))
        assert len(queries) <= budget.queries, f"{path} took {len(queries)} queries with {rows} rows:\n{said}"


@pytest.fixture
def proposed(jiwoo, center, division_official):
    """A posting offered to the first of the three citizens."""
    from villages.workflow import posting

    return posting.propose(jiwoo, center, "adviser", actor=division_official)
