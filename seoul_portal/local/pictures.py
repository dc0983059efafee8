"""``make pictures``: pictures of a portal that runs (``make run`` in another terminal), taken as the tour goes.

Those of the README, and with ``ARGS=--all`` every page of the tour in both languages, as it usually looks and in high
contrast, on a computer and on a telephone, under ``var/pictures``.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, sync_playwright

from seoul_portal.context import DISPLAY_COOKIE, TYPEFACE_COOKIE
from seoul_portal.local import browser
from seoul_portal.local.bootstrap import ROOT, say

WIDE, PHONE = (1200, 760), (390, 760)
ENGLISH, KOREAN = "en-US", "ko-KR"
DISPLAYS = ("", "contrast")
TOUR = "/demo/"
# (file, address or stop of the tour, language of the browser, width and height)
README = [
    ("home.png", "/", ENGLISH, WIDE),
    ("home-ko-phone.png", "/", KOREAN, PHONE),
    ("group.png", "meeting-1", ENGLISH, WIDE),
    ("file.png", "asking-2", ENGLISH, WIDE),
    ("award-phone.png", "money-1", ENGLISH, PHONE),
    ("round.png", "pause-2", ENGLISH, WIDE),
    ("service.png", "service-1", ENGLISH, WIDE),
]


class Camera:
    """Takes pictures of the portal at ``origin``."""

    def __init__(self, chromium: Any, origin: str) -> None:
        self.chromium, self.origin = chromium, origin

    def take(self, file: Path, where: str, language: str, size: tuple[int, int], display: str = "") -> None:
        """``where`` is an address, or the key of a stop of the tour, which signs in as whoever sees it there."""
        width, height = size
        context = self.chromium.new_context(
            base_url=self.origin, locale=language, viewport={"width": width, "height": height}
        )
        context.add_cookies([{"name": TYPEFACE_COOKIE, "value": "1", "url": self.origin}])
        if display:
            context.add_cookies([{"name": DISPLAY_COOKIE, "value": display, "url": self.origin}])
        page = context.new_page()
        if where.startswith("/"):
            page.goto(where)
        else:
            page.goto(TOUR)
            with page.expect_navigation():
                page.locator(f"form:has(input[name='stop'][value='{where}']) button").click()
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file)
        say(str(file.relative_to(ROOT)))
        context.close()

    def stops(self) -> list[str]:
        """The keys of the tour's stops."""
        page = self.chromium.new_page()
        page.goto(self.origin + TOUR)
        keys: list[str] = page.locator("input[name='stop']").evaluate_all("boxes => boxes.map(box => box.value)")
        page.context.close()
        return keys


def wanted(camera: Camera, everything: bool) -> Iterator[tuple[Any, ...]]:
    """What to take, as ``Camera.take`` wants it."""
    for file, where, language, size in README:
        yield ROOT / "docs" / "pictures" / file, where, language, size
    for where in ["/", TOUR, *camera.stops()] if everything else []:
        name = where.strip("/") or "home"
        for language in (KOREAN, ENGLISH):
            for size in (WIDE, PHONE):
                for display in DISPLAYS:
                    folder = "-".join(filter(None, [language[:2], "phone" if size == PHONE else "", display]))
                    yield ROOT / "var" / "pictures" / folder / f"{name}.png", where, language, size, display


def main() -> int:
    origin = f"http://localhost:{os.environ.get('PORT', '8000')}"
    browser.ensure_chromium()
    with sync_playwright() as playwright:
        chromium = browser.launch(playwright)
        camera = Camera(chromium, origin)
        try:
            for picture in wanted(camera, "--all" in sys.argv):
                camera.take(*picture)
        except Error as error:
            if "ERR_CONNECTION_REFUSED" not in error.message:
                raise
            print(f"No portal answers at {origin}. Start one with  make run  and try again.", file=sys.stderr)
            return 1
        finally:
            chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
