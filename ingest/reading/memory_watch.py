"""Watches the resident memory of reading processes; ends those that use too much."""

import subprocess
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from ingest.reading.children import Child, Ended
from ingest.reading.confinement import MEBIBYTE

_PROC: Final = Path("/proc/self").parent
EVERY_SECONDS: Final = 0.25


def resident_bytes(pids: Iterable[int]) -> int:
    """Add up the resident memory of processes; those that are gone count nothing."""
    if (_PROC / "self" / "status").exists():
        return sum(_resident(pid) for pid in pids)
    listed = ",".join(str(pid) for pid in pids)
    told = subprocess.run(
        ["/bin/ps", "-o", "rss=", "-p", listed], capture_output=True, check=False, text=True
    )
    return 1024 * sum(int(size) for size in told.stdout.split())


def _resident(pid: int) -> int:
    try:
        status = (_PROC / str(pid) / "status").read_text("ascii")
    except OSError:
        return 0
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return 1024 * int(line.split()[1])
    return 0


class MemoryWatch:
    """Four times a second, compares each child with its host against the limit.

    ``host_pid`` answers the host's process id; the watch sleeps while there are no children.
    """

    def __init__(self, limit_mb: int, host_pid: Callable[[], int | None]) -> None:
        self._limit = limit_mb * MEBIBYTE
        self._host_pid = host_pid
        self._children: set[Child] = set()
        self._changed = threading.Condition()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def add(self, child: Child) -> None:
        """Begin to watch a child."""
        with self._changed:
            self._children.add(child)
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, daemon=True)
                self._thread.start()
            self._changed.notify()

    def remove(self, child: Child) -> None:
        """Watch a child no longer."""
        with self._changed:
            self._children.discard(child)

    def stop(self) -> None:
        """End the watch."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        if self._thread:
            self._thread.join()

    def _watch(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopped or self._children)
                if self._stopped:
                    return
                children = list(self._children)
            for child in children:
                self._look_at(child)
            with self._changed:
                self._changed.wait_for(lambda: self._stopped, timeout=EVERY_SECONDS)

    def _look_at(self, child: Child) -> None:
        host = self._host_pid()
        pids = [child.pid] if host is None else [child.pid, host]
        if resident_bytes(pids) > self._limit:
            child.end(Ended.MEMORY)
