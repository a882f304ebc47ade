"""OpenDocument texts: sections by headings as of a Word file; keeps no layout."""

import mmap
from collections.abc import Iterable, Iterator
from typing import Any, Final

from lxml import etree

from ingest.reading import odf_figures, sentences
from ingest.reading.events import PageRead, ReadState
from ingest.reading.figure_marks import FigureMarks
from ingest.reading.file_types import UnreadableError
from ingest.reading.odf import CONTENT, OFFICE, STYLE, STYLES, TEXT, Styles, open_document
from ingest.reading.odf_blocks import BlockReader
from ingest.reading.odf_lists import Lists
from ingest.reading.packages import Package, opening
from ingest.reading.sections import Block, Section, cut_sections, section_page

PARSER: Final = f"odt-reader 1 (lxml {etree.__version__})"


class OpenDocumentText:
    """An OpenDocument text, cut into sections of at most 1,000 words by its headings.

    Headers, footers, notes and annotations follow the body as sections of their own, named as
    those of a Word file.

    Raises:
        UnreadableError: it is locked, unsafe to unpack, damaged or without any text.
    """

    parser = PARSER
    pieces_are = "section"

    def __init__(self, data: mmap.mmap | bytes, marks: FigureMarks | None = None) -> None:
        with opening():
            self._sections = list(_sections(open_document(data), marks))
        if not self._sections:
            raise UnreadableError(ReadState.REFUSED, sentences.EMPTY_TEXT)

    def __len__(self) -> int:
        return len(self._sections)

    def piece(self, ordinal: int) -> PageRead:
        """Read one section."""
        return section_page(self._sections[ordinal - 1], ordinal)


def _sections(package: Package, marks: FigureMarks | None) -> Iterator[Section]:
    content = package.root(CONTENT)
    if marks is not None:
        odf_figures.write_in(content, package, marks)
    roots = [package.root(STYLES)] if STYLES in package else []
    reader = BlockReader(Styles([content, *roots]), Lists([content, *roots]))
    yield from cut_sections(reader.blocks(content.iterchildren(f"{OFFICE}body")))
    aside = reader.aside
    at_ends = BlockReader(Styles(roots), Lists(roots))
    headers = [block for root in roots for block in _repeated(root, "header", at_ends)]
    footers = [block for root in roots for block in _repeated(root, "footer", at_ends)]
    yield from cut_sections(headers, part="header")
    yield from cut_sections(footers, part="footer")
    for kind in ("footnote", "endnote"):
        notes = [note for note in aside.notes if note.get(f"{TEXT}note-class", "footnote") == kind]
        yield from cut_sections(_plain(reader, notes), part=kind)
    yield from cut_sections(_plain(reader, aside.annotations), part="comment")


def _repeated(root: Any, kind: str, reader: BlockReader) -> Iterator[Block]:
    """Give the headers or footers of all kinds of pages, the same text once."""
    seen = set()
    for master in root.iter(f"{STYLE}master-page"):
        for holder in master:
            is_shown = holder.get(f"{STYLE}display") != "false"
            if is_shown and str(holder.tag).startswith(f"{STYLE}{kind}"):
                for block in reader.blocks(holder):
                    if block.text not in seen:
                        seen.add(block.text)
                        yield Block(block.text)


def _plain(reader: BlockReader, holders: Iterable[Any]) -> Iterator[Block]:
    yield from (Block(block.text) for holder in list(holders) for block in reader.blocks(holder))
