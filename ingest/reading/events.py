"""What a reading of a file tells, as values; refuses to know how the file was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

Locator: TypeAlias = Mapping[str, Any]


class ReadState(StrEnum):
    """How a reading ended, as people see it."""

    READABLE = "readable"
    READABLE_WITH_GAPS = "readable_with_gaps"
    NEEDS_OCR = "needs_ocr"
    NEEDS_PASSWORD = "needs_password"
    REFUSED = "refused"
    FAILED = "failed"


class PageOutcome(StrEnum):
    """What became of one page."""

    READ = "read"
    BLANK = "blank"
    NO_TEXT = "no_text"
    GARBLED = "garbled"
    FAILED = "failed"


class OcrStage(StrEnum):
    """How far a file has come on the way to OCR: cannot be read by it, will be, or was."""

    MISSING = "missing"
    WAITING = "waiting"
    DONE = "done"


GAPS = frozenset({PageOutcome.NO_TEXT, PageOutcome.GARBLED, PageOutcome.FAILED})


@dataclass(frozen=True, slots=True)
class FileSeen:
    """The file's type, decided by its content, and the SHA-256 of its bytes (64 hex digits)."""

    type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PageRead:
    """One located piece of text.

    ``ordinal`` counts the pieces of the file from 1 and is what a reading resumes at;
    ``source`` is "text" or "none"; ``problems`` are sentences for people.
    """

    locator: Locator
    text: str
    source: str
    problems: tuple[str, ...]
    ordinal: int
    outcome: PageOutcome = PageOutcome.READ


TableRows: TypeAlias = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PageEnriched:
    """What the second pass found on a page: its tables, and a better text where there is one."""

    number: int
    tables: tuple[TableRows, ...]
    text: str | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadEnd:
    """The last word on a reading. ``reason`` is a sentence unless the state is readable.

    ``pages`` counts the pages of the file, also those not read; ``unread_from`` is the ordinal
    of the first page that was given up with all after it.
    """

    state: ReadState
    pages: int
    reason: str | None
    parser: str
    unread_from: int | None = None


ReadEvent: TypeAlias = FileSeen | PageRead | ReadEnd
EnrichEvent: TypeAlias = FileSeen | PageEnriched | ReadEnd

Rectangle: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word read from a picture: where it stands in the text, how sure it is, where it lies.

    Offsets are code points; the confidence is 0 to 100; the box as fractions of the page.
    """

    start: int
    end: int
    text: str
    confidence: int
    box: Rectangle


@dataclass(frozen=True, slots=True)
class PageOcr:
    """What OCR made of a page. Without words the text is empty and the confidence 0.

    The size is that of the page as it is shown, in points or pixels.
    """

    number: int
    text: str
    confidence: int
    words: tuple[OcrWord, ...]
    width: float
    height: float
    parser: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture within a slide, section or message, behind so many characters of its text.

    ``words`` are what its author says of it. Width and height in pixels are 0 where it cannot be
    drawn.
    """

    number: int
    after: int
    words: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """Where ranges of characters lie on a page.

    Each range has its rectangles (x0, y0, x1, y1), one a line, as fractions of the page's width
    and height from its top left corner. The size is in points, as the page is shown.
    """

    width_pt: float
    height_pt: float
    ranges: tuple[tuple[Rectangle, ...], ...]


@dataclass(frozen=True, slots=True)
class TextRange:
    """Characters of a page's text layer: offsets are code points, ``quote`` their exact text."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What a reader may use: memory in MiB, CPU seconds of one pass, seconds without progress."""

    memory_mb: int = 1024
    seconds: int = 600
    stall_seconds: float = 60
    lost_pages: int = field(default=20)


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be taken out: files, bytes of all together, bytes of the largest."""

    members: int
    bytes: int
    largest: int


@dataclass(frozen=True, slots=True)
class MemberBegun:
    """A file inside begins; its bytes follow. The same number again: what came before is void.

    ``number`` is its place in the file around it, which never changes; some have no file.
    """

    number: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberEnded:
    """All bytes of the file have come, or it is not to be had, and why."""

    state: ReadState | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class UnpackEnd:
    """The last word: how many files were left out for want of room, or why there are none."""

    left_out: int
    reason: str | None = None


UnpackEvent: TypeAlias = MemberBegun | bytes | MemberEnded | UnpackEnd


@dataclass(frozen=True, slots=True)
class CellRow:
    """A row of a workbook's sheet that shows something: its cells by column, from 1."""

    sheet: str
    number: int
    cells: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """The rows of a workbook that are shown, in order, and what is to be said of them."""

    rows: tuple[CellRow, ...]
    problems: tuple[str, ...]
