"""The worker: takes jobs, two at once where there are processors, and gives each its handler."""

import fcntl
import logging
import math
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from functools import partial
from types import FrameType
from typing import IO, TypeAlias

from sqlalchemy.orm import Session

from ingest import ocr_job, rebuilding
from ingest.enrich_job import enrich_revision
from ingest.preparing import Preparing, matcher, preparing_pool
from ingest.reading.events import ReadLimits
from ingest.reading.host import ReaderHost
from ingest.reading_job import read_revision
from ingest.reading_tools import LaterError, ReadingTools, StoppedError
from ingest.scanning import Scanner, ScannerUnavailableError
from store import job_claims, jobs, wakeups
from store.errors import CareersEvidenceError, ConflictError
from store.job_claims import HEARTBEAT_SECONDS, Claim, JobLostError
from store.jobs import JobKind, Queue
from store.settings import Settings
from webapp import packing
from webapp.mailing import postman
from webapp.services import Services
from workflow.documents import library
from workflow.matching import learning

LOG = logging.getLogger(__name__)
POLL_SECONDS = 0.3
SWEEP_SECONDS = 15.0
MOST_AT_ONCE = 2
# Who sends files one after the other is not slowed by the tables of the first.
LULL_SECONDS = 3.0
_LOCK_PAUSE = 0.05
# How long a file waits before the virus scanner is asked again.
SCANNER_PAUSE = timedelta(seconds=30)

Handler = Callable[[ReadingTools, Claim], None]


def _show_to_reviews(tools: ReadingTools, claim: Claim) -> None:
    library.revision_became_readable(tools.database, claim)


HANDLERS: dict[JobKind, Handler] = {
    JobKind.READ_REVISION: read_revision,
    JobKind.ENRICH_REVISION: enrich_revision,
    JobKind.REVISION_READABLE: _show_to_reviews,
    JobKind.OCR_REVISION: ocr_job.ocr_revision,
    JobKind.REINDEX: rebuilding.reindex,
    JobKind.REMATCH: learning.rematch,
    JobKind.SEAL_SNAPSHOT: packing.seal,
    JobKind.BUILD_PACK: packing.build,
}
# Kinds whose handler has rows of its own to close when the job is worn out.
_CLOSES_ITSELF = frozenset({JobKind.READ_REVISION, JobKind.OCR_REVISION})
_WENT_WRONG = "Something went wrong in this work. The worker's log says what."


def limits_of(settings: Settings) -> ReadLimits:
    """The limits of a reading process, from the settings."""
    return ReadLimits(
        memory_mb=settings.read_memory_mb,
        seconds=settings.read_seconds,
        stall_seconds=settings.read_stall_seconds,
    )


def scanner_of(settings: Settings) -> Scanner | None:
    """The virus scanner that the settings name, None where they name none."""
    return Scanner(settings.clamd_url) if settings.clamd_url else None


# Writes how an attempt ended. Raises JobLostError.
_Ended: TypeAlias = Callable[[Session], None]


def _again(claim: Claim, sentence: str) -> _Ended:
    delay = job_claims.retry_delay(claim)
    return partial(job_claims.give_back, claim=claim, delay=delay, sentence=sentence)


class Lull:
    """Whether no file has been read for a moment, as the workers of one process know it."""

    def __init__(self, seconds: float = LULL_SECONDS) -> None:
        self._seconds = seconds
        self._last_read = -math.inf

    def queues(self) -> tuple[Queue, ...]:
        """Where work may be taken from: second passes wait while more files may be on their way."""
        is_there = time.monotonic() - self._last_read >= self._seconds
        return tuple(Queue) if is_there else (Queue.READING, Queue.UPKEEP)

    def ends(self) -> None:
        """A file was read just now."""
        self._last_read = time.monotonic()


class Worker:
    """Drains jobs until told to stop; one job at a time, its lease kept alive by a thread."""

    def __init__(
        self,
        services: Services,
        host: ReaderHost,
        preparing: Preparing | None = None,
        stopping: threading.Event | None = None,
        lull: Lull | None = None,
    ) -> None:
        self._lull = lull or Lull(seconds=0)
        self.stopping = stopping or threading.Event()
        self._tools = ReadingTools(
            services.database,
            services.blobs,
            host,
            is_stopping=self.stopping.is_set,
            preparing=preparing or Preparing(),
            largest_file=services.settings.max_upload_mb << 20,
            scanner=scanner_of(services.settings),
            secret_key=services.secret_key,
        )
        self._deadlines = packing.Deadlines(services.database)
        self._name = f"{socket.gethostname()}:{os.getpid()}"

    def drain(self, *, most: float = math.inf) -> int:
        """Work until no job waits, or `most` are done; returns how many were done."""
        done, ended = 0, None
        while (claim := self._end_and_take(ended, is_enough=done >= most)) is not None:
            ended = self._do(claim)
            done += 1
        return done

    def _end_and_take(self, ended: _Ended | None, *, is_enough: bool) -> Claim | None:
        """Write how the last job ended and take the next, in one transaction; None without one."""
        with self._tools.database.writing() as session:
            if ended is not None:
                # The word of a worker that lost its job counts nothing.
                with suppress(JobLostError):
                    ended(session)
            if is_enough or self.stopping.is_set():
                return None
            return job_claims.claim_next(session, self._name, queues=self._lull.queues())

    def poll(self) -> None:
        """Drain, wait a moment, and so on, until told to stop."""
        while not self.stopping.is_set():
            self._deadlines.look()
            if not self.drain():
                self.stopping.wait(POLL_SECONDS)

    def _do(self, claim: Claim) -> _Ended | None:
        """Do a job; gives what writes how it ended, None where another worker has it by now."""
        ended: _Ended = partial(job_claims.finish, claim=claim)
        try:
            if claim.is_worn_out and claim.kind not in _CLOSES_ITSELF:
                return partial(job_claims.fail, claim=claim, sentence=claim.trouble or _WENT_WRONG)
            with self._kept_alive(claim):
                HANDLERS[claim.kind](self._tools, claim)
            if claim.kind is JobKind.READ_REVISION:
                self._lull.ends()
        except JobLostError:
            return None
        except LaterError as later:
            ended = partial(job_claims.give_back, claim=claim, payload=later.payload)
        except StoppedError:
            ended = partial(job_claims.give_back, claim=claim)
        except ScannerUnavailableError as error:
            ended = partial(
                job_claims.put_off, claim=claim, delay=SCANNER_PAUSE, sentence=error.sentence
            )
        except CareersEvidenceError as error:
            ended = _again(claim, error.sentence)
        except Exception:
            # A handler may raise anything: one job that goes wrong must not end the worker, which
            # would take it up again at once. It is logged, counted, given up after its attempts.
            LOG.exception("Job %s (%s %s) went wrong", claim.job_id, claim.kind, claim.subject)
            ended = _again(claim, _WENT_WRONG)
        return ended

    @contextmanager
    def _kept_alive(self, claim: Claim) -> Iterator[None]:
        done = threading.Event()

        def beat() -> None:
            while not done.wait(HEARTBEAT_SECONDS):
                try:
                    with self._tools.database.writing() as session:
                        job_claims.heartbeat(session, claim)
                except JobLostError:
                    return

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


def run(services: Services, *, burst: bool = False) -> None:
    """Be the worker of this installation (with `burst`: until nothing waits).

    Raises ConflictError when another worker holds the data folder of one machine.
    """
    if services.settings.redis_url:
        _run_woken(services, burst=burst)
        return
    stopping = threading.Event()
    lull = Lull(seconds=0 if burst else LULL_SECONDS)
    with _alone(services), _pair(services, stopping, lull) as workers:
        _ask_for_what_changed(services)
        if not burst:
            _stop_on_signals(stopping)
        with (
            postman(services, stopping),
            _at_work(workers, Worker.drain if burst else Worker.poll),
        ):
            pass


@contextmanager
def _pair(services: Services, stopping: threading.Event, lull: Lull) -> Iterator[list[Worker]]:
    """Two workers in one process, so that one file is read while another is stored.

    One on one processor. Each has a reader host of its own.
    """
    limits = limits_of(services.settings)
    with preparing_pool() as preparing, ExitStack() as hosts:
        yield [
            Worker(services, hosts.enter_context(ReaderHost(limits)), preparing, stopping, lull)
            for _ in range(min(MOST_AT_ONCE, os.cpu_count() or 1))
        ]


@contextmanager
def _at_work(workers: Sequence[Worker], work: Callable[[Worker], object]) -> Iterator[None]:
    """Let each work in a thread of its own until it ends; what breaks one of them ends all."""

    def run_one(worker: Worker) -> None:
        with ExitStack() as if_it_breaks:
            if_it_breaks.callback(worker.stopping.set)
            work(worker)
            if_it_breaks.pop_all()

    with ThreadPoolExecutor(len(workers)) as threads:
        at_work = [threads.submit(run_one, worker) for worker in workers]
        yield
        for one in at_work:
            one.result()


def _ask_for_what_changed(services: Services) -> None:
    """Scans that came before OCR was installed are read now; new words match every page anew."""
    with services.database.writing() as session:
        ocr_job.ask_for_left(session)
        learning.ask_where_words_changed(session)


def run_until(services: Services, is_done: Callable[[], bool]) -> None:
    """Be the worker of this machine until `is_done`. Raises ConflictError as `run`."""
    stopping = threading.Event()
    with (
        _alone(services),
        _pair(services, stopping, Lull(seconds=0)) as workers,
        _at_work(workers, Worker.poll),
    ):
        try:
            while not (stopping.is_set() or is_done()):
                stopping.wait(POLL_SECONDS)
        finally:
            stopping.set()


def drain() -> None:
    """What a wake-up through RQ calls, without arguments."""
    _drain(Services.open(Settings.from_env(), for_worker=True))


def _drain(services: Services) -> None:
    with services.database.reading() as session:
        # Most wake-ups find that an earlier one has seen to everything.
        if not jobs.count_waiting(session):
            return
    with ReaderHost(limits_of(services.settings)) as host:
        Worker(services, host).drain()


def _run_woken(services: Services, *, burst: bool) -> None:
    if burst:
        _drain(services)
        return
    # Made before RQ forks a process for each wake-up, which then has it already.
    matcher()
    _ask_for_what_changed(services)
    # A wake-up may be lost with Redis; the rows are not. So look again by ourselves.
    sweep = threading.Thread(target=_sweep, args=(services,), daemon=True)
    sweep.start()
    wakeups.run_worker(services.settings.redis_url, burst=False)


def _sweep(services: Services) -> None:
    wake = wakeups.waker(services.settings.redis_url)
    pause = threading.Event()
    deadlines = packing.Deadlines(services.database)
    while not pause.wait(SWEEP_SECONDS):
        deadlines.look()
        with services.database.reading() as session:
            waiting = jobs.count_waiting(session)
        if waiting:
            wake()


@contextmanager
def _alone(services: Services) -> Iterator[None]:
    """Hold the data folder's lock where one machine has one worker; then its rows are all dead."""
    if services.settings.is_many_machine:
        yield
        return
    path = services.settings.data_dir / "worker.lock"
    with path.open("w") as lock:
        _lock(lock)
        with services.database.writing() as session:
            jobs.take_back_all(session)
        yield


def _lock(file: IO[str]) -> None:
    """Take the lock; tries for a second, since `is_worker_alive` holds it for a moment."""
    deadline = time.monotonic() + 1
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise ConflictError(
                    "Another worker is at work on this data folder. Stop it first."
                ) from error
            time.sleep(_LOCK_PAUSE)
        else:
            return


def is_worker_alive(services: Services) -> bool:
    """Whether another process holds the worker's lock of this data folder."""
    path = services.settings.data_dir / "worker.lock"
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _stop_on_signals(stopping: threading.Event) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
