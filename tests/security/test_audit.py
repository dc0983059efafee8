"""The check of locked packages against known weaknesses."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from seoul_portal.local import audit


class Database(BaseHTTPRequestHandler):
    """Answers as OSV does; knows one weakness of one version of Django."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        bad = {"package": {"name": "django", "ecosystem": "PyPI"}, "version": "5.2.0"}
        results = [{"vulns": [{"id": "GHSA-xxxx", "modified": "2026-01-01"}]} if each == bad else {} for each in asked]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"results": results}).encode())

    def log_message(self, *args):
        """Nothing."""


@pytest.fixture
def database(monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), Database)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("OSV_ADDRESS", f"http://127.0.0.1:{server.server_port}/")
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_known_weakness_is_named(database):
    assert audit.weaknesses({"django": "5.2.0", "redis": "8.1.0"}, database) == ["django 5.2.0: GHSA-xxxx"]


def test_what_is_locked_is_asked_about(database, capsys):
    assert audit.main() == 0
    assert int(capsys.readouterr().out.split()[0]) > 40
    assert audit.locked(audit.ROOT / "requirements.txt")["django"].startswith("5.2.")


def test_without_the_database_the_check_says_that_it_was_skipped(monkeypatch, capsys):
    monkeypatch.setenv("OSV_ADDRESS", "http://127.0.0.1:1/")
    assert audit.main() == 0
    assert capsys.readouterr().out.startswith("Skipped")
