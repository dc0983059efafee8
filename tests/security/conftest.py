"""A second, empty database beside that of the tests."""

import pytest
from django.db import connection

from tests import rows


@pytest.fixture
def spare_database(transactional_db):
    """The name of a copy of the freshly migrated test database; gone after the test."""
    name = f"{connection.settings_dict['NAME']}_spare"
    template = connection.settings_dict["NAME"]
    rows.let_go()  # a template may have no visitors
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield name
    move_to(template)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def move_to(name: str) -> None:
    """Have the portal work on another database of the same server from here on."""
    from django.contrib.contenttypes.models import ContentType

    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
