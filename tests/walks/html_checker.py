"""The Nu HTML checker, one Java process for many pages."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.services import ROOT

JAR = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def errors(pages: dict[str, str], folder: Path) -> list[str]:
    """What is wrong in ``pages`` (address → HTML), one line per finding; skips the test where Java is missing."""
    if shutil.which("java") is None:
        pytest.skip("The Nu HTML checker needs Java, which this machine does not have.")
    if not JAR.exists():
        pytest.fail(f"{JAR} is missing: npm install brings it.")
    folder = folder / "pages"
    folder.mkdir()
    names = {}
    for number, (address, html) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_text(html, encoding="utf-8")
        names[file.name] = address
    run = subprocess.run(
        ["java", "-Xmx512m", "-Xss2m", "-jar", JAR, "--format", "json", "--exit-zero-always", "--stdout", folder],
        capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    return [
        f"{names[message['url'].rsplit('/', 1)[-1]]}:{message.get('lastLine')}: {message['message']} "
        f"{message.get('extract', '').strip()[:160]!r}"
        for message in json.loads(run.stdout)["messages"]
        if message["type"] == "error" or message.get("subType") == "warning"
    ]
