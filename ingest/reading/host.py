"""The door to the reading of files: one reader host and its children; knows no database."""

import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeAlias

from ingest.reading import ocr_engine, passes, sentences
from ingest.reading.children import Child, HostProcess
from ingest.reading.conclusions import conclude
from ingest.reading.events import (
    CellRow,
    Cells,
    EnrichEvent,
    Figure,
    FileSeen,
    OcrStage,
    OcrWord,
    PageBoxes,
    PageEnriched,
    PageOcr,
    PageOutcome,
    PageRead,
    ReadEnd,
    ReadEvent,
    ReadLimits,
    ReadState,
    Room,
    TextRange,
    UnpackEvent,
)
from ingest.reading.memory_watch import MemoryWatch
from ingest.reading.slides import slide_locator
from ingest.reading.unpacked import Unpacking
from store.errors import RefusedError

Source: TypeAlias = Path | BinaryIO
_COPY_BYTES = 1 << 20
_UNKNOWN_PARSER = "none"
# How often a page is given to OCR whose reader was killed from outside.
_OCR_TRIES = 6


class ReaderHost:
    """Reads files in limited processes of its own. Use it as a context manager, from any thread.

    One child is forked per file, so as many files are read at once as threads ask for it. The
    host is started by the first use and again whenever it died.
    """

    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._host = HostProcess()
        self._watch = MemoryWatch(limits.memory_mb, lambda: self._host.pid)

    def __enter__(self) -> Self:
        self._host.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._watch.stop()
        self._host.stop()

    @property
    def pid(self) -> int | None:
        """The process id of the host, None while none runs."""
        return self._host.pid

    def read(
        self,
        source: Source,
        *,
        first_page: int = 1,
        skip_pages: frozenset[int] = frozenset(),
        earlier: Mapping[int, PageOutcome] | None = None,
        on_opened: Callable[[int, str], None] | None = None,
    ) -> Generator[ReadEvent, None, None]:
        """Read a file page by page; the first event is FileSeen, the last always ReadEnd.

        ``first_page`` is the ordinal to begin at; ``earlier`` what became of the pages before it,
        so that the end speaks for the whole file; ``skip_pages`` are not tried and count as lost.
        ``on_opened`` is told how many pages the file has and who reads it, once that is known.
        Closing the iterator ends the child.

        Raises:
            ReaderUnavailableError: no reader host can be started.
        """
        outcomes = dict(earlier or {})
        opened: passes.Opened | None = None
        with _descriptor(source) as file:
            reading = self._pass("read", file, first=first_page, skip=skip_pages)
            with closing(reading.run()) as saying:
                for said in saying:
                    match said:
                        case FileSeen():
                            yield said
                        case passes.Opened():
                            opened = said
                            if on_opened is not None:
                                on_opened(said.pieces, said.parser)
                        case passes.Stopped():
                            yield ReadEnd(said.state, 0, said.sentence, _UNKNOWN_PARSER)
                        case passes.Finished():
                            assert opened is not None  # noqa: S101 - a pass finishes what it opened
                            yield _concluded(outcomes, opened, said)
                        case _:
                            page = _page_read(said, opened)
                            outcomes[page.ordinal] = page.outcome
                            yield page

    def enrich(self, source: Source, pages: Iterable[int]) -> Generator[EnrichEvent, None, None]:
        """Look for tables, and for a better text where the first is garbled, on PDF pages.

        Gives PageEnriched for each page, in order, and ReadEnd. Other kinds of files have no
        second pass: their end comes at once, as readable.

        Raises:
            ReaderUnavailableError: no reader host can be started.
        """
        wanted = tuple(sorted(set(pages)))
        with _descriptor(source) as file:
            enriching = self._pass("enrich", file, wanted=wanted)
            parser = _UNKNOWN_PARSER
            count = 0
            with closing(enriching.run()) as saying:
                for said in saying:
                    match said:
                        case FileSeen():
                            yield said
                        case passes.Opened():
                            parser, count = said.parser, said.pieces
                        case passes.Stopped():
                            yield ReadEnd(said.state, 0, said.sentence, parser)
                        case passes.Finished():
                            yield ReadEnd(ReadState.READABLE, count, None, parser, said.unread_from)
                        case passes.Lost():
                            yield PageEnriched(said.ordinal, (), None, (said.problem,))
                        case _:
                            yield _page_enriched(said)

    def unpack(
        self, source: Source, room: Room, *, first: int = 1
    ) -> Generator[UnpackEvent, None, None]:
        """Take the files out of an archive or a message, one after the other, never whole.

        Gives MemberBegun, its bytes in chunks and MemberEnded for each, then UnpackEnd. Other
        kinds of files have none inside. ``first`` is the number to begin at. Closing the iterator
        ends the child.

        Raises:
            ReaderUnavailableError: no reader host can be started.
        """
        with _descriptor(source) as file:
            unpacking = Unpacking(self._limits, lambda asked: self._fork(asked, file), first, room)
            yield from unpacking.run()

    def ocr(self, source: Source, page_number: int) -> PageOcr:
        """Read the picture of one page of a PDF or picture; takes seconds.

        The limits hold for this page alone. A child that was killed is tried again.

        Raises:
            RefusedError: the page cannot be read; the sentence says why.
            ReaderUnavailableError: no reader host can be started.
        """
        asked = {"do": "ocr", "number": page_number}
        with _descriptor(source) as file:
            for _ in range(_OCR_TRIES):
                with self._fork(asked, file) as child:
                    for said in child.said(self._limits.stall_seconds):
                        if said["kind"] == "unreadable":
                            raise RefusedError(said["reason"])
                        if said["kind"] == "ocr":
                            return _page_ocr(said)
                    ending = child.ending()
                if not ending.is_from_outside:
                    break
        raise RefusedError(sentences.OCR_PAGE_FAILED)

    def render(self, source: Source, page_number: int, width_px: int) -> bytes:
        """Draw a page of a PDF or picture as PNG, ``width_px`` pixels wide.

        Raises:
            RefusedError: the page cannot be drawn; the sentence says why.
            ReaderUnavailableError: no reader host can be started.
        """
        return self._picture(source, {"do": "render", "number": page_number, "width": width_px})

    def figures(self, source: Source, ordinal: int) -> tuple[Figure, ...]:
        """Find the pictures that stand in a slide, section or message, in order.

        Raises:
            RefusedError: the file cannot be opened; the sentence says why.
            ReaderUnavailableError: no reader host can be started.
        """
        asked = {"do": "figures", "number": ordinal}
        with _descriptor(source) as file, self._fork(asked, file) as child:
            answer = self._only_answer(child)
        return tuple(Figure(**each) for each in answer["figures"])

    def draw_figure(self, source: Source, ordinal: int, number: int) -> bytes:
        """Draw one picture of a slide, section or message as PNG.

        Raises:
            RefusedError: it cannot be drawn, or is not there; the sentence says why.
            ReaderUnavailableError: no reader host can be started.
        """
        return self._picture(source, {"do": "figure", "number": ordinal, "figure": number})

    def boxes(
        self, source: Source, page_number: int, ranges: Sequence[TextRange], text_sha256: str = ""
    ) -> PageBoxes:
        """Find where ranges of a PDF page's text lie on the page as it is drawn.

        The offsets count when the text that PDFium gives today has the SHA-256 ``text_sha256``
        (UTF-8); else each quote is looked for. A range that is not found has no rectangles.

        Raises:
            RefusedError: the page cannot be opened; the sentence says why.
            ReaderUnavailableError: no reader host can be started.
        """
        asked = {
            "do": "boxes",
            "number": page_number,
            "ranges": [asdict(each) for each in ranges],
            "text_sha256": text_sha256,
        }
        with _descriptor(source) as file, self._fork(asked, file) as child:
            answer = self._only_answer(child)
        found = tuple(tuple(tuple(box) for box in boxes) for boxes in answer["ranges"])
        return PageBoxes(answer["width_pt"], answer["height_pt"], found)

    def cells(self, source: Source) -> Cells:
        """Read the cells of an Excel workbook, for a table that people keep.

        Raises:
            RefusedError: it is none, damaged or too much; the sentence says why.
            ReaderUnavailableError: no reader host can be started.
        """
        rows: list[CellRow] = []
        with _descriptor(source) as file, self._fork({"do": "cells"}, file) as child:
            for said in child.said(self._limits.stall_seconds):
                if said["kind"] == "unreadable":
                    raise RefusedError(said["reason"])
                if said["kind"] == "done":
                    return Cells(tuple(rows), tuple(said["problems"]))
                cells = tuple((column, text) for column, text in said["cells"])
                rows.append(CellRow(said["sheet"], said["number"], cells))
        raise RefusedError(sentences.CELLS_NOT_READ)

    def layers_in_force(self) -> tuple[str, ...]:
        """Name the limits that this platform puts on a reading process."""
        with (
            tempfile.TemporaryFile() as nothing,
            self._fork({"do": "layers"}, nothing.fileno()) as child,
        ):
            return tuple(self._only_answer(child)["layers"])

    def _pass(self, do: str, file: int, **options: Any) -> passes.Pass:
        return passes.Pass(do, self._limits, lambda asked: self._fork(asked, file), **options)

    @contextmanager
    def _fork(self, asked: Mapping[str, Any], file: int) -> Iterator[Child]:
        limits = {"limits": asdict(self._limits), "cpu_seconds": self._limits.seconds}
        child = self._host.request(limits | dict(asked), file)
        self._watch.add(child)
        try:
            yield child
        finally:
            self._watch.remove(child)
            child.close()

    def _picture(self, source: Source, asked: Mapping[str, Any]) -> bytes:
        with _descriptor(source) as file, self._fork(asked, file) as child:
            answer = self._only_answer(child)
            picture = child.take(answer["bytes"], self._limits.stall_seconds)
        if len(picture) < answer["bytes"]:
            raise RefusedError(sentences.NOT_DRAWN)
        return picture

    def _only_answer(self, child: Child) -> dict[str, Any]:
        answer = next(child.said(self._limits.stall_seconds), None)
        if answer is None:
            raise RefusedError(sentences.NOT_DRAWN)
        if answer.get("kind") == "unreadable":
            raise RefusedError(answer["reason"])
        return answer


def _concluded(
    outcomes: Mapping[int, PageOutcome], opened: passes.Opened, end: passes.Finished
) -> ReadEnd:
    return conclude(
        outcomes,
        pages=opened.pieces,
        parser=opened.parser,
        unread_from=end.unread_from,
        pieces_are=opened.pieces_are,
        numbers=opened.numbers,
        ocr=OcrStage.WAITING if ocr_engine.is_installed() else OcrStage.MISSING,
    )


def _page_read(said: passes.Lost | Mapping[str, Any], opened: passes.Opened | None) -> PageRead:
    if isinstance(said, passes.Lost):
        locator = _lost_locator(said.ordinal, opened)
        return PageRead(locator, "", "none", (said.problem,), said.ordinal, PageOutcome.FAILED)
    return PageRead(
        said["locator"],
        said["text"],
        said["source"],
        tuple(said["problems"]),
        said["ordinal"],
        PageOutcome(said["outcome"]),
    )


def _lost_locator(ordinal: int, opened: passes.Opened | None) -> dict[str, Any]:
    match opened:
        case passes.Opened(pieces_are="section"):
            return {"kind": "section", "path": [], "paragraphs": [ordinal, ordinal]}
        case passes.Opened(pieces_are="slide", numbers=tuple() as numbers):
            return slide_locator(numbers, ordinal)
        case passes.Opened(places=tuple() as places):
            return dict(places[ordinal - 1])
        case passes.Opened(pieces_are="part"):
            return {"kind": "part", "path": [], "name": f"part {ordinal}"}
        case _:
            return {"kind": "page", "number": ordinal}


def _page_enriched(said: Mapping[str, Any]) -> PageEnriched:
    tables = tuple(tuple(tuple(row) for row in table) for table in said["tables"])
    return PageEnriched(said["ordinal"], tables, said["text"], tuple(said["problems"]))


def _page_ocr(said: Mapping[str, Any]) -> PageOcr:
    words = tuple(
        OcrWord(word["start"], word["end"], word["text"], word["confidence"], tuple(word["box"]))
        for word in said["words"]
    )
    facts = ("number", "text", "confidence", "width", "height", "parser")
    return PageOcr(words=words, **{name: said[name] for name in facts})


@contextmanager
def _descriptor(source: Source) -> Iterator[int]:
    """Hold the file open as a descriptor; what is no file on this machine is copied to one."""
    if isinstance(source, Path):
        with source.open("rb") as opened:
            yield opened.fileno()
        return
    try:
        descriptor = source.fileno()
    except OSError:
        descriptor = None
    if descriptor is not None:
        yield descriptor
        return
    with tempfile.TemporaryFile() as copy:
        while data := source.read(_COPY_BYTES):
            copy.write(data)
        copy.flush()
        yield copy.fileno()
