"""Excel workbooks: sheets, their rows and comments as streams; reads no chart and no picture."""

import mmap
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from ingest.reading import sentences
from ingest.reading.number_formats import GENERAL, built_in
from ingest.reading.packages import (
    BROKEN,
    Package,
    Relationship,
    first,
    linked,
    local_name,
    opening,
)
from ingest.reading.sheets import FullError, Gathering, Sheets
from ingest.reading.xlsx_parts import Book, Comments, SheetRows, Strings, is_true
from ingest.reading.xml_streams import Listener, listen

PARSER: Final = f"xlsx-reader 1 (lxml {etree.__version__})"
_HIDDEN: Final = frozenset({"hidden", "veryHidden"})
_COMMENTS: Final = ("/comments", "/threadedComment")


class ExcelFile(Sheets):
    """An Excel workbook: values as they were last calculated and as their formats show them.

    Raises:
        UnreadableError: it is locked, unsafe to unpack, damaged, empty or wholly hidden.
    """

    def __init__(self, data: mmap.mmap | bytes) -> None:
        with opening():
            gathered = _Reader(Package(data), Gathering()).gathered()
        super().__init__(gathered, PARSER)


def gather(package: Package, gathering: Gathering) -> None:
    """Give the rows of every sheet that is shown to `gathering`."""
    _Reader(package, gathering).gathered()


class _Reader:
    def __init__(self, package: Package, gathering: Gathering) -> None:
        self._package = package
        self._main = _one(package.relationships(""), "/officeDocument")
        self._parts = package.relationships(self._main)
        self._gathering = gathering
        self._read: set[str] = set()
        self._problems: dict[str, None] = {}

    def gathered(self) -> Gathering:
        """Read the sheets that are shown, in their order."""
        root = self._package.root(self._main)
        properties = first(root, "workbookPr")
        book = Book(
            self._strings(),
            self._formats(),
            from_1904=properties is not None and is_true(properties.get("date1904")),
        )
        for sheet in _children(root, "sheets"):
            part = self._parts.get(linked(sheet, "id")) if local_name(sheet) == "sheet" else None
            if part is None or not part.kind.endswith("/worksheet") or part.target in self._read:
                continue
            self._read.add(part.target)
            name = sheet.get("name", "")
            if sheet.get("state") in _HIDDEN:
                self._gathering.hidden.append(name)
            elif not self._sheet(name, part.target, book):
                break
        self._gathering.tell(tuple(self._problems))
        return self._gathering

    def _sheet(self, name: str, part: str, book: Book) -> bool:
        """Read one sheet; one that is broken costs no other. False: no more may be read."""
        self._gathering.begin(name)
        rows = SheetRows(book, self._gathering, self._comments(part))
        unread, may_go_on = None, True
        try:
            listen(self._package, part, rows)
            rows.finish()
        except FullError:
            unread, may_go_on = self._gathering.full(), False
        except BROKEN:
            unread = sentences.SHEET_BROKEN
        hidden = sentences.cells_hidden(rows.hidden_rows, rows.hidden_columns)
        self._gathering.end(hidden, unread=unread)
        return may_go_on

    def _comments(self, part: str) -> dict[int, list[tuple[int, str]]]:
        comments = Comments()
        for each in self._package.relationships(part).values():
            if each.kind.endswith(_COMMENTS) and each.target in self._package:
                self._listen(each.target, comments, sentences.COMMENTS_BROKEN)
        return comments.by_row()

    def _strings(self) -> list[str]:
        strings = Strings()
        for part in self._parts.values():
            if part.kind.endswith("/sharedStrings") and part.target in self._package:
                self._listen(part.target, strings, sentences.STRINGS_BROKEN)
        if strings.is_cut:
            self._problems[sentences.STRINGS_BROKEN] = None
        return strings.texts

    def _listen(self, part: str, listener: Listener, problem: str) -> None:
        """Read a part beside the sheets as far as it goes; what is broken is said."""
        try:
            listen(self._package, part, listener)
        except BROKEN:
            self._problems[problem] = None

    def _formats(self) -> list[str]:
        """Give the number format of each style of cells."""
        name = next(
            (part.target for part in self._parts.values() if part.kind.endswith("/styles")), ""
        )
        if name not in self._package:
            return []
        root = self._package.root(name)
        own = {
            each.get("numFmtId"): each.get("formatCode", GENERAL)
            for each in _children(root, "numFmts")
        }
        return [_format_of(style, own) for style in _styles(root)]


def _styles(root: Any) -> Iterator[Any]:
    for style in _children(root, "cellXfs"):
        if local_name(style) == "xf":
            yield style


def _format_of(style: Any, own: Mapping[str, str]) -> str:
    number = style.get("numFmtId", "0")
    if number in own:
        return own[number]
    return built_in(int(number)) if number.isascii() and number.isdigit() else GENERAL


def _children(root: Any, name: str) -> Iterator[Any]:
    holder = first(root, name)
    yield from () if holder is None else holder


def _one(parts: Mapping[str, Relationship], kind: str) -> str:
    for part in parts.values():
        if part.kind.endswith(kind):
            return part.target
    raise KeyError(kind)
