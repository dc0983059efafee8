"""How many queries each page makes: ``python -m bench.queries`` with pages and sessions as JSON on standard input."""

import json
import os
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402


def count(address: str, session: str | None) -> int:
    """Queries of the second request: the first one fills what is kept per process."""
    client = Client(SERVER_NAME="localhost")
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    if answer.status_code != 200:
        sys.exit(f"{address} answered {answer.status_code} under {os.environ['DJANGO_SETTINGS_MODULE']}")
    return len(queries)


print(json.dumps([count(address, session) for address, session in json.load(sys.stdin)]))
