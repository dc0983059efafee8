"""Chromium and Korean fonts for the browser tests: the system's, else fetched."""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

# Debian's. The first is the same browser without windows, which takes a third of the other's processor time.
WINDOWLESS, SYSTEM = "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"
PATIENCE = 300  # seconds for a package
# What keeps Chromium from asking the world for things, and lets it run as root and without a screen.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IMPOSSIBLE = (
    "The browser tests need Chromium, and it could not be installed here. As root:  apt-get install chromium "
    "fonts-noto-cjk   otherwise:  .venv/bin/playwright install chromium   Then start again."
)


def ensure_chromium() -> None:
    """Make sure the tests find a Chromium; raises ``RuntimeError`` with a sentence where that is impossible."""
    if os.geteuid() == 0 and shutil.which("apt-get") and not _works(WINDOWLESS):
        if not _works(SYSTEM):
            _apt_get("update")
            _apt_get("install", "--yes", "--no-install-recommends", "fonts-noto-cjk")
        _apt_get("install", "--yes", "--no-install-recommends", Path(WINDOWLESS).name)
        if program() is None:
            _apt_get("install", "--yes", "--no-install-recommends", Path(SYSTEM).name)
    if program() is not None:
        return
    # Tells by itself whether it was fetched before. Ubuntu's package "chromium" is no browser, so root comes here too.
    command = [
        sys.executable,
        "-m",
        "playwright",
        "install",
        *(["--with-deps"] if os.geteuid() == 0 else []),
        "chromium",
    ]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"{done.stderr.strip()[-1500:]}\n{IMPOSSIBLE}")


def program() -> str | None:
    """The system's Chromium; nothing where Playwright's own must do."""
    return next((path for path in (WINDOWLESS, SYSTEM) if _works(path)), None)


def _works(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def launch(playwright: Any) -> Any:
    """The Chromium that ``ensure_chromium`` made sure of, started by ``playwright``."""
    return playwright.chromium.launch(executable_path=program(), args=QUIET)


def _apt_get(*arguments: str) -> None:
    """What cannot be installed is missed later, by a sentence that says what to do."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            ["apt-get", "-qq", *arguments],
            env=os.environ | quiet, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE,
        )  # fmt: skip
