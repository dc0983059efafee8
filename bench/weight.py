"""What a page weighs in Chromium: ``python -m bench.weight origin`` with pages and sessions as JSON on standard input.

Prints, for each page, the bytes of a first visit with an empty cache, those of the second visit, and those of fonts in
the first, all as they came over the wire.
"""

import json
import sys
from typing import Any

from playwright.sync_api import sync_playwright

from seoul_portal.local import browser


class Scale:
    """Adds up what a tab loads."""

    def __init__(self, tab: Any) -> None:
        self.fonts: set[str] = set()
        self.bytes: dict[str, int] = {}
        wire = tab.context.new_cdp_session(tab)
        wire.send("Network.enable")
        wire.on("Network.responseReceived", self._received)
        wire.on("Network.loadingFinished", self._finished)

    def _received(self, event: dict[str, Any]) -> None:
        if event["type"] == "Font":
            self.fonts.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes[event["requestId"]] = int(event["encodedDataLength"])

    def read(self) -> tuple[int, int]:
        """Bytes besides fonts and bytes of fonts since the last reading."""
        fonts = sum(size for request, size in self.bytes.items() if request in self.fonts)
        rest = sum(self.bytes.values()) - fonts
        self.bytes.clear()
        return rest, fonts


def weigh(chromium: Any, origin: str, address: str, session: str | None) -> dict[str, int]:
    context = chromium.new_context(base_url=origin, locale="ko-KR")
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": origin}])
    tab = context.new_page()
    scale = Scale(tab)
    tab.goto(address, wait_until="networkidle")
    tab.wait_for_function("() => document.cookie.includes('typeface=')")  # portal.js fetches it a second later
    first, fonts = scale.read()
    tab.goto(address, wait_until="networkidle")
    second, _fonts = scale.read()
    context.close()
    return {"first": first, "second": second, "fonts": fonts}


def main(origin: str) -> None:
    with sync_playwright() as playwright:
        chromium = browser.launch(playwright)
        print(json.dumps([weigh(chromium, origin, address, session) for address, session in json.load(sys.stdin)]))


if __name__ == "__main__":
    main(sys.argv[1])
