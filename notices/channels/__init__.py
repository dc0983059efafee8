"""How messages leave the portal: one sender per channel."""

from notices.channels.email import EmailSender
from notices.channels.errors import Refused, Unreachable
from notices.channels.text import TextSender
from notices.enums import Channel

SENDERS: dict[Channel, type[EmailSender | TextSender]] = {Channel.EMAIL: EmailSender, Channel.TEXT: TextSender}

__all__ = ["SENDERS", "Refused", "Unreachable"]
