"""``make bench``: measures the main pages on this machine and writes docs/performance.md.

``make bench ARGS=--servers`` compares web servers instead and only prints. Everything runs on embedded PostgreSQL and
Redis under ``var/bench``, with production settings; only HTTPS, which is the proxy's work, is left out.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["PORTAL_VAR"] = str(ROOT / "var" / "bench")  # before anything reads it

import contextlib  # noqa: E402
import json  # noqa: E402
import platform  # noqa: E402
import signal  # noqa: E402
import statistics  # noqa: E402
import subprocess  # noqa: E402
import time  # noqa: E402
import urllib.request  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from urllib.parse import quote  # noqa: E402

import psutil  # noqa: E402

from bench.pages import FLOOR, PAGES, Page  # noqa: E402
from seoul_portal.local import run, services  # noqa: E402
from seoul_portal.local.bootstrap import say  # noqa: E402
from seoul_portal.local.supervisor import Supervisor  # noqa: E402

PORT = int(os.environ.get("PORT", "8099"))
WORKERS, THREADS = 2, 4
SECONDS = float(os.environ.get("SECONDS", "4"))  # of each measurement
CLIENTS = 4
REPETITIONS = 3  # of each comparison of servers

PYTHON = sys.executable
SERVERS = {
    "granian": [
        *(PYTHON, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(PORT)),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--log-level", "warning"),
        "seoul_portal.wsgi:application",
    ],
    "gunicorn": [
        *(PYTHON, "-m", "gunicorn", "--bind", f"127.0.0.1:{PORT}", "--worker-class", "gthread", "--keep-alive", "75"),
        *("--workers", str(WORKERS), "--threads", str(THREADS), "--log-level", "warning"),
        "seoul_portal.wsgi:application",
    ],
}


@dataclass
class Row:
    """One measured page. Times in milliseconds, for one client; requests per second for ``CLIENTS``."""

    name: str
    queries: int
    median: float
    p95: float
    bytes: int
    per_second: float
    cpu: float  # milliseconds of processor time per request in the web processes: hardly depends on what else runs


def main() -> int:
    Path(os.environ["PORTAL_VAR"]).mkdir(parents=True, exist_ok=True)
    with Supervisor(run.VAR / "log") as supervisor:
        try:
            demonstration = run.portal_environment(supervisor)
            run.prepare(demonstration)
            sessions = json.loads(python(demonstration, "-m", "bench.seed"))
            environment = production(demonstration)
            if "--servers" in sys.argv:
                compare(environment, sessions)
            else:
                report(environment, sessions)
        except (services.ServiceError, RuntimeError) as error:
            return run.refuse(str(error))
    return 0


def production(demonstration: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in demonstration.items() if name != "PORTAL_DEMONSTRATION"}
    return kept | {"PORTAL_PRODUCTION": "1", "SECURE_SSL_REDIRECT": "0", "ALLOWED_HOSTS": "localhost"}


def floor(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"DJANGO_SETTINGS_MODULE": "bench.floor_settings"}


def report(environment: dict[str, str], sessions: dict[str, str]) -> None:
    busy = os.getloadavg()[0]
    with serving("granian", floor(environment)) as web:
        rows = [measure(FLOOR, web, floor(environment), sessions)]
    with serving("granian", environment) as web:
        rows += [measure(page, web, environment, sessions) for page in PAGES]
        memory = web.memory()
    say("Measuring search among 100,000 groups (a minute or two)")
    text = document(rows, memory, web.startup, busy) + "\n" + python(environment, "-m", "bench.search")
    (ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8")
    print("\n" + text)


def compare(environment: dict[str, str], sessions: dict[str, str]) -> None:
    """Each server in turn, several times, so that a busy minute of the machine does not fall on one of them."""
    cases = [(FLOOR, floor(environment)), (PAGES[0], environment), (PAGES[-1], environment)]
    for page, settings in cases:
        results: dict[str, list[tuple[float, float, float]]] = {name: [] for name in SERVERS}
        for _ in range(REPETITIONS):
            for name in SERVERS:
                with serving(name, settings) as web:
                    load(page, sessions, CLIENTS, 1)
                    used = web.cpu()
                    crowd = load(page, sessions, CLIENTS, SECONDS)
                    cpu = (web.cpu() - used) / crowd["requests"] * 1000
                    results[name].append((crowd["per_second"], crowd["p95"], cpu))
                    say(f"{page.name}: {name} {web.memory():.0f} MB per worker, answers after {web.startup:.1f} s")
        for name, measured in results.items():
            rate, tail, cpu = (statistics.median(column) for column in zip(*measured, strict=True))
            say(f"{page.name}: {name} median of {REPETITIONS}: {rate:.0f}/s, p95 {tail:.1f} ms, CPU {cpu:.2f} ms")


@dataclass
class Web:
    """A running web server: how long it took to answer, and its processes."""

    process: psutil.Popen
    startup: float

    def memory(self) -> float:
        """Megabytes of one worker, without what it shares with the others."""
        workers = self.process.children()
        return max(worker.memory_full_info().uss for worker in workers) / 1e6 if workers else 0.0

    def cpu(self) -> float:
        """Seconds of processor time used so far."""
        times = [process.cpu_times() for process in (self.process, *self.process.children(recursive=True))]
        return sum(used.user + used.system for used in times)


@contextlib.contextmanager
def serving(name: str, environment: dict[str, str]) -> Iterator[Web]:
    began = time.monotonic()
    log = (run.VAR / "log" / f"{name}.log").open("wb")
    process = psutil.Popen(
        SERVERS[name], cwd=ROOT, env=environment, stdout=log, stderr=log, preexec_fn=services.die_with_parent
    )
    try:
        yield Web(process, _answering(process, began))
    finally:
        services.Server(name, process, "", signal.SIGTERM).stop()


def _answering(process: psutil.Popen, began: float) -> float:
    while process.poll() is None and time.monotonic() < began + 60:
        try:
            urllib.request.urlopen(f"http://localhost:{PORT}/healthz", timeout=10).close()
        except urllib.error.HTTPError:  # the floor knows no such page, but it answers
            return time.monotonic() - began
        except OSError:
            time.sleep(0.05)
        else:
            return time.monotonic() - began
    raise RuntimeError(f"The web server did not start; see {run.VAR / 'log'}")


def measure(page: Page, web: Web, environment: dict[str, str], sessions: dict[str, str]) -> Row:
    say(f"Measuring {page.name}")
    asked = json.dumps([(quote(page.address, safe="/?=&"), sessions.get(page.who or ""))])
    (queries,) = json.loads(python(environment, "-m", "bench.queries", stdin=asked))
    load(page, sessions, CLIENTS, 1)  # warm
    alone = load(page, sessions, 1, SECONDS)
    used = web.cpu()
    crowd = load(page, sessions, CLIENTS, SECONDS)
    cpu = (web.cpu() - used) / crowd["requests"] * 1000
    return Row(page.name, queries, alone["median"], alone["p95"], int(alone["bytes"]), crowd["per_second"], cpu)


def load(page: Page, sessions: dict[str, str], clients: int, seconds: float) -> dict[str, float]:
    cookie = f"sessionid={sessions[page.who]}" if page.who else ""
    address = quote(page.address, safe="/?=&")
    command = ["bench/load.py", str(PORT), address, cookie, str(clients), str(seconds)]
    return json.loads(python(dict(os.environ), *command))


def python(environment: dict[str, str], *arguments: str, stdin: str = "") -> str:
    done = subprocess.run(
        [PYTHON, *arguments], cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr.strip()[-2000:]}")
    return done.stdout


def document(rows: list[Row], memory: float, startup: float, busy: float) -> str:
    lines = [
        "# How fast the main pages are",
        "",
        f"Written by `make bench`. {platform.machine()}, {os.cpu_count()} cores shared by portal, PostgreSQL, Redis "
        f"and load generator; Python {platform.python_version()}; granian with {WORKERS} workers of {THREADS} "
        f"threads, production settings. A worker uses {memory:.0f} MB; the web process answers {startup:.1f} s after "
        f"its start. Other work on the machine during the measurement: load {busy:.1f}.",
        "",
        f"Median and p95 are times of one client alone; requests per second are those of {CLIENTS} clients at once. "
        "CPU is the web processes' own time per request. Bytes are of the page as sent (gzip). The first row is the "
        "floor: what Django costs by itself.",
        "",
        "| page | queries | median ms | p95 ms | CPU ms | bytes | requests/s |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        times = f"{row.median:.1f} | {row.p95:.1f} | {row.cpu:.1f}"
        lines.append(f"| {row.name} | {row.queries} | {times} | {row.bytes:,} | {row.per_second:.0f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
