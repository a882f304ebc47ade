"""Word files: opened by python-docx after a guard, read in document order; keeps no layout."""

import mmap
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from io import BytesIO
from typing import Any, Final

from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.package import Package
from lxml import etree

from ingest.reading import docx_diagrams, docx_figures, sentences
from ingest.reading.archive_guard import check_archive
from ingest.reading.docx_names import W
from ingest.reading.docx_paragraphs import Styles, blocks_of
from ingest.reading.events import PageRead, ReadState
from ingest.reading.figure_marks import FigureMarks
from ingest.reading.file_types import UnreadableError
from ingest.reading.sections import Block, Section, cut_sections, section_page

PARSER: Final = f"python-docx {version('python-docx')}"

# Parts beside the body: the end of their relationship type, their elements, what we call them.
_BESIDE: Final = (
    ("/header", None, "header"),
    ("/footer", None, "footer"),
    ("/footnotes", "footnote", "footnote"),
    ("/endnotes", "endnote", "endnote"),
    ("/comments", "comment", "comment"),
)
_BROKEN: Final = (
    OpcError,
    etree.LxmlError,
    zipfile.BadZipFile,
    AttributeError,
    EOFError,
    KeyError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
    AssertionError,
    zipfile.LargeZipFile,
)


class WordFile:
    """A Word document, cut into sections of at most 1,000 words by its headings.

    Headers, footers, notes and comments follow the body as sections of their own, whose path is
    their kind and whose locator says it under "part" as well.

    Raises:
        UnreadableError: it is locked, unsafe to unpack, damaged or without any text.
    """

    parser = PARSER
    pieces_are = "section"

    def __init__(self, data: mmap.mmap | bytes, marks: FigureMarks | None = None) -> None:
        stream = BytesIO(data)
        try:
            with zipfile.ZipFile(stream) as archive:
                check_archive(archive)
            self._sections = list(_sections(Package.open(stream), marks))
        except UnreadableError:
            raise
        except _BROKEN as error:
            # python-docx answers a broken package with whatever its own code ran into.
            raise UnreadableError(ReadState.FAILED, sentences.DAMAGED) from error
        if not self._sections:
            raise UnreadableError(ReadState.REFUSED, sentences.EMPTY_DOCUMENT)

    def __len__(self) -> int:
        return len(self._sections)

    def piece(self, ordinal: int) -> PageRead:
        """Read one section."""
        return section_page(self._sections[ordinal - 1], ordinal)


def _sections(package: Any, marks: FigureMarks | None) -> Iterator[Section]:
    main = package.main_document_part
    styles = Styles(
        [_element(part) for part in _all_related(main, "/styles")],
        [_element(part) for part in _all_related(main, "/numbering")],
    )
    body = _element(main)
    docx_diagrams.write_out(body, main.rels)
    if marks is not None:
        docx_figures.write_in(body, main.rels, marks)
    yield from cut_sections(blocks_of(body, styles))
    for kind, element, part in _BESIDE:
        yield from cut_sections(_blocks_beside(main, styles, kind, element), part=part)


def _blocks_beside(main: Any, styles: Styles, kind: str, element: str | None) -> Iterator[Block]:
    """Give the text of all parts of one kind; the same header on every section once."""
    seen = set()
    for part in _all_related(main, kind):
        root = _element(part)
        holders = [root] if element is None else root.findall(f"{W}{element}")
        for holder in holders:
            for block in blocks_of(holder, styles):
                if element is not None or block.text not in seen:
                    seen.add(block.text)
                    yield Block(block.text)


def _all_related(part: Any, kind: str) -> list[Any]:
    return [
        relationship.target_part
        for relationship in part.rels.values()
        if not relationship.is_external and relationship.reltype.endswith(kind)
    ]


def _element(part: Any) -> Any:
    """Give a part's root; python-docx keeps parts that it has no class for as bytes."""
    element = getattr(part, "element", None)
    return parse_xml(part.blob) if element is None else element
