"""Writing audit events: the only place that makes one."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

from casework.acting import acting
from casework.context import request_id
from casework.models import AuditEvent

SEALED_FIELDS = (
    "at",
    "actor_id",
    "acting_posting_id",
    "acting_as",
    "verb",
    "content_type_id",
    "object_id",
    "changes",
    "note",
    "request_id",
)
# Stands for a value that the record must not keep, because the person may have it destroyed.
HIDDEN = "●"


def record(
    verb: str,
    subject: models.Model,
    *,
    actor: Any,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    note: str = "",
    at: datetime | None = None,
) -> AuditEvent:
    """Write one event about ``subject``. Must run in the transaction of the fact it records.

    ``verb`` is dotted and past ("posting.ended"); ``changes`` maps a field to its old and new value, where fields
    named in the model's ``audit_hidden`` are kept as "●". ``actor`` is ``None`` for what the clock did.
    """
    return record_all(verb, [(subject, changes or {})], actor=actor, note=note, at=at)[0]


def record_all(
    verb: str,
    facts: Iterable[tuple[models.Model, Mapping[str, tuple[Any, Any]]]],
    *,
    actor: Any,
    note: str = "",
    at: datetime | None = None,
) -> list[AuditEvent]:
    """``record`` for many subjects, each with its changes: one event of each, in this order, written together."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{verb} must be recorded in the transaction that makes it true")
    at = at or timezone.now()
    events = []
    for subject, changes in facts:
        role = acting(actor, subject)
        event = AuditEvent(
            at=at,
            actor=actor,
            acting_posting_id=role.posting_id,
            acting_as=role.label[:200],
            verb=verb,
            content_type=ContentType.objects.get_for_model(subject),
            object_id=subject.pk,
            changes=_plain(subject, changes),
            note=note,
            request_id=request_id(),
        )
        event.fingerprint = fingerprint(event)
        events.append(event)
    return AuditEvent.objects.bulk_create(events, batch_size=1000)


def fingerprint(event: AuditEvent) -> str:
    """SHA-256 over every sealed field, the same before and after a trip through PostgreSQL."""
    values = {name: getattr(event, name) for name in SEALED_FIELDS}
    values["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(subject: models.Model, changes: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    hidden: frozenset[str] = getattr(subject, "audit_hidden", frozenset())
    shown = {
        name: [HIDDEN if pair[0] else "", HIDDEN if pair[1] else ""] if name in hidden else [_value(v) for v in pair]
        for name, pair in changes.items()
    }
    return json.loads(json.dumps(shown, cls=DjangoJSONEncoder))


def _value(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value
