"""The owner's end of the reader host: starts it, hands it files, hears its children."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

from ingest.reading import sentences
from store.errors import CareersEvidenceError

_CODE: Final = Path(__file__).resolve().parent.parent.parent
_PIPE_SIZE: Final = 1 << 20
_SET_PIPE_SIZE: Final = 1031
_ANSWER_WITHIN_SECONDS: Final = 60
_STARTS: Final = 5


class ReaderUnavailableError(CareersEvidenceError):
    """The reader host does not start or does not answer."""


class Ended(Enum):
    """Why a child is no more, as far as its owner can tell."""

    BY_ITSELF = "by itself"
    HOST_GONE = "its host is gone"
    STALLED = "stalled"
    MEMORY = "memory"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended: exit status (negative: a signal's number), what it used, and why.

    ``seconds`` are of CPU, ``peak_bytes`` the most memory that it held.
    """

    status: int
    seconds: float
    peak_bytes: int
    why: Ended

    @property
    def is_from_outside(self) -> bool:
        """Whether somebody else ended it, or its host did by dying: the file may not be guilty."""
        return self.why is Ended.HOST_GONE or (
            self.why is Ended.BY_ITSELF and self.status == -signal.SIGKILL
        )


class Child:
    """One request under way. Not for use by several threads, but for ``end``."""

    def __init__(self, out: int, line: socket.socket, pid: int) -> None:
        self.pid = pid
        self.waited = 0.0
        self._out, self._line = out, line
        self._buffer = bytearray()
        self._why = Ended.BY_ITSELF
        self._lock = threading.Lock()
        self._open = True

    def said(self, stall_seconds: float) -> Iterator[dict[str, Any]]:
        """Give what the child says until it ends, or is ended for saying nothing for so long.

        Only time spent here counts as silence: a slow listener stalls nobody.
        """
        while (line := self._until_newline(stall_seconds)) is not None:
            yield json.loads(line)

    def take(self, size: int, stall_seconds: float) -> bytes:
        """Take ``size`` bytes as they are; fewer if the child ends first."""
        while len(self._buffer) < size and self._more(stall_seconds):
            pass
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def end(self, why: Ended) -> None:
        """Have the child killed. Safe from any thread, and when it is gone already."""
        with self._lock:
            if self._open and self._why is Ended.BY_ITSELF:
                self._why = why
                # The host kills what it has not reaped, so no other process can be hit.
                with suppress(OSError):
                    self._line.shutdown(socket.SHUT_WR)

    def ending(self) -> Ending:
        """Wait for the child's end and say how it was."""
        told = _line_from(self._line)
        if told is None:
            why = Ended.HOST_GONE if self._why is Ended.BY_ITSELF else self._why
            return Ending(-1, 0.0, 0, why)
        return Ending(told["status"], told["seconds"], told["peak"], self._why)

    def close(self) -> None:
        """End the child if it still runs, and close everything that belongs to it."""
        with self._lock:
            if self._open:
                self._open = False
                self._line.close()
                os.close(self._out)

    def _until_newline(self, stall_seconds: float) -> bytes | None:
        at = self._buffer.find(b"\n")
        while at < 0:
            length = len(self._buffer)
            if not self._more(stall_seconds):
                return None
            at = self._buffer.find(b"\n", length)
        line = bytes(self._buffer[:at])
        del self._buffer[: at + 1]
        return line

    def _more(self, stall_seconds: float) -> bool:
        began = time.monotonic()
        # Not select(): it knows no descriptor above 1,023, and a busy web process has those.
        poll = select.poll()
        poll.register(self._out, select.POLLIN)
        ready = poll.poll(stall_seconds * 1000)
        self.waited += time.monotonic() - began
        if not ready:
            # The pipe ends with the child, so the read below does not wait long.
            self.end(Ended.STALLED)
        data = os.read(self._out, _PIPE_SIZE)
        self._buffer += data
        return bool(data)


class HostProcess:
    """The reader host as a process: started when first needed, and again when it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    @property
    def pid(self) -> int | None:
        """The process id, None while no host runs."""
        process = self._process
        return process.pid if process else None

    def start(self) -> None:
        """Start the host if it does not run; returns before it is ready."""
        with self._lock:
            self._running()

    def stop(self) -> None:
        """End the host and with it every child."""
        with self._lock:
            self._forget()

    def request(self, asked: Mapping[str, Any], file: int) -> Child:
        """Have a child forked for ``asked`` with the open file descriptor ``file``.

        Raises:
            ReaderUnavailableError: the host does not answer, also after several starts.
        """
        message = json.dumps(asked).encode() + b"\n"
        for _ in range(_STARTS):
            with self._lock:
                child = self._asked(message, file)
                if child is not None:
                    return child
                self._forget()
        raise ReaderUnavailableError(sentences.READER_UNAVAILABLE)

    def _asked(self, message: bytes, file: int) -> Child | None:
        control = self._running()
        out, child_out = os.pipe()
        line, child_line = socket.socketpair()
        try:
            line.settimeout(_ANSWER_WITHIN_SECONDS)
            _widen(out)
            socket.send_fds(control, [message], [file, child_out, child_line.fileno()])
        except OSError:
            # The host is gone; the line has no other end then and answers nothing.
            pass
        finally:
            # Held open here, the ends would outlive a host that dies before it answers.
            os.close(child_out)
            child_line.close()
        answer = _line_from(line)
        if answer is None:
            line.close()
            os.close(out)
            return None
        return Child(out, line, answer["pid"])

    def _running(self) -> socket.socket:
        if self._process and self._control and self._process.poll() is None:
            return self._control
        self._forget()
        self._control, host_end = socket.socketpair()
        with host_end:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "ingest.reading.host_process", str(host_end.fileno())],
                # Nothing of the owner's surroundings, which hold its secrets. OCR would start a
                # thread for each core, which a child may not.
                env={"PYTHONPATH": str(_CODE), "PYTHONUTF8": "1", "OMP_THREAD_LIMIT": "1"},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[host_end.fileno()],
                start_new_session=True,
            )
        return self._control

    def _forget(self) -> None:
        if self._control:
            self._control.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._control = self._process = None


def _widen(pipe: int) -> None:
    """Let a child run ahead of its listener by a mebibyte, where the platform can."""
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - the module is not there on every platform

        with suppress(OSError):
            fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIPE_SIZE)


def _line_from(connection: socket.socket) -> dict[str, Any] | None:
    """Take one JSON line; None when the other end is gone."""
    data = b""
    while not data.endswith(b"\n"):
        try:
            # One byte at a time: two lines may wait, and these are short and rare.
            byte = connection.recv(1)
        except OSError:
            return None
        if not byte:
            return None
        data += byte
    answer: dict[str, Any] = json.loads(data)
    return answer
