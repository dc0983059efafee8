"""Asking ClamAV about a file, where the operator runs one: ``PORTAL_CLAMD_ADDRESS`` is "host:port" or a socket's path.

Speaks clamd's INSTREAM: the file goes over in pieces with their lengths before them, and one line comes back. Without
an address nothing is scanned and nothing is claimed. A scanner that does not answer keeps files out: an operator who
wants them scanned wants none unscanned.
"""

from __future__ import annotations

import logging
import socket
import struct

from django.conf import settings

log = logging.getLogger(__name__)

PIECE = 256 * 1024
PATIENCE = 20  # seconds for the whole of a connection's silence; a file of 10 MB takes one or two


class Infected(Exception):
    """The scanner knows something bad in the file; the text is its name for it."""


class Unreachable(Exception):
    """The scanner did not answer, or not in a way that can be trusted."""


def scan(content: bytes) -> None:
    """Return if the file is clean or nobody scans. Raises ``Infected`` or ``Unreachable``."""
    address: str = settings.PORTAL_CLAMD_ADDRESS
    if not address:
        return
    answer = _ask(address, content)
    if answer == "stream: OK":
        return
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        raise Infected(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    log.error("clamd said: %s", answer[:200])
    raise Unreachable(answer)


def _ask(address: str, content: bytes) -> str:
    try:
        with _connected(address) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                connection.sendall(struct.pack("!I", len(piece)) + piece)
            connection.sendall(struct.pack("!I", 0))
            return _line(connection)
    except OSError as error:
        log.error("clamd at %s does not answer: %s", address, error)
        raise Unreachable(str(error)) from error


def _connected(address: str) -> socket.socket:
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(PATIENCE)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _line(connection: socket.socket) -> str:
    """Its answer, which ends with a zero byte or with the connection."""
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < 4096:
        piece = connection.recv(4096)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace").strip()
