"""A talk as an entry for calendar programs (RFC 5545)."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from notices.compose import absolute, mail_domain
from proposals.enums import AdviceWay
from proposals.models import Advice


def calendar_of(advice: Advice) -> bytes:
    """A calendar of one entry; importing it again after a move changes the entry instead of adding another."""
    slot = advice.slot
    assert slot is not None
    made = Calendar()
    made.add("prodid", f"-//{mail_domain()}//Three Citizens//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"advice-{advice.pk}@{mail_domain()}")
    event.add("dtstamp", timezone.now())
    event.add("sequence", int(timezone.now().timestamp()) - int(advice.requested_at.timestamp()))
    event.add("dtstart", slot.starts_at)
    event.add("dtend", slot.ends_at)
    event.add("summary", _("Advice at %(office)s") % {"office": advice.office.name})
    event.add("location", ", ".join(filter(None, _where(advice))))
    link = absolute(advice.get_absolute_url())
    event.add("description", "\n".join(filter(None, [slot.get_way_display(), advice.office.phone, link])))
    event.add("url", link)
    made.add_component(event)
    return made.to_ical()


def _where(advice: Advice) -> list[str]:
    slot = advice.slot
    assert slot is not None
    if slot.way == AdviceWay.CENTER:
        return [slot.where, advice.office.name, advice.office.address]
    return [slot.where] if slot.way == AdviceWay.ONLINE else []
