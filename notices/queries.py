"""Lists of messages, each from what its reader may see."""

from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from notices import feed
from notices.enums import Channel
from notices.models import CalendarFeed, Message
from seoul_portal.prepared import PERSON, Prepared

PAGE = 20
FILTERS = {"all": _("All"), "todo": _("To do"), "unread": _("Not read")}


def inbox(person: Any, *, show: str = "all") -> QuerySet[Message]:
    """The inbox of ``person``, the newest first; ``show`` is one of ``FILTERS``."""
    found = Message.objects.filter(recipient=person, channel=Channel.INBOX).order_by("-id")
    if show == "todo":
        return found.filter(action=True)
    return found.filter(read_at=None) if show == "unread" else found


def unread_count(person: Any) -> int:
    """How many messages in the inbox of ``person`` are not read; an index holds exactly those."""
    return sum(count for (count,) in _unread(person=person.pk))


_unread = Prepared(
    lambda: (
        Message.objects.filter(recipient=PERSON, channel=Channel.INBOX, read_at=None)
        .order_by()
        .values("recipient")
        .annotate(count=Count("pk"))
        .values_list("count")
    )
)


def own_feed(person: Any) -> CalendarFeed | None:
    """The calendar feed of ``person``, if they made one."""
    return CalendarFeed.objects.filter(user=person).first()


def feed_of(token: str) -> CalendarFeed | None:
    """The calendar feed that ``token`` opens, if any, with its person."""
    pk = feed.feed_id(token)
    if pk is None:
        return None
    found = CalendarFeed.objects.select_related("user").filter(pk=pk, user__is_active=True).first()
    return found if found is not None and feed.opens(token, found) else None


def outgoing_mail(address: str = "") -> QuerySet[Message]:
    """E-mails to anybody, or to addresses that contain ``address``. For demonstrations only."""
    if not settings.SHOW_MAIL:
        raise RuntimeError("mail is shown in a demonstration only")
    found = Message.objects.filter(channel=Channel.EMAIL).order_by("-id")
    return found.filter(address__icontains=address) if address else found
