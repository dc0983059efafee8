"""The one context processor of our own."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page prints."""
    return {"DEMONSTRATION": settings.DEMONSTRATION, "GOVERNMENT_SITE": settings.GOVERNMENT_SITE}
