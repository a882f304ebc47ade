"""The worker: one job after the other, whatever goes wrong, and nothing lost when it is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count

import psutil
import pytest
from sqlalchemy import func, select, update

from ingest import documents, receiving
from ingest.kinds import RevisionState
from ingest.models.documents import Page, Revision
from ingest.reading_tools import StoppedError
from ingest.scanning import NOT_THERE
from store import job_claims, jobs, wakeups
from store.db import utc_now
from store.errors import ConflictError, RefusedError
from store.job_claims import MOST_ATTEMPTS
from store.jobs import Job, JobKind, JobState
from store.settings import Settings
from tests.factories import scanners
from tests.factories.people import a_college, an_actor
from tests.factories.threads import at_once
from tests.ingest.reading.making import page_of, pdf
from webapp import worker
from webapp.checking import list_faults
from webapp.commands.init import prepare
from webapp.commands.worker_process import PATIENCE
from webapp.worker import HANDLERS, SCANNER_PAUSE, Lull, Worker

WAIT = 120


def until(is_so, *, seconds=WAIT):
    """Come back as soon as something is so; fail when it does not come."""
    deadline = time.monotonic() + seconds
    for _ in count():
        found = is_so()
        if found:
            return found
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)
    return None


@pytest.fixture
def services(settings):
    services = prepare(settings)
    yield services
    services.database.dispose()


@pytest.fixture
def actor(services):
    with services.database.writing() as session:
        college = a_college(session)
        return an_actor(session, college)


@pytest.fixture
def hand(services):
    """A worker without a reader; its handlers are the test's own."""
    return Worker(services, host=None)


def ask(services, actor, subject="1", kind=JobKind.REMATCH):
    with services.database.writing() as session:
        jobs.ask(session, kind, actor.college_id, subject)


def the_job(services):
    with services.database.reading() as session:
        return session.scalars(select(Job)).one()


def receive(services, actor, pages, word="report"):
    data = pdf(*(page_of(f"This is page {n} of the {word}") for n in range(1, pages + 1)))
    with services.blobs.stage() as staging:
        staging.write(data)
        return receiving.receive(services.database, services.blobs, actor, staging, f"{word}.pdf")


def states(services):
    with services.database.reading() as session:
        return session.scalars(select(Revision.state)).all()


def pages_stored(services):
    with services.database.reading() as session:
        return session.scalar(select(func.count(Page.id)))


def test_every_kind_of_work_has_a_handler():
    assert set(HANDLERS) == set(JobKind)


def test_a_file_is_read_shown_and_looked_at_again_until_nothing_waits(services, actor):
    receive(services, actor, 3)

    worker.run(services, burst=True)

    with services.database.reading() as session:
        done = {job.kind: job.state for job in session.scalars(select(Job))}
    assert done == dict.fromkeys(
        (JobKind.READ_REVISION, JobKind.REVISION_READABLE, JobKind.ENRICH_REVISION),
        JobState.DONE,
    )
    assert states(services) == [RevisionState.READABLE]
    assert list_faults(services, is_deep=True) == []


@pytest.mark.parametrize(("seconds", "left"), [(3600, [JobKind.ENRICH_REVISION] * 2), (0, [])])
def test_tables_wait_while_more_files_may_be_on_their_way_and_nothing_else_does(
    services, actor, monkeypatch, seconds, left
):
    kinds = (JobKind.READ_REVISION, JobKind.REMATCH, JobKind.ENRICH_REVISION)
    for kind in kinds:
        monkeypatch.setitem(HANDLERS, kind, lambda _tools, _claim: None)
    hand = Worker(services, host=None, lull=Lull(seconds))
    ask(services, actor, kind=JobKind.ENRICH_REVISION)
    first = hand.drain()
    for kind, subject in ((kind, subject) for kind in kinds for subject in ("one", "two")):
        ask(services, actor, subject=subject, kind=kind)

    done = hand.drain()

    with services.database.reading() as session:
        waiting = session.scalars(select(Job.kind).where(Job.state == JobState.WAITING)).all()
    assert (first, done, waiting) == (1, 6 - len(left), left)


def test_rebuilding_is_work_too(services, actor):
    receive(services, actor, 3)
    worker.run(services, burst=True)
    ask(services, actor, kind=JobKind.REINDEX)
    ask(services, actor, kind=JobKind.REMATCH)

    worker.run(services, burst=True)

    assert list_faults(services, is_deep=False) == []
    with services.database.reading() as session:
        assert jobs.count_waiting(session) == 0


@pytest.mark.parametrize(
    "trouble",
    [
        (RefusedError("The storage does not answer."), "The storage does not answer."),
        (KeyError("a mistake of ours"), "Something went wrong in this work."),
    ],
)
def test_work_that_goes_wrong_is_tried_again_later_and_the_worker_goes_on(
    services, actor, hand, monkeypatch, trouble
):
    error, sentence = trouble

    def go_wrong(_tools, _claim):
        raise error

    monkeypatch.setitem(HANDLERS, JobKind.REMATCH, go_wrong)
    ask(services, actor)

    assert hand.drain(most=1) == 1

    job = the_job(services)
    assert job.state is JobState.WAITING
    assert job.sentence.startswith(sentence)
    assert hand.drain() == 0


def test_work_that_goes_wrong_every_time_is_given_up_with_a_sentence(
    services, actor, hand, monkeypatch
):
    tried = []

    def go_wrong(_tools, claim):
        tried.append(claim.attempt)
        raise RefusedError("The storage does not answer.")

    monkeypatch.setitem(HANDLERS, JobKind.REMATCH, go_wrong)
    monkeypatch.setattr(job_claims, "retry_delay", lambda _: timedelta(0))
    ask(services, actor)

    hand.drain()

    assert len(tried) == MOST_ATTEMPTS
    job = the_job(services)
    assert (job.state, job.sentence) == (JobState.FAILED, "The storage does not answer.")


def test_work_left_off_by_a_stopping_worker_waits_for_the_next_at_once(
    services, actor, hand, monkeypatch
):
    def leave_off(_tools, _claim):
        hand.stopping.set()
        raise StoppedError("The worker is stopping.")

    monkeypatch.setitem(HANDLERS, JobKind.REMATCH, leave_off)
    ask(services, actor)

    hand.drain()

    with services.database.writing() as session:
        claim = job_claims.claim_next(session, "the next")
    assert claim.fruitless == 1


def test_a_worker_that_lost_its_job_says_nothing_about_it(services, actor, hand, monkeypatch):
    def lose(_tools, _claim):
        with services.database.writing() as session:
            jobs.take_back_all(session)
            job_claims.claim_next(session, "another")

    monkeypatch.setitem(HANDLERS, JobKind.REMATCH, lose)
    ask(services, actor)

    hand.drain(most=1)

    job = the_job(services)
    assert (job.state, job.worker, job.attempt) == (JobState.RUNNING, "another", 2)


def test_long_work_keeps_its_lease(services, actor, hand, monkeypatch):
    monkeypatch.setattr(worker, "HEARTBEAT_SECONDS", 0.02)

    def work_long(_tools, _claim):
        first = the_job(services).lease_until
        until(lambda: the_job(services).lease_until > first)

    monkeypatch.setitem(HANDLERS, JobKind.REMATCH, work_long)
    ask(services, actor)

    hand.drain(most=1)

    assert the_job(services).state is JobState.DONE


def test_a_polling_worker_finds_new_work_and_stops_when_told(services, actor, hand, monkeypatch):
    done = threading.Event()
    monkeypatch.setitem(HANDLERS, JobKind.REMATCH, lambda _tools, _claim: done.set())

    def stop_when_done():
        ask(services, actor)
        assert done.wait(WAIT)
        hand.stopping.set()

    at_once(hand.poll, stop_when_done)

    assert the_job(services).state is JobState.DONE


@contextmanager
def held(services):
    with worker._alone(services):  # noqa: SLF001 - the lock itself is under test
        yield


def one_machine(tmp_path):
    return prepare(Settings.from_env({"CE_DATA_DIR": str(tmp_path / "one")}))


def test_one_machine_has_one_worker(tmp_path):
    services = one_machine(tmp_path)

    with held(services):
        assert worker.is_worker_alive(services)
        with pytest.raises(ConflictError, match="Another worker"):
            worker.run(services, burst=True)

    assert not worker.is_worker_alive(services)


def test_who_gets_the_lock_takes_the_dead_workers_jobs_at_once(tmp_path):
    services = one_machine(tmp_path)
    with services.database.writing() as session:
        jobs.ask(session, JobKind.REMATCH, a_college(session).id, "1")
    with services.database.writing() as session:
        job_claims.claim_next(session, "dead")

    with held(services):
        assert the_job(services).state is JobState.WAITING


# --- real processes ---


def start(environ):
    """A worker as `serve` starts it: it ends when its standard input does."""
    command = [sys.executable, "-m", "webapp.commands.worker_process"]
    return subprocess.Popen(command, env=os.environ | environ, stdin=subprocess.PIPE)


def kill(process):
    """Kill the worker and the process that RQ has put the work into, which has its own group."""
    family = [process, *psutil.Process(process.pid).children(recursive=True)]
    for one in family:
        with suppress(psutil.NoSuchProcess):
            one.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.fixture(params=["polling", pytest.param("woken", marks=pytest.mark.redis)])
def installation(request, database_kind, database_url, settings):
    """An installation of each kind: environment of its processes, and its services."""
    environ = {
        "CE_DATA_DIR": str(settings.data_dir),
        "CE_DATABASE_URL": database_url if database_kind == "postgresql" else "",
        "CE_SECRET_KEY": settings.secret_key,
    }
    if request.param == "woken":
        environ["CE_REDIS_URL"] = request.getfixturevalue("redis_url")
    services = prepare(Settings.from_env(environ))
    yield environ, services
    services.database.dispose()


@pytest.mark.processes
def test_a_worker_beside_the_web_stands_behind_it_in_the_queue_for_a_processor(settings):
    process = start({"CE_DATA_DIR": str(settings.data_dir), "CE_SECRET_KEY": settings.secret_key})
    ours = psutil.Process().nice()

    behind = until(lambda: psutil.Process(process.pid).nice() - ours)

    kill(process)
    assert behind == PATIENCE


@pytest.mark.processes
def test_killed_at_any_moment_a_worker_loses_no_page_and_stores_none_twice(installation):
    environ, services = installation
    with services.database.writing() as session:
        actor = an_actor(session, a_college(session))
    sizes = [3, 170, 40, 90, 1]
    for number, size in enumerate(sizes):
        receive(services, actor, size, f"report {number}")

    for stored in (1, 60, 150):
        process = start(environ)
        until(lambda n=stored: pages_stored(services) >= n)
        kill(process)
        let_leases_end(services)
    process = start(environ)
    until(lambda: all(state.is_final for state in states(services)))
    kill(process)

    assert states(services) == [RevisionState.READABLE] * len(sizes)
    assert pages_stored(services) == sum(sizes)
    assert list_faults(services, is_deep=True) == []


def let_leases_end(services):
    """What half a minute would do; one polling worker on one machine needs no such wait."""
    settings = services.settings
    if settings.is_many_machine or settings.redis_url:
        with services.database.writing() as session:
            for job in session.scalars(select(Job).where(Job.state == JobState.RUNNING)):
                job.lease_until = jobs.utc_now() - job_claims.LEASE
    if settings.redis_url:
        wakeups.waker(settings.redis_url)()


@pytest.mark.processes
def test_a_worker_asked_to_end_leaves_off_soon_and_cleanly(tmp_path):
    services = one_machine(tmp_path)
    with services.database.writing() as session:
        actor = an_actor(session, a_college(session))
    receive(services, actor, 400)
    process = start({"CE_DATA_DIR": str(services.settings.data_dir)})
    until(lambda: pages_stored(services))

    process.terminate()

    assert process.wait(timeout=30) == 0
    process.communicate()
    assert the_job(services).state is not JobState.RUNNING
    assert list_faults(services, is_deep=False) == []
    services.database.dispose()


def test_a_file_waits_for_the_scanner_however_often_it_is_not_there(settings):
    services = prepare(replace(settings, clamd_url=scanners.no_one()))
    with services.database.writing() as session:
        actor = an_actor(session, a_college(session))
    received = receive(services, actor, pages=1)
    waiting = Worker(services, host=None)

    for _ in range(MOST_ATTEMPTS + 2):
        assert waiting.drain(most=1) == 1
        with services.database.writing() as session:
            session.execute(update(Job).values(run_after=utc_now() - SCANNER_PAUSE))

    job = the_job(services)
    assert (job.state, job.sentence) == (JobState.WAITING, NOT_THERE)
    with services.database.reading() as session:
        told = documents.progress(session, actor, [received.revision_key])
    assert told[0].sentence == f"Received. {NOT_THERE}"
    services.database.dispose()
