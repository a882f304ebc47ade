"""Analyses, matches and checks texts beside the reading: here, or in processes of their own.

That is most of a worker's work, and one process has one processor. The processes get text and
give back rows; they open no file and no database.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from functools import cache, lru_cache, partial
from multiprocessing import get_context, parent_process
from types import TracebackType
from typing import NamedTuple, Self, TypeAlias

from sqlalchemy.orm import Session

from framework.keywords import builtin_keywords
from framework.loading import builtin
from ingest import personal_data
from ingest.personal_data import PersonalKind
from search_index import indexing, learned_words
from search_index.indexing import PreparedText
from search_index.learning import NOTHING, Learned
from search_index.matching import Matcher
from store.db import Database

LOG = logging.getLogger(__name__)
MOST_PROCESSES = 2


class Prepared(NamedTuple):
    """What is kept of a text beside itself: what finds it, and what it may tell of people."""

    to_find: PreparedText
    personal: Mapping[PersonalKind, int]


Promise: TypeAlias = Callable[[], Prepared]


@cache
def matcher() -> Matcher:
    """The matcher over the packaged model and keywords; made once a process."""
    return Matcher(builtin(), builtin_keywords())


# As many colleges as a worker is likely to take turns with.
@lru_cache(maxsize=64)
def taught_matcher(learned: Learned) -> Matcher:
    """The matcher with what a college has learned."""
    return learned.teach(matcher())


def learned_by(session: Session, college_id: int) -> Learned:
    """What a college has learned for the packaged model, by now."""
    return learned_words.find(session, college_id, builtin().sha256)


def prepare(text: str, learned: Learned = NOTHING) -> Prepared:
    """Analyse, match and check one text, now; `learned` is the college's own."""
    return Prepared(indexing.prepare(text, taught_matcher(learned)), personal_data.find(text))


def prepare_for(database: Database, college_id: int, text: str) -> Prepared:
    """Prepare one text by what a college has learned."""
    with database.reading() as session:
        learned = learned_by(session, college_id)
    return prepare(text, learned)


class Preparing:
    """Prepares texts in this process, when they are asked for. A context manager."""

    # How many texts may be under way before the first is asked for.
    lookahead = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def begin(self, text: str, learned: Learned = NOTHING) -> Promise:
        """Begin with a text; the promise gives it prepared."""
        return lambda: prepare(text, learned)

    def close(self) -> None:
        """End what was started for it."""


class PreparingPool(Preparing):
    """Prepares texts in other processes as soon as those are warm."""

    lookahead = 4 * MOST_PROCESSES

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._start()

    def warm(self) -> tuple[int, ...]:
        """Wait until the processes are ready, and give their process ids."""
        return tuple(sorted({one.result() for one in self._warming}))

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)

    def begin(self, text: str, learned: Learned = NOTHING) -> Promise:
        """Begin with a text; the promise gives it prepared."""
        here = partial(prepare, text, learned)
        if not all(one.done() for one in self._warming):
            return here
        pool = self._pool
        try:
            under_way = pool.submit(prepare, text, learned)
        except BrokenExecutor:
            return lambda: self._here_instead(pool, here)
        return lambda: self._kept(pool, under_way, here)

    def _kept(
        self, pool: ProcessPoolExecutor, under_way: "Future[Prepared]", here: Promise
    ) -> Prepared:
        try:
            return under_way.result()
        except BrokenExecutor:
            return self._here_instead(pool, here)

    def _here_instead(self, broken: ProcessPoolExecutor, here: Promise) -> Prepared:
        """A process was killed, perhaps for want of memory: nothing is lost, others are started."""
        if broken is self._pool:
            LOG.warning("A process that prepares texts was killed. Others are started.")
            self._start()
        return here()

    def _start(self) -> None:
        # Not forked: the worker has threads, and a lock that one of them holds would stay held.
        self._pool = ProcessPoolExecutor(
            self._processes, mp_context=get_context("spawn"), initializer=_begin_process
        )
        self._warming = [self._pool.submit(_ready) for _ in range(self._processes)]


def preparing_pool() -> Preparing:
    """Make what suits this machine: with one processor, other processes would not help."""
    processors = os.cpu_count() or 1
    return PreparingPool(min(processors, MOST_PROCESSES)) if processors > 1 else Preparing()


def _begin_process() -> None:
    """End with the worker, however that ends, and leave Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    matcher()


def _ready() -> int:
    return os.getpid()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
