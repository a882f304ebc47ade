"""Fuzzes a reader or guard, guided by coverage, and prints executions and finds.

``python -m benchmarks.fuzz --reader pdf --minutes 20 [--finds FOLDER]``. Needs ``atheris``, which
is no dependency of the project: ``pip install atheris``. A find is whatever is raised but an
UnreadableError, a crash, an input that takes ten seconds, or 2 GiB of memory. The fuzzer goes on
after each; inputs are kept in the folder, one a kind of find. On a busy machine, or when it is
stopped for a while, its minutes of a processor say more than those of the clock, and what was
"slow" or timed out needs a second look. Exits with 1 when there were any.
"""

import argparse
import importlib
import importlib.util
import resource
import struct
import subprocess
import sys
import tempfile
import time
import traceback
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.corpus import corpus_folder

# What is instrumented: the readers, and libraries in Python that they stand on.
INSTRUMENTED = ("ingest", "docx", "oxmsg", "olefile")
_SLOW_SECONDS = 10.0
_MEMORY_MB = 2048
_LONGEST_INPUT = 200_000
_COUNT = struct.Struct("<Q")
_COUNT_EVERY = 64


def fuzz(name: str, seconds: float, finds: Path) -> tuple[int, int]:
    """Fuzz for so long; gives executions and kinds of finds, whose inputs are kept."""
    finds.mkdir(parents=True, exist_ok=True)
    executed = 0
    with tempfile.TemporaryDirectory() as folder:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 1:
            count = Path(folder) / "count"
            count.write_bytes(_COUNT.pack(0))
            command = [sys.executable, "-m", "benchmarks.fuzz", "--reader", name]
            command += ["--minutes", str(left / 60), "--finds", str(finds), "--within", folder]
            # A crash ends the process, never the run.
            subprocess.run(command, stderr=subprocess.DEVNULL, check=False)
            executed += _COUNT.unpack(count.read_bytes())[0]
    return executed, len([path for path in finds.iterdir() if path.suffix != ".txt"])


def _fuzz_here(name: str, seconds: float, finds: Path, folder: Path) -> None:
    """Be the process that libFuzzer works in; it does not come back."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        targets = importlib.import_module("benchmarks.fuzz_targets")
    inputs = folder / "inputs"
    inputs.mkdir(exist_ok=True)
    for data in targets.seeds(name, corpus_folder()):
        (inputs / sha256(data).hexdigest()).write_bytes(data)
    atheris.Setup(
        [
            sys.argv[0],
            str(inputs),
            f"-max_total_time={max(1, round(seconds))}",
            f"-max_len={_LONGEST_INPUT}",
            f"-timeout={2 * _SLOW_SECONDS:.0f}",
            f"-rss_limit_mb={_MEMORY_MB}",
            f"-artifact_prefix={finds}/{name}-",
        ],
        _watched(targets.target(name), finds, folder / "count"),
    )
    atheris.Fuzz()


def _watched(target: Any, finds: Path, count: Path) -> Any:
    executed = 0

    def call(data: bytes) -> None:
        nonlocal executed
        executed += 1
        if executed % _COUNT_EVERY == 0:
            count.write_bytes(_COUNT.pack(executed))
        began = time.process_time()
        try:
            target(data)
        except Exception as error:  # noqa: BLE001 - whatever is raised is what we look for
            _keep(finds, _kind_of(error), data, traceback.format_exc())
        if time.process_time() - began > _SLOW_SECONDS:
            _keep(finds, "slow", data, f"{time.process_time() - began:.1f} s")

    return call


def _kind_of(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}-{Path(last.filename).stem}-{last.lineno}"


def _keep(finds: Path, kind: str, data: bytes, words: str) -> None:
    path = finds / kind
    if not path.exists():
        path.write_bytes(data)
        path.with_suffix(".txt").write_text(words, encoding="utf-8")


def main() -> int:
    """Fuzz as the command line says; returns the exit code."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--reader", required=True)
    asked.add_argument("--minutes", type=float, default=20)
    asked.add_argument("--finds", type=Path)
    asked.add_argument("--within", type=Path, help=argparse.SUPPRESS)
    options = asked.parse_args()
    finds = (options.finds or Path(tempfile.mkdtemp(prefix="finds-"))).absolute()
    if options.within:
        _fuzz_here(options.reader, options.minutes * 60, finds, options.within)
        return 0
    if importlib.util.find_spec("atheris") is None:
        print("Fuzzing needs atheris: pip install atheris", file=sys.stderr)
        return 2
    began = time.monotonic()
    executed, found = fuzz(options.reader, options.minutes * 60, finds)
    minutes = (time.monotonic() - began) / 60
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (used.ru_utime + used.ru_stime) / 60
    print(
        f"{options.reader}: {executed:,} executions in {minutes:.1f} minutes"
        f" ({cpu:.1f} of a processor), {found} finds"
    )
    if found:
        print(f"The inputs are in {finds}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
