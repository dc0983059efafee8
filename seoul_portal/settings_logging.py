"""Logging and figures: one line per event, with the request's id and never with personal data (see ``logs``)."""

import os

_FORMAT = os.environ.get("PORTAL_LOG", "lines" if "PORTAL_TEST" in os.environ else "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "seoul_portal.logs.JsonFormatter"},
        "lines": {"()": "seoul_portal.logs.LineFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": _FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would print, and mail, what ours leave out.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # A line for each answered request.
        "portal.requests": {"level": os.environ.get("PORTAL_LOG_REQUESTS", "INFO")},
    },
}
# Whoever asks for /metrics says it: "Authorization: Bearer …". Without a token there is no such page.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
