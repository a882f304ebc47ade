"""One pass over the pages of a file, through as many children as it takes; knows no format."""

import signal
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from ingest.reading import sentences
from ingest.reading.child_process import OUT_OF_MEMORY
from ingest.reading.children import Child, Ended, Ending
from ingest.reading.confinement import MEBIBYTE
from ingest.reading.events import FileSeen, ReadLimits, ReadState

# A reader may be killed from outside, and its host may take it along when it dies: such an end
# is held against the page only when it comes again and again. A crash of its own comes again.
_TRIES_WHEN_KILLED: Final = 6
_TRIES_WHEN_CRASHED: Final = 2
# Seconds of waiting allowed for each CPU second, since other work shares the machine.
_WAIT_PER_CPU: Final = 3
_MUCH_OF_MEMORY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Opened:
    """The file could be opened: how many pieces it has, of which kind, and who reads it.

    ``numbers`` are those that people know the pieces by, None where that is their place;
    ``places`` the locators, None where they are not known beforehand.
    """

    pieces: int
    pieces_are: str
    parser: str
    numbers: tuple[int, ...] | None = None
    places: tuple[Mapping[str, Any], ...] | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """A page that no reader got past, and the sentence about it."""

    ordinal: int
    problem: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The pass ended before anything could be read."""

    state: ReadState
    sentence: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Every page was said or lost, but for those from ``unread_from`` on."""

    unread_from: int | None


_WELL: Final = Ending(0, 0.0, 0, Ended.BY_ITSELF)

Said: TypeAlias = FileSeen | Opened | Lost | Stopped | Finished | Mapping[str, Any]
Fork: TypeAlias = Callable[[Mapping[str, Any]], AbstractContextManager[Child]]


class Pass:
    """A pass of one kind ("read" or "enrich") over one open file.

    ``fork`` runs a child for a request; ``wanted`` are the ordinals to do, None for all;
    ``skip`` are given up beforehand.
    """

    def __init__(
        self,
        do: str,
        limits: ReadLimits,
        fork: Fork,
        *,
        first: int = 1,
        wanted: tuple[int, ...] | None = None,
        skip: frozenset[int] = frozenset(),
    ) -> None:
        self._do, self._limits, self._fork = do, limits, fork
        self._next, self._wanted, self._skip = first, wanted, skip
        self._seconds = self._waited = 0.0
        self._losses = self._tries = 0
        self._seen = self._done = False
        self._opened: Opened | None = None
        self._child_opened = False

    def run(self) -> Generator[Said, None, None]:
        """Say all that the children say, in order, and end with Stopped or Finished."""
        while not self._done:
            ending = yield from self._one_child()
            if not self._done:
                yield from self._after(ending)

    def _one_child(self) -> Generator[Said, None, Ending]:
        self._child_opened = False
        with self._fork(self._request()) as child:
            for said in child.said(self._limits.stall_seconds):
                yield from self._heard(said)
                if self._done:
                    break
                if self._waited + child.waited > _WAIT_PER_CPU * self._limits.seconds:
                    child.end(Ended.TIME)
            self._waited += child.waited
            # What a child that said its last word still does is of no interest.
            ending = _WELL if self._done else child.ending()
        self._seconds += ending.seconds
        return ending

    def _request(self) -> Mapping[str, Any]:
        return {
            "do": self._do,
            "first": self._next,
            "skip": sorted(self._skip),
            "wanted": self._wanted,
            "cpu_seconds": max(self._limits.seconds - self._seconds, 1),
        }

    def _heard(self, said: Mapping[str, Any]) -> Iterator[Said]:
        match said["kind"]:
            case "file":
                if not self._seen:
                    self._seen = True
                    yield FileSeen(said["type"], said["sha256"])
            case "unreadable":
                yield self._finish(Stopped(ReadState(said["state"]), said["reason"]))
            case "opened":
                self._child_opened = True
                if self._opened is None:
                    numbers, places = said.get("numbers"), said.get("places")
                    self._opened = Opened(
                        said["pieces"],
                        said["pieces_are"],
                        said["parser"],
                        None if numbers is None else tuple(numbers),
                        None if places is None else tuple(places),
                    )
                    yield self._opened
            case "done":
                yield from self._skipped(None)
                yield self._finish(Finished(None))
            case _:
                yield from self._skipped(said["ordinal"])
                self._tries = 0
                self._next = said["ordinal"] + 1
                yield said

    def _finish(self, end: Stopped | Finished) -> Stopped | Finished:
        self._done = True
        return end

    def _skipped(self, before: int | None) -> Iterator[Lost]:
        """Say what was given up beforehand, in its place."""
        for ordinal in sorted(self._skip):
            if self._next <= ordinal and (before is None or ordinal < before):
                self._next = ordinal + 1
                yield Lost(ordinal, sentences.PAGE_STOPPED)

    def _after(self, ending: Ending) -> Iterator[Said]:
        """Decide what a child's end before its last word means."""
        if (
            ending.why is Ended.TIME
            or ending.status == -signal.SIGXCPU
            or self._seconds >= self._limits.seconds
        ):
            yield self._give_up(sentences.TOO_MUCH_TIME)
            return
        self._tries += 1
        problem, stopped = _meaning(ending, self._limits.memory_mb)
        by_chance = problem == sentences.PAGE_STOPPED
        if by_chance and self._tries < _tries(ending):
            return
        # A file that opened before and now takes too long or too much to open would do so
        # again for every page that is left.
        if self._child_opened or (by_chance and self._opened):
            yield from self._lose_page(problem)
        else:
            yield self._give_up(stopped)

    def _lose_page(self, problem: str) -> Iterator[Said]:
        self._losses += 1
        self._tries = 0
        lost = self._due()
        if self._losses > self._limits.lost_pages:
            yield self._give_up(problem)
            return
        yield from self._skipped(lost)
        self._next = lost + 1
        yield Lost(lost, problem)

    def _give_up(self, sentence: str) -> Stopped | Finished:
        if self._opened is None:
            return self._finish(Stopped(ReadState.FAILED, sentence))
        return self._finish(Finished(self._due()))

    def _due(self) -> int:
        """Give the page that the child was at when it ended."""
        pieces = self._opened.pieces if self._opened else self._next
        wanted = self._wanted or range(self._next, pieces + 1)
        due = (each for each in wanted if each >= self._next and each not in self._skip)
        return next(due, pieces)


def _tries(ending: Ending) -> int:
    from_outside = ending.why is Ended.HOST_GONE or ending.status == -signal.SIGKILL
    return _TRIES_WHEN_KILLED if from_outside else _TRIES_WHEN_CRASHED


def _meaning(ending: Ending, memory_mb: int) -> tuple[str, str]:
    """Give the sentence for a page and the one for a file that could not even be opened."""
    if ending.why is Ended.STALLED:
        return sentences.PAGE_STALLED, sentences.STALLED
    # PDFium does not report that it got no memory, it ends the process.
    is_big = ending.status < 0 and ending.peak_bytes > memory_mb * MEBIBYTE * _MUCH_OF_MEMORY
    if ending.why is Ended.MEMORY or ending.status == OUT_OF_MEMORY or is_big:
        return sentences.PAGE_MEMORY, sentences.TOO_MUCH_MEMORY
    return sentences.PAGE_STOPPED, sentences.STOPPED
