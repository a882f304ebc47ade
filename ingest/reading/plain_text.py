"""Plain text, Markdown and CSV: finds the encoding, cuts at blank lines; knows no markup."""

import codecs
import mmap
import re
from importlib.metadata import version
from typing import Final

from charset_normalizer import from_bytes

from ingest.reading import quality, sentences
from ingest.reading.events import PageOutcome, PageRead, ReadState
from ingest.reading.file_types import UnreadableError
from ingest.reading.sections import Block, cut_sections, section_page

PARSER: Final = f"charset-normalizer {version('charset-normalizer')}"
# The statistics of an encoding do not change after this; looking at 100 MB takes minutes.
_SAMPLE: Final = 256 * 1024
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_USUAL: Final = "cp1252"
_MARGIN: Final = 0.05
_BLANK_LINE: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


class TextFile:
    """A text file, cut into sections of at most 1,000 words.

    Raises:
        UnreadableError: there is nothing but white space in it.
    """

    parser = PARSER
    pieces_are = "section"

    def __init__(self, data: mmap.mmap | bytes) -> None:
        text = decoded(bytes(data)).replace("\r\n", "\n").replace("\r", "\n")
        if quality.is_blank(text):
            raise UnreadableError(ReadState.REFUSED, sentences.EMPTY_FILE)
        blocks = (Block(part) for part in _BLANK_LINE.split(text.strip("\n")) if part.strip())
        self._sections = cut_sections(blocks, between="\n\n")

    def __len__(self) -> int:
        return len(self._sections)

    def piece(self, ordinal: int) -> PageRead:
        """Read one section."""
        page = section_page(self._sections[ordinal - 1], ordinal)
        problem = quality.garbled(page.text)
        if problem is None:
            return page
        return PageRead(
            page.locator, page.text, page.source, (problem,), ordinal, PageOutcome.GARBLED
        )


def decoded(data: bytes) -> str:
    """Decode by byte order mark, else UTF-8, else by statistics, else as Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_likely_encoding(data[:_SAMPLE]), "replace")


def _likely_encoding(sample: bytes) -> str:
    """Choose by statistics; where Windows-1252 is as likely as the best, it is that here."""
    matches = from_bytes(sample)
    best = matches.best()
    if best is None:
        return _USUAL
    as_likely = (match for match in matches if match.chaos <= best.chaos + _MARGIN)
    is_usual = any(_USUAL in match.could_be_from_charset for match in as_likely)
    return _USUAL if is_usual else best.encoding
