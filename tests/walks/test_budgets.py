"""Every page within its budget of queries, with 1, with 3 and with 50 rows."""

from collections.abc import Callable
from itertools import groupby

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from seoul_portal import visitors
from seoul_portal.triggers import PUBLIC_CHANGE
from tests.budgets import BUDGETS, ROWS, Budget
from tests.cast import sign_in
from tests.walks.addresses import addresses

pytestmark = pytest.mark.django_db
# Public pages show a proposal only as it stood when it became an award.
FROZEN = {"proposals_proposal"}


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
            # A session is written once a minute: on a slow machine in the middle of what is counted.
            with time_machine.travel(timezone.now(), tick=False):
                assert client.get(path).status_code == 200, path  # the first time fills caches that last
                visitors.forget()  # what a page costs whenever something has changed
                queries = _asked(lambda client=client, path=path: client.get(path))
            asked = [sql for sql in queries if visitors.PublicChange._meta.db_table not in sql]
            if len(asked) > budget.queries:
                said = "\n".join(f"{number}. {sql}" for number, sql in enumerate(asked, 1))
                over.append(f"{path} took {len(asked)} queries, not {budget.queries}, with {rows} rows:\n{said}")
            if len(asked) < len(queries):  # a page that is kept for visitors
                over += [f"{path} reads {table}, whose changes nobody notes" for table in _read(asked) - _noted()]
    assert not over, "\n\n".join(over)


def _asked(act: Callable[[], object]) -> list[str]:
    """What ``act`` asks the database."""
    statements: list[str] = []

    def note(execute, sql, *rest):
        statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        act()
    return statements


def _read(statements: list[str]) -> set[str]:
    return {table for sql in statements for table in connection.introspection.table_names() if f'"{table}"' in sql}


def _noted() -> set[str]:
    """Tables whose changes are noted, and the one that need not be."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE tgname = %s", [PUBLIC_CHANGE]
        )
        return {name for (name,) in cursor.fetchall()} | FROZEN


def test_every_page_that_is_kept_for_visitors_and_reads_tables_has_a_budget():
    kept = {address.name for address in addresses() if getattr(address.view, "kept_for_visitors", False)}
    assert len(kept) > 10
    assert kept - {budget.page for budget in BUDGETS} <= {"how-it-works", "privacy", "accessibility"}


@pytest.fixture
def proposed(jiwoo, center, division_official):
    """A posting offered to the first of the three citizens."""
    from villages.workflow import posting

    return posting.propose(jiwoo, center, "adviser", actor=division_official)
