"""A message as pieces of text, whichever format it came in; knows no format and no bytes of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from ingest.reading import quality, sentences
from ingest.reading.events import PageOutcome, PageRead, ReadState
from ingest.reading.figure_marks import FigureMarks
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.html import ShownText
from ingest.reading.pictures import KINDS
from ingest.reading.sections import Block, cut_sections
from ingest.reading.storable import storable

HEADERS: Final = ("From", "To", "Cc", "Date", "Subject")
MOST_PARTS: Final = 2000
DEEPEST: Final = 40
SMALL_PICTURE: Final = 10 * 1024
NAMELESS: Final = "message"
_LONGEST_VALUE: Final = 2000
_LONGEST_NAME: Final = 200
_BLANK_LINE: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a message: its place among the parts, its name and its bytes."""

    number: int
    name: str
    content: Callable[[], bytes]


@dataclass(slots=True)
class Mail:
    """A message taken apart. ``inner`` are messages that were attached to it as such."""

    headers: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    attachments: list[Attached] = field(default_factory=list)
    inner: list["Mail"] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its subject, or what a message without one is called."""
        return self.headers.get("Subject", "")[:_LONGEST_NAME].strip() or NAMELESS

    def say(self, problem: str) -> None:
        """Note a problem, once."""
        if problem not in self.problems:
            self.problems.append(problem)


class MailFile:
    """A message and those attached to it as pieces of at most 1,000 words.

    Raises:
        UnreadableError: nothing is in it at all.
    """

    pieces_are = "part"

    def __init__(self, mail: Mail, parser: str, marks: FigureMarks | None = None) -> None:
        self.parser = parser
        self._pieces = [
            PageRead(page.locator, page.text, "text", page.problems, ordinal, page.outcome)
            for ordinal, page in enumerate(_pieces(mail, marks), start=1)
        ]
        if not self._pieces:
            raise UnreadableError(ReadState.REFUSED, sentences.EMPTY_MAIL)

    def __len__(self) -> int:
        return len(self._pieces)

    def piece(self, ordinal: int) -> PageRead:
        """Read one piece."""
        return self._pieces[ordinal - 1]


def header_value(raw: str) -> str:
    """Bring a header's value to one line of bearable length."""
    line = " ".join(storable(raw).split())
    return line if len(line) <= _LONGEST_VALUE else f"{line[:_LONGEST_VALUE]} …"


def plain_blocks(text: str) -> list[Block]:
    """Cut a plain body at its blank lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return [Block(f"{part}\n") for part in _BLANK_LINE.split(lines) if part.strip()]


def html_blocks(text: str, mail: Mail) -> list[Block]:
    """Give a web page's visible text without its headings' rank: a message has no sections."""
    shown = ShownText(text)
    if shown.has_hidden:
        mail.say(sentences.HIDDEN_LEFT_OUT)
    return [Block(block.text) for block in shown.blocks]


def all_attached(mail: Mail) -> Iterator[tuple[tuple[str, ...], Attached]]:
    """Give every attachment with the names of the messages around it, the outermost left out."""
    for path, each in _with_paths(mail):
        inner = (*path[1:], each.name) if path else ()
        for attached in each.attachments:
            yield inner, attached


def _with_paths(mail: Mail) -> Iterator[tuple[tuple[str, ...], Mail]]:
    """Give a message and those within it, each with the names of those around it."""
    waiting: list[tuple[tuple[str, ...], Mail]] = [((), mail)]
    while waiting:
        path, each = waiting.pop()
        yield path, each
        waiting += [((*path, each.name), inner) for inner in reversed(each.inner)]


def _pieces(mail: Mail, marks: FigureMarks | None) -> Iterator[PageRead]:
    for path, each in _with_paths(mail):
        sections = cut_sections(_blocks(each, marks))
        for number, section in enumerate(sections, start=1):
            of = f" ({number} of {len(sections)})" if len(sections) > 1 else ""
            locator = {"kind": "part", "path": list(path), "name": f"{each.name}{of}"}
            text = storable(section.text).rstrip("\n")
            garbled = quality.garbled(text)
            problems = [*(each.problems if number == 1 else ()), *((garbled,) if garbled else ())]
            outcome = PageOutcome.GARBLED if garbled else PageOutcome.READ
            yield PageRead(locator, text, "text", tuple(problems), number, outcome)


def _blocks(mail: Mail, marks: FigureMarks | None) -> Iterator[Block]:
    head = [f"{name}: {mail.headers[name]}" for name in HEADERS if mail.headers.get(name)]
    if head:
        yield Block("\n".join(head) + "\n")
    yield from mail.blocks[:-1]
    if mail.blocks:
        yield Block(mail.blocks[-1].text.rstrip("\n") + "\n")
    names = [attached.name for attached in mail.attachments]
    names += [inner.name for inner in mail.inner]
    if names:
        yield Block("Attachments: " + ", ".join(storable(name) for name in names))
    if marks is not None:
        yield from _figures(mail, marks)


def _figures(mail: Mail, marks: FigureMarks) -> Iterator[Block]:
    for attached in mail.attachments:
        if file_type(attached.content()) in KINDS:
            yield Block(marks.mark(storable(attached.name), attached.content))
