"""The memory watch: what it measures, and that it ends a child that holds too much."""

import os
import signal
import subprocess
import sys
from dataclasses import asdict

import pytest

from ingest.reading.children import Ended, HostProcess
from ingest.reading.events import ReadLimits
from ingest.reading.memory_watch import MemoryWatch, resident_bytes
from tests.ingest.reading.making import saved, with_endless_page

MEBIBYTE = 1 << 20


def test_resident_memory_of_a_process_is_measured():
    assert 5 * MEBIBYTE < resident_bytes([os.getpid()]) < 8192 * MEBIBYTE


def test_resident_memory_of_several_processes_is_added_up():
    one = resident_bytes([os.getpid()])

    assert resident_bytes([os.getpid(), os.getpid()]) > 1.5 * one


def test_a_process_that_is_gone_holds_nothing():
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()

    assert resident_bytes([ended.pid]) == 0


@pytest.mark.processes
def test_a_reader_that_holds_more_than_the_limit_is_ended(tmp_path):
    path = saved(tmp_path, with_endless_page(pages=2, at=1))
    host, limits = HostProcess(), asdict(ReadLimits())
    asked = {"do": "read", "first": 1, "skip": [], "cpu_seconds": 600, "limits": limits}
    # The kernel's own limit stays wide here: only the watch can end this reader.
    watch = MemoryWatch(1, lambda: host.pid)
    with path.open("rb") as opened:
        child = host.request(asked, opened.fileno())

    watch.add(child)
    said = [line["kind"] for line in child.said(stall_seconds=60)]
    ending = child.ending()
    child.close()
    watch.stop()
    host.stop()

    assert said in ([], ["file"], ["file", "opened"])
    assert (ending.why, ending.status) == (Ended.MEMORY, -signal.SIGKILL)
