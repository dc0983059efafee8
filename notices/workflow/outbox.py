"""How messages leave: claims, and what became of each attempt. A move is one statement on rows that the claim holds."""

import os
import random
import socket
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from notices.enums import MessageState
from notices.models import UNFINISHED, Message
from notices.waking import wake_on_commit
from seoul_portal import record


def new_claimant() -> str:
    """A name for one run of one worker, never used again."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def claim(claimant: str, limit: int) -> list[Message]:
    """Take up to ``limit`` messages that are due, or whose claim has expired, and commit that they are ours.

    The attempt is counted here, so that a message which kills its worker is not tried for ever.
    """
    now = timezone.now()
    until = now + settings.NOTICES_CLAIM
    with transaction.atomic():
        due = Message.objects.filter(state__in=UNFINISHED, next_attempt_at__lte=now)
        messages = list(
            due.order_by("-secret", "next_attempt_at", "id").select_for_update(skip_locked=True, of=("self",))[:limit]
        )
        Message.objects.filter(pk__in=[message.pk for message in messages]).update(
            state=MessageState.SENDING, claimed_by=claimant, next_attempt_at=until, attempts=F("attempts") + 1
        )
    for message in messages:
        message.state, message.claimed_by, message.next_attempt_at = MessageState.SENDING, claimant, until
        message.attempts += 1
    return messages


def sent(message: Message) -> bool:
    """Note that ``message`` was accepted. Returns whether the claim was still ours."""
    values: dict[str, Any] = {"state": MessageState.SENT, "sent_at": timezone.now(), "error": ""}
    if message.secret and not settings.SHOW_MAIL:
        values |= {"body": "", "link": ""}
    return _settle(message, values)


def failed(message: Message, error: str, *, final: bool) -> bool:
    """Note why ``message`` did not leave: it is tried again later, or given up when ``final`` or tried often enough."""
    if final or message.attempts >= settings.NOTICES_ATTEMPTS:
        return _settle(message, {"state": MessageState.FAILED, "error": error})
    again = timezone.now() + wait(message.attempts)
    return _settle(message, {"state": MessageState.RETRY, "error": error, "next_attempt_at": again})


def release(messages: Iterable[Message]) -> None:
    """Give back messages that were claimed but not tried, as if they had not been claimed."""
    for message in messages:
        _settle(
            message,
            {"state": MessageState.RETRY, "next_attempt_at": timezone.now(), "attempts": message.attempts - 1},
        )


def wait(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling up to a limit, and spread so that no herd returns at once."""
    longest: timedelta = settings.NOTICES_LONGEST_WAIT
    doubled = min(settings.NOTICES_FIRST_WAIT * 2 ** min(attempts - 1, 20), longest)
    return doubled * random.uniform(0.8, 1.2)  # noqa: S311 - spread, not secrecy


def resend(messages: Iterable[Message], *, actor: Any) -> int:
    """Queue failed messages again, on an administrator's word. Returns how many were failed and are queued now."""
    with transaction.atomic():
        failed = Message.objects.filter(pk__in=[m.pk for m in messages], state=MessageState.FAILED)
        found = list(failed.select_for_update(of=("self",)))
        for message in found:
            changes = {"state": (message.state, MessageState.QUEUED), "attempts": (message.attempts, 0)}
            message.state, message.attempts = MessageState.QUEUED, 0
            message.next_attempt_at = timezone.now()
            message.save(update_fields=["state", "attempts", "next_attempt_at"])
            record.record("message.resent", message, actor=actor, changes=changes)
        if found:
            wake_on_commit()
    return len(found)


def destroy_old() -> int:
    """Destroy messages whose time is over, except those still on their way out. Returns how many."""
    old = Message.objects.filter(created_at__lt=timezone.now() - settings.NOTICES_KEPT).exclude(state__in=UNFINISHED)
    count = 0
    while ids := list(old.order_by("created_at").values_list("pk", flat=True)[:5000]):
        count += Message.objects.filter(pk__in=ids).delete()[0]
    return count


def _settle(message: Message, values: dict[str, Any]) -> bool:
    held = Message.objects.filter(pk=message.pk, state=MessageState.SENDING, claimed_by=message.claimed_by)
    return held.update(claimed_by="", **values) == 1
