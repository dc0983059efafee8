"""Gives each request an id, which audit events, log lines and the answer carry."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from casework import context

SAFE_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")


class RequestIdMiddleware:
    """Takes the proxy's ``X-Request-ID`` where it looks like one, else makes an id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        identifier = context.begin(given if SAFE_ID.match(given) else None)
        response = self.get_response(request)
        response["X-Request-ID"] = identifier
        return response
