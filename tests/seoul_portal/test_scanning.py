"""Every upload is asked about where the operator runs ClamAV. A small clamd of our own speaks its protocol here."""

import socketserver
import struct
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from seoul_portal.files import accept

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CLEAN = b"%PDF-1.7\n%%EOF"


class Clamd(socketserver.StreamRequestHandler):
    """INSTREAM as clamd speaks it: pieces with their length before them, a piece of length 0, one answer."""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.server.seen.append(content)
        self.wfile.write(self.server.answer(content))


def answers(content):
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@pytest.fixture
def clamd(tmp_path, settings, request):
    kind, answer = getattr(request, "param", ("port", answers))
    if kind == "port":
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)
        settings.PORTAL_CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
    else:
        settings.PORTAL_CLAMD_ADDRESS = str(tmp_path / "clamd.sock")
        server = socketserver.ThreadingUnixStreamServer(settings.PORTAL_CLAMD_ADDRESS, Clamd)
    server.seen, server.answer = [], answer
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def upload(content, name="계획.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("clamd", [("port", answers), ("socket", answers)], indirect=True)
def test_a_virus_is_refused_and_a_clean_file_taken(clamd):
    assert accept(upload(CLEAN)).content == CLEAN
    with pytest.raises(ValidationError, match="Eicar-Test-Signature"):
        accept(upload(b"%PDF-1.7\n" + EICAR + b"\n%%EOF"))


def test_a_large_file_goes_over_whole(clamd):
    content = b"%PDF-1.7\n" + b"x" * 3_000_000 + b"\n%%EOF"
    accept(upload(content))
    assert clamd.seen == [content]


@pytest.mark.parametrize(
    "clamd", [("port", lambda content: b"INSTREAM size limit exceeded. ERROR\0"), ("port", lambda content: b"")],
    indirect=True,
)  # fmt: skip
def test_an_answer_that_is_no_answer_keeps_the_file_out(clamd):
    with pytest.raises(ValidationError):
        accept(upload(CLEAN))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock", "nonsense"])
def test_a_scanner_that_cannot_be_reached_keeps_files_out(settings, address):
    settings.PORTAL_CLAMD_ADDRESS = address
    with pytest.raises(ValidationError):
        accept(upload(CLEAN))


def test_without_a_scanner_nothing_is_asked():
    assert accept(upload(CLEAN)).size == len(CLEAN)
