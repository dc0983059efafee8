"""The threat model names tests that exist, and no test of this folder is missing from it."""

import re
from pathlib import Path

from tests.services import ROOT

MODEL = ROOT / "docs" / "security.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
# They hold the tools, not a threat.
TOOLS = {"test_model.py"}


def names_in(path: Path) -> set[str]:
    return set(re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE))


def test_every_test_that_the_threat_model_names_exists():
    named = NAMED.findall(MODEL.read_text())
    assert len(named) > 40
    lost = [f"{file}::{name}" for file, name in named if name not in names_in(ROOT / file)]
    assert not lost


def test_every_threat_names_a_test():
    rows = [
        line
        for line in MODEL.read_text().splitlines()
        if line.startswith("|") and not line.startswith(("| threat", "|---"))
    ]
    assert len(rows) > 25
    assert not [row for row in rows if not NAMED.search(row.rsplit("|", 2)[1])]


def test_every_file_of_attacks_stands_in_the_model():
    files = {path.name for path in Path(__file__).parent.glob("test_*.py")} - TOOLS
    assert not {name for name in files if f"tests/security/{name}::" not in MODEL.read_text()}
