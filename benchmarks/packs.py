"""Measures a pack of a full college: the worker's memory, the pages meanwhile, and being killed.

``python -m benchmarks.packs``: 34 claims, 1,000 citations, 300 documents that are real files, and
then twice the documents. A snapshot is taken and its pack asked for; a worker seals and builds
while the assessment page is asked for. Two more workers do the same on a copy of the installation,
the first of them killed in the middle of sealing and in the middle of building. Memory is the
proportional set size of the worker and every process below it, added up (Linux).
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import select

from benchmarks.full_college import PASSWORD, Filled, fill
from benchmarks.installation import Client, serving
from store.db import Database, utc_now
from workflow.kinds.snapshots import Audience
from workflow.models.snapshots import Pack, Snapshot
from workflow.packs import packs, snapshots

DOCUMENTS, CITATIONS = 300, 1_000
TWICE = 2 * DOCUMENTS
_EVERY_SECONDS = 0.1
_LONGEST_SECONDS = 3600
_MIB = 1 << 20


@dataclass(frozen=True)
class _Built:
    sha256: str
    mebibytes: float
    files: int


def run() -> dict[str, Any]:
    """Build both packs; figures of the first, the second's peak against it, and what a kill did."""
    figures: dict[str, Any] = {}
    peaks = {}
    for documents in (DOCUMENTS, TWICE):
        with tempfile.TemporaryDirectory() as name:
            found = _measure(Path(name), documents, is_killed_too=documents == DOCUMENTS)
        peaks[documents] = found["peak_mebibytes"]
        figures |= {f"{figure}_of_{documents}": value for figure, value in found.items()}
    figures["peak_of_twice_to_once"] = round(peaks[TWICE] / peaks[DOCUMENTS], 3)
    return figures


def _measure(folder: Path, documents: int, *, is_killed_too: bool) -> dict[str, Any]:
    filled = fill(folder, papers=documents, citations_in_all=CITATIONS)
    _ask_for_a_pack(filled)
    filled.services.database.dispose()
    environ = {**os.environ, **filled.environ}
    other = folder / "the copy"
    shutil.copytree(folder / "data", other)

    watched, answers = _Memory(), _Answers(filled)
    began = time.perf_counter()
    with serving(environ, "--no-worker") as port, answers.asked(port), _worker(environ) as worker:
        watched.watch(worker)
    built = _built(Path(filled.environ["CE_DATA_DIR"]))
    found: dict[str, Any] = {
        "claims": filled.claims,
        "citations": filled.citations,
        "files": built.files,
        "pack_mebibytes": round(built.mebibytes, 1),
        "seconds": round(time.perf_counter() - began, 1),
        "peak_mebibytes": round(watched.peak / _MIB, 1),
        "peak_mebibytes_of_the_worker_alone": round(watched.peak_alone / _MIB, 1),
        "page_asked": len(answers.taken),
        "page_p95_ms": round(sorted(answers.taken)[round(len(answers.taken) * 0.95) - 1], 1),
    }
    if is_killed_too:
        found["same_bytes_when_killed"] = int(_killed_and_gone_on(environ, other) == built)
    return found


def _ask_for_a_pack(filled: Filled) -> None:
    with filled.services.database.writing() as session:
        now = utc_now()
        snapshot = snapshots.take_now(session, filled.actor, filled.assessment_key, now=now)
        packs.ask(session, filled.actor, snapshot.key, Audience.COLLEGE, now=now)


def _built(folder: Path) -> _Built:
    with _database(folder) as database, database.reading() as session:
        pack = session.scalars(select(Pack)).one()
        return _Built(packs.require_built(pack), (pack.size or 0) / _MIB, pack.files_total)


@contextmanager
def _database(folder: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{folder / 'careers-evidence.db'}")
    yield database
    database.dispose()


@contextmanager
def _worker(environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that ends when nothing is waiting; its end is waited for."""
    worker = subprocess.Popen([sys.executable, "-m", "webapp", "worker", "--burst"], env=environ)
    try:
        yield worker
        if worker.wait(_LONGEST_SECONDS):
            raise RuntimeError(f"The worker ended with {worker.returncode}.")
    finally:
        worker.kill()


class _Memory:
    """The most that a worker held, in bytes: with everything below it, and by itself."""

    def __init__(self) -> None:
        self.peak = self.peak_alone = 0

    def watch(self, worker: subprocess.Popen[bytes]) -> None:
        """Look again and again until the worker ends."""
        own = psutil.Process(worker.pid)
        while worker.poll() is None:
            with suppress(psutil.NoSuchProcess):
                alone = _held(own)
                self.peak_alone = max(self.peak_alone, alone)
                below = sum(_held(child) for child in own.children(recursive=True))
                self.peak = max(self.peak, alone + below)
            time.sleep(_EVERY_SECONDS)


def _held(process: psutil.Process) -> int:
    # A process that is just ending has no memory left to tell of.
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        return int(process.memory_full_info().pss)
    return 0


class _Answers:
    """How long the assessment page took, each time it was asked for meanwhile, in ms."""

    def __init__(self, filled: Filled) -> None:
        self._email = filled.leader
        self.taken: list[float] = []

    @contextmanager
    def asked(self, port: int) -> Iterator[None]:
        """Ask, one after the other, as long as the block runs."""
        client = Client(port)
        client.sign_in(self._email, PASSWORD)
        client.get("/assessment")
        is_over = threading.Event()
        asking = threading.Thread(target=self._ask, args=(client, is_over))
        asking.start()
        try:
            yield
        finally:
            is_over.set()
            asking.join()

    def _ask(self, client: Client, is_over: threading.Event) -> None:
        while not is_over.wait(_EVERY_SECONDS):
            began = time.perf_counter()
            status, _text = client.get("/assessment")
            if status != 200:
                raise RuntimeError(f"The assessment page answered {status}.")
            self.taken.append((time.perf_counter() - began) * 1000)


def _killed_and_gone_on(environ: Mapping[str, str], folder: Path) -> _Built:
    """Kill a worker half-way through sealing and one half-way through building; a third ends it."""
    environ = {**environ, "CE_DATA_DIR": str(folder)}
    for is_half_way in (_is_half_sealed, _is_half_built):
        _kill_when(environ, folder, is_half_way)
    with _worker(environ):
        pass
    return _built(folder)


def _kill_when(
    environ: Mapping[str, str], folder: Path, is_half_way: Callable[[Database], bool]
) -> None:
    with (
        _database(folder) as database,
        subprocess.Popen([sys.executable, "-m", "webapp", "worker", "--burst"], env=environ) as one,
    ):
        while not is_half_way(database):
            if one.poll() is not None:
                raise RuntimeError("The worker was done before it could be killed.")
            time.sleep(0.005)
        one.kill()


def _is_half_sealed(database: Database) -> bool:
    with database.reading() as session:
        row = session.scalars(select(Snapshot).join(Pack, Pack.snapshot_id == Snapshot.id)).one()
        return row.steps_total > 0 and 2 * row.steps_done >= row.steps_total


def _is_half_built(database: Database) -> bool:
    with database.reading() as session:
        row = session.scalars(select(Pack)).one()
        if row.built_at is not None:
            raise RuntimeError("The pack was built before the worker could be killed.")
        return row.files_total > 0 and 2 * row.files_done >= row.files_total


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
