"""What ``extract`` prints: one file, read in the limited process, as lines; prints nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.reading import sentences
from ingest.reading.events import FileSeen, PageRead, ReadEnd, ReadEvent, ReadLimits
from ingest.reading.host import ReaderHost
from store.errors import IncompleteError


def extract_lines(
    path: Path, ocr: str = "auto", limits: ReadLimits | None = None
) -> Iterator[dict[str, Any]]:
    """Give the lines for one file: "file", a "page" each, and "end", which always comes last.

    ``ocr`` is "auto", "never" or "always".

    Raises:
        IncompleteError: ``ocr`` is "always", which needs a program that is not installed.
        OSError: the file cannot be opened.
    """
    if ocr == "always":
        raise IncompleteError(sentences.OCR_MISSING, "ocr")
    with ReaderHost(limits or ReadLimits()) as host:
        yield from (as_line(event) for event in host.read(path))


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
