"""The owner's end of the host: starting, asking, ending."""

from dataclasses import asdict
from pathlib import Path

import psutil
import pytest

from ingest.reading.children import Ended, HostProcess
from ingest.reading.events import ReadLimits
from tests.ingest.reading.making import page_of, pdf, saved, with_endless_page

pytestmark = pytest.mark.processes

ASKED = {
    "do": "read",
    "first": 1,
    "skip": [],
    "cpu_seconds": 600,
    "limits": asdict(ReadLimits()),
}


@pytest.fixture
def host():
    process = HostProcess()
    yield process
    process.stop()


@pytest.fixture
def endless(tmp_path):
    with saved(tmp_path, with_endless_page(pages=1, at=1)).open("rb") as opened:
        yield opened.fileno()


def test_a_child_says_its_lines_and_ends_well(host, tmp_path):
    with saved(tmp_path, pdf(page_of("Hello"))).open("rb") as opened:
        child = host.request(ASKED, opened.fileno())

    said = [line["kind"] for line in child.said(stall_seconds=60)]
    ending = child.ending()
    child.close()

    assert said == ["file", "opened", "page", "done"]
    assert (ending.status, ending.why) == (0, Ended.BY_ITSELF)
    assert ending.seconds >= 0
    assert ending.peak_bytes > 0


def test_a_silent_child_is_ended(host, endless):
    child = host.request(ASKED, endless)

    said = [line["kind"] for line in child.said(stall_seconds=0.3)]
    ending = child.ending()
    child.close()

    assert said == ["file", "opened"]
    assert ending.why is Ended.STALLED
    assert child.waited >= 0.3


def test_the_first_reason_to_end_a_child_is_the_one_that_counts(host, endless):
    child = host.request(ASKED, endless)

    child.end(Ended.TIME)
    child.end(Ended.MEMORY)
    ending = child.ending()
    child.close()
    child.close()
    child.end(Ended.MEMORY)

    assert ending.why is Ended.TIME


def test_a_child_whose_host_is_gone_says_so(host, endless):
    child = host.request(ASKED, endless)

    psutil.Process(host.pid).kill()
    assert list(child.said(stall_seconds=60))[2:] == []
    ending = child.ending()
    child.close()

    assert ending.why is Ended.HOST_GONE


def test_a_host_starts_once_and_anew_after_its_end(host, endless):
    host.start()
    first = host.pid
    host.start()
    assert host.pid == first

    psutil.Process(first).kill()
    child = host.request(ASKED, endless)
    child.close()

    assert host.pid != first


def test_stopping_leaves_no_process_and_no_descriptor(endless):
    before = len(list(Path("/dev/fd").iterdir()))
    host = HostProcess()
    child = host.request(ASKED, endless)
    reader, process = psutil.Process(child.pid), psutil.Process(host.pid)

    child.close()
    host.stop()

    assert host.pid is None
    assert not psutil.wait_procs([reader, process], timeout=20)[1]
    assert len(list(Path("/dev/fd").iterdir())) == before
