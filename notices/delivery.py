"""One run of the worker: claim, send, note, until nothing is due."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from notices.channels import SENDERS, Refused, Unreachable
from notices.enums import Channel
from notices.models import Message
from notices.waking import wake
from notices.workflow import outbox

logger = logging.getLogger(__name__)

# A run ends after this many seconds and asks for another, so that a restarting worker does not wait for a long one.
LONGEST_RUN = 60.0


@dataclass
class Run:
    """What one run did."""

    sent: int = 0
    failed: int = 0
    unreachable: bool = False


def deliver() -> Run:
    """Send what is due. Must run outside any transaction: a claim counts only once it is committed."""
    run = Run()
    claimant = outbox.new_claimant()
    end = time.monotonic() + LONGEST_RUN
    while not run.unreachable:
        if time.monotonic() > end:
            wake()
            break
        stop = time.monotonic() + settings.NOTICES_CLAIM.total_seconds() / 2
        batch = outbox.claim(claimant, settings.NOTICES_BATCH)
        if not batch:
            break
        for channel in SENDERS:
            _send(channel, [message for message in batch if message.channel == channel], stop, run)
    return run


def _send(channel: Channel, messages: Sequence[Message], stop: float, run: Run) -> None:
    if not messages:
        return
    with SENDERS[channel]() as sender:
        for index, message in enumerate(messages):
            if time.monotonic() > stop:
                outbox.release(messages[index:])
                return
            try:
                sender.send(message)
            except Refused as error:
                run.failed += 1
                outbox.failed(message, str(error), final=True)
                logger.warning("message %s was refused: %s", message.pk, error)
            except Unreachable as error:
                # Costs this message one attempt; the others would only wait for the same closed door.
                run.unreachable = True
                outbox.failed(message, str(error), final=False)
                outbox.release(messages[index + 1 :])
                logger.warning("%s cannot be reached: %s", channel, error)
                return
            except Exception as error:
                run.failed += 1
                outbox.failed(message, f"{type(error).__name__}: {error}", final=False)
                logger.warning("message %s was not sent: %s", message.pk, error)
            else:
                run.sent += 1
                if not outbox.sent(message):
                    logger.error("message %s was sent after its claim had expired", message.pk)
