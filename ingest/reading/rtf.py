"""Rich text files: sections by headings as of a Word file; keeps no layout."""

import mmap
from typing import Final

from ingest.reading import sentences
from ingest.reading.events import PageRead, ReadState
from ingest.reading.file_types import UnreadableError
from ingest.reading.packages import opening
from ingest.reading.rtf_reader import BODY, RichText
from ingest.reading.sections import cut_sections, section_page

PARSER: Final = "rtf-reader 1"
_REPEATED: Final = ("header", "footer")
_BESIDE: Final = ("footnote", "endnote", "comment")


class RichTextFile:
    """A rich text file, cut into sections of at most 1,000 words by its headings.

    Headers, footers, notes and comments follow the body as sections of their own, named as those
    of a Word file. Where the file breaks off, its last section says so.

    Raises:
        UnreadableError: it is damaged or without any text.
    """

    parser = PARSER
    pieces_are = "section"

    def __init__(self, data: mmap.mmap | bytes) -> None:
        with opening():
            text = RichText(data)
        self._sections = cut_sections(text.parts[BODY])
        for part in _REPEATED:
            self._sections += cut_sections(dict.fromkeys(text.parts[part]), part=part)
        for part in _BESIDE:
            self._sections += cut_sections(text.parts[part], part=part)
        self._is_cut_off = text.is_cut_off
        if not self._sections:
            raise UnreadableError(ReadState.REFUSED, sentences.EMPTY_TEXT)

    def __len__(self) -> int:
        return len(self._sections)

    def piece(self, ordinal: int) -> PageRead:
        """Read one section."""
        page = section_page(self._sections[ordinal - 1], ordinal)
        if self._is_cut_off and ordinal == len(self):
            return PageRead(page.locator, page.text, page.source, (sentences.CUT_OFF,), ordinal)
        return page
