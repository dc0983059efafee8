"""What every test stands on: real PostgreSQL and Redis, the cast, a browser."""

import os

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


def pytest_collection_modifyitems(items):
    """The longest tests first, so that no core is left alone with one of them at the end."""
    long = ("/walks/test_pages", "/walks/", "/journeys/", "/faults/", "/races/")
    items.sort(key=lambda item: next((n for n, part in enumerate(long) if part in str(item.path)), len(long)))


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
