"""axe-core, the accessibility checker, run inside a page of the tests' Chromium."""

import json
import os
from functools import cache

import pytest

from tests.services import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ALL = os.environ.get("AXE") == "all"
MODES = ["high-contrast", "theme"]
CHECK = """async () => {
  // A colour on its way to another is not the colour that people read.
  document.getAnimations().forEach(one => one.effect.getComputedTiming().endTime === Infinity || one.finish());
  const result = await axe.run(document, {resultTypes: ["violations"]});
  const said = node => [...node.any, ...node.all, ...node.none].map(check => check.message).join("; ");
  return result.violations.map(one => [one.id, one.help, one.nodes.map(node => [node.target.join(" "), said(node)])]);
}"""


@cache
def _source() -> str:
    if not AXE.exists():
        pytest.fail(f"{AXE} is missing: npm install brings it.")
    return AXE.read_text()


def violations(page) -> list[str]:
    """What axe finds wrong on the page as it stands, one line per rule with the places; needs JavaScript on."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_source())  # by the debugger, so the page's own policy stays as it is
    found = page.evaluate(CHECK)
    return [f"{rule}: {words} {json.dumps(places, ensure_ascii=False)[:600]}" for rule, words, places in found]


def survey(page, path: str, turn: int) -> list[str]:
    """Check the open page wide and light, or narrow and dark or in high contrast, in turn; both by ``AXE=all``."""
    found = []
    if ALL or turn % 2:
        found += [f"{path} at 1280: {line}" for line in violations(page)]
    page.set_viewport_size({"width": 390, "height": 844})
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{path} at 390: scrolls sideways")
    if ALL or not turn % 2:
        mode = MODES[turn // 2 % len(MODES)]
        page.emulate_media(color_scheme="dark" if mode == "theme" else "light")
        page.evaluate("mode => { document.documentElement.dataset.krdsMode = mode }", mode)
        found += [f"{path} at 390 in {mode}: {line}" for line in violations(page)]
        page.emulate_media(color_scheme="light")
    return found
