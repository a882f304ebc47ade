"""Plain text, Markdown and CSV: cut at blank lines and headings; knows no other markup."""

import mmap
import re
from importlib.metadata import version
from typing import Final

from ingest.reading import markdown, quality, sentences
from ingest.reading.charsets import decoded
from ingest.reading.events import PageOutcome, PageRead, ReadState
from ingest.reading.file_types import UnreadableError
from ingest.reading.sections import cut_sections, section_page

PARSER: Final = f"charset-normalizer {version('charset-normalizer')}"
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
        paragraphs = (part for part in _BLANK_LINE.split(text.strip("\n")) if part.strip())
        self._sections = cut_sections(markdown.blocks_of(paragraphs), between="\n\n")

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
