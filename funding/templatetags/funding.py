"""``{% load funding %}``."""

from django import template

from funding.points import points

register = template.Library()


@register.simple_tag
def hundredths(value: int | None) -> str:
    """Points in hundredths, as people read them."""
    return points(value)
