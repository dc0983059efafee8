"""Whoever announces is killed in the middle: nothing has happened, and the next try tells every group once."""

import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.db import connection, transaction

from funding.models import Award, LedgerEntry
from funding.queries.ledger import compare
from funding.workflow import announcing
from notices.models import Message
from proposals.models import Proposal
from tests.cast import HONGDAE, OKSU, SEONGSU
from tests.funding import making
from tests.groups.making import fresh
from tests.services import ROOT
from tests.worker import environment

ANNOUNCE = """
import django; django.setup()
from django.contrib.auth import get_user_model
from funding.models import FundingRound
from funding.workflow.announcing import announce
import sys
announce(FundingRound.objects.get(pk=sys.argv[1]), actor=get_user_model().objects.get(pk=sys.argv[2]))
"""


def announcer(round_, actor):
    """Another process that announces the round."""
    return subprocess.Popen(
        [sys.executable, "-c", ANNOUNCE, str(round_.pk), str(actor.pk)],
        cwd=ROOT, env=environment() | {"DJANGO_SETTINGS_MODULE": "seoul_portal.settings"},
    )  # fmt: skip


def waits_for_a_lock(process, seconds=60):
    """Wait until some session but ours is held up; ``False`` where the process ended before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")  # unlike pg_stat_activity, never stale
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.05)
    return False


@pytest.mark.django_db(transaction=True)
def test_an_announcement_killed_in_the_middle_leaves_nothing_and_then_tells_everybody_once(
    places, division_official, division_director
):
    villages = [places[SEONGSU], places[OKSU], places[HONGDAE]]
    draft = making.ranked(12_000_000, villages, number=20)
    signed = making.signed_by(making.proposed(draft, division_official, select=12, reserve=4), division_director)
    before = Message.objects.count()
    eighth = Proposal.objects.get(allocation__round=signed, allocation__place=8)
    with transaction.atomic():
        # Holds up exactly the eighth award, after seven groups were dealt with.
        Award.objects.create(round=signed, proposal=eighth, group=eighth.group, amount=1)
        process = announcer(signed, division_official)
        held_up = waits_for_a_lock(process)
        process.send_signal(signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL
        assert held_up, "it did not get to the eighth award"
        transaction.set_rollback(True)
    assert fresh(signed).state == "signed"
    assert set(Proposal.objects.values_list("state", flat=True)) == {"in_review"}
    assert (Award.objects.count(), LedgerEntry.objects.count(), Message.objects.count()) == (0, 0, before)

    announcing.announce(fresh(signed), actor=division_official)
    told = Counter(Message.objects.filter(kind__startswith="result-").values_list("recipient", "channel"))
    assert set(told.values()) == {1}
    assert len({recipient for recipient, _channel in told}) == 20
    assert (Award.objects.count(), fresh(signed).committed) == (12, 12_000_000)
    assert compare().differences == []
