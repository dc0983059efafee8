"""Gives each request an id, which audit events, log lines and the answer carry, and the time at which it began."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from casework import context

SAFE_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
UNIX_MILLISECONDS = re.compile(r"^[0-9]{13}$")
# Longer than any request waits for a thread; an older stamp is a clock that went wrong.
LONGEST_WAIT = timedelta(minutes=2)


class RequestIdMiddleware:
    """Takes the proxy's ``X-Request-ID`` where it looks like one, else makes an id; and stamps the time of arrival.

    Arrival is at the proxy where that stamps it (``PROXY_STAMPS_ARRIVAL``): in the last minute before a call closes a
    request may wait here for seconds until a thread is free.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        identifier = context.begin(given if SAFE_ID.match(given) else None)
        context.stamp(arrival(request))
        try:
            response = self.get_response(request)
        finally:
            context.stamp(None)
        response["X-Request-ID"] = identifier
        return response


def arrival(request: HttpRequest) -> datetime:
    """When the request reached our proxy; the present moment where no proxy of ours, or no sensible one, says so."""
    now = timezone.now()
    given = request.headers.get("X-Request-Start", "") if settings.PROXY_STAMPS_ARRIVAL else ""
    if not UNIX_MILLISECONDS.match(given):
        return now
    stamped = datetime.fromtimestamp(int(given) / 1000, UTC)
    return stamped if now - LONGEST_WAIT <= stamped <= now else now
