"""The audit record: written once, never changed, sealed every night."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import User
from casework import audit, seals
from casework.models import AuditEvent, Seal


@pytest.fixture
def person(db):
    return User.objects.create(email="kim@example.kr", name="김하늘")


def write(person, verb="person.greeted", **values):
    with transaction.atomic():
        return audit.record(verb, person, actor=person, **values)


def raw(sql, *parameters):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE casework_auditevent SET note = 'x'",
        "DELETE FROM casework_auditevent",
        "TRUNCATE casework_auditevent",
        "UPDATE casework_seal SET events = 0",
        "DELETE FROM casework_seal",
    ],
)
def test_raw_sql_cannot_change_or_remove_the_record(person, sql):
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        write(person)
    seals.seal_finished_days()
    with pytest.raises(DatabaseError):
        raw(sql)
    assert AuditEvent.objects.count() == 1


def test_an_event_outside_a_transaction_is_refused(transactional_db):
    person = User.objects.create(email="lee@example.kr", name="이슬")
    with pytest.raises(RuntimeError):
        audit.record("person.greeted", person, actor=person)


def test_personal_values_never_enter_the_record(person):
    event = write(person, changes={"phone": ("", "010-1234-5678"), "language": ("ko", "en")})
    assert event.changes == {"phone": ["", audit.HIDDEN], "language": ["ko", "en"]}


def test_every_finished_day_is_sealed_once_also_after_days_without_the_task(person):
    start = timezone.now() - timedelta(days=4)
    with time_machine.travel(start):
        write(person)
        assert seals.seal_finished_days() == []
    made = seals.seal_finished_days()
    assert [seal.events for seal in made] == [1, 0, 0, 0]
    assert seals.seal_finished_days() == []
    assert list(seals.verify()) == []


def test_no_event_enters_a_sealed_day(person):
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        write(person)
    seals.seal_finished_days()
    with pytest.raises(DatabaseError), time_machine.travel(timezone.now() - timedelta(days=1)):
        write(person)


@pytest.fixture
def sealed(person):
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        events = [write(person, note=f"안녕 {n} 🙂") for n in range(20)]
    seals.seal_finished_days()
    later = write(person, note="not sealed yet")
    return [*events, later]


def tamper(sql, *parameters):
    """What somebody with the keys to the database could do: put the triggers to sleep first."""
    raw("SET session_replication_role = replica")
    raw(sql, *parameters)
    raw("SET session_replication_role = origin")


def verified():
    out, err = StringIO(), StringIO()
    call_command("verify_audit", stdout=out, stderr=err)
    return out.getvalue()


def test_an_untouched_record_verifies(sealed):
    assert "21 events and 2 seals verified, 0 differences" in verified()


@pytest.mark.parametrize("index", [0, 7, 20])
def test_one_altered_byte_is_found_and_named(sealed, index):
    victim = sealed[index]
    tamper("UPDATE casework_auditevent SET note = note || '.' WHERE id = %s", victim.pk)
    assert [difference.event_id for difference in seals.verify()] == [victim.pk]
    with pytest.raises(CommandError):
        verified()


def test_a_forged_fingerprint_does_not_hide_a_change(sealed):
    victim = sealed[3]
    tamper("UPDATE casework_auditevent SET note = 'forged' WHERE id = %s", victim.pk)
    victim.refresh_from_db()
    tamper("UPDATE casework_auditevent SET fingerprint = %s WHERE id = %s", audit.fingerprint(victim), victim.pk)
    assert [difference.what for difference in seals.verify()] == ["the events are not those that were sealed"]


def test_a_removed_event_and_a_removed_seal_are_found(sealed):
    tamper("DELETE FROM casework_auditevent WHERE id = %s", sealed[5].pk)
    assert [difference.what for difference in seals.verify()] == ["20 events were sealed, 19 are there"]
    tamper("DELETE FROM casework_seal WHERE id = %s", Seal.objects.order_by("day")[0].pk)
    assert "this seal does not continue the one before" in [difference.what for difference in seals.verify()]


def test_a_rewritten_chain_is_found_by_the_digest_kept_outside(sealed):
    with pytest.raises(CommandError, match="rewritten"):
        call_command("verify_audit", "--expect", "f" * 64)
