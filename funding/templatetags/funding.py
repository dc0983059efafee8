"""``{% load funding %}``."""

from typing import Any

from django import template

from funding.models import FundingRound
from funding.points import points
from funding.queries.rounds import still_telling

register = template.Library()


@register.simple_tag
def hundredths(value: int | None) -> str:
    """Points in hundredths, as people read them."""
    return points(value)


@register.simple_tag
def telling(round_: FundingRound) -> Any:
    """How far the messages of an announced round are; nothing once everybody was told."""
    return still_telling(round_)
