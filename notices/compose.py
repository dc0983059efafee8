"""Putting a message into words, in the recipient's language."""

from datetime import date
from email.utils import parseaddr
from functools import cache
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import models
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notices.kinds import Kind

SUBJECT_LENGTH = 300


def absolute(link: str) -> str:
    """``link`` with the portal's own address before a path."""
    return urljoin(settings.PORTAL_ADDRESS + "/", link) if link else ""


def mail_domain() -> str:
    """The domain of the portal's own e-mail address, for ids that must be unique in the world."""
    return _domain_of(settings.DEFAULT_FROM_EMAIL)


@cache  # parsing an address takes longer than composing a message
def _domain_of(address: str) -> str:
    return parseaddr(address)[1].rpartition("@")[2]


def link_to(about: models.Model | None, given: str | None) -> str:
    """The link of a message: the one given, else the page of what it is about, else none."""
    if given:
        return given
    own_page = getattr(about, "get_absolute_url", None)
    return own_page() if own_page else ""


def subject_line(kind: Kind, subject: str, due: date | None) -> str:
    """The subject in one line, beginning with whether something must be done and by when."""
    subject = " ".join(subject.split())  # a line break here would be a new header
    if not kind.action:
        prefix = _("[For information]")
    elif due is None:
        prefix = _("[To do]")
    elif due < timezone.localdate():
        prefix = _("[Overdue since %(day)s]") % {"day": short_day(due)}
    else:
        prefix = _("[To do by %(day)s]") % {"day": short_day(due)}
    return f"{prefix} {subject}"[:SUBJECT_LENGTH]


def short_day(day: date) -> str:
    """A day as a subject line says it: "3 Dec"."""
    # Translators: Django date format of a short day within the year.
    return date_format(day, _("j M"))


def words(kind: Kind, context: dict[str, Any]) -> tuple[str, str]:
    """Subject line and body of ``kind`` in the active language. Plain text, so nothing is escaped."""
    subject = _render(kind.template("subject"), context)
    body = _render(kind.template("body"), context).strip()
    return subject_line(kind, subject, context.get("due")), body


def _render(name: str, context: dict[str, Any]) -> str:
    template = get_template(name).template  # type: ignore[attr-defined]
    return template.render(Context(context, autoescape=False))
