"""What people do by hand here enters the audit record, which lives upstairs: ``casework`` registers how to write it."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.db import models


class Recorder(Protocol):
    """``casework.audit.record``."""

    def __call__(
        self,
        verb: str,
        subject: models.Model,
        *,
        actor: Any,
        changes: Mapping[str, tuple[Any, Any]] | None = None,
    ) -> Any: ...


_recorder: Recorder | None = None


def register(recorder: Recorder) -> None:
    """Register the writer of audit events; call once, in ``AppConfig.ready()``."""
    global _recorder
    _recorder = recorder


def record(
    verb: str, subject: models.Model, *, actor: Any, changes: Mapping[str, tuple[Any, Any]] | None = None
) -> None:
    """Record a fact in the present transaction."""
    if _recorder is None:
        raise RuntimeError("no audit record is registered")
    _recorder(verb, subject, actor=actor, changes=changes)
