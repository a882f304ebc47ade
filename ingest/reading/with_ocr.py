"""A file read page by page, with OCR where a page has no text that can be used; stores nothing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ingest.reading import ocr_engine, sentences
from ingest.reading.conclusions import WANTS_OCR, conclude
from ingest.reading.events import (
    FileSeen,
    OcrStage,
    PageOutcome,
    PageRead,
    ReadEnd,
    ReadEvent,
    ReadState,
)
from ingest.reading.host import ReaderHost, Source
from ingest.reading.pictures import KINDS
from store.errors import RefusedError

HAS_PICTURES: Final = frozenset({"pdf", *KINDS})
_CONCLUDED: Final = frozenset(
    {ReadState.READABLE, ReadState.READABLE_WITH_GAPS, ReadState.NEEDS_OCR}
)


def read_with_ocr(host: ReaderHost, source: Source, ocr: str) -> Iterator[ReadEvent]:
    """Read a file; ``ocr`` is "never", "always", or "auto": pages that need it, if it is installed.

    Raises:
        ReaderUnavailableError: no reader host can be started.
    """
    events = host.read(source)
    if ocr == "never" or not ocr_engine.is_installed():
        return events
    return _with_ocr(host, source, events, is_for_all=ocr == "always")


def _with_ocr(
    host: ReaderHost, source: Source, events: Iterator[ReadEvent], *, is_for_all: bool
) -> Iterator[ReadEvent]:
    """Read pages again from their pictures as they come, and end with what that came to."""
    outcomes: dict[int, PageOutcome] = {}
    has_pictures = False
    for event in events:
        match event:
            case FileSeen():
                has_pictures = event.type in HAS_PICTURES
                yield event
            case PageRead():
                is_wanted = is_for_all or event.outcome in WANTS_OCR
                page = _read_again(host, source, event) if has_pictures and is_wanted else event
                outcomes[page.ordinal] = page.outcome
                yield page
            case ReadEnd(state=state) if has_pictures and state in _CONCLUDED:
                yield conclude(
                    outcomes,
                    pages=event.pages,
                    parser=event.parser,
                    unread_from=event.unread_from,
                    ocr=OcrStage.DONE,
                )
            case _:
                yield event


def _read_again(host: ReaderHost, source: Source, page: PageRead) -> PageRead:
    try:
        found = host.ocr(source, page.ordinal)
    except RefusedError as error:
        return replace(page, problems=(*page.problems, error.sentence))
    if not found.text:
        return replace(page, problems=(*page.problems, sentences.OCR_PAGE_EMPTY))
    return replace(
        page,
        text=found.text,
        source="ocr",
        problems=(sentences.read_by_ocr(found.confidence),),
        outcome=PageOutcome.READ,
    )
