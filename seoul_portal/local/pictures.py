"""``make pictures``: the pictures of the README, taken from a portal that runs (``make run`` in another terminal)."""

import os
import sys

from playwright.sync_api import Error, sync_playwright

from seoul_portal.local import browser
from seoul_portal.local.bootstrap import ROOT, say

# (file, page, language of the browser, width and height)
PICTURES = [
    ("home.png", "/", "en-US", (1200, 760)),
    ("home-ko-phone.png", "/", "ko-KR", (390, 760)),
]


def main() -> int:
    origin = f"http://localhost:{os.environ.get('PORT', '8000')}"
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    browser.ensure_chromium()
    system = "/usr/bin/chromium" if browser.system_chromium_works() else None
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=system, args=browser.QUIET)
        for name, page, language, (width, height) in PICTURES:
            tab = chromium.new_context(locale=language, viewport={"width": width, "height": height}).new_page()
            try:
                tab.goto(origin + page)
            except Error:
                print(f"No portal answers at {origin}. Start one with  make run  and try again.", file=sys.stderr)
                return 1
            tab.screenshot(path=folder / name)
            say(f"docs/pictures/{name}")
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
