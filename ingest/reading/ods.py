"""OpenDocument spreadsheets: sheets, rows and annotations as one stream; reads no chart."""

import mmap
from collections.abc import Mapping
from typing import Any, Final

from lxml import etree

from ingest.reading import sentences
from ingest.reading.odf import CONTENT, open_document
from ingest.reading.packages import BROKEN, opening
from ingest.reading.sheets import (
    MOST_COLUMNS,
    FullError,
    Gathering,
    HiddenColumns,
    Row,
    Sheets,
    cell_name,
    comment_line,
)
from ingest.reading.xml_streams import listen

PARSER: Final = f"ods-reader 1 (lxml {etree.__version__})"
_MOST_SPACES: Final = 200
_MOST_ROW: Final = 1 << 30
_VALUES: Final = ("string-value", "date-value", "time-value", "boolean-value", "value")
# What stands in a table and is no cell of it: pictures, charts, forms, what was deleted.
_LEFT_OUT: Final = frozenset(
    {"shapes", "frame", "forms", "tracked-changes", "custom-shape", "g", "ruby-text", "rect"}
    | {
        "scenario",
        "event-listeners",
        "named-expressions",
        "dde-links",
        "ellipse",
        "line",
        "caption",
    }
)


class OpenDocumentSheets(Sheets):
    """An OpenDocument spreadsheet: its cells as they are shown.

    Raises:
        UnreadableError: it is locked, unsafe to unpack, damaged, empty or wholly hidden.
    """

    def __init__(self, data: mmap.mmap | bytes) -> None:
        with opening():
            package = open_document(data)
            tables = _Tables()
            try:
                listen(package, CONTENT, tables)
            except FullError:
                tables.close(tables.gathering.full())
            except BROKEN:
                if not tables.in_sheet:
                    raise
                tables.close(sentences.SHEET_BROKEN)
        super().__init__(tables.gathering, PARSER)


class _Tables:
    """Hears the content of a spreadsheet."""

    def __init__(self) -> None:
        self.gathering = Gathering()
        self.in_sheet = False
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._left_out = self._tables = 0
        self._in_body = self._sheet_is_hidden = self._has_hidden_content = False
        self._name = ""
        self._hidden = HiddenColumns()
        self._columns = self._row = self._column = 0
        self._rows_repeated = self._cells_repeated = 1
        self._row_is_hidden = False
        self._hidden_rows = self._hidden_cells = 0
        self._cells: list[tuple[int, str]] = []
        self._remarks: list[str] = []
        self._in_cell = self._is_covered = False
        self._fallback = ""
        self._text: list[str] = []
        self._note: list[str] = []
        self._notes_deep = self._paragraphs = 0
        self._takes_note = False

    def close(self, unread: str | None = None) -> None:
        """End the sheet at hand."""
        if self.in_sheet and not self._sheet_is_hidden:
            hidden = sentences.cells_hidden(self._hidden_rows, self._hidden_cells)
            self.gathering.end(hidden, unread=unread)
        elif self.in_sheet:
            self.gathering.hidden.append(self._name)
        self.in_sheet = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin a table, a row, a cell or a part of its text."""
        if self._left_out or (name in _LEFT_OUT and self._in_body):
            self._left_out += 1
            return
        if name == "table":
            self._begin_table(attributes)
        elif self._in_cell:
            self._begin_text(name, attributes)
        elif self._tables == 1:
            self._begin_in_table(name, attributes)
        elif name == "spreadsheet":
            self._in_body = True
        elif not self._in_body:
            self._begin_style(name, attributes)

    def end(self, name: str) -> None:
        """End a table, a row, a cell or a part of its text."""
        if self._left_out:
            self._left_out -= 1
        elif name == "table" and self._tables:
            self._tables -= 1
            if not self._tables:
                self.close()
        elif self._in_cell:
            self._end_text(name)
        elif name == "table-row" and self._tables == 1:
            self._end_row()

    def data(self, text: str) -> None:
        """Take a bit of the text of a paragraph."""
        if self._paragraphs and not self._left_out:
            if not self._notes_deep:
                self._text.append(text)
            elif self._takes_note:
                self._note.append(text)

    def _begin_style(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "style":
            self._style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            self._hidden_styles.add(self._style)

    def _begin_table(self, attributes: Mapping[str, str]) -> None:
        self._tables += 1
        if self._tables > 1 or not self._in_body:
            return
        self.in_sheet = True
        self._name = attributes.get("name", "")
        self._sheet_is_hidden = attributes.get("style-name") in self._hidden_styles
        self._hidden, self._columns, self._row = HiddenColumns(), 0, 0
        self._hidden_rows = self._hidden_cells = 0
        if not self._sheet_is_hidden:
            self.gathering.begin(self._name)

    def _begin_in_table(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table-column":
            count = _count(attributes.get("number-columns-repeated"))
            if _is_hidden(attributes):
                self._hidden.add(self._columns + 1, self._columns + count)
            self._columns += count
        elif name == "table-row":
            self._rows_repeated = _count(attributes.get("number-rows-repeated"))
            self._row_is_hidden = _is_hidden(attributes)
            self._column, self._cells, self._remarks = 0, [], []
        elif name in {"table-cell", "covered-table-cell"}:
            self._in_cell, self._is_covered = True, name.startswith("covered")
            self._cells_repeated = _count(attributes.get("number-columns-repeated"))
            said = (attributes[key] for key in _VALUES if key in attributes)
            self._fallback = next(said, "")
            self._text, self._note, self._paragraphs, self._notes_deep = [], [], 0, 0

    def _begin_text(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "annotation":
                self._notes_deep += 1
            case "p" | "h":
                self._paragraphs += 1
                self._takes_note = True
                (self._note if self._notes_deep else self._text).append("\n")
            case "s":
                self.data(" " * min(_count(attributes.get("c")), _MOST_SPACES))
            case "tab" | "line-break":
                self.data(" ")

    def _end_text(self, name: str) -> None:
        match name:
            case "annotation":
                self._notes_deep -= 1
            case "p" | "h":
                self._paragraphs -= 1
            case "table-cell" | "covered-table-cell" if self._tables == 1:
                self._end_cell()

    def _end_cell(self) -> None:
        self._in_cell = False
        text = "".join(self._text).strip() or self._fallback
        note = "".join(self._note).strip()
        first = self._column + 1
        self._column = min(self._column + self._cells_repeated, MOST_COLUMNS)
        if self._is_covered or not (text or note):
            return
        for column in range(first, self._column + 1):
            if column in self._hidden:
                self._hidden_cells += 1
                continue
            if text:
                self._cells.append((column, text))
            if note:
                self._remarks.append(comment_line(cell_name(column, self._row + 1), note))

    def _end_row(self) -> None:
        first = self._row + 1
        self._row = min(self._row + self._rows_repeated, _MOST_ROW)
        if not self._cells and not self._remarks:
            return
        if self._sheet_is_hidden:
            return
        if self._row_is_hidden:
            self._hidden_rows += self._rows_repeated
            return
        for number in range(first, self._row + 1):
            self.gathering.add(Row(number, list(self._cells), list(self._remarks)))


def _count(said: Any) -> int:
    """Read how often something is repeated; once where that is not said."""
    text = said or ""
    return int(text[:9]) if text.isascii() and text.isdigit() else 1


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return attributes.get("visibility") in {"collapse", "filter"}
