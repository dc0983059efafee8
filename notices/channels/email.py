"""E-mail over SMTP, one connection for many messages."""

import smtplib
from contextlib import suppress
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import translation

from notices import unsubscribing
from notices.channels.errors import Refused, Unreachable
from notices.compose import absolute
from notices.models import Message


class EmailSender:
    """Sends e-mails over a connection that is opened when needed and again after a failure."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._close()

    def send(self, message: Message) -> None:
        """Return once the server has accepted ``message``. Raises ``Refused``, ``Unreachable`` or what went wrong."""
        try:
            mail = build(message)
            mail.message()  # fails here, and for good, where a header holds a line break
        except ValueError as error:
            raise Refused(str(error)) from error
        self._open()
        try:
            self._connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            self._close()
            if all(code >= 500 for code, _reply in error.recipients.values()):
                raise Refused(_replies(error)) from error
            raise
        except smtplib.SMTPDataError as error:
            self._close()
            if error.smtp_code >= 500:
                raise Refused(f"{error.smtp_code} {_text(error.smtp_error)}") from error
            raise
        except Exception:
            self._close()
            raise

    def _open(self) -> None:
        if self._connection is not None:
            return
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:  # wrong credentials too are ours to mend, not the message's
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        self._connection = connection

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.close()
            self._connection = None


def build(message: Message) -> EmailMultiAlternatives:
    """The e-mail of ``message``: plain text and simple HTML, with its own stable Message-ID."""
    headers = {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    unsubscribe = unsubscribing.address(message)
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    link = absolute(message.link)
    context = {
        "message": message,
        "link": link if link not in message.body else "",
        "unsubscribe": unsubscribe,
        "portal": settings.PORTAL_ADDRESS,
    }
    with translation.override(message.language):
        text = render_to_string("notices/email.txt", context)
        html = render_to_string("notices/email.html", context)
    mail = EmailMultiAlternatives(
        message.subject,
        text,
        to=[message.address],
        headers=headers,
        reply_to=[settings.NOTICES_REPLY_TO] if settings.NOTICES_REPLY_TO else None,
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _replies(error: smtplib.SMTPRecipientsRefused) -> str:
    return "; ".join(f"{code} {_text(reply)}" for code, reply in error.recipients.values())


def _text(reply: bytes | str) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else reply
