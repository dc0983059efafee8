"""``make test``: everything that CI checks, on any machine with Python: cheap checks first, then all tests."""

import os
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from seoul_portal.local import browser, frontend, node, services
from seoul_portal.local.bootstrap import ROOT, say

VAR = ROOT / "var"
PYTHON = sys.executable


@dataclass(frozen=True)
class Check:
    """A command that must end with exit code 0."""

    title: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)

    def run(self) -> tuple[float, subprocess.CompletedProcess]:
        began = time.monotonic()
        done = subprocess.run(
            self.command,
            cwd=ROOT,
            env=self.environment or portal_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return time.monotonic() - began, done


APPS = sorted(config.parent.name for config in ROOT.glob("*/apps.py"))
# As an operator would set them, so that `check --deploy` judges what really runs.
PRODUCTION = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")} | {
    "PORTAL_PRODUCTION": "1",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "portal.example",
    "PORTAL_ADDRESS": "https://portal.example",
    "CSRF_TRUSTED_ORIGINS": "https://portal.example",
}

CHECKS = [
    Check("Lint (ruff)", [PYTHON, "-m", "ruff", "check", "."]),
    Check("Format (ruff)", [PYTHON, "-m", "ruff", "format", "--check", "."]),
    Check("Templates (djlint)", [PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"]),
    Check("Types (mypy)", [PYTHON, "-m", "mypy"]),
    Check(
        "Import order (import-linter)",
        [PYTHON, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
    ),
    Check("Migrations are complete", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    Check("Migrations run while people work", [PYTHON, "manage.py", "lint_migrations"]),
    Check("Translations are complete", [PYTHON, "manage.py", "translations", "--check"]),
    Check("Weak spots (bandit)", [PYTHON, "-m", "bandit", "--quiet", "-ll", "-c", "pyproject.toml", "-r", *APPS]),
    Check("Known weaknesses of packages (OSV)", [PYTHON, "-m", "seoul_portal.local.audit"]),
    Check("Production settings", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
]


def main() -> int:
    services.exit_on_signals()
    prepare()
    if not run_checks():
        return 1
    heading("Tests (pytest)")
    sys.stdout.flush()
    return subprocess.run(
        # Tests of one module stay together, and whoever is done early takes over from the others.
        [PYTHON, "-m", "pytest", "-n", "auto", "--dist", "worksteal", *sys.argv[1:]],
        cwd=ROOT,
        env=portal_environment(),
        stdin=subprocess.DEVNULL,
    ).returncode


def prepare() -> None:
    """PostgreSQL, Redis, front end, texts and Chromium, as far as they are not there."""
    heading("Set-up")
    if "DATABASE_URL" not in os.environ:
        say("Starting PostgreSQL")
        os.environ["DATABASE_URL"] = services.start_postgres(VAR / "test-postgres")
    if "REDIS_URL" not in os.environ:
        say("Starting Redis")
        os.environ["REDIS_URL"] = services.keep(services.start_redis(VAR / "test-redis")).url
    say("Front-end packages")
    frontend.build(npm=node.npm(VAR), checks=True)
    say("Texts")
    command = [PYTHON, "manage.py", "translations", "--compile"]
    if subprocess.run(command, cwd=ROOT, env=portal_environment(), stdout=subprocess.DEVNULL).returncode:
        raise RuntimeError("The portal does not even start; the reason stands above.")
    say("Chromium")
    browser.ensure_chromium()


def portal_environment() -> dict[str, str]:
    return os.environ | {"PORTAL_TEST": "1", "DJANGO_SETTINGS_MODULE": "seoul_portal.settings"}


def run_checks() -> bool:
    """Run every cheap check, so that one look shows all that is wrong; whether all passed."""
    failed = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for check, (seconds, done) in zip(CHECKS, pool.map(Check.run, CHECKS), strict=True):
            heading(f"{check.title}: {'ok' if done.returncode == 0 else 'FAILED'} ({seconds:.0f} s)")
            if done.returncode:
                failed.append(check.title)
            if done.returncode or done.stdout.startswith("Skipped"):
                print(done.stdout.strip(), flush=True)
    if failed:
        heading("Failed: " + ", ".join(failed))
    return not failed


def heading(text: str) -> None:
    print(f"\n=== {text}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (services.ServiceError, RuntimeError) as error:
        sys.exit(f"\n{error}")
