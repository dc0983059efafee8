"""Parts of the frame that read the same for many people, kept ready: header, menus, footer.

A part is rendered once for each ``Sort`` of reader and page. Nothing of a person may be in it: where a name or count
stands, it holds a mark, which gets its value when the part is printed. Templates of parts see nothing but ``Mold``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from seoul_portal import menus

T = TypeVar("T")

# Far more than there are pages, languages and sets of permissions in use at one time.
KEPT = 2_000
OWN_NAMES = {"ko": "한국어", "en": "English"}
MARK = re.compile("\ue000([a-z_]+)\ue001")


class Sort(NamedTuple):
    """Everything that the text of a part may depend on."""

    language: str
    display: str
    page: menus.Page
    signed_in: bool
    permissions: frozenset[str]
    has_unread: bool
    demonstration: bool


def mark(name: str) -> SafeString:
    """What stands in a text that is kept where the value ``name`` comes later; ``MARK`` finds it again."""
    return mark_safe(f"\ue000{name}\ue001")  # noqa: S308 - no text of anybody


@dataclass(frozen=True)
class Mold:
    """``frame`` in the template of a part: what follows from the sort, and marks for what does not."""

    sort: Sort
    here = mark("here")
    reader = mark("reader")

    @property
    def display(self) -> str:
        return self.sort.display

    @property
    def signed_in(self) -> bool:
        return self.sort.signed_in

    @property
    def unread(self) -> str:
        return mark("unread") if self.sort.has_unread else ""

    @property
    def other_languages(self) -> list[tuple[str, str]]:
        """Code and own name of the languages that the switch offers."""
        return [(code, OWN_NAMES[code]) for code, _name in settings.LANGUAGES if code != self.sort.language]

    @property
    def main_menu(self) -> list[menus.Item]:
        return self._menu("main")

    @property
    def me_menu(self) -> list[menus.Item]:
        return self._menu("me") if self.sort.signed_in else []

    @property
    def staff_menu(self) -> list[menus.Item]:
        return self._menu("staff") if self.sort.signed_in else []

    @property
    def footer_menu(self) -> list[menus.Item]:
        return self._menu("footer")

    def _menu(self, name: str) -> list[menus.Item]:
        return menus.items(name, self.sort.page, self.sort.permissions)


_made: dict[Hashable, Any] = {}


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """A piece of a page that reads the same for the same ``key``, which names all that it depends on."""
    if key not in _made:
        if len(_made) >= KEPT:
            _made.clear()
        _made[key] = make()
    return cast(T, _made[key])


def printed(template: str, sort: Sort, values: Any) -> SafeString:
    """The part ``template``; ``values`` gives what each mark stands for, and is asked only for those that are there."""
    text = _kept(template, sort)
    return mark_safe(MARK.sub(lambda found: escape(getattr(values, found[1])), text))  # noqa: S308 - rendered, escaped


@lru_cache(maxsize=KEPT)
def _kept(template: str, sort: Sort) -> str:
    with translation.override(sort.language):
        context = {"frame": Mold(sort), "csrf_token": mark("csrf"), "DEMONSTRATION": sort.demonstration}
        return get_template(template).render(context)
