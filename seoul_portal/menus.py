"""Menus of the frame: ``main`` (header), ``me`` (my account), ``staff`` (staff pages), ``footer``.

Apps add their pages in ``AppConfig.ready()``; a page behind a permission shows only to those who hold it. A long menu
is set out on shelves: pages that follow one another ``under`` the same words stand below them.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.urls import ResolverMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PORTAL = _("The portal itself")  # a shelf of the staff menu


@dataclass(frozen=True)
class Entry:
    """One page of a menu, as it was added."""

    order: int
    label: str | Promise
    url_name: str
    permission: str | None
    under: str | Promise


@dataclass(frozen=True)
class Item:
    """One line of a menu, as it is printed."""

    label: str | Promise
    url: str
    current: bool
    under: str | Promise = ""


@dataclass(frozen=True)
class Page:
    """What a menu must know of the page that it stands on, to mark the line that leads there."""

    view_name: str = ""
    namespace: str = ""
    route: str = ""

    @classmethod
    def of(cls, match: ResolverMatch | None) -> "Page":
        return cls() if match is None else cls(match.view_name, match.namespace, f"/{match.route}")


_entries: dict[str, list[Entry]] = defaultdict(list)


def add(
    menu: str,
    label: str | Promise,
    url_name: str,
    order: int = 100,
    *,
    permission: str | None = None,
    under: str | Promise = "",
) -> None:
    """Add the page ``url_name`` to ``menu``."""
    _entries[menu].append(Entry(order, label, url_name, permission, under))
    _entries[menu].sort(key=lambda entry: entry.order)


def permissions() -> set[str]:
    """Every permission that some line stands behind."""
    return {entry.permission for entries in _entries.values() for entry in entries if entry.permission}


def items(menu: str, page: Page, held: Collection[str]) -> list[Item]:
    """The lines of ``menu`` on ``page`` for somebody who holds the permissions ``held``, in order."""
    return [
        Item(entry.label, reverse(entry.url_name), _is_current(menu, entry, page), entry.under)
        for entry in _entries[menu]
        if entry.permission is None or entry.permission in held
    ]


def _is_current(menu: str, entry: Entry, page: Page) -> bool:
    """In side menus the page itself; in the main menu any page of the same app below it."""
    return page.view_name == entry.url_name or (
        menu == "main"
        and bool(page.namespace)
        and page.namespace == entry.url_name.partition(":")[0]
        and page.route.startswith(reverse(entry.url_name))
    )
