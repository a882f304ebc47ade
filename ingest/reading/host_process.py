"""The process that forks one limited child a file; holds no secret and never opens a file itself.

Started by exec with an empty environment: ``python -m ingest.reading.host_process FD``, where FD
is a Unix socket to its owner. Each request is one JSON line with three descriptors: the file, the
pipe that the child writes to, and a socket of the request's own, on which the owner learns the
child's process id and how it ended, and whose closing ends the child.
"""

import array
import ctypes
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
from contextlib import suppress
from typing import Any, Final

from ingest.reading import confinement
from ingest.reading.child_process import run_request

_DESCRIPTORS: Final = 3
_LONGEST_REQUEST: Final = 1 << 16
# Imported once, here, so that no child pays for it.
_WARM: Final = {
    "enrich": ("ingest.reading.enriching",),
    "unpack": ("ingest.reading.unpacking",),
    "render": ("ingest.reading.page_images",),
    "ocr": ("ingest.reading.ocr_page",),
    "boxes": ("ingest.reading.page_boxes",),
    "cells": ("ingest.reading.grid",),
    "figures": ("ingest.reading.figures",),
    "figure": ("ingest.reading.figures",),
}
_MAXRSS_UNIT: Final = 1024 if sys.platform == "linux" else 1
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_SAMPLE: Final = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R
/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
4 0 obj<</Length 40>>stream
BT /F 12 Tf 20 100 Td (A sample) Tj ET  \nendstream endobj
trailer<</Root 1 0 R>>
"""
_WARM_ALWAYS: Final = ("ingest.reading.formats",)


class Host:
    """Children by process id, and the socket on which the owner hears of each."""

    def __init__(self, owner: socket.socket) -> None:
        self._owner = owner
        self._selector = selectors.DefaultSelector()
        self._requests: dict[int, socket.socket] = {}

    def serve(self) -> None:
        """Fork and reap until the owner is gone, then end every child."""
        woken, wakes = os.pipe()
        os.set_blocking(wakes, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        self._selector.register(woken, selectors.EVENT_READ, "reap")
        self._selector.register(self._owner, selectors.EVENT_READ, "request")
        while True:
            for key, _ in self._selector.select():
                if key.data == "reap":
                    os.read(woken, 4096)
                    self._reap()
                elif key.data == "request":
                    if not self._take_request():
                        self._end_all()
                        return
                else:
                    self._end(key.data)

    def _take_request(self) -> bool:
        data, ancillary, _, _ = self._owner.recvmsg(
            _LONGEST_REQUEST, socket.CMSG_LEN(_DESCRIPTORS * array.array("i").itemsize)
        )
        if not data:
            return False
        descriptors = array.array("i")
        for _level, _kind, content in ancillary:
            descriptors.frombytes(content[: len(content) - len(content) % descriptors.itemsize])
        while not data.endswith(b"\n"):
            data += self._owner.recv(_LONGEST_REQUEST)
        self._fork(json.loads(data), *descriptors)
        return True

    def _fork(self, request: dict[str, Any], file: int, out: int, line: int) -> None:
        for module in _WARM.get(request["do"], ()):
            importlib.import_module(module)
        with socket.socket(fileno=line) as connection:
            pid = os.fork()
            if pid == 0:
                self._become_child(request, file, out)
            os.close(file)
            os.close(out)
            connection.sendall(json.dumps({"pid": pid}).encode() + b"\n")
            self._requests[pid] = connection.dup()
        self._selector.register(self._requests[pid], selectors.EVENT_READ, pid)

    def _become_child(self, request: dict[str, Any], file: int, out: int) -> None:
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            confinement.end_with_parent()
            for connection in (self._owner, *self._requests.values()):
                connection.close()
            self._selector.close()
            run_request(request, file, out)
        except BaseException:  # noqa: BLE001 - whatever it was, a child never returns to serve()
            os._exit(1)
        os._exit(0)

    def _reap(self) -> None:
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._tell(
                pid,
                {
                    "status": os.waitstatus_to_exitcode(status),
                    "seconds": usage.ru_utime + usage.ru_stime,
                    "peak": usage.ru_maxrss * _MAXRSS_UNIT,
                },
            )

    def _tell(self, pid: int, ended: dict[str, float]) -> None:
        connection = self._requests.pop(pid)
        with suppress(KeyError):
            self._selector.unregister(connection)
        with suppress(OSError), connection:
            connection.sendall(json.dumps(ended).encode() + b"\n")

    def _end(self, pid: int) -> None:
        """Kill the child whose owner hung up; it is reaped like any other."""
        if pid in self._requests:
            os.kill(pid, signal.SIGKILL)
            # Until the child is reaped its closed socket would wake this loop again and again.
            self._selector.unregister(self._requests[pid])

    def _end_all(self) -> None:
        for pid in self._requests:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _keep_freed_memory() -> None:
    """Have glibc keep what a page freed for the next page, instead of giving it to the system.

    Otherwise each page faults the same 500 KB in again, which takes a quarter of the time.
    """
    adjust = getattr(ctypes.CDLL(None), "mallopt", None)
    if sys.platform == "linux" and adjust is not None:
        adjust(_TRIM_THRESHOLD, 1 << 30)
        adjust(_MMAP_THRESHOLD, 1 << 25)


def _read_sample() -> None:
    """Read a page of our own, so that PDFium's tables are built before the first fork."""
    formats = importlib.import_module("ingest.reading.formats")
    for _ in formats.read_file(_SAMPLE, {"first": 1, "skip": ()}):
        pass


def main() -> None:
    """Serve the owner at the other end of the descriptor named on the command line."""
    owner = socket.socket(fileno=int(sys.argv[1]))
    confinement.leave_the_network()
    _keep_freed_memory()
    for module in _WARM_ALWAYS:
        importlib.import_module(module)
    _read_sample()
    confinement.readable_folders()
    gc.collect()
    gc.freeze()
    Host(owner).serve()


if __name__ == "__main__":
    main()
