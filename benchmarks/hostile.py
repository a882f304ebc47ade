"""Takes broken, hostile and honest files in together, and asks what became of each.

``python -m benchmarks.hostile CORPUS``: one ``ingest --wait`` over ``CORPUS/hostile`` and
``CORPUS/real`` with ``CE_READ_SECONDS=60``, while ``serve`` of the same installation answers
``/readyz`` and a page every second. Memory and CPU of the readers are seen from outside; a reader
that lived for less than 30 ms may be missed. With ``--second-passes`` it waits for those too.
"""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Self

from benchmarks.installation import COLLEGE, Client, served
from benchmarks.reader_watch import ReaderWatch, Seen

READ_SECONDS = 60
MEBIBYTE = 1 << 20
_ASK_EVERY_SECONDS = 1.0
_ASKED = ("/readyz", "/evidence")
_LISTED = 20
_SECOND_PASSES_SECONDS = 1800


class Visits:
    """Asks for two addresses every second until the block ends; keeps how long each took."""

    def __init__(self, port: int) -> None:
        self._client = Client(port)
        self._client.sign_in()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._visit, daemon=True)
        self.seconds: dict[str, list[float]] = {path: [] for path in _ASKED}
        self.refused: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _visit(self) -> None:
        while not self._done.is_set():
            began = time.monotonic()
            for path in _ASKED:
                self._ask(path)
            self._done.wait(max(0.0, _ASK_EVERY_SECONDS - (time.monotonic() - began)))

    def _ask(self, path: str) -> None:
        began = time.monotonic()
        status, _ = self._client.get(path)
        self.seconds[path].append(time.monotonic() - began)
        if status != 200:
            self.refused[f"{path} {status}"] += 1


def run(corpus: Path, *, second_passes: bool = False) -> dict[str, Any]:
    """Take in everything below ``hostile`` and ``real`` of the corpus; returns the figures."""
    folders = [corpus / "hostile", corpus / "real"]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        limits = {"CE_READ_SECONDS": str(READ_SECONDS)}
        with (
            served(data, **limits) as port,
            ReaderWatch(os.getpid()) as seen,
            Visits(port) as visits,
        ):
            began = time.monotonic()
            files = _ingest(data, folders)
            seconds = time.monotonic() - began
            waiting = _wait_for_jobs(data) if second_passes else _jobs(data)
        kinds = _kinds(data)
    for file in files:
        file["type"] = kinds.get(file["revision"], "not stored")
    return {
        "files": len(files),
        "seconds": round(seconds),
        "jobs_left": waiting,
        "states": dict(Counter(file["state"] for file in files)),
        "states_by_type": _states_by_type(files),
        "without_state_and_sentence": len(_unexplained(files)),
        "unexplained": _unexplained(files)[:_LISTED],
        **_readers(seen, files, folders[1]),
        **_answers(visits),
    }


def _ingest(data: Path, folders: Sequence[Path]) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "webapp", "ingest", *map(str, folders)]
    done = subprocess.run(
        [*command, "--college", COLLEGE, "--wait", "--json"],
        env=os.environ | {"CE_DATA_DIR": str(data), "CE_READ_SECONDS": str(READ_SECONDS)},
        stdout=subprocess.PIPE,
        check=True,
    )
    files: list[dict[str, Any]] = json.loads(done.stdout)["files"]
    return files


def _jobs(data: Path) -> int:
    """How many jobs wait or run."""
    with closing(sqlite3.connect(data / "careers-evidence.db")) as database:
        live = "SELECT count(*) FROM job WHERE state IN ('waiting', 'running')"
        count: int = database.execute(live).fetchone()[0]
        return count


def _wait_for_jobs(data: Path) -> int:
    until = time.monotonic() + _SECOND_PASSES_SECONDS
    while (count := _jobs(data)) and time.monotonic() < until:
        time.sleep(_ASK_EVERY_SECONDS)
    return count


def _kinds(data: Path) -> dict[str, str]:
    """The kind of each revision, as its bytes say."""
    with closing(sqlite3.connect(data / "careers-evidence.db")) as database:
        return dict(database.execute("SELECT key, media_type FROM revision"))


def _states_by_type(files: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for file in files:
        table[file["type"] or "not known"][file["state"]] += 1
    return {kind: dict(table[kind]) for kind in sorted(table)}


def _unexplained(files: Iterable[Mapping[str, Any]]) -> list[str]:
    """Files that are not readable and do not say why, or whose sentence is none."""
    return [
        file["file"]
        for file in files
        if file["state"] in {"received", "reading", ""}
        or (file["state"] != "readable" and not (file["reason"] or "").endswith("."))
    ]


def _readers(seen: Seen, files: Iterable[Mapping[str, Any]], honest: Path) -> dict[str, Any]:
    # A file that came out of an archive has a path inside it, and its reader counts without a name.
    paths = (Path(file["file"]) for file in files)
    names = {_sha256(path): str(path) for path in paths if path.is_file()}
    cpu = seen.cpu_of_file()
    slowest = max(cpu, key=lambda sha256: cpu[sha256])
    biggest = max(seen.peak_of_file, key=lambda sha256: seen.peak_of_file[sha256])
    of_honest = {
        sha256: peak
        for sha256, peak in seen.peak_of_file.items()
        if Path(names.get(sha256, "")).is_relative_to(honest)
    }
    return {
        "readers_seen": len(seen.cpu_of_process),
        "most_cpu_seconds_of_a_reader": round(max(seen.cpu_of_process.values()), 2),
        "most_cpu_seconds_on_a_file": round(cpu[slowest], 2),
        "slowest_file": Path(names.get(slowest, slowest)).name,
        "peak_mebibytes_of_the_tree": round(seen.peak_tree / MEBIBYTE),
        "biggest_file": Path(names.get(biggest, biggest)).name,
        "peak_mebibytes_on_an_honest_file": round(max(of_honest.values()) / MEBIBYTE),
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _answers(visits: Visits) -> dict[str, Any]:
    told: dict[str, Any] = {"not_answered": sum(visits.refused.values())}
    for path, name in zip(_ASKED, ("readyz", "page"), strict=True):
        taken = sorted(visits.seconds[path])
        told |= {
            f"{name}_asked": len(taken),
            f"{name}_p95_ms": round(1000 * taken[int(0.95 * (len(taken) - 1))]),
            f"{name}_worst_ms": round(1000 * taken[-1]),
        }
    return told


def main() -> None:
    """Print the figures and a table of states by type."""
    figures = run(Path(sys.argv[1]), second_passes="--second-passes" in sys.argv)
    table = figures.pop("states_by_type")
    for name, figure in figures.items():
        print(f"{name:36} {figure}")
    states = sorted(figures["states"])
    print("\n" + " ".join([f"{'type':18}", *(f"{state:>18}" for state in states)]))
    for kind, counts in table.items():
        print(" ".join([f"{kind:18}", *(f"{counts.get(state, ''):>18}" for state in states)]))


if __name__ == "__main__":
    main()
