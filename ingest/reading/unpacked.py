"""The owner's side of taking files out of a file: hears the children, restarts what crashed."""

import signal
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Final, TypeAlias

from ingest.reading import sentences
from ingest.reading.children import Child, Ended, Ending
from ingest.reading.events import (
    MemberBegun,
    MemberEnded,
    ReadLimits,
    ReadState,
    Room,
    UnpackEnd,
    UnpackEvent,
)

# Files of these kinds hold others.
CONTAINERS: Final = frozenset({"zip", "eml", "msg"})
# A file in an archive in an archive in an archive is still taken out; what is in it is not.
MOST_DEEP: Final = 3
# As in a reading: an end from outside counts only when it comes again and again.
_TRIES_WHEN_KILLED: Final = 6
_TRIES_WHEN_CRASHED: Final = 2
# Seconds of waiting allowed for each CPU second, since other work shares the machine.
_WAIT_PER_CPU: Final = 3


Fork: TypeAlias = Callable[[Mapping[str, Any]], AbstractContextManager[Child]]


class Unpacking:
    """One file being unpacked. ``first`` is the number to begin at."""

    def __init__(self, limits: ReadLimits, fork: Fork, first: int, room: Room) -> None:
        self._limits, self._fork = limits, fork
        self._next = first
        self._members, self._bytes, self._largest = room.members, room.bytes, room.largest
        self._waited = self._seconds = 0.0
        self._tries = self._losses = 0
        self._begun: int | None = None
        self._done = False

    def run(self) -> Iterator[UnpackEvent]:
        """Give the files one after the other, and at last UnpackEnd."""
        while not self._done:
            ending = yield from self._one_child()
            if ending is not None:
                yield from self._after(ending)

    def _one_child(self) -> Generator[UnpackEvent, None, Ending | None]:
        self._begun = None
        with self._fork(self._request()) as child:
            for said in child.said(self._limits.stall_seconds):
                if said["kind"] == "bytes":
                    data = child.take(said["bytes"], self._limits.stall_seconds)
                    if len(data) == said["bytes"]:
                        self._bytes -= len(data)
                        yield data
                else:
                    yield from self._heard(said)
                if self._done:
                    return None
                if self._waited + child.waited > _WAIT_PER_CPU * self._limits.seconds:
                    child.end(Ended.TIME)
            self._waited += child.waited
            return child.ending()

    def _request(self) -> Mapping[str, Any]:
        return {
            "do": "unpack",
            "first": self._next,
            "members": self._members,
            "bytes": self._bytes,
            "largest": self._largest,
            "cpu_seconds": max(self._limits.seconds - self._seconds, 1),
        }

    def _heard(self, said: Mapping[str, Any]) -> Iterator[UnpackEvent]:
        match said["kind"]:
            case "member":
                self._begun = said["number"]
                yield MemberBegun(said["number"], tuple(said["path"]))
            case "member_end":
                state = ReadState(said["state"]) if said["state"] else None
                yield self._end_member(state, said["problem"])
            case "unreadable":
                yield self._finish(0, said["reason"])
            case _:
                yield self._finish(said["left_out"], None)

    def _end_member(self, state: ReadState | None, problem: str | None) -> MemberEnded:
        self._next = (self._begun or self._next) + 1
        self._begun, self._tries = None, 0
        self._members -= 1
        return MemberEnded(state, problem)

    def _finish(self, left_out: int, reason: str | None) -> UnpackEnd:
        self._done = True
        return UnpackEnd(left_out, reason)

    def _after(self, ending: Ending) -> Iterator[UnpackEvent]:
        """Decide what a child's end before its last word means."""
        self._seconds += ending.seconds
        is_over = ending.why is Ended.TIME or ending.status == -signal.SIGXCPU
        if is_over or self._seconds >= self._limits.seconds:
            yield self._finish(0, sentences.TOO_MUCH_TIME)
            return
        self._tries += 1
        by_itself = ending.why in {Ended.BY_ITSELF, Ended.HOST_GONE}
        from_outside = ending.why is Ended.HOST_GONE or ending.status == -signal.SIGKILL
        if by_itself and self._tries < (
            _TRIES_WHEN_KILLED if from_outside else _TRIES_WHEN_CRASHED
        ):
            return
        self._losses += 1
        if self._begun is None or self._losses > self._limits.lost_pages:
            yield self._finish(0, sentences.STOPPED)
        else:
            yield self._end_member(ReadState.FAILED, sentences.MEMBER_STOPPED)
