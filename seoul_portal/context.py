"""The one context processor of our own: what the frame of every page prints, each part worked out only when printed."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from seoul_portal import menus
from seoul_portal.parts import Sort

# What a person chose -> KRDS's name of it. "theme" follows the device between light and dark.
DISPLAYS = {"auto": "theme", "light": "light", "contrast": "high-contrast"}
DISPLAY_COOKIE = "display"
TYPEFACE_COOKIE = "typeface"  # set by portal.js once this browser has fetched it

Maker = Callable[[HttpRequest], Any]
_makers: dict[str, Maker] = {}


def register(part: str, maker: Maker) -> None:
    """Let an upper floor supply a part of the frame, for signed-in people only; call in ``AppConfig.ready()``.

    ``unread``: ``maker(request) -> int``, messages not yet read.
    ``idle``: ``maker(request) -> {"seconds": int, "extend_url": str} | None``, when an idle session ends.
    """
    if part not in {"unread", "idle"}:
        raise LookupError(f"the frame prints no {part}")
    _makers[part] = maker


class Frame:
    """The frame of one page. Works without a user too, since an error may come before anyone is known."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def display(self) -> str:
        """The display chosen: ``auto``, ``light`` or ``contrast``."""
        chosen = self.request.COOKIES.get(DISPLAY_COOKIE, "auto")
        return chosen if chosen in DISPLAYS else "auto"

    @property
    def mode(self) -> str:
        """The display in KRDS's words, for ``data-krds-mode``."""
        return DISPLAYS[self.display]

    @property
    def has_typeface(self) -> bool:
        """Whether this browser holds the typeface already: nobody waits half a megabyte for their first page."""
        return self.request.COOKIES.get(TYPEFACE_COOKIE) == "1"

    @property
    def here(self) -> str:
        """Where a switch returns to: this page, or its address alone after a form was posted to it."""
        return self.request.get_full_path() if self.request.method in {"GET", "HEAD"} else self.request.path

    @cached_property
    def signed_in(self) -> bool:
        user = getattr(self.request, "user", None)
        return user is not None and user.is_authenticated

    @property
    def keep_owner(self) -> str:
        """Under whose name this device keeps drafts, so that nobody meets another person's words on a shared one."""
        user = getattr(self.request, "user", None)
        return salted_hmac("kept drafts", str(user.pk)).hexdigest()[:16] if self.signed_in and user else "visitor"

    @cached_property
    def sort(self) -> Sort:
        """What the parts of this frame depend on."""
        user = getattr(self.request, "user", None)
        held = filter(user.has_perm, menus.permissions()) if self.signed_in and user is not None else ()
        return Sort(
            language=get_language() or settings.LANGUAGE_CODE,
            display=self.display,
            page=menus.Page.of(self.request.resolver_match),
            signed_in=self.signed_in,
            permissions=frozenset(held),
            has_unread=bool(self.unread),
            demonstration=settings.DEMONSTRATION,
        )

    @property
    def reader(self) -> str:
        """The name of whoever is signed in."""
        return str(getattr(self.request, "user", ""))

    @cached_property
    def csrf(self) -> str:
        """One token serves every form of the frame."""
        return get_token(self.request)

    @cached_property
    def unread(self) -> int:
        return self._part("unread") or 0

    @cached_property
    def idle(self) -> dict[str, Any] | None:
        return self._part("idle")

    def _part(self, name: str) -> Any:
        return _makers[name](self.request) if self.signed_in and name in _makers else None


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page prints."""
    return {
        "frame": Frame(request),
        "DEMONSTRATION": settings.DEMONSTRATION,
        "GOVERNMENT_SITE": settings.GOVERNMENT_SITE,
    }
