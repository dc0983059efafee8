"""``make run``: the whole portal on one machine, in one terminal, stopped by one Ctrl-C.

Everything it makes lies under ``var/``. Steps whose inputs did not change since the last start are skipped.
"""

import fcntl
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from seoul_portal.local import frontend, node, services
from seoul_portal.local.bootstrap import ROOT, say
from seoul_portal.local.stamps import Stamps
from seoul_portal.local.supervisor import Supervisor

VAR = Path(os.environ.get("PORTAL_VAR", ROOT / "var"))
APPS = sorted(config.parent for config in ROOT.glob("*/apps.py"))


def main() -> int:
    if os.environ.get("PORTAL_PRODUCTION"):
        return refuse("`make run` is the demonstration; production runs by docker-compose.yml (see README.md).")
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    VAR.mkdir(parents=True, exist_ok=True)
    if (trouble := port_trouble(host, port)) is not None:
        return refuse(trouble)
    lock = (VAR / "run.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return refuse("The portal is already running from this folder. Stop it with Ctrl-C in its terminal first.")
    if os.environ.get("MAKELEVEL"):
        services.die_with_parent()  # a killed make must not leave the portal behind
    with Supervisor(VAR / "log") as supervisor:
        try:
            return start(supervisor, host, port)
        except (services.ServiceError, RuntimeError) as error:
            return refuse(str(error))
    return 0  # stopped as asked


def start(supervisor: Supervisor, host: str, port: int) -> int:
    began = time.monotonic()
    address = os.environ.get("PORTAL_ADDRESS", f"http://{local(host)}:{port}")
    environment = portal_environment(supervisor) | {"PORTAL_ADDRESS": address}
    sign_ins = prepare(environment)
    web, *background = processes(host, port).items()
    supervisor.start(*web, environment)
    if not supervisor.wait_for(f"http://{local(host)}:{port}/healthz"):
        return 1
    # Only now, so that they do not slow down what a person waits for.
    for name, command in background:
        supervisor.start(name, command, environment)
    announce(address, sign_ins, time.monotonic() - began)
    return supervisor.watch()


def local(host: str) -> str:
    """How a browser here reaches what listens on ``host``; by name, because browsers tie passkeys to names only."""
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host


def processes(host: str, port: int) -> dict[str, list[str]]:
    """The three processes of the portal; docker-compose.yml starts the same ones."""
    celery = [sys.executable, "-m", "celery", "-A", "seoul_portal"]
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    return {
        "web": [*web, "--workers", "1", "--blocking-threads", "4", "seoul_portal.wsgi:application"],
        "worker": [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2"],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--schedule", str(VAR / "beat-schedule")],
    }


def portal_environment(supervisor: Supervisor) -> dict[str, str]:
    """The environment of every portal process; starts PostgreSQL and Redis where the caller names none."""
    environment = {name: value for name, value in os.environ.items() if name != "PORTAL_TEST"}
    environment |= {
        "PORTAL_DEMONSTRATION": "1",
        "PORTAL_VAR": str(VAR),
        "DJANGO_SETTINGS_MODULE": "seoul_portal.settings",
    }
    environment |= {"PYTHONUNBUFFERED": "1", "SECRET_KEY": environment.get("SECRET_KEY") or secret_key()}
    if "DATABASE_URL" not in environment:
        say("Starting PostgreSQL")
        environment["DATABASE_URL"] = supervisor.serve(lambda: services.run_postgres(VAR / "postgres")).url
    if "REDIS_URL" not in environment:
        say("Starting Redis")
        environment["REDIS_URL"] = supervisor.serve(lambda: services.start_redis(VAR / "redis")).url
    return environment


def secret_key() -> str:
    """Made once, so that people stay signed in over a restart; readable by its owner only."""
    path = VAR / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(60))
    return path.read_text()


def prepare(environment: dict[str, str]) -> list[dict[str, str]]:
    """Bring front end, database, texts and demonstration up to date; returns who can sign in."""
    stamps = up_to_date(environment)
    with stamps.step(
        "demo", [VAR / "stamps" / "migrate", *sources("**/*.py"), *sources("**/*.csv"), *sources("**/*.json")]
    ) as stale:
        if stale:
            say("Loading the demonstration city")
            stamps.note("sign-ins", manage(environment, "demo", "--json"))
    return json.loads(stamps.read("sign-ins") or "[]")


def up_to_date(environment: dict[str, str]) -> Stamps:
    """Bring front end, database, texts and static files up to date."""
    stamps = Stamps(VAR / "stamps")
    packages = ROOT / "requirements.txt"
    # A database of somebody else's may have changed behind our back: nothing is skipped there.
    embedded = "DATABASE_URL" not in os.environ
    database = str((VAR / "postgres" / "PG_VERSION").stat().st_ino) if embedded else secrets.token_hex()

    with stamps.step("frontend", [ROOT / "package-lock.json", Path(frontend.__file__)], VAR / "frontend") as stale:
        if stale:
            say("Fetching front-end packages")
            frontend.build(npm=node.npm(VAR))
    with stamps.step("migrate", [packages, *sources("migrations/*.py")], database) as stale:
        if stale:
            say("Bringing the database up to date")
            manage(environment, "migrate", "--no-input")
    with stamps.step("translations", ROOT.glob("locale/**/*.po")) as stale:
        if stale:
            say("Compiling the Korean and English texts")
            manage(environment, "translations", "--compile")
    with stamps.step(
        "static",
        [packages, ROOT / "seoul_portal" / "settings.py", *ROOT.glob("static/**/*"), VAR / "stamps" / "frontend"],
        VAR / "static",
    ) as stale:
        if stale:
            say("Collecting static files")
            manage(environment, "collectstatic", "--no-input", "--clear")
    return stamps


def sources(pattern: str) -> Iterable[Path]:
    return (path for app in APPS for path in app.glob(pattern))


def manage(environment: dict[str, str], *arguments: str) -> str:
    """What a management command printed; its complaint becomes ours."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        log = VAR / "log" / f"{arguments[0]}.log"
        log.write_text(done.stdout + done.stderr)
        last = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise RuntimeError("\n".join([f"`manage.py {' '.join(arguments)}` failed; all it said is in {log}:", *last]))
    return done.stdout


def port_trouble(host: str, port: int) -> str | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = str(error.strerror).lower()
            return f"Port {port} on {host} cannot be used: {reason}. Choose another:  make run PORT={port + 1}"
    return None


def announce(address: str, sign_ins: list[dict[str, str]], seconds: float) -> None:
    print(f"\n  Three Citizens portal: {address}   (ready after {seconds:.1f} s)")
    if sign_ins:
        width = max(len(one["email"]) for one in sign_ins)
        print("\n  Demonstration sign-ins:")
        for one in sign_ins:
            print(f"    {one['email']:<{width}}  {one['password']}   {one['who']}")
        print(f"\n  Codes that staff are asked for: {address}/demo/codes/   Mail to everybody: {address}/demo/mail/")
    print(f"\n  Logs: {VAR / 'log'}   Stop: Ctrl-C\n", flush=True)


def refuse(sentence: str) -> int:
    print(f"\n{sentence}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
