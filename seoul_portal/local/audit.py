"""Known weaknesses of the packages that are locked, asked of the OSV database (osv.dev), as pip-audit does.

Where the database cannot be reached the check says that it was skipped, and passes: `make test` needs no network.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path

from seoul_portal.local.bootstrap import ROOT

ADDRESS = "https://api.osv.dev/v1/querybatch"
PATIENCE = 10  # seconds
# Known, and harmless as we use the package: its id → why.
ACCEPTED: dict[str, str] = {}


def locked(file: Path) -> dict[str, str]:
    """The version of each package in a lock file."""
    lines = (line.split("#")[0].split(";")[0].strip() for line in file.read_text().splitlines())
    return dict(line.split("==") for line in lines if "==" in line)


def weaknesses(packages: dict[str, str], address: str) -> list[str]:
    """One line per weakness. Raises ``OSError`` where nobody answers, ``ValueError`` where the answer is none."""
    asked = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in packages.items()]
    request = urllib.request.Request(
        address, json.dumps({"queries": asked}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        results = json.load(answer)["results"]
    return [
        f"{name} {version}: {found['id']}"
        for (name, version), result in zip(packages.items(), results, strict=True)
        for found in result.get("vulns", ())
        if found["id"] not in ACCEPTED
    ]


def main() -> int:
    packages = locked(ROOT / "requirements.txt") | locked(ROOT / "requirements-local.txt")
    try:
        found = weaknesses(packages, os.environ.get("OSV_ADDRESS", ADDRESS))
    except (OSError, ValueError, KeyError) as error:
        print(f"Skipped: the database of weaknesses does not answer here ({type(error).__name__}).")
        return 0
    print("\n".join(found) or f"{len(packages)} packages, no known weakness.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
