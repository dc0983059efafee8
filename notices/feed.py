"""A person's deadlines as an iCalendar feed behind a secret address.

The address must be shown again on the person's page, so a hash of it will not do; and it must not be read out of a
stolen copy of the database, so the token itself will not do either. It is therefore not stored at all: it is the
feed's id with a signature over id and nonce by the portal's key. A new nonce is a new address, and the old one is dead.
"""

import hashlib
from datetime import datetime, time, timedelta
from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from notices.compose import absolute, mail_domain
from notices.deadlines import Deadline, deadlines_of
from notices.models import CalendarFeed

_SALT = "notices.feed"
REFRESH = "PT1H"


def token(feed: CalendarFeed) -> str:
    """The secret part of the feed's address."""
    return f"{feed.pk}-{signing.Signer(salt=_SALT).signature(_signed(feed))}"


def address(feed: CalendarFeed) -> str:
    """The feed's whole address, to be given to a calendar program."""
    return absolute(reverse("notices:feed", args=[token(feed)]))


def feed_id(given: str) -> int | None:
    """The feed that ``given`` claims to open, before the claim is checked."""
    pk = given.partition("-")[0]
    return int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else None


def opens(given: str, feed: CalendarFeed) -> bool:
    """Whether ``given`` is the token of ``feed``, by the present key or one that is being phased out."""
    signature = given.partition("-")[2]
    signer = signing.Signer(salt=_SALT)
    keys = [signer.key, *signer.fallback_keys]
    return any(constant_time_compare(signature, signer.signature(_signed(feed), key)) for key in keys)


def _signed(feed: CalendarFeed) -> str:
    return f"{feed.pk}.{feed.nonce}"


def calendar(person: Any) -> tuple[bytes, str]:
    """The calendar of ``person`` in their language, and a tag that changes with its content.

    All entries are whole days (``VALUE=DATE``), which by RFC 5545 belong to no time zone: the day of a deadline is
    the same wherever the calendar is read.
    """
    with translation.override(person.language):
        made = Calendar()
        made.add("prodid", f"-//{mail_domain()}//Three Citizens//EN")
        made.add("version", "2.0")
        made.add("calscale", "GREGORIAN")
        made.add("method", "PUBLISH")
        made.add("x-wr-calname", _("Three Citizens: my deadlines"))
        made.add("x-published-ttl", REFRESH)
        # The same all day, so that an unchanged calendar is unchanged to the byte.
        stamp = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
        for deadline in deadlines_of(person):
            made.add_component(_event(deadline, stamp))
        content = made.to_ical()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _event(deadline: Deadline, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{deadline.source}-{deadline.object_id}@{mail_domain()}")
    event.add("dtstamp", stamp)
    event.add("dtstart", deadline.due_on)
    event.add("dtend", deadline.due_on + timedelta(days=1))
    event.add("summary", f"{deadline.label}: {deadline.title}")
    event.add("url", absolute(deadline.link))
    event.add("description", absolute(deadline.link))
    event.add("transp", "TRANSPARENT")  # a deadline does not make anybody busy
    return event
