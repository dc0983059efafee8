"""Addresses of drafts and their parts."""

from typing import Any

urlpatterns: list[Any] = []
