"""Addresses of the queue, the file at the office, the thread and objections."""

from typing import Any

urlpatterns: list[Any] = []
