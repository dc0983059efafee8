"""How the work behind the pages is doing: worker, beat, outbox and queue; for health, metrics and the admin."""

from __future__ import annotations

from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis import RedisError

from notices.enums import MessageState
from notices.models import UNFINISHED, Heartbeat, Message
from seoul_portal import health, metrics

# The beats are a minute apart, a delivery may run for a minute.
LATE = timedelta(minutes=4)
# Longer than any pause between two looks at the outbox.
OVERDUE = timedelta(minutes=10)
BEATS = ("tick", "deliver")  # the first is asked for by beat alone, the second by every commit, too


def register() -> None:
    """Tell health and metrics what to ask."""
    health.register("worker", worker)
    health.register("beat", beat)
    health.register("outbox", outbox)
    metrics.gauge("portal_heartbeat_age_seconds", "Since a regular task last ran", _ages, label="task")
    metrics.gauge("portal_outbox_age_seconds", "For how long the oldest message has been due", _overdue)
    metrics.gauge("portal_outbox_messages", "Messages by state, but those sent", _waiting, label="state")
    metrics.gauge("portal_queue_tasks", "Tasks waiting in Redis for a worker", _queued)


def worker() -> str | None:
    """What is wrong with the worker, in a few words."""
    return _late(max(_beats().values(), default=None))


def beat() -> str | None:
    """What is wrong with beat; a worker that stands still hides it."""
    return _late(_beats().get("tick"))


def outbox() -> str | None:
    """What is wrong with the outbox."""
    age = overdue()
    return f"a message has been due for {age.total_seconds():.0f} s" if age > OVERDUE else None


def overdue() -> timedelta:
    """For how long the oldest message that should have left has been waiting."""
    now = timezone.now()
    due = Message.objects.filter(state__in=UNFINISHED, next_attempt_at__lte=now)
    oldest = due.aggregate(oldest=Min("next_attempt_at"))["oldest"]
    return now - oldest if oldest else timedelta()


def waiting() -> dict[str, int]:
    """How many messages are in each state that is not the good end."""
    states = (*UNFINISHED, MessageState.FAILED)
    found = Message.objects.filter(state__in=states).order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(map(str, states), 0) | dict(found)


def queued() -> int | None:
    """How many tasks wait for a worker; nothing where Redis does not answer."""
    try:
        with current_app.connection_for_read() as connection:
            return int(connection.default_channel.client.llen(settings.CELERY_TASK_DEFAULT_QUEUE))
    except (OperationalError, RedisError, OSError):
        return None


def _beats() -> dict[str, datetime]:
    return dict(Heartbeat.objects.filter(name__in=BEATS).values_list("name", "at"))


def _late(last: datetime | None) -> str | None:
    if last is None:
        return "never seen"
    age = timezone.now() - last
    return f"last seen {age.total_seconds():.0f} s ago" if age > LATE else None


def _ages() -> dict[str, float]:
    now = timezone.now()
    return {name: (now - at).total_seconds() for name, at in Heartbeat.objects.values_list("name", "at")}


def _waiting() -> dict[str, float]:
    return {state: float(count) for state, count in waiting().items()}


def _overdue() -> dict[str, float]:
    return {"": overdue().total_seconds()}


def _queued() -> dict[str, float]:
    found = queued()
    return {} if found is None else {"": found}
