"""`worker` and `ingest --wait` as real processes: killed, started twice, asked to end."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from itertools import count

import psutil
import pytest
from sqlalchemy import func, select

from ingest.kinds import RevisionState
from ingest.models.documents import Document, Page, Revision
from store import jobs
from store.settings import Settings
from tests.ingest.reading.making import page_of, pdf
from tests.webapp.commands.conftest import SECRET
from webapp import worker
from webapp.checking import list_faults
from webapp.services import Services

SIZES = (5, 30, 12, 8, 21, 6, 17, 10, 25, 7, 14, 9)
WAIT = 120

pytestmark = pytest.mark.processes


def until(is_so, *, seconds=WAIT):
    """Come back as soon as something is so; fail when it does not come."""
    deadline = time.monotonic() + seconds
    for _ in count():
        if is_so():
            return
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


@pytest.fixture
def reports(tmp_path):
    """A folder of reports of five to thirty pages."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for number, size in enumerate(SIZES):
        pages = (page_of(f"Report {number} to governors, page {page}") for page in range(size))
        (folder / f"report {number}.pdf").write_bytes(pdf(*pages))
    return folder


@pytest.fixture
def services(run, tmp_path):
    """The installation that `run` and `start` work on."""
    services = Services.open(Settings.from_env({"CE_DATA_DIR": str(tmp_path / "data")}))
    yield services
    services.database.dispose()


@pytest.fixture
def start(services):
    """Start commands as processes of their own; those still there at the end are killed."""
    started = []

    def start_one(*arguments):
        environ = {name: value for name, value in os.environ.items() if name[:3] != "CE_"}
        environ |= {"CE_DATA_DIR": str(services.settings.data_dir), "CE_SECRET_KEY": SECRET}
        command = [sys.executable, "-m", "webapp", *map(str, arguments)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, env=environ, text=True, **pipes))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


def kill(process):
    """Kill a process alone; those that it started must end by themselves."""
    own = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    until(lambda: not any(is_alive(child) for child in own))


def is_alive(process):
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def stored(services):
    with services.database.reading() as session:
        return session.scalar(select(func.count(Page.id)))


def sizes(services):
    """How many pages each file has, by its name."""
    query = select(Revision.file_name).join(Page, Page.revision_id == Revision.id)
    with services.database.reading() as session:
        return Counter(session.scalars(query))


def assert_all_is_read_once(services):
    with services.database.reading() as session:
        states = session.scalars(select(Revision.state)).all()
        documents = session.scalar(select(func.count(Document.id)))
        assert jobs.count_waiting(session) == 0
    assert states == [RevisionState.READABLE] * len(SIZES)
    assert documents == len(SIZES)
    assert sizes(services) == {f"report {number}.pdf": size for number, size in enumerate(SIZES)}
    assert list_faults(services, is_deep=True) == []


def test_a_worker_killed_at_any_moment_is_gone_on_from_by_the_next(run, services, start, reports):
    run("ingest", reports, "--college", "newton")

    for pages in (0, 1, 40, 110):
        process = start("worker")
        until(lambda: worker.is_worker_alive(services))
        until(lambda pages=pages: stored(services) >= pages)
        kill(process)
    last = start("worker", "--burst")

    assert last.wait(WAIT) == 0
    assert_all_is_read_once(services)
    found = run("search", "governors", "--college", "newton", "--json")
    assert json.loads(found.stdout)["total"] == sum(SIZES)


@pytest.mark.parametrize("pages", [0, 60])
def test_an_ingest_that_was_killed_is_simply_repeated(services, start, reports, pages):
    arguments = ("ingest", reports, "--college", "newton", "--wait", "--json")
    process = start(*arguments)
    until(lambda: files_taken(services) > 3)
    until(lambda: stored(services) >= pages)
    kill(process)

    again = start(*arguments)
    said, complaint = again.communicate(timeout=WAIT)

    assert (again.returncode, complaint) == (0, "")
    files = json.loads(said)["files"]
    assert Counter(line["pages"] for line in files) == Counter(SIZES)
    assert start("worker", "--burst").wait(WAIT) == 0
    assert_all_is_read_once(services)


def files_taken(services):
    with services.database.reading() as session:
        return session.scalar(select(func.count(Revision.id)))


def test_an_ingest_that_waits_leaves_the_reading_to_a_living_worker(services, start, reports):
    start("worker")
    until(lambda: worker.is_worker_alive(services))

    waiting = start("ingest", reports / "report 1.pdf", "--college", "newton", "--wait")
    said, complaint = waiting.communicate(timeout=WAIT)

    assert said.strip().endswith("report 1.pdf: readable, 30 pages")
    assert (waiting.returncode, complaint) == (0, "")


def test_a_second_worker_on_one_data_folder_says_why_it_ends(services, start):
    start("worker")
    until(lambda: worker.is_worker_alive(services))

    second = start("worker")
    said, complaint = second.communicate(timeout=WAIT)

    assert (second.returncode, said) == (1, "")
    assert complaint == "Another worker is at work on this data folder. Stop it first.\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_asked_to_end_ends_cleanly_in_the_middle_of_its_work(
    run, services, start, reports, number
):
    run("ingest", reports, "--college", "newton")
    process = start("worker")
    until(lambda: stored(services))

    process.send_signal(number)
    said, complaint = process.communicate(timeout=WAIT)

    assert (process.returncode, said, complaint) == (0, "", "")
    assert not worker.is_worker_alive(services)
    assert run("check").exit_code == 0
    assert run("worker", "--burst").exit_code == 0
    assert_all_is_read_once(services)
