"""Watches the reading processes of an installation from outside: memory and CPU, file by file.

Linux only, by ``/proc``. A child's file is known by the blob that it holds open.
"""

import os
import re
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

_PROC = Path("/proc")
_EVERY_SECONDS = 0.03
_HOST = b"ingest.reading.host_process"
_BLOB = re.compile(r"/([0-9a-f]{64})$")
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Seen:
    """What was seen of readers: bytes at most, CPU seconds by process and by file (SHA-256)."""

    peak_tree: int = 0
    peak_of_file: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    cpu_of_process: dict[int, float] = field(default_factory=dict)
    file_of_process: dict[int, str] = field(default_factory=dict)

    def cpu_of_file(self) -> dict[str, float]:
        """CPU seconds of all readers of each file, added up."""
        total: dict[str, float] = defaultdict(float)
        for pid, seconds in self.cpu_of_process.items():
            if pid in self.file_of_process:
                total[self.file_of_process[pid]] += seconds
        return total


class ReaderWatch:
    """Samples every reader host below the process ``root`` until the block ends."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.seen = Seen()

    def __enter__(self) -> Seen:
        self._thread.start()
        return self.seen

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        hosts: list[int] = []
        rounds = 0
        while not self._done.wait(_EVERY_SECONDS):
            # Hosts come and go seldom, their children all the time.
            if rounds % 10 == 0:
                hosts = [pid for pid in _below(self._root) if _HOST in _read(pid, "cmdline")]
            rounds += 1
            for host in hosts:
                self._look_at(host)

    def _look_at(self, host: int) -> None:
        children = _below(host)
        tree = _resident(host)
        for child in children:
            peak = _peak(child)
            tree += peak
            self._note(child, peak)
        self.seen.peak_tree = max(self.seen.peak_tree, tree)

    def _note(self, child: int, peak: int) -> None:
        self.seen.cpu_of_process[child] = max(
            _cpu_seconds(child), self.seen.cpu_of_process.get(child, 0.0)
        )
        if child not in self.seen.file_of_process:
            blob = _blob_of(child)
            if blob is None:
                return
            self.seen.file_of_process[child] = blob
        sha256 = self.seen.file_of_process[child]
        self.seen.peak_of_file[sha256] = max(self.seen.peak_of_file[sha256], peak)


def _read(pid: int, name: str) -> bytes:
    try:
        return (_PROC / str(pid) / name).read_bytes()
    except OSError:
        return b""


def _below(pid: int) -> list[int]:
    children = [int(each) for each in _read(pid, f"task/{pid}/children").split()]
    # Threads fork too, and then the child is listed with its thread.
    tasks = _PROC / str(pid) / "task"
    try:
        for task in tasks.iterdir():
            if task.name != str(pid):
                children += [int(each) for each in (task / "children").read_bytes().split()]
    except OSError:
        return children
    return children + [each for child in children for each in _below(child)]


def _resident(pid: int) -> int:
    fields = _read(pid, "statm").split()
    return int(fields[1]) * _PAGE if fields else 0


def _peak(pid: int) -> int:
    """The most resident memory that the process ever had, so that no sample misses a peak."""
    for line in _read(pid, "status").splitlines():
        if line.startswith(b"VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def _cpu_seconds(pid: int) -> float:
    after_name = _read(pid, "stat").rpartition(b")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / _TICKS if after_name else 0.0


def _blob_of(pid: int) -> str | None:
    try:
        links = [str(each.readlink()) for each in (_PROC / str(pid) / "fd").iterdir()]
    except OSError:
        return None
    found = (_BLOB.search(link) for link in links)
    return next((match[1] for match in found if match), None)
