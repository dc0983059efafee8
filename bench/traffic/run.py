"""``make load``: people at work by real HTTP while parts of the portal are killed; writes docs/reliability.md.

``make load ARGS="--minutes 30"``. The portal runs as in production, on embedded PostgreSQL and Redis under
``var/load``, watched over by the supervisor of ``make run``. Every so often one part is killed as a power cut kills
it and stays away for a while. Afterwards the books are checked against what was acknowledged to people.
"""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
os.environ["PORTAL_VAR"] = str(ROOT / "var" / "load")  # before anything reads it

import json  # noqa: E402
import random  # noqa: E402
import shutil  # noqa: E402
import signal  # noqa: E402
import subprocess  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
import traceback  # noqa: E402
from collections.abc import Callable  # noqa: E402
from dataclasses import dataclass, field  # noqa: E402

import psutil  # noqa: E402

from bench.traffic import report  # noqa: E402
from seoul_portal.local import run, services  # noqa: E402
from seoul_portal.local.bootstrap import say  # noqa: E402
from seoul_portal.local.services import Server  # noqa: E402
from seoul_portal.local.supervisor import Supervisor  # noqa: E402
from tests.notices.mail_server import MailServer  # noqa: E402

PORT = int(os.environ.get("PORT", "8133"))
PYTHON = sys.executable
VAR = run.VAR
BACK = 300.0  # seconds after which a part counts as lost; a busy machine takes its time to import
AWAY = 6.0  # seconds that a killed server stays away, besides its start
FIRST, REST = 20.0, 30.0  # seconds before the first knock, and at the end
PARTS = ("Redis", "all of web", "PostgreSQL", "the worker", "a web process", "beat")


@dataclass
class Knock:
    """A part that was killed, when, and when the portal was ready again."""

    part: str
    at: float
    back: float = 0.0


@dataclass
class Run:
    """A run from the beginning to its books."""

    minutes: float
    supervisor: Supervisor
    environment: dict[str, str]
    mail: MailServer
    knocks: list[Knock] = field(default_factory=list)
    result: int = 1

    def conduct(self) -> None:
        """Beside the supervisor's watch; asks it to stop in the end."""
        try:
            self.result = self.go()
        except Exception:
            traceback.print_exc()
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    def go(self) -> int:
        say("Making a city with people in it")
        world = python(self.environment, "-m", "bench.traffic.world", str(self.minutes))
        (VAR / "world.json").write_text(world)
        say(f"{self.minutes:g} minutes of traffic")
        people = self.people()
        self.knock_until(time.monotonic() + self.minutes * 60 - REST)
        people.wait(self.minutes * 60 + 400)
        say("Checking the books")
        books = json.loads(python(self.environment, "-m", "bench.traffic.books", str(VAR / "journal.jsonl")))
        figures = json.loads((VAR / "figures.json").read_text())
        lines = [json.loads(line) for line in (VAR / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
        found = report.Found(self.minutes, self.knocks, figures, books, lines, self.mail.ids())
        text = report.document(found)
        print("\n" + text)
        (ROOT / "docs" / "reliability.md").write_text(text, encoding="utf-8")
        for fault in found.faults:
            say(f"FAULT: {fault}")
        return 1 if found.faults else 0

    def people(self) -> subprocess.Popen[bytes]:
        for name in ("journal.jsonl", "figures.json"):
            (VAR / name).unlink(missing_ok=True)
        places = {
            "TRAFFIC_WORLD": str(VAR / "world.json"), "TRAFFIC_JOURNAL": str(VAR / "journal.jsonl"),
            "TRAFFIC_FIGURES": str(VAR / "figures.json"),
        }  # fmt: skip
        command = [
            *(PYTHON, "-m", "locust", "-f", "bench/traffic/people.py", "--headless", "--only-summary"),
            *("--host", f"http://localhost:{PORT}", "--users", "100", "--spawn-rate", "2"),
            *("--run-time", f"{int(self.minutes * 60)}s", "--stop-timeout", "180"),
        ]
        log = (VAR / "log" / "people.log").open("wb")
        return subprocess.Popen(
            command, cwd=ROOT, env=os.environ | places, stdout=log, stderr=log, preexec_fn=services.die_with_parent
        )

    # --- Killing --------------------------------------------------------------------------------------

    def knock_until(self, end: float) -> None:
        """Each part in turn, evenly over the time."""
        pause = max(10.0, min(75.0, (end - time.monotonic() - FIRST) / (2 * len(PARTS))))
        time.sleep(FIRST)
        turn = 0
        while time.monotonic() < end:
            self.knock(PARTS[turn % len(PARTS)])
            turn += 1
            time.sleep(pause * random.uniform(0.7, 1.3))

    def knock(self, part: str) -> None:
        done = Knock(part, time.time())
        say(f"Killing {part}")
        self.knocks.append(done)
        ready = self.killed(part)
        while not ready():
            if time.time() - done.at > BACK:
                raise RuntimeError(f"{part} did not come back")
            time.sleep(0.2)
        done.back = time.time()

    def killed(self, part: str) -> Callable[[], bool]:
        """Kill ``part``; gives what tells whether it is back."""
        children = {child.name: child for child in self.supervisor.children}
        servers = {server.name: server for _starter, server in self.supervisor.servers}
        if part in servers:
            kill_tree(servers[part].process)
            return lambda: self.is_served(part, servers[part])
        if part == "a web process":
            victim = random.choice(psutil.Process(children["web"].process.pid).children())  # type: ignore[union-attr]
            victim.kill()
            return lambda: not victim.is_running() and run_answers()
        name = {"the worker": "worker", "beat": "beat", "all of web": "web"}[part]
        before = children[name].process
        children[name].signal_group(signal.SIGKILL)
        return lambda: children[name].process not in (None, before) and run_answers()

    def is_served(self, name: str, before: Server) -> bool:
        now = next(server for _starter, server in self.supervisor.servers if server.name == name)
        return now is not before and run_answers()


def kill_tree(process: psutil.Process) -> None:
    """As a power cut does: PostgreSQL's own processes, too."""
    for each in [process, *process.children(recursive=True)]:
        try:
            each.kill()
        except psutil.NoSuchProcess:
            continue


def run_answers() -> bool:
    """Whether a page that asks the database is shown."""
    import urllib.request

    try:
        with urllib.request.urlopen(f"http://localhost:{PORT}/calls/", timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def late(starter: Callable[[], Server]) -> Callable[[], Server]:
    """The first start is at once; whoever was killed stays away for a while."""
    started: list[bool] = []

    def start() -> Server:
        if started:
            time.sleep(AWAY)
        started.append(True)
        return starter()

    return start


def python(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run([PYTHON, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr.strip()[-4000:]}")
    return done.stdout


def portal(supervisor: Supervisor, mail: MailServer) -> dict[str, str]:
    """A portal of its own, empty, with production's settings and processes; only the proxy is left out."""
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("REDIS_URL", None)
    shutil.rmtree(VAR / "postgres", ignore_errors=True)
    shutil.rmtree(VAR / "redis", ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    environment = kept | {
        "PORTAL_VAR": str(VAR), "PORTAL_PRODUCTION": "1", "SECURE_SSL_REDIRECT": "0", "ALLOWED_HOSTS": "localhost",
        "PORTAL_ADDRESS": f"http://localhost:{PORT}", "DJANGO_SETTINGS_MODULE": "seoul_portal.settings",
        "SECRET_KEY": run.secret_key(), "PYTHONUNBUFFERED": "1", "TRUSTED_PROXIES": "1",
        "EMAIL_HOST": mail.hostname, "EMAIL_PORT": str(mail.port), "NOTICES_CLAIM_SECONDS": "20",
        "DATABASE_URL": supervisor.serve(late(lambda: services.run_postgres(VAR / "postgres"))).url,
        "REDIS_URL": supervisor.serve(late(lambda: services.start_redis(VAR / "redis"))).url,
        "WEB_HOST": "127.0.0.1", "WEB_PORT": str(PORT), "BEAT_SCHEDULE": str(VAR / "beat-schedule"),
        "PATH": f"{Path(PYTHON).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }  # fmt: skip
    run.up_to_date(environment)
    return environment


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=30)
    minutes = arguments.parse_args().minutes
    VAR.mkdir(parents=True, exist_ok=True)
    if (trouble := run.port_trouble("127.0.0.1", PORT)) is not None:
        return run.refuse(trouble)
    mail = MailServer()
    mail.start()
    conducted: list[Run] = []
    try:
        with Supervisor(VAR / "log") as supervisor:
            environment = portal(supervisor, mail)
            for name in ("web", "worker", "beat"):
                supervisor.start(name, ["sh", "seoul_portal/deploy/process", name], environment)
            if not supervisor.wait_for(f"http://localhost:{PORT}/healthz"):
                return 1
            conducted.append(Run(minutes, supervisor, environment, mail))
            threading.Thread(target=conducted[0].conduct, daemon=True).start()
            supervisor.watch()
    except (services.ServiceError, RuntimeError) as error:
        return run.refuse(str(error))
    finally:
        mail.stop()
    return conducted[0].result if conducted else 1


if __name__ == "__main__":
    sys.exit(main())
