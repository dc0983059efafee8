"""Addresses of advice and its hours."""

from typing import Any

urlpatterns: list[Any] = []
