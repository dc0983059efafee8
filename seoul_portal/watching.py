"""One line in the log and one figure for each request: which page, how it was answered, how long it took."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from seoul_portal import metrics

logger = logging.getLogger("portal.requests")

NO_PAGE = "(none)"  # nothing answers at that address
METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
QUIET = {"healthz", "readyz", "metrics"}  # asked every few seconds, by machines


class WatchMiddleware:
    """Tells of pages by their names, never of addresses: these hold keys, tokens and what people searched for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        page = page_of(request)
        if page not in QUIET:
            method = request.method if request.method in METHODS else "other"
            facts = {"page": page, "method": method, "status": response.status_code, "ms": round(seconds * 1000)}
            logger.info("answered", extra={"facts": facts})
            if settings.METRICS_TOKEN:
                metrics.REQUESTS.labels(page, method, response.status_code).inc()
                metrics.SECONDS.labels(page).observe(seconds)
        return response


def page_of(request: HttpRequest) -> str:
    """The name of the page that a request is for."""
    match = request.resolver_match
    return match.view_name or match.route or NO_PAGE if match else NO_PAGE
