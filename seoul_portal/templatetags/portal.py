"""Template tags every page may use, without ``{% load %}``."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from seoul_portal import cards, parts, rows, search

register = template.Library()

WEEKDAYS_KO = "월화수목금토일"


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """A KRDS icon as decoration: ``{% icon "sch" %}``. The meaning must stand beside it in words."""
    return format_html('<i class="svg-icon ico-{} {}" aria-hidden="true"></i>', name, classes)


@register.simple_tag(takes_context=True)
def part(context: template.Context, name: str) -> SafeString:
    """A part of the frame that is kept ready: ``{% part "frame/header.html" %}``."""
    frame = context["frame"]
    return parts.printed(name, frame.sort, frame)


@register.simple_tag(name="rows")
def rows_(template_name: str, lines: Iterable[Mapping[str, Any]]) -> SafeString:
    """The rows of a long table: ``{% rows "proposals/triage/row.html" lines %}``; see ``seoul_portal.rows``."""
    return rows.printed(template_name, lines)


@register.filter
def money(won: int | None) -> str:
    """An amount in won: ₩1,000,000 or 1,000,000원."""
    if won is None:
        return ""
    amount = number_format(won, 0, use_l10n=True, force_grouping=True)
    return f"{amount}원" if get_language() == "ko" else f"₩{amount}"


@register.filter
def highlight(text: str, query: str) -> SafeString:
    """``text`` with what a search found in it marked: ``{{ group.name|highlight:q }}``."""
    return search.highlight(text, query)


@register.filter
def excerpt(text: str, query: str) -> SafeString:
    """The part of a long text that a search found: ``{{ group.introduction|excerpt:q }}``."""
    return search.excerpt(text, query)


@register.filter
def day(value: date | None) -> str:
    """A day with its weekday, as ``<time>``; a moment is taken in Seoul."""
    if value is None:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), _day(local))


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in Seoul to the minute, as ``<time>``."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    machine = local.isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{} {}</time>', machine, _day(local), f"{local:%H:%M}")


@register.filter
def humanised(name: str) -> str:
    """A field's name as words, in the page's language where some form or model says the same words."""
    words = re.sub(r"[-_]+", " ", re.sub(r"^\w+-\d+-", "", name))
    known = (gettext(said) for said in (words, words.capitalize()) if said and gettext(said) != said)
    return next(known, words.capitalize())


def _day(value: date) -> str:
    """Korean public writing puts the weekday, as one syllable, behind the date; English puts it before."""
    if get_language() == "ko":
        return f"{value.year}. {value.month}. {value.day}.({WEEKDAYS_KO[value.weekday()]})"
    return date_format(value, "D j M Y", use_l10n=False)


@register.simple_tag(takes_context=True)
def slot_cards(context: template.Context, slot: str, about: object = None) -> list[cards.Card]:
    """What upper floors put into ``slot``: ``{% slot_cards "home" as cards %}`` then ``frame/cards.html``."""
    request: HttpRequest = context["request"]
    return cards.cards(slot, request, about)
