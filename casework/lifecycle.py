"""How a file moves. A lifecycle is a table of steps; ``moving()`` is the only code that carries one out.

The same table feeds the buttons, the guard, the confirm page, the diagram in the docs, the test that walks
state × step × role, and the trigger by which PostgreSQL refuses any other move.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar, cast

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit, permissions, verbs
from casework.enums import Note, State, States, states
from notices import workflow as notices

M = TypeVar("M", bound=models.Model)

Text = str | Promise
REASON = gettext_lazy("Reason")
# Says in one sentence what is missing, or nothing. ``actor`` is None for what the clock does.
Need = Callable[[Any, Any], "str | None"]


class Refused(Exception):
    """A move that may not happen now. ``reasons`` holds every sentence, not only the first."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = [str(reason) for reason in reasons]
        super().__init__(" ".join(self.reasons))


class NotAllowed(Http404):
    """The actor holds no permission for the step. No page catches it: Django answers 404, as if there were no file."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row of the table.

    ``target`` is ``None`` for an event that leaves the state as it is.
    ``may`` names a permission, asked with the subject; ``None`` means that only the clock takes this step.
    ``label`` is the button and ``past`` the line in the history ("Posting accepted").
    ``effect`` says what will happen and ``tells`` who will hear of it, both for the confirm page.
    ``form`` is the dotted path of a form with further fields, handed to the workflow function as keyword arguments.
    """

    name: str
    source: States | State
    target: State | None
    may: str | None
    verb: str
    label: Text
    past: Text
    effect: Text
    tells: Text = ""
    needs: tuple[Need, ...] = ()
    note: Note = Note.NONE
    note_label: Text = REASON
    form: str | None = None
    danger: bool = False
    fresh_second_factor: bool = False

    @property
    def sources(self) -> States:
        return states(self.source)


@dataclass(frozen=True)
class Offer:
    """A button: a step that this person may take on this file, and the sentences that block it at the moment."""

    lifecycle: Lifecycle
    step: Step
    subject: models.Model
    blocked: list[str]


@dataclass
class Move:
    """A step while it happens. ``subject`` is the locked row: change it by ``set``, tell people by ``tell``."""

    lifecycle: Lifecycle
    step: Step
    subject: Any
    actor: Any
    note: str
    now: datetime
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    messages: list[tuple[list[Any], str, date | None, dict[str, Any]]] = field(default_factory=list)

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """The changes that changed something: what the record keeps."""
        return {name: pair for name, pair in self.changes.items() if pair[0] != pair[1]}

    def set(self, **values: Any) -> None:
        """Change fields of the subject; they are saved and recorded when the move is complete."""
        for name, value in values.items():
            if name == self.lifecycle.field:
                raise ValueError("the state follows from the step")
            before = getattr(self.subject, name)
            setattr(self.subject, name, value)
            self.changes[name] = (self.changes.get(name, (before, None))[0], value)

    def tell(self, people: Any, kind: str, *, due: date | None = None, **context: Any) -> None:
        """Tell ``people`` (an iterable of users) by a message of ``kind``, written in this transaction."""
        self.messages.append((list(people), kind, due, context))


class Lifecycle(Generic[M]):
    """The steps of one model, made once in the app's ``workflow`` room.

    ``initial`` is the state in which a row may be inserted. ``name`` is used in addresses ("posting").
    """

    registered: ClassVar[dict[str, Lifecycle[Any]]] = {}

    def __init__(self, model: type[M], *steps: Step, initial: State, field: str = "state") -> None:
        self.model = model
        self.field = field
        self.initial = initial
        self.name: str = str(model._meta.model_name)
        self.steps: dict[str, Step] = {step.name: step for step in steps}
        self.performers: dict[str, Callable[..., M]] = {}
        if len(self.steps) != len(steps):
            raise ValueError(f"{self.name}: two steps of one name")
        if self.name in self.registered:
            raise ValueError(f"{self.name} has a lifecycle already")
        self.registered[self.name] = self
        verbs.register({step.verb: step.past for step in steps})
        self._install_triggers()

    @property
    def states(self) -> type[State]:
        """The choices of the state field."""
        return type(self.initial)

    def performs(self, name: str) -> Callable[[Callable[..., M]], Callable[..., M]]:
        """Mark the function that takes step ``name``: ``function(subject, *, actor, note="", **form_values)``."""

        def mark(function: Callable[..., M]) -> Callable[..., M]:
            if name not in self.steps:
                raise LookupError(f"{self.name} has no step {name}")
            self.performers[name] = function
            return function

        return mark

    def perform(self, subject: M, name: str, *, actor: Any, **values: Any) -> M:
        """Take step ``name`` through the function that performs it. Raises ``Refused`` with every reason."""
        return self.performers[name](subject, actor=actor, **values)

    def offers(self, subject: M, actor: Any, only: Collection[str] | None = None) -> list[Offer]:
        """The buttons for ``actor``: permitted steps from the present state, each with what blocks it.

        ``only`` names some steps; what the others need is then not asked.
        """
        state = getattr(subject, self.field)
        return [
            Offer(self, step, subject, self.missing(step, subject, actor))
            for step in self.steps.values()
            if (only is None or step.name in only) and state in step.sources and self.permits(step, subject, actor)
        ]

    def permits(self, step: Step, subject: M, actor: Any) -> bool:
        """Whether ``actor`` holds the permission on ``subject``; only the clock (``None``) takes a clock step."""
        if step.may is None:
            return actor is None
        return actor is not None and permissions.check(step.may, actor, subject)

    @contextmanager
    def moving(self, subject: M, name: str, *, actor: Any, note: str = "") -> Iterator[Move]:
        """Take step ``name``: lock, check, let the body act, save, record, tell; all of it or nothing.

        The row is locked and read again, so the body must use ``move.subject``; afterwards the caller's ``subject``
        carries the new values too. Raises ``NotAllowed`` without the permission and ``Refused`` with every reason.
        """
        with self.moving_all([subject], name, actor=actor, note=note) as moves:
            yield moves[0]

    @contextmanager
    def moving_all(self, subjects: Sequence[M], name: str, *, actor: Any, note: str = "") -> Iterator[list[Move]]:
        """``moving`` for many files together: a move of each, in the order of ``subjects``; all of them or none.

        Rows are locked in the order of their ids. Moves that set the same values are saved by one statement, and
        events and messages are written together, so that thousands take about as many statements as one.
        """
        step = self.steps[name]
        note = note.strip()
        with transaction.atomic():
            locked = self._lock(subjects)
            self._guard(step, locked, actor, note)
            now = timezone.now()
            moves = [Move(self, step, each, actor, note, now) for each in locked]
            yield moves
            for move in moves:
                self._arrive(move)
            self._save(moves)
            facts = [(move.subject, move.changed) for move in moves]
            events = audit.record_all(step.verb, facts, actor=actor, note=note, at=now)
            notices.tell_all(
                notices.Telling(person, kind, f"audit:{event.pk}", move.subject, due, context)
                for move, event in zip(moves, events, strict=True)
                for people, kind, due, context in move.messages
                for person in {each.pk: each for each in people}.values()
            )
        for subject, move in zip(subjects, moves, strict=True):
            for changed in move.changes:
                setattr(subject, changed, getattr(move.subject, changed))

    def _lock(self, subjects: Sequence[M]) -> list[M]:
        rows = self.model._default_manager.select_for_update(of=("self",)).order_by("pk")
        found = {each.pk: each for each in rows.filter(pk__in=[subject.pk for subject in subjects])}
        if missing := [subject for subject in subjects if subject.pk not in found]:
            raise cast(Any, self.model).DoesNotExist(f"{self.name} {missing[0].pk}")
        return [found[subject.pk] for subject in subjects]

    def _guard(self, step: Step, subjects: Sequence[M], actor: Any, note: str) -> None:
        if not all(self.permits(step, subject, actor) for subject in subjects):
            raise NotAllowed
        reasons = []
        for subject in subjects:
            if getattr(subject, self.field) not in step.sources:
                reasons.append(self.too_late(subject))
            else:
                reasons += self.missing(step, subject, actor)
        if step.note == Note.REQUIRED and not note:
            reasons.append(_("Please write a reason."))
        if reasons:
            raise Refused(list(dict.fromkeys(reasons)))

    def _arrive(self, move: Move) -> None:
        if move.step.target is not None:
            before = getattr(move.subject, self.field)
            setattr(move.subject, self.field, move.step.target)
            move.changes[self.field] = (str(before), str(move.step.target))
        try:
            move.subject.clean()
        except ValidationError as error:
            raise Refused(error.messages) from error

    def _save(self, moves: Sequence[Move]) -> None:
        alike: list[tuple[dict[str, Any], list[Any]]] = []
        for move in moves:
            values = {name: getattr(move.subject, name) for name in move.changes}
            same = next((rows for known, rows in alike if known == values), None)
            if same is None:
                alike.append((values, same := []))
            same.append(move.subject)
        for values, rows in alike:
            if values and len(rows) == 1:
                rows[0].save(update_fields=list(values))
            elif values:
                self.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(**values)

    def too_late(self, subject: M) -> str:
        """The sentence for a step that the present state does not allow."""
        return _("This is “%(state)s” now, so it cannot be done any more. Somebody may have changed it meanwhile.") % {
            "state": self.states(getattr(subject, self.field)).label
        }

    def missing(self, step: Step, subject: M, actor: Any) -> list[str]:
        """What keeps ``actor`` from taking ``step`` on ``subject`` now, each as a sentence."""
        said = (need(subject, actor) for need in step.needs)
        reasons = [sentence for sentence in said if sentence]
        if step.fresh_second_factor and not is_fresh(actor):
            reasons.append(_("Please confirm your second factor again: this step needs a fresh confirmation."))
        return reasons

    def arrows(self) -> list[tuple[str, str]]:
        """Every permitted change of state, sorted: what the trigger allows and the diagram draws."""
        moving = [step for step in self.steps.values() if step.target is not None]
        return sorted({(source, str(step.target)) for step in moving for source in step.sources})

    def _install_triggers(self) -> None:
        """Hand the table to PostgreSQL, by the same means as ``Meta.triggers``, which cannot see this room."""
        meta: Any = self.model._meta
        triggers = [
            pgtrigger.FSM(
                name=f"{self.name}_moves",
                field=self.field,
                transitions=[arrow for arrow in self.arrows() if arrow[0] != arrow[1]],
            ),
            pgtrigger.Protect(
                name=f"{self.name}_begins",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(**{f"new__{self.field}__df": str(self.initial)}),
            ),
        ]
        meta.triggers = [*getattr(meta, "triggers", []), *triggers]
        meta.original_attrs["triggers"] = meta.triggers
        for trigger in triggers:
            trigger.register(cast(Any, self.model))


def is_fresh(actor: Any) -> bool:
    """Whether the actor's session confirmed a second factor within ``settings.FRESH_SECOND_FACTOR``."""
    at = getattr(actor, "second_factor_at", None)
    return at is not None and timezone.now() - at <= settings.FRESH_SECOND_FACTOR


def state_field(model: type[models.Model]) -> str | None:
    """The name of the field that only the lifecycle of ``model`` writes; ``None`` where there is no lifecycle."""
    lifecycle = Lifecycle.registered.get(str(model._meta.model_name))
    return lifecycle.field if lifecycle else None
