"""Walks every registered lifecycle: each step, from each state, by each person of the cast, and by the clock.

The table of steps is the only oracle for states, the permission table the only one for people; what is tested is that
nothing else decides, and that a refused move leaves not a single trace. Apps add how to make a file in
``tests/<app>/subjects.py``: ``SUBJECTS = {"posting": Walk(make, …)}``.
"""

from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec

import pgtrigger
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from casework.lifecycle import Lifecycle, NotAllowed, Refused
from casework.models import AuditEvent
from notices.models import Message

ROLES = (
    "jiwoo",
    "seoyeon",
    "outsider",
    "adviser",
    "triage_officer",
    "other_adviser",
    "district_officer",
    "division_official",
    "division_director",
    "reviewer",
    "auditor",
    "administrator",
)
TURNS = 4  # a step that the state does not lead to is tried by each fourth of them


def _subjects():
    made = {}
    for app in settings.PORTAL_APPS:
        if find_spec(f"tests.{app}.subjects"):
            made |= import_module(f"tests.{app}.subjects").SUBJECTS
    return made


@pytest.fixture(params=sorted(_subjects()))
def lifecycle(request):
    return Lifecycle.registered[request.param]


@pytest.fixture
def cast(request, db):
    return {role: request.getfixturevalue(role) for role in ROLES}


@pytest.fixture
def subject(lifecycle, cast):
    return _subjects()[lifecycle.name].make(cast)


def place(lifecycle, subject, state):
    """Put a row into ``state`` past the trigger, as nobody but a test may."""
    fields = {lifecycle.field: state} | _subjects()[lifecycle.name].being.get(state, {})
    with pgtrigger.ignore(f"{lifecycle.model._meta.label}:{lifecycle.name}_moves"):
        lifecycle.model._base_manager.filter(pk=subject.pk).update(**fields)
    return lifecycle.model._base_manager.get(pk=subject.pk)


def traces():
    return AuditEvent.objects.count(), Message.objects.count()


def test_every_lifecycle_can_be_walked():
    assert set(_subjects()) == set(Lifecycle.registered)


def test_every_step_that_a_person_takes_has_a_function_that_performs_it(lifecycle):
    assert {name for name, step in lifecycle.steps.items() if step.may} <= set(lifecycle.performers)


def test_a_step_is_taken_only_from_its_states_by_those_permitted_and_leaves_one_event(lifecycle, subject, cast):
    for state in lifecycle.states.values:
        with undone():
            place(lifecycle, subject, state)
            before = traces()
            for role, actor in [*cast.items(), ("the clock", None)]:
                there = lifecycle.model._base_manager.get(pk=subject.pk)
                offered = {offer.step.name for offer in lifecycle.offers(there, actor)} if actor else set()
                for step in tried(lifecycle, state, role):
                    where = f"{lifecycle.name} {state} –{step.name}→ by {role}"
                    attempt(lifecycle, there, step, actor, step.name in offered, where)
                left = lifecycle.model._base_manager.get(pk=subject.pk)
                assert (traces(), getattr(left, lifecycle.field)) == (before, state), f"{lifecycle.name} {state} {role}"


def tried(lifecycle, state, role):
    """The steps that ``state`` leads to, and of the others a few each, in turn: whoever asks, it is too late."""
    turn = list(ROLES).index(role) if role in ROLES else len(ROLES)
    for number, step in enumerate(lifecycle.steps.values()):
        if state in step.sources or number % TURNS == turn % TURNS:
            yield step


@contextmanager
def undone():
    """Whatever happens inside has not happened."""
    savepoint = transaction.savepoint()
    yield
    transaction.savepoint_rollback(savepoint)


def attempt(lifecycle, subject, step, actor, offered, where):
    permitted = lifecycle.permits(step, subject, actor)
    blocked = lifecycle.missing(step, subject, actor) if permitted else []
    in_time = getattr(subject, lifecycle.field) in step.sources
    assert offered == (permitted and in_time and actor is not None), where
    if permitted and in_time and not blocked:
        with undone():
            move(lifecycle, lifecycle.model._base_manager.get(pk=subject.pk), step, actor)
            after = lifecycle.model._base_manager.get(pk=subject.pk)
            event = AuditEvent.objects.order_by("id").last()
            assert (event.verb, event.actor, event.object_id) == (step.verb, actor, subject.pk), where
            assert getattr(after, lifecycle.field) == (step.target or getattr(subject, lifecycle.field)), where
        return
    try:
        move(lifecycle, subject, step, actor)
    except NotAllowed:
        assert not permitted, where
    except Refused:
        assert permitted, where
    else:
        pytest.fail(f"{where} was possible")


def move(lifecycle, subject, step, actor):
    with lifecycle.moving(subject, step.name, actor=actor, note="because") as moving:
        moving.set(**_subjects()[lifecycle.name].doing.get(step.name, {}))


def test_postgresql_refuses_every_move_that_is_not_in_the_table(lifecycle, subject):
    table, column = lifecycle.model._meta.db_table, lifecycle.model._meta.get_field(lifecycle.field).column
    arrows = set(lifecycle.arrows())
    for source in lifecycle.states.values:
        for target in lifecycle.states.values:
            if source == target or (source, target) in arrows:
                continue
            place(lifecycle, subject, source)
            with (
                pytest.raises(DatabaseError, match="Invalid transition"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [target, subject.pk])


def test_postgresql_refuses_a_row_that_begins_anywhere_else(lifecycle, subject):
    for state in set(lifecycle.states.values) - {str(lifecycle.initial)}:
        copy = lifecycle.model._base_manager.get(pk=subject.pk)
        copy.pk = None
        setattr(copy, lifecycle.field, state)
        with pytest.raises(DatabaseError, match="Cannot insert"), transaction.atomic():
            copy.save(force_insert=True)
