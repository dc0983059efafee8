"""Telling people: the only place that makes messages."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone, translation

from notices import compose, kinds
from notices.enums import Channel, MessageState
from notices.kinds import Kind
from notices.models import ChannelChoice, Message
from notices.waking import wake_on_commit

# What holds where a person has not chosen. The inbox is not a choice: it is the record of what was told.
WANTED_BY_DEFAULT = {Channel.EMAIL: True, Channel.TEXT: False}
Choices = dict[tuple[int, str, str], bool]


@dataclass(frozen=True)
class Telling:
    """One fact for one person: ``key`` names the fact, so that it is told once."""

    person: Any
    kind: str
    key: str
    about: models.Model | None = None
    due: date | None = None
    context: dict[str, Any] = field(default_factory=dict)


def tell(
    people: Iterable[Any],
    kind: str,
    *,
    about: models.Model | None = None,
    due: date | None = None,
    key: str,
    **context: Any,
) -> int:
    """Write one message per person and channel, in the present transaction, and wake the worker on commit.

    ``key`` makes telling idempotent: the same key, kind, person and channel is told once. ``context["link"]`` (a path)
    replaces the page of ``about``. Returns how many messages were written. Closed accounts are left in peace.
    """
    once = {person.pk: person for person in people}
    return tell_all(Telling(person, kind, key, about, due, context) for person in once.values())


def send_to_address(address: str, kind: str, *, language: str, key: str, **context: Any) -> int:
    """Write one e-mail to somebody without an account, or before the address is known to be theirs.

    Returns 1, or 0 where the same key was told to this address before.
    """
    chosen = kinds.get(kind)
    due = context.pop("due", None)
    about = context.pop("about", None)
    who = hashlib.sha256(address.lower().encode()).hexdigest()[:24]
    with translation.override(language):
        message = _draft(chosen, Channel.EMAIL, f"{key}:{kind}:{who}:email", language, about, due, context)
    message.address = address
    return _write([message])


def tell_all(tellings: Iterable[Telling]) -> int:
    """Write many facts for many people at once; see ``tell``."""
    wanted = [telling for telling in tellings if telling.person.is_active]
    choices = _choices({telling.person.pk for telling in wanted})
    return _write([message for telling in wanted for message in _messages(telling, choices)])


def _messages(telling: Telling, choices: Choices) -> Iterator[Message]:
    kind, person = kinds.get(telling.kind), telling.person
    addresses = {Channel.INBOX: "", Channel.EMAIL: person.email, Channel.TEXT: person.phone}
    with translation.override(person.language):
        words: Message | None = None
        for channel in channels(kind, person, choices):
            key = f"{telling.key}:{telling.kind}:{person.pk}:{channel}"
            context = {**telling.context, "recipient": person}
            message = _draft(kind, channel, key, person.language, telling.about, telling.due, context, words)
            message.recipient = person
            message.address = addresses[channel]
            words = words or message
            yield message


def channels(kind: Kind, person: Any, choices: Choices) -> list[Channel]:
    """The channels on which ``person`` hears a message of ``kind``."""
    if kind.secret:
        return [Channel.EMAIL]

    def wants(channel: Channel) -> bool:
        return choices.get((person.pk, kind.group, channel), WANTED_BY_DEFAULT[channel])

    found = [Channel.INBOX]
    if person.email and (not kind.optional or wants(Channel.EMAIL)):
        found.append(Channel.EMAIL)
    if person.phone and wants(Channel.TEXT):
        found.append(Channel.TEXT)
    return found


def _choices(people: set[int]) -> Choices:
    rows = ChannelChoice.objects.filter(user__in=people).values_list("user", "group", "channel", "wanted")
    return {(user, group, channel): wanted for user, group, channel, wanted in rows}


def _draft(
    kind: Kind,
    channel: Channel,
    key: str,
    language: str,
    about: models.Model | None,
    due: date | None,
    context: dict[str, Any],
    words: Message | None = None,
) -> Message:
    """An unsaved message; ``words`` is one of the same fact for the same person, whose words are taken over."""
    link = compose.link_to(about, context.get("link"))
    if words is None:
        full = {"recipient": None, **context, "about": about, "due": due, "link": compose.absolute(link)}
        subject, body = compose.words(kind, full)
    else:
        subject, body = words.subject, words.body
    now = timezone.now()
    arrived = channel == Channel.INBOX
    return Message(
        channel=channel,
        kind=kind.name,
        action=kind.action,
        due=due,
        content_type=ContentType.objects.get_for_model(about) if about else None,
        object_id=about.pk if about else None,
        link=link,
        language=language,
        subject=subject,
        body=body,
        dedupe_key=key,
        message_id=f"<{uuid.uuid4().hex}@{compose.mail_domain()}>",
        state=MessageState.SENT if arrived else MessageState.QUEUED,
        sent_at=now if arrived else None,
        secret=kind.secret,
        next_attempt_at=now,
        created_at=now,
    )


def _write(messages: list[Message]) -> int:
    if not messages:
        return 0
    with transaction.atomic():
        Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=1000)
        # PostgreSQL does not say which rows it left out; the fresh message ids do.
        written = Message.objects.filter(
            dedupe_key__in=[message.dedupe_key for message in messages],
            message_id__in=[message.message_id for message in messages],
        ).count()
        if written:
            wake_on_commit()
    return written
