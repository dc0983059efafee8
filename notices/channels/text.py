"""Text messages (SMS, KakaoTalk AlimTalk) through a gateway that the settings choose."""

import json
import os
from typing import Protocol, Self

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from notices.compose import absolute
from notices.models import Message


class TextGateway(Protocol):
    """A provider of text messages. Made anew for each batch, so it may hold a connection."""

    def send(self, number: str, text: str, *, reference: str) -> None:
        """Hand over one message; ``reference`` stays the same when it is tried again.

        Raises ``notices.channels.Refused`` for a message that can never be sent and ``Unreachable`` where the
        provider does not answer; anything else is tried again.
        """


class FileGateway:
    """Writes each message as a line of JSON, for demonstrations and for trying out a new provider."""

    def send(self, number: str, text: str, *, reference: str) -> None:
        line = {"at": timezone.now().isoformat(), "to": number, "text": text, "reference": reference}
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        # One write to a file opened for appending stays whole beside the writes of other workers.
        file = os.open(settings.VAR_DIR / "text-messages.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(file, "wb", buffering=0) as out:
            out.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


class TextSender:
    """Sends messages through the configured gateway."""

    def __init__(self) -> None:
        self._gateway: TextGateway = import_string(settings.NOTICES_TEXT_GATEWAY)()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        return None

    def send(self, message: Message) -> None:
        """Hand ``message`` to the gateway: its subject line and link, for a text is too short for more."""
        text = "\n".join(part for part in (message.subject, absolute(message.link)) if part)
        self._gateway.send(message.address, text, reference=message.message_id)
