"""Keeps the portal's processes running, and ends every one of them when it ends itself."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType

from seoul_portal.local.bootstrap import ROOT, say
from seoul_portal.local.services import Server, ServiceError, die_with_parent

GRACE = 10.0  # seconds that a process has for finishing its work
LONGEST_PAUSE = 30.0  # between two tries to start what keeps failing
STEADY = 60.0  # seconds after which a process counts as healthy again
LOG_LIMIT = 5_000_000  # bytes; a longer log starts anew


@dataclass
class Child:
    """One process of the portal and what is needed to start it again."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen | None = None
    started: float = 0.0
    failures: int = 0
    next_try: float = field(default=0.0)

    def start(self) -> None:
        mode = "ab" if self.log.exists() and self.log.stat().st_size < LOG_LIMIT else "wb"
        with self.log.open(mode) as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # its own group: Ctrl-C reaches only us, and we can end its children too
                preexec_fn=die_with_parent,
            )
        self.started = time.monotonic()

    def signal_group(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def last_words(self) -> str:
        return "\n".join("    " + line for line in self.log.read_text(errors="replace").splitlines()[-8:])


class Supervisor:
    """A context manager: whatever was started inside is stopped at its end, in the reverse order."""

    def __init__(self, logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self.logs = logs
        self.children: list[Child] = []
        self.servers: list[tuple[Callable[[], Server], Server]] = []
        self.stopping = False

    def __enter__(self) -> "Supervisor":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
        self._stop_children()
        for _starter, server in reversed(self.servers):
            server.stop()
        if isinstance(error, Stopped):
            say("Stopped")
            return True
        return False

    def serve(self, starter: Callable[[], Server]) -> Server:
        """Start a server that outlives every process here, and start it again if it dies."""
        server = starter()
        self.servers.append((starter, server))
        return server

    def start(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        child = Child(name, command, environment, self.logs / f"{name}.log")
        self.children.append(child)
        child.start()

    def wait_for(self, address: str, patience: float = 60.0) -> bool:
        """Whether ``address`` answers before a process of ours fails."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            for child in self.children:
                if child.process is not None and (code := child.process.poll()) is not None:
                    say(f"The {child.name} process did not start (exit code {code}):\n{child.last_words()}")
                    return False
            with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=patience):
                return True
            time.sleep(0.05)
        say(f"{address} did not answer within {patience:.0f} s; see {self.logs}")
        return False

    def watch(self) -> int:
        """Restart what ends unasked, until asked to stop."""
        while True:
            now = time.monotonic()
            for child in self.children:
                self._look_after(child, now)
            for position, (_starter, server) in enumerate(self.servers):
                if not server.is_alive():
                    self._serve_again(position)
            time.sleep(0.2)

    def _serve_again(self, position: int) -> None:
        starter, server = self.servers[position]
        say(f"The server {server.name} ended unexpectedly; starting it again")
        try:
            self.servers[position] = starter, starter()
        except ServiceError as error:  # what is left of the dead one may stand in its way for a moment
            say(str(error))
            time.sleep(1)

    def _look_after(self, child: Child, now: float) -> None:
        if child.process is None:
            if now >= child.next_try:
                child.start()
            return
        code = child.process.poll()
        if code is None:
            return
        child.signal_group(signal.SIGKILL)  # orphans of the dead process would hold its port
        child.failures = 1 if now - child.started > STEADY else child.failures + 1
        pause = min(LONGEST_PAUSE, 2.0 ** (child.failures - 1) - 1)
        reason = f"killed by signal {-code}" if code < 0 else f"exit code {code}"
        say(
            f"The {child.name} process ended unexpectedly ({reason}); starting it again"
            + (f" in {pause:.0f} s" if pause else "")
        )
        print(child.last_words(), flush=True)
        child.process, child.next_try = None, now + pause

    def _stop_children(self) -> None:
        for child in self.children:
            child.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for child in self.children:
            if child.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.1, deadline - time.monotonic()))
            child.signal_group(signal.SIGKILL)

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        raise Stopped


class Stopped(BaseException):
    """Somebody pressed Ctrl-C or sent SIGTERM."""
