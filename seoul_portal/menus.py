"""Menus of the frame: ``main`` (header), ``me`` (my account), ``staff`` (staff pages), ``footer``.

Apps add their pages in ``AppConfig.ready()``; a page behind a permission shows only to those who hold it.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Entry:
    """One page of a menu, as it was added."""

    order: int
    label: str | Promise
    url_name: str
    permission: str | None


@dataclass(frozen=True)
class Item:
    """One line of a menu, as it is printed."""

    label: str | Promise
    url: str
    current: bool


_entries: dict[str, list[Entry]] = defaultdict(list)


def add(menu: str, label: str | Promise, url_name: str, order: int = 100, *, permission: str | None = None) -> None:
    """Add the page ``url_name`` to ``menu``."""
    _entries[menu].append(Entry(order, label, url_name, permission))
    _entries[menu].sort(key=lambda entry: entry.order)


def items(menu: str, request: HttpRequest) -> list[Item]:
    """The lines of ``menu`` for this person, in order."""
    user: Any = getattr(request, "user", None)
    return [
        Item(entry.label, reverse(entry.url_name), _is_current(entry, request))
        for entry in _entries[menu]
        if entry.permission is None or (user is not None and user.has_perm(entry.permission))
    ]


def _is_current(entry: Entry, request: HttpRequest) -> bool:
    """In side menus the page itself; in the main menu any page of the same app below it."""
    match = request.resolver_match
    if match is None:
        return False
    return match.view_name == entry.url_name or (
        entry in _entries["main"]
        and bool(match.namespace)
        and match.namespace == entry.url_name.partition(":")[0]
        and request.path.startswith(reverse(entry.url_name))
    )
