"""Addresses of floor 5."""

from typing import Any

app_name = "funding"
urlpatterns: list[Any] = []
