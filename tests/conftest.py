"""What every test stands on: real PostgreSQL and Redis, the cast, a browser."""

import os
from pathlib import Path

from tests import services

os.environ["PORTAL_TEST"] = "1"
services.start()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seoul_portal.settings")

import django  # noqa: E402
import pytest  # noqa: E402

django.setup()  # the folder of a test that is named on the command line is imported before pytest-django would do it

pytest_plugins = ["tests.cast", "tests.browser", "tests.worker", "tests.web", "tests.walks.tour"]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    services.divide(getattr(config, "workerinput", {}).get("workerid", "main"))
    if not hasattr(config, "workerinput"):
        from seoul_portal import catalogues

        catalogues.compile_all()  # a fresh clone speaks no Korean yet


# Modules that take longest, and about how many seconds; the others take a fifth of one for each test.
LONG = {
    "walks/test_pages.py": 150, "walks/test_forms.py": 100, "journeys/test_three_years.py": 100,
    "security/test_city.py": 75, "journeys/test_round.py": 75, "walks/test_budgets.py": 70,
    "journeys/test_proposals.py": 65, "faults/test_killed_reminders.py": 60, "seoul_portal/test_demo.py": 60,
    "faults/test_last_minute.py": 55, "casework/test_every_lifecycle.py": 55, "journeys/test_groups.py": 50,
    "walks/test_canary.py": 45, "walks/test_access.py": 40, "walks/test_admin.py": 40,
    "journeys/test_walking_in.py": 35, "journeys/test_proposal_faults.py": 30, "faults/test_killed_worker.py": 25,
}  # fmt: skip
TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Deal the modules to as many piles as there are workers, the longest first.

    Each worker begins with a pile of its own and takes over from the others in the end, when only short tests are left.
    """
    modules: dict[Path, list] = {}
    for item in items:
        modules.setdefault(item.path, []).append(item)
    seconds = {path: LONG.get(path.relative_to(TESTS).as_posix(), len(tests) / 5) for path, tests in modules.items()}
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    piles: list[list] = [[] for _worker in range(workers)]
    heights = [0.0] * workers
    for path in sorted(modules, key=lambda path: (-seconds[path], path)):
        lowest = heights.index(min(heights))
        piles[lowest] += modules[path]
        heights[lowest] += seconds[path]
    # xdist cuts the whole into parts of as many tests, so the piles get as many: by their last, which are the shortest.
    share = -(-len(items) // workers)
    spare = [item for pile in piles for item in pile[share:]]
    items[:] = [item for pile in piles for item in (*pile[:share], *_taken(spare, share - len(pile)))]


def _taken(spare: list, count: int) -> list:
    taken, spare[:] = spare[: max(count, 0)], spare[max(count, 0) :]
    return taken


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        services.stop()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, with the rows that migrations left remembered for tests that commit."""
    from django.test import TransactionTestCase

    from tests import rows

    with django_db_blocker.unblock():
        rows.remember()
    TransactionTestCase._fixture_teardown = lambda case: rows.restore()
    yield
    with django_db_blocker.unblock():
        rows.let_go()


@pytest.fixture(autouse=True)
def _clean_redis():
    """Rate limits, cached answers and kept pages of one test must not reach the next."""
    from seoul_portal import visitors

    services.forget_redis()
    visitors.forget()


@pytest.fixture(autouse=True)
def _settled_language():
    """Tests read Korean, the portal's default, unless they ask for another language."""
    from django.conf import settings
    from django.utils import translation

    with translation.override(settings.LANGUAGE_CODE):
        yield
