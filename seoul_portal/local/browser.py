"""Chromium and Korean fonts for the browser tests: the system's, else fetched."""

import os
import shutil
import subprocess
import sys
from typing import Any

SYSTEM = "/usr/bin/chromium"
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
    if not system_chromium_works() and os.geteuid() == 0 and shutil.which("apt-get"):
        _apt_get("update")
        _apt_get("install", "--yes", "--no-install-recommends", "chromium", "fonts-noto-cjk")
    if system_chromium_works():
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


def system_chromium_works() -> bool:
    try:
        return subprocess.run([SYSTEM, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def launch(playwright: Any) -> Any:
    """The Chromium that ``ensure_chromium`` made sure of, started by ``playwright``."""
    return playwright.chromium.launch(executable_path=SYSTEM if system_chromium_works() else None, args=QUIET)


def _apt_get(*arguments: str) -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(
        ["apt-get", "-qq", *arguments], env=os.environ | quiet, stdin=subprocess.DEVNULL, capture_output=True
    )
