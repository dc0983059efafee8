"""Acting from a page that has no form to show again: what came of it is said at the top of the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from casework.lifecycle import Refused


def attempted(request: HttpRequest, act: Callable[[], Any], said: str | Callable[[Any], str] = "") -> bool:
    """Carry out ``act``; whether it was done.

    ``said`` is the sentence for success (none where the page shows it), or makes it from what ``act`` gave. Each
    reason of a refusal is a message of its own. ``NotAllowed`` passes through and becomes a 404.
    """
    try:
        result = act()
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, reason)
        return False
    if sentence := said(result) if callable(said) else said:
        messages.success(request, sentence)
    return True
