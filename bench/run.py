"""``make bench``: measures the main pages with few and with many proposals, and writes docs/performance.md.

``make bench ARGS=--servers`` compares web servers instead and only prints. Everything runs on embedded PostgreSQL and
Redis under ``var/bench``, with production settings; only HTTPS, which is the proxy's work, is left out. Databases are
kept for the day.
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
from typing import Any  # noqa: E402
from urllib.parse import urlsplit  # noqa: E402

import psutil  # noqa: E402
import psycopg  # noqa: E402

from bench.pages import FLOOR, PAGES, WEIGHED, Page  # noqa: E402
from seoul_portal.local import run, services  # noqa: E402
from seoul_portal.local.bootstrap import say  # noqa: E402
from seoul_portal.local.stamps import Stamps  # noqa: E402
from seoul_portal.local.supervisor import Supervisor  # noqa: E402

PORT = int(os.environ.get("PORT", "8099"))
SIZES = (2_000, 100_000)  # proposals
WORKERS, THREADS = 2, 4
SECONDS = float(os.environ.get("SECONDS", "2"))  # of each measurement
CLIENTS, CROWD = 4, 32
WARM = 12 * WORKERS * THREADS  # requests: PostgreSQL keeps the plan of a question from its eighth time on a connection
TURNS = 5  # in which a page and the floor are asked
REPETITIONS = 3  # of each comparison of servers

PYTHON = sys.executable


def servers(port: int) -> dict[str, list[str]]:
    """The web servers that are compared; the portal runs on the first."""
    return {
        "granian": [
            *(PYTHON, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(port)),
            *("--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--log-level", "warning"),
            "seoul_portal.wsgi:application",
        ],
        "gunicorn": [
            *(PYTHON, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"),
            *("--keep-alive", "75", "--workers", str(WORKERS), "--threads", str(THREADS), "--log-level", "warning"),
            "seoul_portal.wsgi:application",
        ],
    }


@dataclass
class Row:
    """One measured page. Times in milliseconds, for one client; requests per second for ``CLIENTS`` and ``CROWD``."""

    name: str
    queries: int
    first: float  # of the first times, before plans are kept
    median: float
    p95: float
    bytes: int
    per_second: float
    crowded: float  # requests per second of the crowd
    cpu: float  # milliseconds of processor time per request in the web processes: hardly depends on what else runs
    of_floor: float  # its requests per second : those of the floor, asked in turns; the median of these


@dataclass
class Size:
    """A database with so many proposals, and what was measured on it."""

    proposals: int
    environment: dict[str, str]
    sessions: dict[str, str]
    places: dict[str, str]


@dataclass
class Measured:
    """What one size came to; the first row is the floor."""

    proposals: int
    rows: list[Row]
    memory: float
    startup: float
    work: dict[str, Any]
    weights: dict[str, dict[str, int]]  # by the page's name, as ``bench.weight`` prints them
    judged: dict[str, dict[str, int]]  # as ``bench.lighthouse`` does; of the last size only


def main() -> int:
    Path(os.environ["PORTAL_VAR"]).mkdir(parents=True, exist_ok=True)
    with Supervisor(run.VAR / "log") as supervisor:
        try:
            demonstration = run.portal_environment(supervisor)
            run.prepare(demonstration)
            if "--servers" in sys.argv:
                compare(filled(demonstration, SIZES[0]))
            else:
                report([filled(demonstration, proposals) for proposals in SIZES])
        except (services.ServiceError, RuntimeError) as error:
            return run.refuse(str(error))
    return 0


def filled(demonstration: dict[str, str], proposals: int) -> Size:
    """A copy of the demonstration's database with so many proposals, made anew each day, since they are dated."""
    address = urlsplit(demonstration["DATABASE_URL"])
    name = f"bench_{proposals}"
    own = demonstration | {"DATABASE_URL": address._replace(path=f"/{name}").geturl(), "CACHE_PREFIX": name}
    sources = [run.VAR / "stamps" / "demo", *(ROOT / "proposals" / "populate").glob("*.py")]
    with Stamps(run.VAR / "stamps").step(name, sources, time.strftime("%Y-%m-%d")) as stale:
        if stale:
            say(f"Filling a database with {proposals:,} proposals")
            with psycopg.connect(address._replace(path="/postgres").geturl(), autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
                connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{address.path[1:]}"')
            run.manage(own, "populate", "--proposals", str(proposals))
    return Size(proposals, production(own), **json.loads(python(own, "-m", "bench.seed")))


def production(demonstration: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in demonstration.items() if name != "PORTAL_DEMONSTRATION"}
    return kept | {"PORTAL_PRODUCTION": "1", "SECURE_SSL_REDIRECT": "0", "ALLOWED_HOSTS": "localhost"}


def floor(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"DJANGO_SETTINGS_MODULE": "bench.floor_settings"}


def report(sizes: list[Size]) -> None:
    busy = os.getloadavg()[0]
    began = time.monotonic()
    measured = [of_size(size) for size in sizes]
    say("Measuring search among 100,000 groups (a minute or two)")
    text = document(measured, busy) + "\n" + python(sizes[0].environment, "-m", "bench.search")
    (ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8")
    print("\n" + text)
    say(f"Measured in {time.monotonic() - began:.0f} s")


def of_size(size: Size) -> Measured:
    """Every page, and the floor beside each, so that a busy minute of the machine falls on both."""
    say(f"Measuring {len(PAGES)} pages with {size.proposals:,} proposals")
    pages = [page.of(size.places) for page in PAGES]
    # First of all, as a page that does not answer shall say so before minutes are spent.
    counts = queries(floor(size.environment), [FLOOR], size) + queries(size.environment, pages, size)
    with (
        serving("granian", floor(size.environment), PORT + 1) as bare,
        serving("granian", size.environment, PORT) as web,
    ):
        rows = [measure(FLOOR, bare, bare, size.sessions)]
        rows += [measure(page, web, bare, size.sessions) for page in pages]
        rows[0].of_floor = 1
        for row, count in zip(rows, counts, strict=True):
            row.queries = count
        work = json.loads(python(size.environment, "-m", "bench.work"))
        memory = web.memory()
        weights = in_chromium("bench.weight", pages, web, size)
        judged = in_chromium("bench.lighthouse", pages, web, size) if size.proposals == SIZES[-1] else {}
        return Measured(size.proposals, rows, memory, web.startup, work, weights, judged)


def in_chromium(module: str, pages: list[Page], web: "Web", size: Size) -> dict[str, dict[str, int]]:
    """What ``module`` prints of some of the pages, by their names."""
    chosen = [page for page in pages if page.name in WEIGHED]
    found = json.loads(python(dict(os.environ), "-m", module, web.origin, stdin=asked(chosen, size)))
    return {page.name: each for page, each in zip(chosen, found, strict=True)}


def asked(pages: list[Page], size: Size) -> str:
    """The pages with their readers' sessions, as JSON."""
    return json.dumps([(page.path, size.sessions.get(page.who or "")) for page in pages])


def queries(environment: dict[str, str], pages: list[Page], size: Size) -> list[int]:
    """How many each page makes."""
    return json.loads(python(environment, "-m", "bench.queries", stdin=asked(pages, size)))


def compare(size: Size) -> None:
    """Each server in turn, several times, so that a busy minute of the machine does not fall on one of them."""
    cases = [(FLOOR, floor(size.environment)), (PAGES[0], size.environment), (PAGES[-1], size.environment)]
    for page, settings in cases:
        results: dict[str, list[tuple[float, float, float]]] = {name: [] for name in servers(PORT)}
        for _ in range(REPETITIONS):
            for name in servers(PORT):
                with serving(name, settings, PORT) as web:
                    load(page, web, size.sessions, CLIENTS, 1)
                    used = web.cpu()
                    crowd = load(page, web, size.sessions, CLIENTS, 2 * SECONDS)
                    cpu = (web.cpu() - used) / crowd["requests"] * 1000
                    results[name].append((crowd["per_second"], crowd["p95"], cpu))
                    say(f"{page.name}: {name} {web.memory():.0f} MB per worker, answers after {web.startup:.1f} s")
        for name, measured in results.items():
            rate, tail, cpu = (statistics.median(column) for column in zip(*measured, strict=True))
            say(f"{page.name}: {name} median of {REPETITIONS}: {rate:.0f}/s, p95 {tail:.1f} ms, CPU {cpu:.2f} ms")


@dataclass
class Web:
    """A running web server: its port, how long it took to answer, and its processes."""

    process: psutil.Popen
    port: int
    startup: float

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    def memory(self) -> float:
        """Megabytes of one worker, without what it shares with the others."""
        workers = self.process.children()
        return max(worker.memory_full_info().uss for worker in workers) / 1e6 if workers else 0.0

    def cpu(self) -> float:
        """Seconds of processor time used so far."""
        times = [process.cpu_times() for process in (self.process, *self.process.children(recursive=True))]
        return sum(used.user + used.system for used in times)


@contextlib.contextmanager
def serving(name: str, environment: dict[str, str], port: int) -> Iterator[Web]:
    began = time.monotonic()
    log = (run.VAR / "log" / f"{name}-{port}.log").open("wb")
    process = psutil.Popen(
        servers(port)[name], cwd=ROOT, env=environment, stdout=log, stderr=log, preexec_fn=services.die_with_parent
    )
    try:
        yield Web(process, port, _answering(process, port, began))
    finally:
        services.Server(name, process, "", signal.SIGTERM).stop()


def _answering(process: psutil.Popen, port: int, began: float) -> float:
    while process.poll() is None and time.monotonic() < began + 60:
        try:
            urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=10).close()
        except urllib.error.HTTPError:  # the floor knows no such page, but it answers
            return time.monotonic() - began
        except OSError:
            time.sleep(0.05)
        else:
            return time.monotonic() - began
    raise RuntimeError(f"The web server did not start; see {run.VAR / 'log'}")


def measure(page: Page, web: Web, bare: Web, sessions: dict[str, str]) -> Row:
    first = warm(page, web, sessions)
    alone = load(page, web, sessions, 1, SECONDS / 2)
    # In turns, as a busy moment of the machine lasts longer than one of them.
    turns, requests, used = [], 0.0, 0.0
    for _turn in range(TURNS):
        beside = load(FLOOR, bare, sessions, CLIENTS, SECONDS / TURNS)
        before = web.cpu()
        crowd = load(page, web, sessions, CLIENTS, SECONDS / TURNS)
        turns.append((crowd["per_second"], beside["per_second"]))
        used, requests = used + web.cpu() - before, requests + crowd["requests"]
    crowded = load(page, web, sessions, CROWD, SECONDS / 2)["per_second"]
    cpu = used / requests * 1000
    rate = statistics.median(own for own, _floor in turns)
    of_floor = statistics.median(own / floors for own, floors in turns)
    say(f"{page.name}: {rate:.0f}/s, {of_floor:.2f} of the floor")
    times = (alone["median"], alone["p95"], int(alone["bytes"]))
    return Row(page.name, 0, first, *times, rate, crowded, cpu, of_floor)


def warm(page: Page, web: Web, sessions: dict[str, str]) -> float:
    """Ask until every thread's connection keeps its plans; the median of the first times."""
    began = load(page, web, sessions, CLIENTS, SECONDS / 4)
    asked = began["requests"]
    while asked < WARM:
        asked += load(page, web, sessions, CLIENTS, SECONDS / 2)["requests"]
    return began["median"]


def load(page: Page, web: Web, sessions: dict[str, str], clients: int, seconds: float) -> dict[str, float]:
    cookie = f"sessionid={sessions[page.who]}" if page.who else ""
    command = ["bench/load.py", str(web.port), page.path, cookie, str(clients), str(seconds)]
    return json.loads(python(dict(os.environ), *command))


def python(environment: dict[str, str], *arguments: str, stdin: str = "") -> str:
    done = subprocess.run(
        [PYTHON, *arguments], cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr.strip()[-2000:]}")
    return done.stdout


def document(measured: list[Measured], busy: float) -> str:
    first, last = measured[0], measured[-1]
    lines = [
        "# How fast the main pages are",
        "",
        f"Written by `make bench`. {platform.machine()}, {os.cpu_count()} cores shared by portal, PostgreSQL, Redis "
        f"and load generator; Python {platform.python_version()}; granian with {WORKERS} workers of {THREADS} "
        f"threads, production settings. A worker uses {last.memory:.0f} MB; the web process answers "
        f"{last.startup:.1f} s after its start. Other work on the machine during the measurement: load {busy:.1f}.",
        "",
        f"Median and p95 are times of one client alone; requests per second are those of {CLIENTS} and of {CROWD} "
        "clients at once. "
        f"“First” is the median of {CLIENTS} clients before that, while PostgreSQL still plans each question anew. A "
        f"connection keeps its plans for an hour: everything else is measured after {WARM} requests. "
        "CPU is the web processes' own time per request. Bytes are of the page as sent. The first row is the "
        "floor: what Django costs by itself. “Of the floor” compares requests per second with those of the floor, "
        f"asked in turns: the median of {TURNS}.",
    ]
    for each in measured:
        grown = each is not first
        ratio = f" {each.proposals:,} : {first.proposals:,} |" if grown else ""
        lines += [
            "",
            f"## With {each.proposals:,} proposals",
            "",
            "| page | queries | first ms | median ms | p95 ms | CPU ms | bytes "
            f"| requests/s, {CLIENTS} clients | of the floor | {CROWD} clients |{ratio}",
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|" + ("---:|" if grown else ""),
        ]
        for row, before in zip(each.rows, first.rows, strict=True):
            times = f"{row.median:.1f} | {row.p95:.1f} | {row.cpu:.1f}"
            rates = f"{row.per_second:.0f} | {row.of_floor:.2f} | {row.crowded:.0f}"
            line = f"| {row.name} | {row.queries} | {row.first:.1f} | {times} | {row.bytes:,} | {rates} |"
            lines.append(line + (f" {before.of_floor / row.of_floor:.2f} |" if grown else ""))
    lines += [
        "",
        f"The last column of the second table is the cost of a page, measured against the floor, with "
        f"{last.proposals:,} proposals in proportion to its cost with {first.proposals:,}.",
        "",
        "## What a browser loads",
        "",
        f"Chromium, with {last.proposals:,} proposals. Bytes over the wire; a second visit finds in the cache what "
        "does not change.",
        "",
        "| page | first visit, besides fonts | fonts | second visit |",
        "|---|---:|---:|---:|",
        *(f"| {name} | {w['first']:,} | {w['fonts']:,} | {w['second']:,} |" for name, w in last.weights.items()),
        "",
        "What Lighthouse gives the first visit, of 100: the lowest of two runs.",
        "",
        "| page | performance | accessibility | best practices |",
        "|---|---:|---:|---:|",
        *(f"| {name} | {' | '.join(map(str, scores.values()))} |" for name, scores in last.judged.items()),
        "",
        "## Reminders and receipts",
        "",
        "One tick of beat asks every deadline source what is due and not told. The first tick of a day tells; those "
        "after it find nothing. The first rows begin with a beat that never ran before; “archive reopened” is a usual "
        "day on which report and settlement of every award, and most checks of proposals, are due within "
        "the coming months. A receipt is entered with all its rules, the balance of its line and the record.",
        "",
        "| proposals | obligations open | reminded at once | first tick ms | later ticks ms | receipt ms |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for each in measured:
        lines.append(_tick(f"{each.proposals:,}", each.work, f"{each.work['receipt']:.1f}"))
    lines.append(_tick(f"{last.proposals:,}, archive reopened", last.work["reopened"], ""))
    return "\n".join(lines) + "\n"


def _tick(label: str, work: dict[str, float], receipt: str) -> str:
    times = f"{work['first']:,.0f} | {work['again']:,.0f}"
    return f"| {label} | {work['open']:,.0f} | {work['reminded']:,.0f} | {times} | {receipt} |"


if __name__ == "__main__":
    sys.exit(main())
