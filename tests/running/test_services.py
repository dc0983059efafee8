"""The embedded servers: they start anywhere, survive what happened before, and leave nothing behind."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from seoul_portal.local import services
from tests.services import ROOT

OWNER = """
import sys, time
from pathlib import Path
from seoul_portal.local import services
servers = services.run_postgres(Path(sys.argv[1]) / "postgres"), services.start_redis(Path(sys.argv[1]) / "redis")
print(*(server.process.pid for server in servers), flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder():
    """Not ``tmp_path``: every other run of pytest closes the folders above it to PostgreSQL's user again."""
    with tempfile.TemporaryDirectory(prefix="portal-test-", ignore_cleanup_errors=True) as path:
        yield Path(path)


@pytest.fixture
def postgres(folder):
    started = []

    def start(place=folder / "postgres"):
        server = services.run_postgres(place, durable=False)
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


def one(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1").fetchone()[0]


def owner(folder) -> tuple[subprocess.Popen, list[psutil.Process]]:
    """A process that starts both servers, and the two servers."""
    process = subprocess.Popen([sys.executable, "-c", OWNER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    # The line before may tell which folders were opened for PostgreSQL's user.
    while not (pids := process.stdout.readline()).strip().replace(" ", "").isdigit():
        assert process.poll() is None
    process.stdout.close()
    return process, [psutil.Process(int(pid)) for pid in pids.split()]


def test_postgres_sorts_and_searches_korean_alike_on_every_machine(postgres):
    with psycopg.connect(postgres().url) as connection:
        row = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'portal'"
        ).fetchone()
    assert row == ("b", "C.UTF-8", "UTF8")


def test_a_path_too_long_for_a_socket_does_no_harm(postgres, folder):
    deep = folder / ("long-" * 20) / "postgres"
    server = postgres(deep)
    assert one(server.url) == 1
    assert server.sockets is not None
    assert len(str(server.sockets)) < services.SOCKET_LENGTH
    server.stop()
    assert not server.sockets.exists()


def test_the_folder_and_the_socket_are_closed_to_other_users(postgres, folder):
    postgres()
    assert (folder / "postgres").stat().st_mode & 0o077 == 0


def test_a_running_server_is_joined_and_not_started_twice(postgres):
    first, second = postgres(), postgres()
    assert second.adopted
    assert second.process.pid == first.process.pid


def test_a_killed_server_starts_again(postgres):
    first = postgres()
    for process in [first.process, *first.process.children(recursive=True)]:
        process.kill()
    first.process.wait(5)
    assert one(postgres().url) == 1


def test_a_pid_file_that_names_somebody_elses_process_is_not_believed(postgres, folder):
    first = postgres()
    first.stop()
    (folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}\n")
    assert one(postgres().url) == 1


def test_a_start_that_was_cut_off_leaves_no_half_made_database(postgres, folder):
    half = folder / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert one(postgres().url) == 1


def test_data_of_another_version_are_refused_with_a_sentence(folder):
    (folder / "PG_VERSION").write_text("17\n")
    with pytest.raises(services.ServiceError, match="holds data of PostgreSQL 17"):
        services.run_postgres(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_nothing_is_left_when_the_owner_is_killed(folder):
    process, servers = owner(folder)
    process.kill()
    process.wait(5)
    _gone, alive = psutil.wait_procs(servers, timeout=10)
    assert not [server for server in alive if server.status() != psutil.STATUS_ZOMBIE]


def test_redis_starts_after_a_kill_and_forgets_no_more_than_it_must(folder):
    first = services.start_redis(folder)
    with redis.Redis.from_url(first.url) as client:
        client.set("name", "성수동")
        client.save()
    first.process.kill()
    first.process.wait(5)
    second = services.start_redis(folder)
    with redis.Redis.from_url(second.url) as client:
        assert client.get("name").decode() == "성수동"
    second.stop()
    assert not second.is_alive()


def test_a_server_that_does_not_start_says_why(folder):
    (folder / "dump.rdb").write_text("not what Redis wrote")
    with pytest.raises(services.ServiceError, match=r"(?s)Redis did not start\. Its last words:.*Wrong signature"):
        services.start_redis(folder)
