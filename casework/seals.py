"""Nightly seals over the audit record, and their verification.

Each event carries a fingerprint of its own values. A day's seal is a hash chain over that day's fingerprints that
starts from the seal before it, so that no event can be changed, added or removed afterwards without breaking the
chain — also by somebody who may write to the database. ``head()`` is what an auditor keeps outside the system.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.utils import timezone

from casework.audit import fingerprint
from casework.models import AuditEvent, Seal

GENESIS = "0" * 64


@dataclass(frozen=True)
class Difference:
    """One place where the record is not what was sealed."""

    day: date
    event_id: int | None
    what: str


def bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of ``day`` and of the day after, in Seoul."""
    zone = timezone.get_default_timezone()
    return tuple(datetime.combine(each, time.min, tzinfo=zone) for each in (day, day + timedelta(days=1)))  # type: ignore[return-value]


def events_of(day: date) -> Iterator[AuditEvent]:
    """The day's events in the order of the chain, without loading all at once."""
    start, end = bounds(day)
    return AuditEvent.objects.filter(at__gte=start, at__lt=end).order_by("id").iterator(chunk_size=2000)


def chain(previous: str, fingerprints: Iterable[str]) -> tuple[int, str]:
    """How many fingerprints there were, and the end of the chain that starts at ``previous``."""
    digest, count = previous, 0
    for each in fingerprints:
        digest = hashlib.sha256((digest + each).encode()).hexdigest()
        count += 1
    return count, digest


def seal_finished_days() -> list[Seal]:
    """Seal every finished day (Seoul time) that has no seal, oldest first; days without events are sealed too."""
    made: list[Seal] = []
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Waits for events still being written, and makes a second run wait for this one. Reading goes on.
            cursor.execute("LOCK TABLE casework_auditevent IN SHARE ROW EXCLUSIVE MODE")
        last = Seal.objects.order_by("-day").first()
        first_event = AuditEvent.objects.order_by("at", "id").first()
        if last is None and first_event is None:
            return made
        day = last.day + timedelta(days=1) if last else timezone.localdate(first_event.at)  # type: ignore[union-attr]
        previous = last.digest if last else GENESIS
        while day < timezone.localdate():
            count, digest = chain(previous, (event.fingerprint for event in events_of(day)))
            made.append(Seal.objects.create(day=day, events=count, previous=previous, digest=digest))
            previous, day = digest, day + timedelta(days=1)
    return made


def verify() -> Iterator[Difference]:
    """Yield every difference between the record and its seals, and every event that is not what it was."""
    previous, yesterday = GENESIS, None
    for seal in Seal.objects.order_by("day"):
        if yesterday is not None and seal.day != yesterday + timedelta(days=1):
            yield Difference(seal.day, None, "a seal before this day is missing")
        if seal.previous != previous:
            yield Difference(seal.day, None, "this seal does not continue the one before")
        altered: list[int] = []
        count, digest = chain(seal.previous, _checked(events_of(seal.day), altered))
        yield from (Difference(seal.day, event_id, "this event was altered") for event_id in altered)
        if count != seal.events:
            yield Difference(seal.day, None, f"{seal.events} events were sealed, {count} are there")
        elif digest != seal.digest and not altered:
            yield Difference(seal.day, None, "the events are not those that were sealed")
        previous, yesterday = seal.digest, seal.day
    yield from _unsealed(yesterday)


def _checked(events: Iterable[AuditEvent], altered: list[int]) -> Iterator[str]:
    for event in events:
        true = fingerprint(event)
        if true != event.fingerprint:
            altered.append(event.pk)
        yield true


def _unsealed(last_sealed: date | None) -> Iterator[Difference]:
    """Events after the last seal have no chain yet, but still their own fingerprints."""
    later = AuditEvent.objects.order_by("id")
    if last_sealed is not None:
        later = later.filter(at__gte=bounds(last_sealed)[1])
    for event in later.iterator(chunk_size=2000):
        if fingerprint(event) != event.fingerprint:
            yield Difference(timezone.localdate(event.at), event.pk, "this event was altered")


def head() -> Seal | None:
    """The newest seal: keep its digest outside the portal, and nobody can rewrite the record unseen."""
    return Seal.objects.order_by("-day").first()
