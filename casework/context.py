"""The request (or task) that present work belongs to, for audit events and log lines."""

import uuid
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_began_at: ContextVar[datetime | None] = ContextVar("began_at", default=None)


def request_id() -> str:
    """The id of the current request, ``task:<id>`` inside a Celery task, or an empty text in a shell."""
    return _request_id.get()


def begin(identifier: str | None = None) -> str:
    """Start a new piece of work and return its id."""
    value = identifier or uuid.uuid4().hex
    _request_id.set(value)
    return value


def stamp(moment: datetime | None) -> None:
    """Remember when the present request began; nothing once it is answered."""
    _began_at.set(moment)


def began_at() -> datetime:
    """When the present request reached the portal, by the server's clock; outside of requests the present moment.

    What must happen by a time of day asks this and not the clock: nobody is late because the portal was busy.
    """
    return _began_at.get() or timezone.now()
