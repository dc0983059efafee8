"""Whoever starts the portal gets all of it, and whoever stops it gets rid of all of it."""

import os
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest

from seoul_portal.local import run
from seoul_portal.local.services import Server, ServiceError
from seoul_portal.local.stamps import Stamps
from seoul_portal.local.supervisor import Supervisor
from tests.services import ROOT

PROGRAM = """
import os, sys
from pathlib import Path
from seoul_portal.local.supervisor import Supervisor
folder = Path(sys.argv[1])
child = f"echo $$ >> {folder}/pids; sleep 60 & echo $! >> {folder}/pids; echo working; wait"
with Supervisor(folder) as supervisor:
    supervisor.start("one", ["sh", "-c", child], dict(os.environ))
    supervisor.start("two", ["sh", "-c", child], dict(os.environ))
    print("started", flush=True)
    sys.exit(supervisor.watch())
"""


class Supervised:
    """A supervisor in a process of its own, over two processes that have a child each."""

    def __init__(self, folder) -> None:
        self.folder = folder
        command = [sys.executable, "-c", PROGRAM, str(folder)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "started\n"
        self.wait_for_processes(4)

    def wait_for_processes(self, number: int) -> list[int]:
        deadline = time.monotonic() + 10
        while len(pids := self.pids()) < number:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        return pids

    def pids(self) -> list[int]:
        path = self.folder / "pids"
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def alive(self) -> list[int]:
        return [pid for pid in self.pids() if psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie"]

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(15)


@pytest.fixture
def supervised(tmp_path):
    made = Supervised(tmp_path)
    yield made
    if made.process.poll() is None:
        made.end(signal.SIGTERM)
    made.process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_process_and_their_children(supervised, number):
    assert supervised.end(number) == 0
    assert supervised.alive() == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_a_killed_supervisor_takes_its_processes_along(supervised):
    supervised.end(signal.SIGKILL)
    shells = supervised.pids()[::2]
    deadline = time.monotonic() + 5
    while set(shells) & set(supervised.alive()):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_process_that_dies_is_started_again_and_says_so(supervised):
    first = supervised.pids()[0]
    os.kill(first, signal.SIGKILL)
    supervised.wait_for_processes(6)
    supervised.end(signal.SIGTERM)
    said = supervised.process.stdout.read()
    assert "ended unexpectedly (killed by signal 9); starting it again" in said
    assert "    working" in said


def test_a_server_that_does_not_start_again_at_once_is_tried_until_it_does(tmp_path, capsys):
    tries = []

    def starter():
        tries.append(len(tries))
        if len(tries) == 2:
            raise ServiceError("The dead one is in the way.")
        if len(tries) == 3:
            os.kill(os.getpid(), signal.SIGTERM)  # enough has been seen
        return Server("Sleeper", psutil.Popen(["sleep", "60"]), "", signal.SIGTERM)

    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        with Supervisor(tmp_path) as supervisor:
            supervisor.serve(starter).process.kill()
            supervisor.watch()
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert len(tries) == 3
    assert "The dead one is in the way." in capsys.readouterr().out


def test_a_busy_port_gives_a_sentence_and_a_failure(tmp_path):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        environment = os.environ | {"PORT": str(port), "PORTAL_VAR": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-m", "seoul_portal.local.run"], cwd=ROOT, env=environment, capture_output=True, text=True
        )
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used: address already in use." in done.stderr
    assert f"make run PORT={port + 1}" in done.stderr


def test_the_demonstration_refuses_to_run_as_production(monkeypatch, capsys):
    monkeypatch.setenv("PORTAL_PRODUCTION", "1")
    assert run.main() == 1
    assert "production runs by docker-compose.yml" in capsys.readouterr().err


def test_a_secret_key_is_made_once_and_closed_to_others(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "VAR", tmp_path)
    first = run.secret_key()
    assert len(first) >= 50
    assert run.secret_key() == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_a_step_is_done_once_and_again_when_its_input_changes(tmp_path):
    stamps, source = Stamps(tmp_path / "stamps"), tmp_path / "source"

    def stale() -> bool:
        with stamps.step("step", [source]) as answer:
            return answer

    source.write_text("one")
    assert [stale(), stale()] == [True, False]
    source.write_text("two")
    assert [stale(), stale()] == [True, False]


def test_a_step_that_failed_is_done_again(tmp_path):
    stamps = Stamps(tmp_path)
    with pytest.raises(RuntimeError), stamps.step("step", []):
        raise RuntimeError
    with stamps.step("step", []) as stale:
        assert stale
