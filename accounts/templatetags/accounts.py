"""Small tags and filters of the account pages."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import demo
from accounts.wording import data_word

register = template.Library()


@register.simple_tag
def demo_sign_ins() -> list[demo.DemoSignIn]:
    """Who may be signed in as; empty outside a demonstration."""
    return demo.sign_ins()


@register.simple_tag
def demo_password() -> str:
    """The password of everybody in the demonstration."""
    return demo.PASSWORD


@register.filter
def translated(words: str) -> str:
    """An English source string in the reader's language."""
    return _(words) if words else ""


@register.filter
def shape(value: Any) -> str:
    """Whether ``value`` is a dict, a list or one plain value."""
    return "dict" if isinstance(value, dict) else "list" if isinstance(value, list | tuple) else "value"


@register.filter
def data_label(name: str) -> str:
    """What a key of the data download is called on the page."""
    return data_word(name)


@register.filter
def held(value: Any) -> str:
    """One plain value of the data download, for reading."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return date_format(value) if isinstance(value, date) else str(value)
