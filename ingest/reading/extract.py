"""What ``extract`` prints: one file, read in the limited process, as lines; prints nothing."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from ingest.reading import ocr_engine, sentences
from ingest.reading.conclusions import with_files_inside
from ingest.reading.events import (
    FileSeen,
    MemberBegun,
    MemberEnded,
    PageRead,
    ReadEnd,
    ReadEvent,
    ReadLimits,
    Room,
    UnpackEnd,
)
from ingest.reading.host import ReaderHost, Source
from ingest.reading.unpacked import CONTAINERS, MOST_DEEP
from ingest.reading.with_ocr import read_with_ocr
from ingest.reading.zip_members import MOST_MEMBERS, MOST_UNPACKED
from store.errors import IncompleteError

_LARGEST = 100 << 20


def extract_lines(
    path: Path, ocr: str = "auto", limits: ReadLimits | None = None
) -> Iterator[dict[str, Any]]:
    """Give the lines for one file: "file", a "page" each, and "end", which always comes last.

    Files inside an archive or a message give lines of their own with their "path", before the
    "end" of what holds them, which counts them as "files". ``ocr`` is "auto" (pages without text
    that can be used, where OCR is installed), "never" or "always" (every page with a picture).

    Raises:
        IncompleteError: ``ocr`` is "always", which needs a program that is not installed.
        OSError: the file cannot be opened.
    """
    if ocr == "always" and not ocr_engine.is_installed():
        raise IncompleteError(sentences.OCR_MISSING, "ocr")
    with ReaderHost(limits or ReadLimits()) as host:
        yield from _Extracting(host, ocr).lines(path, ())


class _Extracting:
    """One file with all that is inside it, which shares one room."""

    def __init__(self, host: ReaderHost, ocr: str) -> None:
        self._host, self._ocr = host, ocr
        self._members, self._bytes = MOST_MEMBERS, MOST_UNPACKED

    def lines(self, source: Source, within: tuple[str, ...], depth: int = 0) -> Iterator[Any]:
        where = {"path": "/".join(within)} if within else {}
        kind = ""
        for event in read_with_ocr(self._host, source, self._ocr):
            if isinstance(event, FileSeen):
                kind = event.type
            if not isinstance(event, ReadEnd):
                yield as_line(event) | where
            elif kind in CONTAINERS and event.pages:
                yield from self._inside(source, within, depth, event)
            else:
                yield as_line(event) | where

    def _inside(
        self, source: Source, within: tuple[str, ...], depth: int, end: ReadEnd
    ) -> Iterator[dict[str, Any]]:
        """Give the lines of the files inside, then those of the file itself."""
        where = {"path": "/".join(within)} if within else {}
        members = self._members if depth < MOST_DEEP else 0
        told, count, missing = UnpackEnd(0), 0, []
        path: tuple[str, ...] = ()
        with ExitStack() as held:
            held_file: IO[bytes] = held.enter_context(tempfile.TemporaryFile())
            for event in self._host.unpack(source, Room(members, self._bytes, _LARGEST)):
                match event:
                    case MemberBegun():
                        held.close()
                        held_file, path = held.enter_context(tempfile.TemporaryFile()), event.path
                    case bytes():
                        held_file.write(event)
                        self._bytes -= len(event)
                    case MemberEnded():
                        count += 1
                        self._members -= 1
                        missing += ["/".join(path)] if event.problem else []
                        yield from self._inner(held_file, (*within, *path), depth + 1, event)
                    case UnpackEnd():
                        told = event
        ended = with_files_inside(
            end, told, count=count, missing=missing, is_too_deep=depth >= MOST_DEEP
        )
        yield as_line(ended) | {"files": count} | where

    def _inner(
        self, file: IO[bytes], path: tuple[str, ...], depth: int, ended: MemberEnded
    ) -> Iterator[dict[str, Any]]:
        if ended.problem is None:
            file.flush()
            yield from self.lines(file, path, depth)  # type: ignore[arg-type]
            return
        where = {"path": "/".join(path)}
        yield {"kind": "file", "type": None, "sha256": None} | where
        end = {"kind": "end", "state": ended.state, "pages": 0, "reason": ended.problem}
        yield end | {"parser": "none"} | where


def as_line(event: ReadEvent) -> dict[str, Any]:
    """Write an event as the dictionary that goes on its line."""
    match event:
        case FileSeen():
            return {"kind": "file", "type": event.type, "sha256": event.sha256}
        case PageRead():
            return {
                "kind": "page",
                "locator": dict(event.locator),
                "text": event.text,
                "source": event.source,
                "problems": list(event.problems),
            }
        case ReadEnd():
            return {
                "kind": "end",
                "state": event.state.value,
                "pages": event.pages,
                "reason": event.reason,
                "parser": event.parser,
            }
