"""What people do by hand enters the audit record, which lives upstairs: ``casework`` registers how to write it."""

from collections.abc import Callable, Mapping
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
        note: str = "",
    ) -> Any: ...


# The field of a model that only its lifecycle writes, if it has one.
StateField = Callable[[type[models.Model]], str | None]

_recorder: Recorder | None = None
_state_field: StateField | None = None


def register(recorder: Recorder, state_field: StateField) -> None:
    """Register the writer of audit events, and who knows of lifecycles; call once, in ``AppConfig.ready()``."""
    global _recorder, _state_field
    _recorder, _state_field = recorder, state_field


def record(
    verb: str,
    subject: models.Model,
    *,
    actor: Any,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    note: str = "",
) -> None:
    """Record a fact in the present transaction."""
    if _recorder is None:
        raise RuntimeError("no audit record is registered")
    _recorder(verb, subject, actor=actor, changes=changes, note=note)


def state_field(model: type[models.Model]) -> str | None:
    """The name of the field that only the lifecycle of ``model`` writes; ``None`` where there is no lifecycle."""
    if _state_field is None:
        raise RuntimeError("nobody knows of lifecycles")
    return _state_field(model)
