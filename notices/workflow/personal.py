"""What a person does with their own messages: reads them, chooses channels, renews the calendar address."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from notices.enums import Channel
from notices.models import CalendarFeed, ChannelChoice, Message
from seoul_portal import record


def mark_read(message: Message) -> None:
    """Note that the recipient opened ``message``; the first time counts."""
    if message.read_at is None:
        message.read_at = timezone.now()
        Message.objects.filter(pk=message.pk, read_at=None).update(read_at=message.read_at)


def mark_all_read(person: Any, *, up_to: int) -> int:
    """Note that ``person`` has seen their inbox up to message ``up_to``: what arrived meanwhile stays unread."""
    unread = Message.objects.filter(recipient=person, channel=Channel.INBOX, read_at=None, pk__lte=up_to)
    return unread.update(read_at=timezone.now())


def choose(person: Any, choices: Mapping[tuple[str, str], bool], *, actor: Any) -> None:
    """Keep what ``person`` wants to hear: (group, channel) → wanted. Only what changed is written and recorded."""
    with transaction.atomic():
        before = {(choice.group, choice.channel): choice.wanted for choice in person.channel_choices.all()}
        changed = {pair: wanted for pair, wanted in choices.items() if before.get(pair) != wanted}
        for (group, channel), wanted in changed.items():
            ChannelChoice.objects.update_or_create(
                user=person, group=group, channel=channel, defaults={"wanted": wanted}
            )
        if changed:
            changes = {
                f"{group} {channel}": (before.get((group, channel)), wanted)
                for (group, channel), wanted in changed.items()
            }
            record.record("person.channels_chosen", person, actor=actor, changes=changes)


def make_feed(person: Any) -> CalendarFeed:
    """Give ``person`` a calendar address, or a new one in place of the old, which stops working at once."""
    with transaction.atomic():
        feed = CalendarFeed.objects.select_for_update().filter(user=person).first()
        if feed is None:
            feed, _made = CalendarFeed.objects.get_or_create(user=person)
            verb = "person.calendar_made"
        else:
            feed.renew()
            feed.save(update_fields=["nonce", "created_at"])
            verb = "person.calendar_renewed"
        record.record(verb, person, actor=person)
    return feed


def revoke_feed(person: Any) -> None:
    """Take the calendar address away."""
    with transaction.atomic():
        if CalendarFeed.objects.filter(user=person).delete()[0]:
            record.record("person.calendar_revoked", person, actor=person)
