"""Reading the record."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet

from casework.models import AuditEvent, PersonalDataAccess


def history(subject: Model) -> QuerySet[AuditEvent]:
    """What happened to ``subject``, newest first, with the actors' names."""
    content_type = ContentType.objects.get_for_model(subject)
    events = AuditEvent.objects.filter(content_type=content_type, object_id=subject.pk)
    return events.select_related("actor").order_by("-id")


def readers_of(person: Any) -> QuerySet[PersonalDataAccess]:
    """Who read the contact details of ``person``, newest first."""
    return PersonalDataAccess.objects.filter(person=person).select_related("reader").order_by("-id")
