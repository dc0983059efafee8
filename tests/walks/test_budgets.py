"""Every page within its budget of queries, with 1, with 3 and with 50 rows."""

from itertools import groupby

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.budgets import BUDGETS, ROWS, Budget
from tests.cast import sign_in

pytestmark = pytest.mark.django_db


def _rows(budget: Budget) -> str:
    """What the page lists; pages of the same rows are asked side by side, since making rows takes longest."""
    return f"{budget.fill.__module__}.{budget.fill.__name__.replace('<lambda>', 'plain')}"


ALIKE = [list(budgets) for _name, budgets in groupby(sorted(BUDGETS, key=_rows), key=_rows)]


@pytest.mark.parametrize("budgets", ALIKE, ids=[_rows(budgets[0]).removeprefix("tests.") for budgets in ALIKE])
def test_pages_keep_to_their_budgets(budgets, request):
    ask = request.getfixturevalue
    ask("places")
    browsers = {budget.who: sign_in(Client(), ask(budget.who)) if budget.who else Client() for budget in budgets}
    over, done = [], 0
    for rows in ROWS:
        budgets[0].fill(ask, range(done, rows))
        done = rows
        for budget in budgets:
            path = reverse(budget.page, kwargs=budget.arguments(ask)) + budget.query
            client = browsers[budget.who]
            assert client.get(path).status_code == 200, path  # the first time fills caches that last
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            if len(queries) > budget.queries:
                said = "\n".join(f"{number}. {query['sql']}" for number, query in enumerate(queries, 1))
                over.append(f"{path} took {len(queries)} queries, not {budget.queries}, with {rows} rows:\n{said}")
    assert not over, "\n\n".join(over)


@pytest.fixture
def proposed(jiwoo, center, division_official):
    """A posting offered to the first of the three citizens."""
    from villages.workflow import posting

    return posting.propose(jiwoo, center, "adviser", actor=division_official)
