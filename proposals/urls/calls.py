"""Addresses of calls, their building and the self-check."""

from typing import Any

urlpatterns: list[Any] = []
