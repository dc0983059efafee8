"""A real SMTP server in a thread, which remembers what it accepted and can be told to misbehave."""

import asyncio
import email
import email.policy
import threading
from email.message import EmailMessage

from aiosmtpd.controller import Controller


class MailServer(Controller):
    """``accepted`` holds every message, in order; ``reply`` answers to the data of the next ones, if set."""

    def __init__(self, *, pause: float = 0.0) -> None:
        super().__init__(self, hostname="127.0.0.1", port=0)
        self.pause = pause
        self.accepted: list[EmailMessage] = []
        self.replies: list[str] = []
        self.refused_recipients: dict[str, str] = {}
        self.connections = 0
        self._arrived = threading.Condition()

    def _trigger_server(self) -> None:
        # The system chose the port; only now is it known.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def stop(self, no_assert: bool = True) -> None:
        """Close the door; may be called twice."""
        if self._thread is not None:
            super().stop(no_assert=no_assert)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused_recipients:
            return self.refused_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.replies:
            return self.replies.pop(0)
        await asyncio.sleep(self.pause)
        with self._arrived:
            self.accepted.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
            self._arrived.notify_all()
        return "250 accepted"

    def await_mails(self, count: int, seconds: float = 20) -> bool:
        """Wait until ``count`` messages were accepted; whether they were."""
        with self._arrived:
            return self._arrived.wait_for(lambda: len(self.accepted) >= count, seconds)

    def ids(self) -> list[str]:
        """The Message-ID of each accepted message."""
        return [mail["Message-ID"] for mail in self.accepted]
