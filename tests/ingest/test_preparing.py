"""Texts are prepared alike here and in other processes, whatever happens to those."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from ingest.preparing import Preparing, PreparingPool, prepare

ROOT = Path(__file__).resolve().parents[2]
TEXT = "The link governor for careers asked how employers shape the curriculum."
TEXTS = [f"{TEXT} Meeting {number}." for number in range(12)]


@pytest.fixture(scope="module")
def pool():
    with PreparingPool(2) as pool:
        pool.warm()
        yield pool


def test_other_processes_give_what_this_one_gives(pool):
    promises = [pool.begin(text) for text in TEXTS]

    assert [promise() for promise in promises] == [prepare(text) for text in TEXTS]
    assert Preparing().begin(TEXT)() == prepare(TEXT)


def test_nothing_waits_for_processes_that_are_not_ready():
    with PreparingPool(1) as pool:
        assert pool.begin(TEXT)() == prepare(TEXT)


def test_a_process_that_is_killed_loses_nothing_and_is_replaced(pool, caplog):
    killed = pool.warm()
    promises = [pool.begin(text) for text in TEXTS]
    for pid in killed:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    assert [promise() for promise in promises] == [prepare(text) for text in TEXTS]
    while pool.warm() == killed:
        # Until the other one's end is noticed, texts may still be prepared by who is left.
        assert pool.begin(TEXT)() == prepare(TEXT)
    assert "was killed" in caplog.text


_OWNER = """
import os, sys
from ingest.preparing import PreparingPool
if __name__ == "__main__":
    pool = PreparingPool(2)
    print(*pool.warm(), flush=True)
    os.read(0, 1)
"""


def test_the_processes_end_with_their_owner_even_by_kill(tmp_path):
    program = tmp_path / "owner.py"
    program.write_text(_OWNER)
    owner = subprocess.Popen(
        [sys.executable, str(program)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    processes = [psutil.Process(int(pid)) for pid in owner.stdout.readline().split()]

    owner.kill()
    owner.communicate()
    gone, alive = psutil.wait_procs(processes, timeout=30)

    assert not alive
    assert len(gone) == len(processes) > 0
