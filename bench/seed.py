"""Rows and sessions for the measurement: prints, as JSON, a session key per person that a page wants signed in."""

import json

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402

from bench.pages import PAGES  # noqa: E402
from notices.workflow import tell  # noqa: E402
from villages.models import Posting  # noqa: E402

MESSAGES = 50


def main() -> None:
    sessions = {}
    for email in sorted({page.who for page in PAGES if page.who}):
        person = get_user_model().objects.get(email=email)
        for number in range(MESSAGES):
            tell([person], "posting-withdrawn", about=Posting.objects.first(), key=f"bench:{number}", note="")
        client = Client()
        client.force_login(person)
        sessions[email] = client.session.session_key
    print(json.dumps(sessions))


main()
