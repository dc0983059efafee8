"""A real web server as in production, on this test's database: one that a test may kill and start again."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.services import ROOT, VAR
from tests.worker import environment

STARTING = 60  # seconds; a busy machine of two cores takes its time to import


class WebServer:
    """Granian by the very script that production starts, on a port of its own."""

    def __init__(self, **settings: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self.settings = {"WEB_HOST": "127.0.0.1", "WEB_PORT": str(self.port), "PROXY_STAMPS_ARRIVAL": "1"} | settings
        self.log = VAR / f"web-{os.environ['CACHE_PREFIX']}.log"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                ["sh", "seoul_portal/deploy/process", "web"],
                cwd=ROOT, env=environment() | self.settings | {"PATH": path},
                stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + STARTING
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The web server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """As a power cut does: nothing is said, nothing is finished."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        os.killpg(self.process.pid, number)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)


@pytest.fixture
def web(transactional_db):
    """A running web server, as production starts it."""
    server = WebServer()
    try:
        server.start()
        yield server
    finally:
        server.stop()
