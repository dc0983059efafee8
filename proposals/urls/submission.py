"""Addresses of checking, submitting, versions and prints."""

from typing import Any

urlpatterns: list[Any] = []
