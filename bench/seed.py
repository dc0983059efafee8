"""Messages, sessions and a ranking for the measurement, and which rows its pages show: prints them as JSON."""

import json
from typing import Any

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, get_user_model  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from bench import floor_settings  # noqa: E402
from bench.pages import BARE, PAGES, RESIDENT  # noqa: E402
from funding.models import Award  # noqa: E402
from funding.populate import awards as populate_awards  # noqa: E402
from funding.populate.rounds import populate  # noqa: E402
from notices.workflow import tell  # noqa: E402
from proposals.enums import ProposalState  # noqa: E402
from proposals.models import Proposal  # noqa: E402
from proposals.populate.people import DOMAIN  # noqa: E402
from tests.cast import session_for  # noqa: E402
from villages.models import Posting  # noqa: E402

MESSAGES = 50


def found() -> dict[str, str]:
    """A file in work in the officer's district with the longest text and thread, a draft of an open call, a round."""
    invented: Any = Proposal.objects.filter(lead__email__endswith=DOMAIN).order_by("-versions__number", "pk")
    here = invented.filter(village__district__code="11200", state=ProposalState.SUBMITTED)
    file = here.filter(messages__isnull=False).first() or here.first()
    draft = invented.filter(state=ProposalState.DRAFT, call__state="open").select_related("lead").first()
    return {
        "file": str(file.pk), "draft": str(draft.pk), "call": str(draft.call_id), "writer": draft.lead.email,
        "round": str(populate().pk), **award(),
    }  # fmt: skip


def award() -> dict[str, str]:
    """A running award, and its representative."""
    populate_awards.populate()
    found = Award.objects.filter(state="running", proposal__lead__email__endswith=DOMAIN)
    one = found.select_related("proposal__lead").order_by("-pk")[0]
    return {"award": str(one.pk), "keeper": one.proposal.lead.email, "group": str(one.group_id)}


def session_of(email: str) -> str:
    person = get_user_model().objects.get(email=email)
    for number in range(MESSAGES):
        tell([person], "posting-withdrawn", about=Posting.objects.first(), key=f"bench:{number}", note="")
    return session_for(person, second_factor=person.postings.exists())


def bare_session() -> str:
    """A resident's session as it would be without our own ways of finding people: the floor's."""
    session = SessionStore(session_for(get_user_model().objects.get(email=RESIDENT), second_factor=False))
    [session[BACKEND_SESSION_KEY]] = floor_settings.AUTHENTICATION_BACKENDS
    session.save()
    return str(session.session_key)


places = found()
people = {page.of(places).who for page in PAGES}
sessions = {email: session_of(email) for email in sorted(filter(None, people))}
print(json.dumps({"places": places, "sessions": sessions | {BARE: bare_session()}}))
