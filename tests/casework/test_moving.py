"""``moving()``: all of it or nothing, also when the process dies in the middle, and the page that confirms a step."""

import signal
import subprocess
import sys
import textwrap

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import Refused
from casework.models import AuditEvent
from notices.models import Message
from tests import worker
from tests.cast import sign_in
from villages.enums import PostingState
from villages.models import IdentityVisit, Posting
from villages.workflow.posting import POSTING
from villages.workflow.visit import VISIT


@pytest.fixture
def visit(jiwoo, center, adviser):
    return IdentityVisit.objects.create(person=jiwoo, office=center)


def page(subject, step):
    return reverse("casework:step", args=[subject._meta.model_name, subject.pk, step])


def test_a_move_writes_the_change_one_event_and_its_messages_together(visit, adviser, jiwoo):
    with VISIT.moving(visit, "confirm", actor=adviser) as move:
        move.set(document="passport", decided_at=move.now)
    event = AuditEvent.objects.get()
    assert event.actor == adviser
    assert event.acting_as
    assert event.changes["state"] == ["requested", "confirmed"]
    assert event.changes["document"] == ["", "●"]


def test_a_body_that_fails_leaves_nothing(visit, adviser):
    def body():
        with VISIT.moving(visit, "confirm", actor=adviser) as move:
            move.set(document="passport")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        body()
    visit.refresh_from_db()
    assert visit.state == "requested"
    assert not AuditEvent.objects.exists()


def test_a_refusal_names_every_reason_and_not_only_the_first(visit, adviser):
    with pytest.raises(Refused) as refused, VISIT.moving(visit, "decline", actor=adviser, note="  "):
        pass
    assert refused.value.reasons == ["이유를 적어 주세요."]


KILLED = """
    import os, signal, sys
    import django
    django.setup()
    from django.contrib.auth import get_user_model
    from villages.models import IdentityVisit
    from villages.workflow.visit import VISIT
    visit, actor = IdentityVisit.objects.get(), get_user_model().objects.get(email="yujin@example.kr")
    from django.db import connection
    def die_after_the_event(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if 'INSERT INTO "casework_auditevent"' in sql:
            print("dying", flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    with connection.execute_wrapper(die_after_the_event), VISIT.moving(visit, "confirm", actor=actor) as move:
        move.set(document="passport")
"""


@pytest.mark.django_db(transaction=True)
def test_a_move_killed_between_change_and_commit_leaves_nothing(visit):
    before = AuditEvent.objects.count(), Message.objects.count()
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED)],
        env=worker.environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert "dying" in done.stdout
    visit.refresh_from_db()
    assert (visit.state, visit.document) == ("requested", "")
    assert (AuditEvent.objects.count(), Message.objects.count()) == before


def test_the_page_says_what_will_happen_before_anything_happens(client, visit, adviser):
    answer = sign_in(client, adviser).get(page(visit, "decline"))
    assert answer.status_code == 200
    assert str(VISIT.steps["decline"].effect) in answer.content.decode()
    visit.refresh_from_db()
    assert visit.state == "requested"


def test_a_forgotten_reason_is_asked_for_and_nothing_happens(client, visit, adviser):
    answer = sign_in(client, adviser).post(page(visit, "decline"), {"seen": "requested", "note": ""})
    assert answer.status_code == 422
    visit.refresh_from_db()
    assert visit.state == "requested"


def test_the_second_half_of_a_double_click_is_told_that_it_is_done(client, visit, adviser):
    sign_in(client, adviser)
    for _click in range(2):
        answer = client.post(page(visit, "decline"), {"seen": "requested", "note": "서류가 달라요"}, follow=True)
        assert answer.status_code == 200
    assert AuditEvent.objects.filter(verb=VISIT.steps["decline"].verb).count() == 1
    assert "이미" in answer.content.decode()


def test_a_stale_page_is_refused_with_what_became_of_the_file_and_keeps_the_words(client, visit, adviser, jiwoo):
    sign_in(client, adviser)
    VISIT.perform(visit, "withdraw", actor=jiwoo)
    answer = client.post(page(visit, "decline"), {"seen": "requested", "note": "서류가 달라요"})
    assert answer.status_code == 409
    assert "서류가 달라요" in answer.content.decode()


def test_a_stranger_and_a_step_without_permission_are_not_found(client, visit, outsider, jiwoo):
    assert sign_in(client, outsider).get(page(visit, "decline")).status_code == 404
    assert sign_in(client, jiwoo).get(page(visit, "decline")).status_code == 404
    assert client.get(reverse("casework:step", args=["nothing", 1, "decline"])).status_code == 404


def test_a_wrong_number_of_a_file_is_not_found(client, jiwoo):
    assert sign_in(client, jiwoo).get("/do/identityvisit/999999/withdraw/").status_code == 404


def test_ending_a_posting_by_raw_sql_and_starting_it_again_is_refused(adviser):
    from django.db import DatabaseError, transaction

    posting = Posting.objects.get(person=adviser)
    Posting.objects.filter(pk=posting.pk).update(state=PostingState.ENDED, ended_at=timezone.now())
    with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(state=PostingState.ACTIVE)
    assert set(POSTING.arrows()) == {("proposed", "active"), ("proposed", "ended"), ("active", "ended")}
