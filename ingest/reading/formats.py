"""The formats that are read, each one line here and one module; knows no process and no limit."""

import hashlib
import mmap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol, runtime_checkable

from ingest.reading import (
    csv_file,
    docx,
    eml,
    html,
    msg,
    odp,
    ods,
    odt,
    pdf,
    pictures,
    plain_text,
    pptx,
    rtf,
    sentences,
    xlsx,
    zip_members,
)
from ingest.reading.events import PageRead, ReadState
from ingest.reading.file_types import UnreadableError, file_type, refusal

# Ten times the longest papers that colleges keep; beyond, a file is a data set or a trap.
MOST_PIECES: Final = 20_000


class OpenedFile(Protocol):
    """A file of one format, opened: pieces are counted from 1 and read one at a time."""

    parser: str
    pieces_are: str
    """The kind of its locators: "page", "section", "slide", "sheet" or "part"."""

    def __len__(self) -> int: ...

    def piece(self, ordinal: int) -> PageRead:
        """Read one piece. What goes wrong with it is told in its problems, not raised."""
        ...


@runtime_checkable
class Numbered(Protocol):
    """A file whose pieces people know by a number that is not the piece's place in the file."""

    @property
    def numbers(self) -> Sequence[int]:
        """The number of each piece, in order."""
        ...


@runtime_checkable
class Placed(Protocol):
    """A file whose places are known when it is opened, so that a lost piece can be named."""

    @property
    def places(self) -> Sequence[Mapping[str, Any]]:
        """The locator of each piece, in order."""
        ...


OPENERS: Final[Mapping[str, Callable[[mmap.mmap | bytes], OpenedFile]]] = {
    "pdf": pdf.PdfFile,
    "docx": docx.WordFile,
    "pptx": pptx.PowerPointFile,
    "odt": odt.OpenDocumentText,
    "odp": odp.OpenDocumentSlides,
    "rtf": rtf.RichTextFile,
    "xlsx": xlsx.ExcelFile,
    "ods": ods.OpenDocumentSheets,
    "csv": csv_file.CsvFile,
    "text": plain_text.TextFile,
    "html": html.HtmlFile,
    "eml": eml.EmlFile,
    "msg": msg.MsgFile,
    "zip": zip_members.ZipListing,
    **dict.fromkeys(pictures.KINDS, pictures.PictureFile),
}


def open_file(data: mmap.mmap | bytes) -> OpenedFile:
    """Open a file by what it holds.

    Raises:
        UnreadableError: it is of a kind that is not read, locked, damaged or of too many pieces.
    """
    kind = file_type(data)
    if kind not in OPENERS:
        raise refusal(kind)
    opened = OPENERS[kind](data)
    if len(opened) > MOST_PIECES:
        raise UnreadableError(
            ReadState.REFUSED,
            sentences.too_many_pieces(len(opened), MOST_PIECES, opened.pieces_are),
        )
    return opened


def read_file(data: mmap.mmap | bytes, request: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Say the file's type and hash, how many pieces it has, then each piece that is wanted.

    ``request`` holds "first" (the ordinal to begin at) and "skip" (ordinals left out).
    """
    yield {"kind": "file", "type": file_type(data), "sha256": hashlib.sha256(data).hexdigest()}
    try:
        opened = open_file(data)
    except UnreadableError as error:
        yield {"kind": "unreadable", "state": error.state, "reason": error.sentence}
        return
    yield {
        "kind": "opened",
        "pieces": len(opened),
        "parser": opened.parser,
        "pieces_are": opened.pieces_are,
        "numbers": list(opened.numbers) if isinstance(opened, Numbered) else None,
        "places": list(opened.places) if isinstance(opened, Placed) else None,
    }
    skip = frozenset(request["skip"])
    for ordinal in range(request["first"], len(opened) + 1):
        if ordinal not in skip:
            yield _said(opened.piece(ordinal))
    yield {"kind": "done"}


def _said(piece: PageRead) -> Mapping[str, Any]:
    return {
        "kind": "page",
        "locator": piece.locator,
        "text": piece.text,
        "source": piece.source,
        "problems": piece.problems,
        "ordinal": piece.ordinal,
        "outcome": piece.outcome,
    }
