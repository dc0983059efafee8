"""The request (or task) that present work belongs to, for audit events and log lines."""

import uuid
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the current request, ``task:<id>`` inside a Celery task, or an empty text in a shell."""
    return _request_id.get()


def begin(identifier: str | None = None) -> str:
    """Start a new piece of work and return its id."""
    value = identifier or uuid.uuid4().hex
    _request_id.set(value)
    return value
