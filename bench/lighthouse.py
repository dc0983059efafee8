"""What Lighthouse says of pages: ``python -m bench.lighthouse origin``, pages and sessions as JSON on standard input.

Prints the scores of each page as JSON: the lowest of ``RUNS``, since a score that comes only sometimes is none. npm
fetches Lighthouse for it; nothing else needs it.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from seoul_portal.local import browser, node, run

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices")
RUNS = 2


def judge(address: str, session: str | None, environment: dict[str, str]) -> dict[str, int]:
    """The scores of one run, of 100."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            str(node.npm(run.VAR)), "exec", "--yes", f"--package={LIGHTHOUSE}", "--", "lighthouse", address,
            "--quiet", "--output=json", f"--output-path={report}", f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox",
        ]  # fmt: skip
        if session:
            command.append("--extra-headers=" + json.dumps({"Cookie": f"sessionid={session}"}))
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"Lighthouse could not judge {address}:\n{done.stderr.strip()[-1500:]}")
        found = json.loads(report.read_text(encoding="utf-8"))
    return {name: round(found["categories"][name]["score"] * 100) for name in CATEGORIES}


def main(origin: str) -> None:
    environment = os.environ | {"CHROME_PATH": _chromium(), "CI": "1"}
    asked: list[tuple[str, str | None]] = json.load(sys.stdin)
    judged: list[dict[str, Any]] = []
    for path, session in asked:
        runs = [judge(origin + path, session, environment) for _run in range(RUNS)]
        judged.append({name: min(each[name] for each in runs) for name in CATEGORIES})
    print(json.dumps(judged))


def _chromium() -> str:
    if (system := browser.program()) is not None:
        return system
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


if __name__ == "__main__":
    main(sys.argv[1])
