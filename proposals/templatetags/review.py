"""Scores as people read them."""

from django import template

register = template.Library()


@register.filter
def points(hundredths: int | None) -> str:
    """ "62.5" for 6250 hundredths of a point; a dash where nobody has scored."""
    if hundredths is None:
        return "–"
    return f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
