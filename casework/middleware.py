"""Gives each request an id, which audit events, log lines and the answer carry, and the time at which it began."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from casework import context

SAFE_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")


class RequestIdMiddleware:
    """Takes the proxy's ``X-Request-ID`` where it looks like one, else makes an id; and stamps the time of arrival."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        identifier = context.begin(given if SAFE_ID.match(given) else None)
        context.stamp(timezone.now())
        try:
            response = self.get_response(request)
        finally:
            context.stamp(None)
        response["X-Request-ID"] = identifier
        return response
