"""Reminding: which step of the ladder is due and not taken? PostgreSQL answers, and records it in the same statement.

There is no time window. After any pause of beat each audience of an obligation hears once, by the latest step whose
day has come; an earlier step never follows a later one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from notices import compose, deadlines
from notices.calendar import BusinessDays
from notices.deadlines import OWNERS, DeadlineSource
from notices.enums import Audience
from notices.models import LadderStep, Reminder
from notices.workflow.telling import Telling, tell_all

BATCH = 500


@dataclass(frozen=True)
class DueStep:
    """A step and the due dates for which it is the latest whose day has come: after ``after``, up to ``until``."""

    audience: str
    offset_days: int
    after: date
    until: date


def remind_all() -> int:
    """Take every step that is due, of every source. Returns how many."""
    today = timezone.localdate()
    calendar = BusinessDays.load()
    return sum(_remind(source, due_steps(source, today, calendar), today) for source in deadlines.sources())


def due_steps(source: DeadlineSource, today: date, calendar: BusinessDays) -> list[DueStep]:
    """Which due dates each step of the source's ladder applies to today."""
    steps = LadderStep.objects.filter(ladder__name=source.ladder, audience__in=source.people).order_by("-offset_days")
    found: list[DueStep] = []
    taken_by_later: dict[str, date] = {}
    for step in steps:
        until = calendar.last_reached(today, step.adjustment) - timedelta(days=step.offset_days)
        after = taken_by_later.get(step.audience, date.min)
        if until > after:
            found.append(DueStep(step.audience, step.offset_days, after, until))
            taken_by_later[step.audience] = until
    return found


def _remind(source: DeadlineSource, steps: Sequence[DueStep], today: date) -> int:
    count = 0
    while steps:
        with transaction.atomic():
            taken = take(source, steps)
            _tell(source, taken, today)
        if not taken:
            break
        count += len(taken)
    return count


def take(source: DeadlineSource, steps: Sequence[DueStep]) -> list[Reminder]:
    """Record up to ``BATCH`` due steps and return them. Two beats at once take each step only once between them."""
    obligations, obligation_values = source.open().order_by().values_list("pk", "due_on").query.sql_with_params()
    table = connection.ops.quote_name(Reminder._meta.db_table)
    rows = ", ".join(["(%s::text, %s::smallint, %s::date, %s::date)"] * len(steps))
    values = [value for step in steps for value in (step.audience, step.offset_days, step.after, step.until)]
    # Only names of our own go into the text; every value is a parameter.
    statement = f"""
        INSERT INTO {table} (source, object_id, due_on, audience, offset_days, at, told)
        SELECT %s, o.id, o.due_on, s.audience, s.offset_days, %s, 0
        FROM ({obligations}) AS o (id, due_on)
        JOIN (VALUES {rows}) AS s (audience, offset_days, after, until)
          ON o.due_on > s.after AND o.due_on <= s.until
        WHERE NOT EXISTS (
            SELECT FROM {table} AS r
            WHERE r.source = %s AND r.object_id = o.id AND r.due_on = o.due_on
              AND r.audience = s.audience AND r.offset_days >= s.offset_days
        )
        LIMIT %s
        ON CONFLICT DO NOTHING
        RETURNING id, object_id, due_on, audience, offset_days
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [source.name, timezone.now(), *obligation_values, *values, source.name, BATCH])
        return [
            Reminder(pk=pk, source=source.name, object_id=object_id, due_on=due_on, audience=audience, offset_days=days)
            for pk, object_id, due_on, audience, days in cursor.fetchall()
        ]


def _tell(source: DeadlineSource, taken: Sequence[Reminder], today: date) -> None:
    if not taken:
        return
    obligations = source.open().in_bulk({reminder.object_id for reminder in taken})
    people = _people(source, taken)
    tellings = []
    for reminder in taken:
        obligation = obligations.get(reminder.object_id)
        told = people.get((reminder.audience, reminder.object_id), []) if obligation else []
        reminder.told = len(told)
        tellings += [_telling(source, reminder, obligation, person, today) for person in told]
    tell_all(tellings)
    Reminder.objects.bulk_update(taken, ["told"], batch_size=BATCH)


def _people(source: DeadlineSource, taken: Iterable[Reminder]) -> dict[tuple[str, int], list[Any]]:
    """The people of each audience of each obligation."""
    pairs: list[tuple[str, int, int]] = []
    for audience, people in source.people.items():
        theirs = [reminder.object_id for reminder in taken if reminder.audience == audience]
        if theirs:
            pairs += [(str(audience), obligation, person) for obligation, person in people.of(theirs)]
    ids = {person for _audience, _obligation, person in pairs}
    users = get_user_model()._default_manager.filter(is_active=True).in_bulk(ids)
    found: dict[tuple[str, int], list[Any]] = {}
    for name, obligation, person in pairs:
        if person in users:
            found.setdefault((name, obligation), []).append(users[person])
    return found


def _telling(source: DeadlineSource, reminder: Reminder, obligation: Any, person: Any, today: date) -> Telling:
    # Somebody in two audiences whose steps are due on one day hears once.
    key = f"reminder:{source.name}:{reminder.object_id}:{reminder.due_on}:{today}"
    days = (reminder.due_on - today).days
    # An office is asked to look after others: their due date is not a day by which the office must act.
    own = Audience(reminder.audience) in OWNERS
    context = {
        "label": source.label,
        "title": source.title(obligation),
        "link": source.link(obligation),
        "ask": compose.absolute(source.ask(obligation)) if own and source.ask else "",
        "due_on": reminder.due_on,
        "days_left": days,
        "days_late": -days,
    }
    due = reminder.due_on if own else None
    return Telling(person, source.kind(reminder.audience), key, obligation, due, context)
