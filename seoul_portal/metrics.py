"""Figures for Prometheus: requests by page and answer, how long they took, and what apps register.

Counted only where the operator sets ``METRICS_TOKEN``. With several web processes on one machine each writes its own
files in ``PROMETHEUS_MULTIPROC_DIR`` (``deploy/process`` sees to it), and whichever is asked adds them up.
"""

import hmac
import os
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest
from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

__all__ = ["CONTENT_TYPE", "gauge", "is_allowed", "text"]

# Label values by which a family is told apart (an empty text where there is only one) and the value of each.
Measure = Callable[[], dict[str, float]]

_registry = CollectorRegistry()
REQUESTS = Counter("portal_requests", "Requests answered", ["page", "method", "status"], registry=_registry)
SECONDS = Histogram(
    "portal_request_seconds",
    "How long answers took",
    ["page"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=_registry,
)
_gauges: dict[str, tuple[str, str, Measure]] = {}


def gauge(name: str, words: str, measure: Measure, *, label: str = "") -> None:
    """Have ``measure`` asked whenever the figures are: something of the whole portal, not of one process."""
    _gauges[name] = (words, label, measure)


def text() -> bytes:
    """All figures as Prometheus reads them."""
    shown = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(shown)
    else:
        shown.register(_Held())
    shown.register(_Asked())
    return generate_latest(shown)


def is_allowed(request: HttpRequest) -> bool:
    """Whether the request carries the operator's token; nobody does where there is none."""
    given = request.headers.get("Authorization", "")
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(
        given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()
    )


class _Held(Collector):
    def collect(self) -> Iterable[Metric]:
        return _registry.collect()


class _Asked(Collector):
    def collect(self) -> Iterable[Metric]:
        for name, (words, label, measure) in _gauges.items():
            family = GaugeMetricFamily(name, words, labels=[label] if label else [])
            for value, amount in measure().items():
                family.add_metric([value] if label else [], amount)
            yield family
