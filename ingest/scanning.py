"""Asks a virus scanner (clamd) about the bytes of a file; knows no database and no job.

One connection a file, by clamd's INSTREAM command. Only the plain word that a file is clean counts
as clean: a file that is too large for the scanner, and one of which it could not look at every
part, were not scanned.
"""

import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from select import POLLIN, poll
from typing import BinaryIO, Final
from urllib.parse import urlsplit

from ingest.kinds import ScanState
from store.errors import CareersEvidenceError

_CHUNK: Final = 1 << 16
_LONGEST_ANSWER: Final = 4096
_LONGEST_NAME: Final = 100
_CLEAN: Final = "stream: OK"
_FOUND: Final = " FOUND"
_TOO_LARGE: Final = "INSTREAM size limit exceeded"
# What clamd reports of a file of which it left parts out (its option AlertExceedsMax).
_LEFT_OUT: Final = "Heuristics.Limits.Exceeded"

NOT_THERE: Final = (
    "Waiting for the virus scanner, which does not answer. The file is read as soon as it does."
    " If this lasts, tell the administrator."
)
NOT_YET: Final = (
    "This file has not been scanned for viruses yet. Download it when it has been read."
)
TOO_LARGE: Final = (
    "This file is larger than the virus scanner takes, so it was not scanned and not read. Ask the"
    " administrator to raise the scanner's limits, then add the file as a new revision."
)


@dataclass(frozen=True)
class Scanned:
    """A verdict, and the sentence for people where the file is refused."""

    state: ScanState
    sentence: str | None = None


class ScannerUnavailableError(CareersEvidenceError):
    """The scanner is not there, too late, or answers what cannot be understood."""

    def __init__(self) -> None:
        super().__init__(NOT_THERE)


class Scanner:
    """A clamd at an address: `tcp://host:port` or `unix:///path`.

    `seconds` is how long it may stay silent, also while it takes the file in.
    """

    def __init__(self, address: str, *, seconds: float = 120) -> None:
        parts = urlsplit(address)
        self._path = parts.path if parts.scheme == "unix" else ""
        self._host, self._port = parts.hostname or "", parts.port or 3310
        self._seconds = seconds

    def scan(self, file: BinaryIO) -> Scanned:
        """Have the scanner look at a file from where it stands to its end.

        Raises ScannerUnavailableError.
        """
        return _verdict(self._asked(b"zINSTREAM\0", file))

    def is_there(self) -> bool:
        """Whether the scanner answers."""
        try:
            return self._asked(b"zPING\0", None) == "PONG"
        except ScannerUnavailableError:
            return False

    def _asked(self, command: bytes, file: BinaryIO | None) -> str:
        try:
            with self._connection() as connection:
                with suppress(ConnectionError):
                    # A scanner that has enough answers and hangs up; the answer is still there.
                    connection.sendall(command)
                    if file is not None:
                        _send(connection, file)
                return self._answer(connection)
        except OSError as error:
            raise ScannerUnavailableError from error

    def _connection(self) -> socket.socket:
        if not self._path:
            return socket.create_connection((self._host, self._port), self._seconds)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(self._seconds)
        try:
            connection.connect(self._path)
        except OSError:
            connection.close()
            raise
        return connection

    def _answer(self, connection: socket.socket) -> str:
        until = time.monotonic() + self._seconds
        answer = b""
        while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
            connection.settimeout(max(until - time.monotonic(), 0.001))
            data = connection.recv(_LONGEST_ANSWER)
            if not data:
                break
            answer += data
        return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _send(connection: socket.socket, file: BinaryIO) -> None:
    """Send a file in pieces, each with its length before it; stop when the scanner speaks up."""
    listening = poll()
    listening.register(connection, POLLIN)
    while data := file.read(_CHUNK):
        connection.sendall(struct.pack(">I", len(data)) + data)
        if listening.poll(0):
            return
    connection.sendall(struct.pack(">I", 0))


def _verdict(answer: str) -> Scanned:
    if answer == _CLEAN:
        return Scanned(ScanState.CLEAN)
    if answer.startswith(_TOO_LARGE):
        return Scanned(ScanState.TOO_LARGE, TOO_LARGE)
    if not answer.endswith(_FOUND):
        raise ScannerUnavailableError
    name = answer.removesuffix(_FOUND).partition(": ")[2]
    if name.startswith(_LEFT_OUT):
        return Scanned(ScanState.TOO_LARGE, TOO_LARGE)
    return Scanned(ScanState.INFECTED, _infected(name))


def _infected(name: str) -> str:
    shown = "".join(c for c in name if c.isprintable())[:_LONGEST_NAME]
    return (
        f"The virus scanner found “{shown}” in this file, so it is not read and cannot be"
        " downloaded. Ask the administrator what to do with the computer that it came from."
    )
